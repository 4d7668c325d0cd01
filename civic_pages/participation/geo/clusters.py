"""What a map shows of a set of contributions: clusters, single pins, and several at one place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, F, Max, Min

from civic_pages.participation.geo.cells import BoundingBox, expansion_zoom, shift_for
from civic_pages.participation.querysets import ContributionQuerySet


# A cluster gathers what lies in one quarter of a quarter of a tile: about 64 px of a map.
TILES_PER_CLUSTER = 2
MOST_FEATURES = 500
MOST_IN_STACK = 20
PIN_COLUMNS = ("cell_key", "reference", "title", "category", "kind", "campaign_id", "longitude", "latitude")  # fmt: skip


@dataclass(frozen=True)
class Group:
    """Contributions of one cell; ``first`` and ``last`` are its lowest and highest key."""

    count: int
    first: int
    last: int
    latitude: float
    longitude: float


@dataclass(frozen=True)
class View:
    """A map view: GeoJSON features, how many contributions they stand for, whether some are cut."""

    features: list[dict[str, Any]]
    in_view: int
    truncated: bool


def groups_of(queryset: ContributionQuerySet, box: BoundingBox | None, zoom: int) -> list[Group]:
    """Return the groups of a view, the largest first; the same SQL on SQLite and PostgreSQL."""
    mapped = queryset.mapped()
    if box is not None:
        mapped = mapped.in_box(box)
    shift = shift_for(zoom + TILES_PER_CLUSTER)
    rows = (
        mapped.order_by()
        .values(cell=F("cell_key").bitrightshift(shift))
        .annotate(
            count=Count("pk"),
            first=Min("cell_key"),
            last=Max("cell_key"),
            latitude_=Avg("latitude"),
            longitude_=Avg("longitude"),
        )
        .order_by("-count", "cell")
        .values_list("count", "first", "last", "latitude_", "longitude_")
    )
    return [Group(*row) for row in rows]


def view(
    queryset: ContributionQuerySet,
    *,
    box: BoundingBox | None,
    zoom: int,
    url_of: Any,
) -> View:
    """Return the features of a map view, in three queries at the most.

    Args:
        queryset: public contributions, filtered.
        url_of: gives a contribution's address from (campaign id, reference).
    """
    groups = groups_of(queryset, box, zoom)
    shown = groups[:MOST_FEATURES]
    places = _contributions_at(
        queryset, [group.first for group in shown if group.first == group.last], url_of
    )
    features = [
        _cluster(group) if group.first != group.last else _at_one_place(group, places)
        for group in shown
    ]
    return View(features, sum(group.count for group in groups), len(groups) > MOST_FEATURES)


def _contributions_at(
    queryset: ContributionQuerySet, keys: Sequence[int], url_of: Any
) -> dict[int, list[dict[str, Any]]]:
    """Return what pins and stacks say, by cell key, in one query."""
    found: dict[int, list[dict[str, Any]]] = {}
    if not keys:
        return found
    limit = len(keys) * MOST_IN_STACK
    rows = queryset.filter(cell_key__in=keys).order_by("cell_key", "-pk").values_list(*PIN_COLUMNS)
    for key, reference, title, category, kind, campaign, longitude, latitude in rows[:limit]:
        found.setdefault(key, []).append(
            {
                "reference": reference,
                "title": title or reference,
                "category": category,
                "contributor": kind,
                "url": url_of(campaign, reference),
                "place": (longitude, latitude),
            }
        )
    return found


def _feature(longitude: float, latitude: float, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [round(longitude, 6), round(latitude, 6)]},
        "properties": properties,
    }


def _cluster(group: Group) -> dict[str, Any]:
    zoom = min(19, expansion_zoom(group.first, group.last) - TILES_PER_CLUSTER)
    return _feature(
        group.longitude, group.latitude, kind="cluster", count=group.count, expansion_zoom=zoom
    )


def _at_one_place(group: Group, places: dict[int, list[dict[str, Any]]]) -> dict[str, Any]:
    items = [dict(item) for item in places.get(group.first, [])]
    longitude, latitude = items[0]["place"] if items else (group.longitude, group.latitude)
    for item in items:
        del item["place"]
    if group.count == 1 and items:
        return _feature(longitude, latitude, kind="pin", count=1, **items[0])
    return _feature(
        longitude, latitude, kind="stack", count=group.count, items=items[:MOST_IN_STACK]
    )
