"""Composes contributions out of hand-written sentences, so that no two are alike.

Each is about one idea, at one spot: who speaks, what they see, what they ask for and why, and how
they end. Sentences are dealt like cards, so that none comes back before all others were used.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from site_config.demo.geography import Spot
from site_config.demo.source import Idea, read


FIRST_PERSON = re.compile(r"\b(?:je|j['’]|me|m['’]|moi|mon|ma|mes)\b", re.IGNORECASE)
WE = re.compile(r"\b(?:nous|notre|nos)\b", re.IGNORECASE)
INFINITIVE = re.compile(r"(?:[A-ZÉ][\wé]*(?:er|ir|re)|S['’]\w+)\b")
INTRODUCED, LED, ENDED = 0.6, 0.7, 0.25


@dataclass(frozen=True)
class Text:
    theme: str
    title: str
    body: str


def _deal(cards: Sequence[str], rng: random.Random) -> Iterator[str]:
    """Yield cards for ever, each once before any comes again."""
    while True:
        deck = list(cards)
        rng.shuffle(deck)
        yield from deck


def _fitting(sentences: Sequence[str], *, collective: bool) -> Sequence[str]:
    """Return the sentences that suit one voice: a group does not say "I"; all where none suits."""
    unfit = FIRST_PERSON if collective else WE
    return [sentence for sentence in sentences if not unfit.search(sentence)] or sentences


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


class Writer:
    """Writes the contributions of one campaign; remembers what it has written."""

    def __init__(self, ideas: Sequence[Idea], rng: random.Random) -> None:
        voices = read("voices")
        self._rng = rng
        self._ideas: dict[str, list[Idea]] = {}
        for idea in ideas:
            self._ideas.setdefault(idea.theme, []).append(idea)
        self._turns: dict[str, int] = {}
        self._decks = {name: _deal(voices[name], rng) for name in voices}
        self._written: set[str] = set()

    def themes(self, count: int, wanted: dict[str, int]) -> list[str]:
        """Return ``count`` themes in random order: as often as wanted, then by number of ideas."""
        by_ideas = [theme for theme, ideas in self._ideas.items() for _ in ideas]
        themes = [theme for theme, times in wanted.items() for _ in range(times)]
        while len(themes) < count:
            themes += by_ideas
        themes = themes[:count]
        self._rng.shuffle(themes)
        return themes

    def write(self, theme: str, spots: Sequence[Spot], *, people: int = 0) -> tuple[Text, Spot]:
        """Return a new text and where it is about; ``people`` is 0 for somebody alone."""
        turn = self._turns.get(theme, 0)
        self._turns[theme] = turn + 1
        ideas = self._ideas[theme]
        idea, round_ = ideas[turn % len(ideas)], turn // len(ideas)
        while True:
            spot = self._rng.choice(spots)
            title = self._filled(idea.titles[round_ % len(idea.titles)], spot, people)
            if title not in self._written:
                break
        self._written.add(title)
        return Text(theme, _capital(title), self._body(idea, round_, spot, people)), spot

    def _body(self, idea: Idea, round_: int, spot: Spot, people: int) -> str:
        collective = bool(people)
        voice = "together" if collective else "alone"
        # Four rounds through (0,0,0) (1,0,1) (0,1,1) (1,1,0): no two share two sentences.
        chosen = ((idea.seen, round_), (idea.ask, round_ // 2), (idea.why, round_ + round_ // 2))
        sentences = []
        for variants, number in chosen:
            fitting = _fitting(variants, collective=collective)
            sentences.append(fitting[number % len(fitting)])
        if INFINITIVE.match(sentences[1]) and self._rng.random() < LED:
            lead = next(self._decks[f"{voice}_lead"])
            sentences[1] = f"{lead} {sentences[1][:1].lower()}{sentences[1][1:]}"
        if self._rng.random() < INTRODUCED:
            sentences.insert(0, next(self._decks[voice]))
        if self._rng.random() < ENDED:
            sentences.append(next(self._decks[f"{voice}_end"]))
        return " ".join(_capital(self._filled(s, spot, people)) for s in sentences)

    def _filled(self, sentence: str, spot: Spot, people: int) -> str:
        meet = next(self._decks["meet"]) if "{meet}" in sentence else ""
        years = self._rng.randint(3, 41)
        return sentence.format(ou=spot.phrase, dans=spot.near, n=people, ans=years, meet=meet)
