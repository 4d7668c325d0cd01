"""What a map shows of a set of contributions: clusters, single pins, and several at one place."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, F, Max, Min, Window
from django.db.models.functions import RowNumber

from civic_pages.participation.geo.cells import BoundingBox, expansion_zoom, shift_for
from civic_pages.participation.querysets import ContributionQuerySet


# A cluster gathers what lies in one quarter of a quarter of a tile: about 64 px of a map.
TILES_PER_CLUSTER = 2
# The map goes no closer: what is still together there comes as a stack that lists it.
CLOSEST_ZOOM = 19
MOST_FEATURES = 500
MOST_IN_STACK = 20
PIN_COLUMNS = ("cell", "reference", "title", "category", "kind", "campaign_id", "longitude", "latitude")  # fmt: skip


@dataclass(frozen=True)
class Group:
    """Contributions of one cell; ``first`` and ``last`` are its lowest and highest key."""

    cell: int
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


def _celled(
    queryset: ContributionQuerySet, box: BoundingBox | None, zoom: int
) -> ContributionQuerySet:
    """Return what a view holds, each with the ``cell`` it is gathered in."""
    mapped = queryset.mapped().order_by()
    if box is not None:
        mapped = mapped.in_box(box)
    return mapped.annotate(cell=F("cell_key").bitrightshift(shift_for(zoom + TILES_PER_CLUSTER)))


def groups_of(
    queryset: ContributionQuerySet, box: BoundingBox | None, zoom: int, *, most: int | None = None
) -> list[Group]:
    """Return the groups of a view, the largest first; the same SQL on SQLite and PostgreSQL."""
    rows = (
        _celled(queryset, box, zoom)
        .values("cell")
        .annotate(
            # Not of a column: the index holds all that a view reads, but not the primary key.
            count=Count("*"),
            first=Min("cell_key"),
            last=Max("cell_key"),
            latitude_=Avg("latitude"),
            longitude_=Avg("longitude"),
        )
        .order_by("-count", "cell")
        .values_list("cell", "count", "first", "last", "latitude_", "longitude_")
    )
    return [Group(*row) for row in rows[:most]]


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
    groups = groups_of(queryset, box, zoom, most=MOST_FEATURES + 1)
    celled, shown = _celled(queryset, box, zoom), groups[:MOST_FEATURES]
    truncated = len(groups) > MOST_FEATURES
    told = [g for g in shown if zoom >= CLOSEST_ZOOM or g.first == g.last]
    if zoom >= CLOSEST_ZOOM:
        items = _items(celled.filter(cell__in=[g.cell for g in told]), url_of)
    else:
        items = _items(celled.filter(cell_key__in=[g.first for g in told]), url_of)
    return View(
        [_told(g, items[g.cell]) if g.cell in items else _cluster(g) for g in shown],
        celled.count() if truncated else sum(g.count for g in groups),
        truncated,
    )


def _items(celled: ContributionQuerySet, url_of: Any) -> dict[int, list[dict[str, Any]]]:
    """Return what pins and stacks say, by cell: the newest of each, in one query for all."""
    newest = Window(RowNumber(), partition_by=F("cell"), order_by=F("pk").desc())
    rows = celled.annotate(rank=newest).filter(rank__lte=MOST_IN_STACK).order_by("cell", "-pk")
    found: dict[int, list[dict[str, Any]]] = {}
    for cell, reference, title, category, kind, campaign, longitude, latitude in rows.values_list(
        *PIN_COLUMNS
    ):
        found.setdefault(cell, []).append(
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
    zoom = min(CLOSEST_ZOOM, expansion_zoom(group.first, group.last) - TILES_PER_CLUSTER)
    return _feature(
        group.longitude, group.latitude, kind="cluster", count=group.count, expansion_zoom=zoom
    )


def _told(group: Group, items: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a pin, or a stack of those that lie too close to be told apart."""
    longitude, latitude = items[0]["place"]
    shown = [{key: item[key] for key in item if key != "place"} for item in items]
    if group.count == 1:
        return _feature(longitude, latitude, kind="pin", count=1, **shown[0])
    if group.first != group.last:
        longitude, latitude = group.longitude, group.latitude
    return _feature(longitude, latitude, kind="stack", count=group.count, items=shown)
