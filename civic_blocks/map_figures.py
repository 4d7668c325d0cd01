"""Figures of a map by sector or area: classes to shade them by, and the rows of the table."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from civic_blocks import ports
from civic_blocks.templatetags.civic_blocks import grouped


MOST_CLASSES = 5
NONE_AT_ALL = 0


@dataclass(frozen=True)
class CountClass:
    """Counts from ``least`` to ``most``, both included; ``shade`` from 0 (none) to 5 (darkest)."""

    least: int
    most: int
    shade: int

    @property
    def words(self) -> str:
        if self.most == 0:
            return _("none")
        if self.least == self.most:
            return grouped(self.least)
        return _("%(least)s to %(most)s") % {
            "least": grouped(self.least),
            "most": grouped(self.most),
        }


@dataclass(frozen=True)
class SectorRow:
    """One line of the table of sectors; ``share`` is in words ("12%"), empty where it is not told."""

    key: str
    name: str
    count: int | None
    share: str
    shade: int | None


def classes_of(counts: Iterable[int]) -> list[CountClass]:
    """Return up to five classes with about as many of the distinct counts each, and one of none."""
    values = sorted(set(counts))
    positive = [value for value in values if value > 0]
    size = min(MOST_CLASSES, len(positive))
    edges = [(step * len(positive) + size // 2) // size for step in range(size + 1)] if size else []
    found = [CountClass(0, 0, NONE_AT_ALL)] if 0 in values else []
    for step in range(size):
        shade = MOST_CLASSES if size == 1 else 1 + round(step * (MOST_CLASSES - 1) / (size - 1))
        found.append(CountClass(positive[edges[step]], positive[edges[step + 1] - 1], shade))
    return found


def shade_of(count: int | None, classes: Sequence[CountClass]) -> int | None:
    """Return the shade of a count; ``None`` where it is too small to be told."""
    if count is None or not classes:
        return None
    return classes[bisect_left([each.most for each in classes], count)].shade


def sector_rows(
    sectors: Sequence[ports.SectorCount], classes: Sequence[CountClass], *, total: int
) -> list[SectorRow]:
    """Return the lines of the table of sectors.

    Args:
        total: contributions that shares are of, those without a sector among them.
    """
    return [
        SectorRow(s.key, s.name, s.count, share(s.count, total), shade_of(s.count, classes))
        for s in sectors
    ]


def share(count: int | None, total: int) -> str:
    """Return a share in words, whole percents; empty where there is nothing to tell."""
    if count is None or not total:
        return ""
    percent = round(100 * count / total)
    if count and not percent:
        return _("under 1%%") % ()
    return _("%(percent)s%%") % {"percent": percent}
