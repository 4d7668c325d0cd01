"""A text of a demo campaign: published twice, discussed, and what citizens think of each clause."""

import hashlib
import json
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from civic_pages.deliberation import counts, targets, versions
from civic_pages.deliberation.choices import Position, Stance
from civic_pages.models import Comment, Contribution, Participant, Reaction, TextPage
from civic_pages.participation.models import Status
from site_config.demo.source import CONTENT, read


# How many of those who came read a clause, from the first to the last, and how many speak of it.
READ = (0.95, 0.62)
SUPPORTED = 0.16
# Contributions that are supported, and by how many of those who came.
LIKED, LIKERS = 30, (0.01, 0.2)
# Where in the campaign's content the text is announced: beneath its timeline and introduction.
TEASER_AT = 2


def make(campaign: Any, name: str, *, now: datetime, by: Any) -> int:
    """Add the text that a campaign's content gives; returns how many pages were added."""
    if not (CONTENT / f"{name}-text.toml").exists():
        return 0
    content = read(f"{name}-text")
    page = _publish(content, campaign, now=now, by=by)
    _announce(content, campaign, page, by=by)
    Discussion(content, page, now).store()
    counts.rebuild(campaign.pk)
    return 1


def _publish(content: dict[str, Any], campaign: Any, *, now: datetime, by: Any) -> TextPage:
    """Publish the text as it was first, then as it is now, each told as of its day."""
    page = TextPage(
        title=content["title"],
        slug=content["slug"],
        introduction=content["introduction"],
        clauses=json.dumps(_stream(content, campaign.code, first=True)),
        live=False,
        owner=by,
    )
    campaign.add_child(instance=page)
    page.save_revision(user=by).publish(user=by)
    page = TextPage.objects.get(pk=page.pk)
    page.clauses = json.dumps(_stream(content, campaign.code, first=False))
    page.version_note = content["note"]
    page.save_revision(user=by).publish(user=by)
    first, second = (now + timedelta(days=content[day]) for day in ("first", "second"))
    for number, moment in ((1, first), (2, second)):
        versions.of(page).filter(number=number).update(published_at=moment)
    TextPage.objects.filter(pk=page.pk).update(
        first_published_at=first, last_published_at=second, latest_revision_created_at=second
    )
    return TextPage.objects.get(pk=page.pk)


def _id(code: str, *parts: object) -> str:
    """Return the id of a block: the same at each run, so that links to a clause stay."""
    namespace = uuid.uuid5(uuid.NAMESPACE_URL, f"wagtail-civic/demo/{code}/text")
    return str(uuid.uuid5(namespace, "/".join(map(str, parts))))


def _clauses(content: dict[str, Any]) -> list[dict[str, Any]]:
    return [clause for chapter in content["chapters"] for clause in chapter["clauses"]]


def _stream(content: dict[str, Any], code: str, *, first: bool) -> list[dict[str, Any]]:
    """Return the chapters and clauses as the page's editor stores them."""
    found: list[dict[str, Any]] = []
    number = 0
    for chapter in content["chapters"]:
        title = chapter["title"]
        found.append({"type": "heading", "id": _id(code, title), "value": title})
        for clause in chapter["clauses"]:
            number += 1
            text = clause.get("before", clause["text"]) if first else clause["text"]
            value = {"number": f"Article {number}", "heading": clause["heading"], "text": text}
            found.append({"type": "clause", "id": _id(code, clause["heading"]), "value": value})
    return found


def _announce(content: dict[str, Any], campaign: Any, page: TextPage, *, by: Any) -> None:
    """Lead to the text from the campaign's content, as an editor who publishes it again."""
    rows = list(campaign.body.raw_data)
    block = {"text": page.pk, "title": content["teaser"]}
    teaser = {"type": "text_to_discuss", "id": _id(campaign.code, "teaser"), "value": block}
    campaign.body = json.dumps([*rows[:TEASER_AT], teaser, *rows[TEASER_AT:]])
    campaign.save_revision(user=by).publish(user=by)


@dataclass
class Discussion:
    """Who came, what they said and what they think: stored in bulk, nobody is written to."""

    content: dict[str, Any]
    page: TextPage
    now: datetime
    people: list[Participant] = field(default_factory=list)
    stances: dict[tuple[int, str], Reaction] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.campaign = self.page.campaign
        self.rng = random.Random(self.content["seed"])
        # In order: the first has number 1.
        self.versions = list(reversed(versions.of(self.page)))
        keys = (clause.id for clause in self.page.clause_list)
        self.clauses = dict(zip(keys, _clauses(self.content), strict=True))

    def store(self) -> None:
        """Store it all; the counts are the caller's to rebuild."""
        self._come()
        about = [targets.of_text(self.page)]
        about += [targets.of_clause(self.page, key) for key in self.clauses]
        rows = [self.content, *self.clauses.values()]
        comments = [
            made
            for target, row in zip(about, rows, strict=True)
            for made in self._say(target, row.get("comments", ()))
        ]
        self._think(about)
        liked = self._liked()
        for contribution, row in zip(liked, self.content["contributions"], strict=False):
            comments += self._say(targets.of_contribution(contribution, self.campaign), [row])
        self._support(comments, liked)
        Reaction.objects.bulk_create(self.stances.values(), batch_size=500)

    def _moment(self, day: float) -> datetime:
        """Return a moment of a day counted from now, never ahead of it."""
        return min(self.now, self.now + timedelta(days=day, minutes=self.rng.uniform(-600, 600)))

    def _come(self) -> None:
        """Store the participants, first those who say something in their name."""
        names = [*dict.fromkeys(self._names())]
        names += [""] * (self.content["participants"] - len(names))
        code, first = self.campaign.code, self.content["first"]
        for number, name in enumerate(names):
            moment = self._moment(first if name else self.rng.uniform(first + 1, -0.1))
            self.people.append(
                Participant(
                    campaign_id=self.campaign.pk,
                    key=hashlib.sha256(f"{code}/text/{number}".encode()).hexdigest(),
                    name=name,
                    language="fr",
                    confirmed_at=moment,
                    created_at=moment,
                )
            )
        Participant.objects.bulk_create(self.people)
        self.named = {person.name: person for person in self.people if person.name}

    def _names(self) -> Iterator[str]:
        rows = [*self.content["comments"], *self.content["contributions"]]
        rows += [row for clause in _clauses(self.content) for row in clause.get("comments", ())]
        for row in rows:
            for said in (row, *row.get("answers", ())):
                if not said.get("official"):
                    yield said["name"]

    def _say(
        self, target: targets.Target, rows: Any, above: Comment | None = None
    ) -> list[Comment]:
        """Store comments on a target with their answers; each has the version of its day."""
        made = []
        for row in rows:
            comment = self._comment(target, row, above)
            made += [comment, *self._say(target, row.get("answers", ()), comment)]
            if row.get("position") and comment.participant is not None:
                self._react(comment.participant, target, row["position"], comment.created_at)
        return made

    def _comment(
        self, target: targets.Target, row: dict[str, Any], above: Comment | None
    ) -> Comment:
        moment = self._moment(row["day"])
        official = row.get("official", False)
        version = self.versions[row["day"] >= self.content["second"]] if target.text else None
        return Comment.objects.create(
            **target.keys(),
            clause=target.clause,
            version=version,
            parent=above,
            root_id=(above.root_id or above.pk) if above is not None else None,
            depth=above.depth + 1 if above is not None else 0,
            participant=None if official else self.named[row["name"]],
            author_name=row["name"],
            is_official=official,
            position=row.get("position", ""),
            body=row["body"],
            status=Status.PUBLISHED,
            idempotency_key=f"demo-{hashlib.sha256(row['body'].encode()).hexdigest()[:40]}",
            created_at=moment,
            published_at=moment,
        )

    def _react(
        self, person: Participant, target: targets.Target, stance: str, moment: datetime
    ) -> None:
        """Let somebody take a position or support something; what they said before stays."""
        self.stances.setdefault(
            (person.pk, target.name),
            Reaction(
                **target.keys(),
                participant=person,
                comment=target.comment,
                stance=stance,
                created_at=moment,
                confirmed_at=moment,
            ),
        )

    def _think(self, about: list[targets.Target]) -> None:
        """Take positions: fewer and fewer from the first clause to the last."""
        whole, *clauses = about
        begin, end = READ
        for number, target in enumerate(clauses):
            share = begin + (end - begin) * number / len(clauses)
            self._vote(target, self.clauses[target.clause]["positions"], share)
        self._vote(whole, self.content["whole"], self.content["whole_share"])

    def _vote(self, target: targets.Target, weights: list[int], share: float) -> None:
        for person in self.people:
            if self.rng.random() < share:
                stance = self.rng.choices(Position.values, weights)[0]
                self._react(person, target, stance, person.created_at)

    def _liked(self) -> list[Contribution]:
        found = Contribution.objects.public().of(self.campaign).order_by("created_at", "pk")
        return list(found[:LIKED])

    def _support(self, comments: list[Comment], liked: list[Contribution]) -> None:
        """Support comments and contributions, a few of them much more than others."""
        about: list[tuple[targets.Target, float, Any]] = [
            (targets.of_comment(comment), SUPPORTED, comment) for comment in comments
        ]
        about += [
            (targets.of_contribution(row, self.campaign), self.rng.uniform(*LIKERS), row)
            for row in liked
        ]
        for target, most, said in about:
            share = most * self.rng.random() ** 1.5
            for person in self.people:
                if self.rng.random() < share:
                    moment = max(person.created_at, said.created_at)
                    self._react(person, target, Stance.SUPPORT, moment)
