"""Demand: contributions, homes and people by sector, by cell of a grid, and by street; for staff.

Small rows tell where somebody lives: whoever calls :func:`by_place` has asked for the permission to
see exact places.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from civic_pages.participation import households
from civic_pages.participation.demand.grid import cell_name, cell_of
from civic_pages.participation.demand.streets import is_official, street_of, town_of
from civic_pages.participation.exports.base import CHUNK
from civic_pages.participation.models import Contribution, ExactLocation, Kind, Status
from civic_pages.participation.querysets import ContributionQuerySet


# As many labels of the geocoder say which town this is.
SAMPLE = 50
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Row:
    """What one place holds.

    Attributes:
        key: of a sector, a cell or a street; empty: without any.
        homes: each counted once; ``None``: the campaign counts none.
        persons: each counted once; ``None``: private data are erased.
        cell: corner of a cell of the grid, in metres.
    """

    key: str
    name: str
    contributions: int = 0
    collective: int = 0
    homes: int | None = None
    persons: int | None = None
    cell: tuple[int, int] | None = None

    @property
    def individual(self) -> int:
        return self.contributions - self.collective


@dataclass(frozen=True)
class Demand:
    """The demand of a campaign; ``grid`` and ``streets`` are empty where they were not asked for.

    Contributions of the rows of each list add up to the total. A home or a person that is in
    several rows counts in each, and once in the total.

    Attributes:
        size: of a cell, in metres; 0: not counted by grid.
        frozen: private data are erased: homes are those last published.
    """

    campaign: Any
    total: Row
    sectors: Sequence[Row]
    grid: Sequence[Row] = ()
    streets: Sequence[Row] = ()
    size: int = 0
    counts_homes: bool = False
    frozen: bool = False


def published(campaign: Any) -> ContributionQuerySet:
    """Return what demand is counted of, unless a narrower set is given."""
    return Contribution.objects.of(campaign).filter(status=Status.PUBLISHED)


def by_sector(campaign: Any, queryset: ContributionQuerySet | None = None) -> Demand:
    """Count by sector, in four queries at the most.

    Args:
        queryset: published contributions of the campaign; all of them where it is left out.
    """
    chosen = published(campaign) if queryset is None else queryset
    homes = households.counts(campaign.pk) if queryset is None else households.counted(queryset)
    counts_homes = bool(getattr(campaign, "households", False))
    kinds: dict[str, list[int]] = {}
    for sector, kind, count in (
        chosen.order_by().values_list("sector", "kind").annotate(count=Count("pk"))
    ):
        found = kinds.setdefault(sector, [0, 0])
        found[0] += count
        found[1] += count if kind == Kind.COLLECTIVE else 0

    def row(key: str, name: str) -> Row:
        of_homes, persons = homes.sectors.get(key, (0, 0))
        contributions, collective = kinds.get(key, (0, 0))
        told = of_homes if counts_homes else None
        return Row(key, name, contributions, collective, told, None if homes.frozen else persons)

    named = {key: name for key, name, _shape in campaign.territory.sectors}
    named |= {key: key for key in kinds if key and key not in named}
    rows = ranked([row(key, name) for key, name in named.items()])
    rows.append(row("", _("Outside of all sectors")))
    whole = [sum(counts[place] for counts in kinds.values()) for place in (0, 1)]
    total = Row("", _("Total"), whole[0], whole[1], homes.homes if counts_homes else None, homes.persons)  # fmt: skip
    return Demand(campaign, total, rows, counts_homes=counts_homes, frozen=homes.frozen)


def ranked(rows: list[Row]) -> list[Row]:
    """Return rows with the most demand first: by homes where they are counted."""
    return sorted(rows, key=lambda row: (-(row.homes or 0), -row.contributions, row.name))


def by_place(
    campaign: Any,
    queryset: ContributionQuerySet | None = None,
    *,
    size: int,
    progress: Progress | None = None,
) -> Demand:
    """Count by sector, cell and street, in seven queries and the memory of the rows alone.

    Args:
        size: of a cell, in metres.
        progress: is told how many contributions are counted, a chunk at a time.
    """
    demand = by_sector(campaign, queryset)
    if demand.frozen:
        return demand
    chosen = published(campaign) if queryset is None else queryset
    tally = _Tally(size, _town(campaign))
    tally.add_contributions(chosen, progress)
    tally.add_persons(chosen)
    grid, streets = (
        _listed(rows, counts_homes=demand.counts_homes) for rows in (tally.grid(), tally.streets())
    )
    return replace(demand, size=size, grid=grid, streets=streets)


def _listed(rows: Iterator[Row], *, counts_homes: bool) -> list[Row]:
    """Return rows as they are shown: what has no place, or no street, comes last."""
    told = ranked([row if counts_homes else replace(row, homes=None) for row in rows])
    return sorted(told, key=lambda row: not row.key)


def _town(campaign: Any) -> str:
    labels = ExactLocation.objects.filter(contribution__campaign_id=campaign.pk).exclude(label="")
    return town_of(labels.order_by("pk").values_list("label", flat=True)[:SAMPLE])


COLUMNS = (
    "kind", "exact_location__pk", "exact_location__household_id", "contact__person_key",
    "exact_location__latitude", "exact_location__longitude", "latitude", "longitude",
    "exact_location__street", "exact_location__label", "exact_location__address",
)  # fmt: skip
CONTRIBUTIONS, COLLECTIVE, HOMES, PERSONS = range(4)
Place = tuple[str, Any]


@dataclass
class _Tally:
    """Counts by place, kept while rows stream by in the order of their homes, then of their people.

    In that order what is counted once need only be remembered as long as its rows last.
    """

    size: int
    town: str
    counts: dict[Place, list[int]] = field(default_factory=dict)
    names: dict[str, tuple[bool, int, str]] = field(default_factory=dict)

    def add_contributions(
        self, queryset: ContributionQuerySet, progress: Progress | None = None
    ) -> None:
        """Count contributions, homes, and people that cannot be told from each other."""
        rows = queryset.order_by("exact_location__household_id").values_list(*COLUMNS)
        told = _told(rows.iterator(chunk_size=CHUNK), progress)
        for household, group in groupby(told, key=lambda row: row[2]):
            seen: set[Place] = set()
            for kind, located, _home, person, *place in group:
                for found in self._places(place):
                    counts = self.counts.setdefault(found, [0, 0, 0, 0])
                    counts[CONTRIBUTIONS] += 1
                    counts[COLLECTIVE] += kind == Kind.COLLECTIVE
                    counts[PERSONS] += not person
                    counts[HOMES] += located is not None if household is None else found not in seen
                    if household is not None:
                        seen.add(found)

    def add_persons(self, queryset: ContributionQuerySet) -> None:
        """Count people who are known by their address, once in each place."""
        known = queryset.filter(contact__isnull=False).exclude(contact__person_key="")
        rows = known.order_by("contact__person_key").values_list(*COLUMNS)
        for _person, group in groupby(rows.iterator(chunk_size=CHUNK), key=lambda row: row[3]):
            for found in {found for row in group for found in self._places(row[4:])}:
                # Published between the two readings: counted next time.
                if found in self.counts:
                    self.counts[found][PERSONS] += 1

    def _places(self, place: Sequence[Any]) -> tuple[Place, Place]:
        exact_latitude, exact_longitude, latitude, longitude, *texts = place
        if exact_latitude is not None and exact_longitude is not None:
            latitude, longitude = exact_latitude, exact_longitude
        cell = None if latitude is None else cell_of(latitude, longitude, self.size)
        street, label, address = (text or "" for text in texts)
        key, name = street_of(street, label, address, town=self.town)
        # Shown as the geocoder writes it, or else as whoever wrote it out in full.
        rank = (not is_official(street, label), -len(name), name)
        if key:
            self.names[key] = min(rank, self.names.get(key, rank))
        return ("cell", cell), ("street", key)

    def grid(self) -> Iterator[Row]:
        for (what, cell), counts in self.counts.items():
            if what == "cell":
                name = cell_name(cell, self.size) if cell else _("Without a place")
                contributions, collective, homes, persons = counts
                key = name if cell else ""
                yield Row(key, name, contributions, collective, homes, persons, cell)

    def streets(self) -> Iterator[Row]:
        for (what, key), counts in self.counts.items():
            if what == "street":
                name = self.names[key][2] if key else _("Without a street")
                contributions, collective, homes, persons = counts
                yield Row(key, name, contributions, collective, homes, persons)


def _told(rows: Iterator[Any], progress: Progress | None) -> Iterator[Any]:
    for number, row in enumerate(rows, 1):
        yield row
        if progress is not None and number % CHUNK == 0:
            progress(number)
