"""The figures of a synthesis: counted from the public contributions of its campaign, never typed.

*Participants* are people: those who contributed for themselves, each once where an address tells
who they are (``Contact.person_key``) and once for every contribution where none does, and the
people that groups say they speak for, one where a group says no number. What withdraws a
contribution from the public withdraws it from every figure.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any, Self

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce, TruncWeek
from django.utils import timezone

from civic_pages.participation import home_map
from civic_pages.participation.choices import Kind, Precision
from civic_pages.participation.geo import publication
from civic_pages.participation.models import Contribution
from civic_pages.participation.querysets import ContributionQuerySet
from civic_pages.synthesis.coverage import coverage


# Beyond ten years between the first and the last contribution, a date was mistyped somewhere: weeks
# without any are then left out instead of filling a page.
MOST_WEEKS = 520


@dataclass(frozen=True)
class Part:
    """One row of a breakdown: ``key`` as stored ("" where nothing was said), ``label`` as read."""

    key: str
    label: str
    count: int


Parts = tuple[Part, ...]


@dataclass(frozen=True)
class Figures:
    """What is told of a campaign in its synthesis; plain data, which is frozen with it.

    ``weeks`` are named by their ISO year and week, and labelled by their Monday. ``homes``: in a
    campaign of homes, how many there are; it is told nothing else but ``contributions`` and, as far
    as its map tells them, ``sectors``.
    """

    contributions: int = 0
    individual: int = 0
    collective: int = 0
    participants: int = 0
    homes: int = 0
    of_homes: bool = False
    cited: int = 0
    categories: Parts = ()
    sectors: Parts = ()
    sources: Parts = ()
    weeks: Parts = ()

    def as_data(self) -> dict[str, Any]:
        """Return JSON-able data."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Self:
        """Return what was stored, by this version of the software or by an earlier one."""
        known: dict[str, Any] = {}
        for field in fields(cls):
            if field.name in data:
                value = data[field.name]
                is_parts = isinstance(value, (list, tuple))
                known[field.name] = tuple(Part(**part) for part in value) if is_parts else value
        return cls(**known)


def counted(page: Any, *, now: datetime) -> Figures:
    """Return the figures of a synthesis as they are now, in nine queries at any size."""
    campaign = page.campaign
    if campaign.public_precision == Precision.AREAS:
        return _of_homes(campaign, now)
    public = Contribution.objects.public().of(campaign).order_by()
    return Figures(
        **_totals(public),
        cited=coverage(page).cited,
        categories=_ranked((name, name, count) for name, count in _counts(public, "category")),
        sectors=_sectors(campaign, dict(_counts(public, "sector"))),
        sources=_ranked((name, "", count) for name, count in _counts(public, "source")),
        weeks=_weeks(public),
    )


def _of_homes(campaign: Any, now: datetime) -> Figures:
    """Return what the day's batch tells, which is all that is public: nothing is counted for us."""
    batch = publication.current(campaign.pk, now=now)
    rows = home_map.sector_rows(campaign, batch)
    return Figures(
        contributions=batch.total,
        homes=batch.households,
        of_homes=True,
        sectors=tuple(
            Part("+".join(row.keys or (row.key,)), row.name, row.count)
            for row in rows
            if row.count is not None
        ),
    )


def _totals(public: ContributionQuerySet) -> dict[str, Any]:
    alone, together = Q(kind=Kind.INDIVIDUAL), Q(kind=Kind.COLLECTIVE)
    known = Q(contact__isnull=False) & ~Q(contact__person_key="")
    unknown = Q(contact__isnull=True) | Q(contact__person_key="")
    found = public.aggregate(
        individual=Count("pk", filter=alone),
        collective=Count("pk", filter=together),
        spoken_for=Sum(Coalesce("represented", 1), filter=together),
        persons=Count("contact__person_key", filter=alone & known, distinct=True),
        somebody=Count("pk", filter=alone & unknown),
    )
    return {
        "contributions": found["individual"] + found["collective"],
        "individual": found["individual"],
        "collective": found["collective"],
        "participants": found["persons"] + found["somebody"] + (found["spoken_for"] or 0),
    }


def _counts(public: ContributionQuerySet, column: str) -> Iterable[tuple[Any, int]]:
    return public.values_list(column).annotate(_count=Count("pk"))


def _ranked(rows: Iterable[tuple[str, str, int]]) -> Parts:
    """Return parts, the largest first; what has no name comes last."""
    parts = (Part(key, label, count) for key, label, count in rows)
    return tuple(sorted(parts, key=lambda part: (not part.key, -part.count, part.key)))


def _sectors(campaign: Any, counts: dict[str, int]) -> Parts:
    """Return every sector of the campaign, those without a contribution too; none where none has one."""
    names = {key: name for key, name, _shape in campaign.territory.sectors}
    if not any(counts):
        return ()
    rows = [(key, names.get(key, key), counts.get(key, 0)) for key in {**names, **counts} if key]
    if counts.get(""):
        rows.append(("", "", counts[""]))
    return _ranked(rows)


def _weeks(public: ContributionQuerySet) -> Parts:
    """Return the weeks from the first contribution to the last, those without any too."""
    zone = timezone.get_default_timezone()
    monday = TruncWeek("created_at", tzinfo=zone)
    rows = public.annotate(_monday=monday).values_list("_monday").annotate(_count=Count("pk"))
    counts: dict[date, int] = {moment.date(): count for moment, count in rows}
    if not counts:
        return ()
    first, last = min(counts), max(counts)
    number = (last - first).days // 7 + 1
    whole = [first + timedelta(weeks=week) for week in range(min(number, MOST_WEEKS))]
    days = whole if number <= MOST_WEEKS else sorted(counts)
    return tuple(Part(week_name(day), day.isoformat(), counts.get(day, 0)) for day in days)


def week_name(day: date) -> str:
    """Return the ISO week of a day: "2016-W03"."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02d}"
