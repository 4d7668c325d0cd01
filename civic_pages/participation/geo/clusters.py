"""What a map shows of a set of contributions: clusters, single pins, and several at one place."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q

from civic_pages.participation.geo import groups as sources
from civic_pages.participation.geo.cells import (
    CLOSEST_ZOOM,
    KEPT_LEVELS,
    LIVE_LEVEL,
    WORLD,
    BoundingBox,
    Window,
    bounds,
    expansion_zoom,
    key_ranges,
    level_for,
    shift_for,
    windows,
)
from civic_pages.participation.geo.filtered import ContributionSet
from civic_pages.participation.geo.groups import Group
from civic_pages.participation.querysets import ContributionQuerySet


# Where a view holds more groups than this, it is gathered coarser, and says so.
MOST_FEATURES = 1000
# Where more cells than this would be read, coarser ones are read instead.
MOST_READ = 10_000
MOST_IN_STACK = 20
# Larger stacks are read one by one, each no further than it is told, up to this many.
_MOST_LARGE = 50
_SHAPED = Q(shape__isnull=False)
PIN_COLUMNS = ("pk", "cell_key", "reference", "title", "category", "kind", "campaign_id", "longitude", "latitude", "shaped")  # fmt: skip


@dataclass(frozen=True)
class View:
    """A map view.

    Attributes:
        features: GeoJSON features, the largest groups first.
        in_view: how many contributions they stand for: all in ``box``.
        truncated: whether there were too many, so that they are gathered coarser than the zoom asks.
        box: what is covered: the box asked for, grown to whole cells.
    """

    features: list[dict[str, Any]]
    in_view: int
    truncated: bool
    box: BoundingBox


UrlOf = Callable[[int, str], str]


def view(
    campaign: Any,
    queryset: ContributionQuerySet,
    *,
    box: BoundingBox | None,
    zoom: int,
    url_of: UrlOf,
    within: ContributionSet | None,
) -> View:
    """Return the features of a map view, in three queries at the most (but for absurd boxes).

    Args:
        campaign: a public campaign, or ``None`` for all of them.
        queryset: the public contributions of ``campaign``, filtered.
        box: ``None`` for the whole world.
        zoom: of the map; cells are about 64 px wide, or 128.
        url_of: gives a contribution's address from (campaign id, reference).
        within: what a filter leaves: ``queryset`` again; ``None`` where nothing is filtered, so that
            the kept counts can answer.
    """
    level = asked = level_for(zoom)
    covered = windows(box or WORLD, level)
    while (found := _groups(campaign, queryset, covered, within)) is None:
        level = _coarser(level - 4)
        covered = windows(box or WORLD, level)
    while len(found) > MOST_FEATURES and level > KEPT_LEVELS[0]:
        above = _coarser(level - 1)
        found, level = sources.gathered(found, 2 * (level - above)), above
    told = {g.cell: g for g in found if level == LIVE_LEVEL or g.first == g.last}
    items = _items(queryset, told, covered, level, url_of) if told else {}
    # What was taken back since the cells were counted is left out.
    shown = [group for group in found if group.cell in items or group.cell not in told]
    shown.sort(key=lambda group: (-group.count, group.cell))
    return View(
        [_told(g, items[g.cell]) if g.cell in items else _cluster(g, zoom) for g in shown],
        sum(group.count for group in shown),
        level < asked,
        bounds(covered),
    )


def _coarser(level: int) -> int:
    """Return the finest kept level that is no finer than ``level``."""
    return max(KEPT_LEVELS[0], level & ~1)


def _groups(
    campaign: Any,
    queryset: ContributionQuerySet,
    covered: tuple[Window, ...],
    within: ContributionSet | None,
) -> list[Group] | None:
    if within is not None:
        return within.groups_in(covered, most=MOST_READ)
    if covered[0].level in KEPT_LEVELS:
        return sources.from_counts(campaign, covered, most=MOST_READ)
    return sources.from_index(queryset, covered, most=MOST_READ)


def _items(
    queryset: ContributionQuerySet,
    told: dict[int, Group],
    covered: tuple[Window, ...],
    level: int,
    url_of: UrlOf,
) -> dict[int, list[dict[str, Any]]]:
    """Return what pins and stacks say, by cell: the newest of each, in one query for all."""
    mapped = queryset.mapped().order_by().annotate(shaped=_SHAPED)
    large = [cell for cell in told if told[cell].count > MOST_IN_STACK][:_MOST_LARGE]
    small = [told[cell] for cell in told.keys() - set(large)]
    arms = [_rows_of(mapped, small, covered)] if small else []
    for group in (told[cell] for cell in large):
        within = mapped.filter(cell_key__gte=group.first, cell_key__lte=group.last)
        newest = within.order_by("-pk").values("pk")[:MOST_IN_STACK]
        arms.append(mapped.filter(pk__in=newest))
    rows = [arm.values_list(*PIN_COLUMNS) for arm in arms]
    read = rows[0].union(*rows[1:], all=True).order_by() if len(rows) > 1 else rows[0]
    found: dict[int, list[dict[str, Any]]] = {}
    for row in sorted(read, reverse=True):
        items = found.setdefault(row[1] >> shift_for(level), [])
        if len(items) < MOST_IN_STACK:
            items.append(_item(row, url_of))
    return found


def _rows_of(
    mapped: ContributionQuerySet, groups: list[Group], covered: tuple[Window, ...]
) -> ContributionQuerySet:
    """Return the contributions of groups: by their one key, or by cell from near."""
    keys = [group.first for group in groups if group.first == group.last]
    if len(keys) == len(groups):
        return mapped.filter(cell_key__in=keys)
    within = Q()
    for first, end in key_ranges(covered):
        within |= Q(cell_key__gte=first, cell_key__lt=end)
    cell = F("cell_key").bitrightshift(shift_for(LIVE_LEVEL))
    return mapped.filter(within).alias(cell=cell).filter(cell__in=[group.cell for group in groups])


def _item(row: tuple[Any, ...], url_of: UrlOf) -> dict[str, Any]:
    _pk, _key, reference, title, category, kind, campaign, longitude, latitude, shaped = row
    return {
        "reference": reference,
        "title": title or reference,
        "category": category,
        "contributor": kind,
        "url": url_of(campaign, reference),
        "place": (longitude, latitude),
        **({"shape": True} if shaped else {}),
    }


def _feature(longitude: float, latitude: float, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [round(longitude, 6), round(latitude, 6)]},
        "properties": properties,
    }


def _cluster(group: Group, zoom: int) -> dict[str, Any]:
    return _feature(
        group.longitude,
        group.latitude,
        kind="cluster",
        count=group.count,
        expansion_zoom=opens_at(group, zoom),
    )


def opens_at(group: Group, zoom: int) -> int:
    """Return the first zoom nearer than ``zoom`` at which a group is seen to be several."""
    parted = expansion_zoom(group.first, group.last)
    # ``level_for`` the other way round; beyond what is kept, the nearest zoom counts live.
    first = (parted + 1 & ~1) - 2 if parted <= KEPT_LEVELS[-1] else CLOSEST_ZOOM
    return min(CLOSEST_ZOOM, max(zoom + 1, first))


def _told(group: Group, items: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a pin, or a stack of those that lie too close to be told apart."""
    longitude, latitude = items[0]["place"]
    shown = [{key: item[key] for key in item if key != "place"} for item in items]
    if group.count == 1:
        return _feature(longitude, latitude, kind="pin", count=1, **shown[0])
    if group.first != group.last:
        longitude, latitude = group.longitude, group.latitude
    return _feature(longitude, latitude, kind="stack", count=group.count, items=shown)
