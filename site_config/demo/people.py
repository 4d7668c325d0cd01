"""Who contributes: names of groups, and how many people each brings."""

import random
from collections.abc import Iterator
from itertools import cycle

from civic_pages.participation.models import GroupType, Held
from site_config.demo.geography import Quarter
from site_config.demo.source import read


SMALLEST_CLASS = 14
FIRST_NAMES = (
    "samira", "yanis", "colette", "moussa", "ines", "bernard", "fatou", "hugo", "lucie", "karim",
    "nadia", "paul", "thi", "sofia", "adama", "claire", "rachid", "elena", "marcel", "aicha",
)  # fmt: skip


def _of(street: str) -> str:
    """Return a street with its French preposition: "de la rue Volant", "du boulevard du Midi"."""
    kind = street.split(maxsplit=1)[0]
    if kind in {"avenue", "allée", "esplanade"}:
        return f"de l’{street}"
    return f"du {street}" if kind == "boulevard" else f"de la {street}"


def sizes(count: int, total: int, rng: random.Random) -> list[int]:
    """Return ``count`` sizes of groups, each at least 2, that add up to ``total``.

    Raises:
        ValueError: where ``total`` is less than twice ``count``.
    """
    if total < 2 * count:
        raise ValueError(f"{count} groups hold at least {2 * count} people, not {total}.")
    weights = [rng.lognormvariate(0, 0.9) for _ in range(count)]
    spare = total - 2 * count
    found = [2 + int(spare * weight / sum(weights)) for weight in weights]
    for index in range(total - sum(found)):
        found[index] += 1
    return found


# The first word that a group's name holds says what it is.
KINDS = (
    ("Conseil de quartier", GroupType.COUNCIL, Held.COUNCIL),
    ("Classe", GroupType.SCHOOL, Held.WORKSHOP),
    ("Parents", GroupType.ASSOCIATION, Held.SURVEY),
    ("Atelier", GroupType.RESIDENTS, Held.WORKSHOP),
    ("Collectif", GroupType.RESIDENTS, Held.ONLINE),
    ("Amicale", GroupType.RESIDENTS, Held.MEETING),
    ("Conseil syndical", GroupType.RESIDENTS, Held.MEETING),
    ("Groupe", GroupType.RESIDENTS, Held.WORKSHOP),
    ("commerçants", GroupType.COMPANY, Held.MEETING),
)


class Groups:
    """Gives names of groups, a different one for every call as long as they last."""

    def __init__(self, rng: random.Random) -> None:
        content = read("groups")
        patterns, unique = list(content["names"]), list(content["unique"])
        rng.shuffle(patterns)
        rng.shuffle(unique)
        # A name that stands alone every third time: associations write more than once.
        self._unique = cycle(unique)
        self._patterns = cycle(patterns)
        self._streets: dict[str, Iterator[str]] = {}
        self._turn = 0

    def name(self, quarter: Quarter, size: int) -> str:
        """Return the name of a group of ``size`` people in a quarter."""
        self._turn += 1
        if self._turn % 3 == 0 or not quarter.streets:
            return next(self._unique)
        pattern = next(self._patterns)
        while pattern.startswith("Classe") and size < SMALLEST_CLASS:
            pattern = next(self._patterns)
        streets = self._streets.setdefault(quarter.name, cycle(quarter.streets))
        street = next(streets)
        return pattern.format(quartier=quarter.name, rue=street, de_rue=_of(street))


def facts(name: str) -> tuple[str, str]:
    """Return the type of a group and how it worked, read off its name."""
    for word, group_type, held in KINDS:
        if word in name:
            return group_type, held
    return GroupType.ASSOCIATION, Held.MEETING


def email(index: int, rng: random.Random) -> str:
    """Return an address that can never be anybody's (RFC 2606)."""
    return f"{rng.choice(FIRST_NAMES)}.{index}@example.org"
