"""What a filter leaves on the map: read from what is kept ready, or counted once for many views of it.

What :data:`FACETS` names is counted in advance. A word is not: one pass over all that hold it answers
the views of whoever pans and zooms, and tells their totals; the nearest ones are read live.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.db.models import F

from civic_pages.participation import tallies
from civic_pages.participation.counts import Facets
from civic_pages.participation.geo import groups
from civic_pages.participation.geo.cells import FACET_LEVELS, KEPT_LEVELS, Window, holder, shift_for
from civic_pages.participation.geo.groups import Group
from civic_pages.participation.models import CellCount
from civic_pages.participation.querysets import ContributionQuerySet


# Levels that a whole set is counted by: for views up to zoom 15 and, once one is from nearer, 17. The
# finer one has sixteen times the cells to hand over. Beyond, nothing but the totals is counted.
_TOTALS, _FAR, _NEAR = -1, 16, 18
# Bounds of what is kept: sets of all searches in all campaigns, cells of each (0.4 MB at the most,
# 10 kB for a city), and seconds.
SLOTS, MOST_CELLS, _SECONDS = 64, 10_000, 300


@dataclass(frozen=True)
class _Count:
    """What was counted of a set.

    Attributes:
        total: how many contributions.
        mapped: how many of them have a public point.
        asked: the level that was wanted, which a wide campaign has too many cells of.
        level: of the cells of ``rows``.
        rows: cell, count, sums of latitudes and longitudes, lowest and highest key.
    """

    total: int
    mapped: int
    asked: int = _TOTALS
    level: int = _TOTALS
    rows: tuple[tuple[int, ...], ...] = ()


class ContributionSet(ABC):
    """What a filter leaves of public contributions, as a map shows it.

    Args:
        campaign: a public campaign, or ``None`` for all of them.
        queryset: its public contributions, filtered.
    """

    def __init__(self, campaign: Any, queryset: ContributionQuerySet) -> None:
        self.campaign = campaign
        self.queryset = queryset.order_by()

    @abstractmethod
    def totals(self) -> tuple[int, int]:
        """Return how many there are, and how many of them have a public point."""

    def groups_in(self, covered: tuple[Window, ...], *, most: int) -> list[Group] | None:
        """Return the groups of a view; ``None`` where more than ``most`` would be read."""
        return groups.from_index(self.queryset, covered, most=most)


class FacetedSet(ContributionSet):
    """Those of a kind, a category, an outcome …, or several of these: counted in advance.

    Args:
        facets: what it is filtered by, by column of :data:`FACETS`; at least one.
    """

    def __init__(self, campaign: Any, queryset: ContributionQuerySet, facets: Facets) -> None:
        super().__init__(campaign, queryset)
        self.facets = facets

    def totals(self) -> tuple[int, int]:
        found = tallies.of_facets(self.campaign.pk, self.facets)
        return sum(row.total for row in found), sum(row.mapped for row in found)

    def groups_in(self, covered: tuple[Window, ...], *, most: int) -> list[Group] | None:
        if covered[0].level not in FACET_LEVELS:
            return super().groups_in(covered, most=most)
        return groups.from_counts(self.campaign, covered, most=most, facets=self.facets)


class FilteredSet(ContributionSet):
    """Those that any filter leaves; counted once it is asked, or a little before.

    What was counted before is only told while no contribution of the campaign has been published,
    taken back or changed since: the database says so, to every worker, in the same request.

    Args:
        campaign: a public campaign, or ``None`` for all of them.
        queryset: its public contributions, filtered.
        remember: the filter depends on nothing but the contributions themselves.
    """

    def __init__(self, campaign: Any, queryset: ContributionQuerySet, *, remember: bool) -> None:
        super().__init__(campaign, queryset)
        self._remembers = remember and campaign is not None
        self._known: _Count | None = None

    def totals(self) -> tuple[int, int]:
        count = self._counted(_TOTALS)
        return count.total, count.mapped

    def groups_in(self, covered: tuple[Window, ...], *, most: int) -> list[Group] | None:
        level = covered[0].level
        count = self._counted(_FAR if level <= _FAR else _NEAR) if level <= _NEAR else None
        if count is None or level > count.level:
            return super().groups_in(covered, most=most)
        bits, found, holds = 2 * (count.level - level), dict[int, Group](), holder(covered)
        for cell, *values in count.rows:
            above = cell >> bits
            if holds(above):
                found.setdefault(above, Group(above)).add(*values)
        return list(found.values()) if len(found) <= most else None

    def _counted(self, asked: int) -> _Count:
        if self._known is None or self._known.asked < asked:
            self._known = self._remembered(asked) if self._remembers else self._count(asked)
        return self._known

    def _remembered(self, asked: int) -> _Count:
        query = self.queryset.values("cell_key").query.sql_with_params()
        search = _digest(f"{self.campaign.pk} {query}")
        # Read before it is counted: what changes meanwhile is counted under the earlier version.
        state = f"{search} {tallies.version(self.campaign.pk)}"
        # A fixed number of places, whatever is searched for: a new search takes that of another.
        place = f"civic:filtered-map:{int(search, 16) % SLOTS}"
        known: tuple[str, _Count] | None = cache.get(place)
        if known is not None and known[0] == state and known[1].asked >= asked:
            return known[1]
        found = self._count(asked)
        cache.set(place, (state, found), _SECONDS)
        return found

    def _count(self, asked: int) -> _Count:
        if asked == _TOTALS:
            return _Count(*self.queryset.totals())
        level = _fitting(self.campaign, asked)
        cell = F("cell_key").bitrightshift(shift_for(level))
        read = list(groups.counted(self.queryset.annotate(cell=cell)))
        rows = tuple(row for row in read if row[0] is not None)
        total, mapped = (sum(row[1] for row in of) for of in (read, rows))
        return _Count(total, mapped, asked, level, rows)


def _digest(text: str) -> str:
    """Return a name of a search, by which nobody reads what was searched for."""
    return sha256(text.encode()).hexdigest()


def _fitting(campaign: Any, level: int) -> int:
    """Return the finest level from ``level`` on that a campaign, unfiltered, has few enough cells of."""
    kept = CellCount.objects.filter(**groups.kept_of(campaign))
    while level > KEPT_LEVELS[0]:
        if kept.filter(level=level)[: MOST_CELLS + 1].count() <= MOST_CELLS:
            return level
        level -= 4
    return KEPT_LEVELS[0]
