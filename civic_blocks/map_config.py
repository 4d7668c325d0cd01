"""What the script of a map reads: the block, and any page that shows a map, write it by this.

A page that has a map of its own prints the element with its parts::

    <civic-map class="civic-map" data-config="{{ config_id }}">
      {{ map_config|json_script:config_id }}
      <div class="civic-map__list">… the same as a list …</div>
      {% include "civic_blocks/includes/map_panel.html" %}
    </civic-map>

with ``map_id``, ``config_id``, ``map_config`` (:meth:`MapSettings.config`), ``map_views``
(:meth:`MapSettings.views`), ``legend`` (:func:`civic_blocks.map_legend.legend_of`), ``sectors`` and
``classes`` (:meth:`MapSettings.figures`) in its context.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from civic_blocks import conf, ports
from civic_blocks.map_figures import CountClass, classes_of, sector_rows, shade_of
from civic_blocks.map_legend import LegendEntry


@dataclass(frozen=True)
class MapSettings:
    """What a ``<civic-map>`` shows, and where it asks for more.

    ``page``: whose pins the API gives; without it the map shows what ``contents`` holds.
    ``centre``: (latitude, longitude) in degrees; ``None``: the perimeter is shown.
    ``query``: filters of the pins API that hold from the start, as in an address.
    ``interests``: the editor's places, a GeoJSON FeatureCollection.
    ``always_asks``: ask the API even where ``contents`` holds every pin: the query will change.
    """

    contents: ports.MapContents
    page: Any = None
    centre: tuple[float, float] | None = None
    zoom: int | None = None
    query: str = ""
    legend: Sequence[LegendEntry] = ()
    interests: dict[str, Any] | None = None
    shows_contributions: bool = True
    shows_sectors: bool = True
    always_asks: bool = False

    @property
    def shown(self) -> ports.MapContents:
        """The contents, without contributions where these are not shown."""
        if self.shows_contributions:
            return self.contents
        return ports.MapContents(
            perimeter=self.contents.perimeter,
            sector_shapes=self.contents.sector_shapes,
            hides_totals=True,
        )

    def views(self) -> list[tuple[str, str]]:
        """Return (key, label) of what the map can show in turn; the first is shown at once."""
        shown, views = self.shown, []
        if shown.areas:
            counted = shown.counted or gettext("Answers")
            views.append(("areas", gettext("%(what)s by area") % {"what": counted}))
        elif shown.pins or self.pins_url():
            views.append(("pins", gettext("Contributions")))
        counts = [s.count for s in shown.sectors if s.count is not None]
        # Where others may be asked for, what holds nothing now may hold something then.
        tells = bool(counts) if self.always_asks else any(counts)
        if self.shows_sectors and shown.sector_shapes and tells:
            views.append(("sectors", gettext("By sector")))
        if views and views[0][0] == "pins":
            views.append(("density", gettext("Density")))
        return views

    def pins_url(self) -> str:
        """Return where the map asks for pins; empty where the page holds all that are public.

        Contents that count places and hold no pin are told by sector: there is nothing to ask for.
        """
        shown = self.shown
        asks = not shown.areas and (self.always_asks or 0 < len(shown.pins) < shown.mapped)
        return endpoint(self.page, "pins") if asks and self.shows_contributions else ""

    def config(self) -> dict[str, Any]:
        """Return what the script reads."""
        shown = self.shown
        totals = {"mapped": shown.mapped, "unmapped": shown.unmapped}
        return {
            **self._ground(),
            "perimeter": shown.perimeter,
            "sectors": _sectors(shown) if self.shows_sectors else None,
            "pointsOfInterest": _interests(self.interests),
            "areas": _areas(shown.areas),
            "pins": _pins(shown.pins),
            "pinsUrl": self.pins_url(),
            "contributionsUrl": endpoint(self.page, "contributions"),
            "listUrl": shown.more_url,
            "query": self.query,
            "totals": totals if shown.total and not shown.hides_totals else None,
            "legend": [
                {"category": entry.category, "colour": entry.colour, "path": entry.path}
                for entry in self.legend
            ],
            "views": [name for name, _label in self.views()],
            "texts": texts(),
        }

    def figures(self, *, total: int) -> dict[str, Any]:
        """Return the lines of the table of sectors, and the classes of shades, as templates read them.

        Args:
            total: contributions that shares are of.
        """
        counted = self.shown.sectors if self.shows_sectors else ()
        classes = sector_classes(self.shown) if counted else []
        return {"sectors": sector_rows(counted, classes, total=total), "classes": classes}

    def _ground(self) -> dict[str, Any]:
        return {
            "centre": list(self.centre or conf.get("MAP_CENTER")),
            "zoom": self.zoom or conf.get("MAP_ZOOM"),
            "fit": self.centre is None,
            "tileUrl": conf.get("TILE_URL"),
            "tileAttribution": conf.get("TILE_ATTRIBUTION"),
        }


def map_context(map_id: str, settings: MapSettings, **changed: Any) -> dict[str, Any]:
    """Return the context of a map of pins that are all in the page, as the module's text says.

    ``changed``: what is otherwise in ``map_config``.
    """
    return {
        "map_id": map_id,
        "config_id": f"{map_id}-config",
        # The pins alone: a density of fifty tells nothing.
        "map_config": {**settings.config(), "views": ["pins"], "totals": None, **changed},
        "legend": settings.legend,
    }


def endpoint(page: Any, name: str) -> str:
    """Return an address of the live API for a page; empty where there is none."""
    live = ports.current(ports.LiveEndpoints)
    address = getattr(live, name, None)
    return address(page) if address is not None and page is not None else ""


def sector_classes(contents: ports.MapContents) -> list[CountClass]:
    """Return the classes in which sectors are shaded."""
    return classes_of(s.count for s in contents.sectors if s.count is not None)


def area_classes(contents: ports.MapContents) -> list[CountClass]:
    """Return the classes in which areas of homes are shaded."""
    return classes_of(area.count for area in contents.areas)


def texts() -> dict[str, str]:
    """Return what the script says, in the page's language."""
    return {
        "zoomIn": gettext("Zoom in"),
        "zoomOut": gettext("Zoom out"),
        "cluster": gettext("{count} contributions, zoom in"),
        "stack": gettext("{count} contributions at this place"),
        "seeAll": gettext("See all {count} contributions at this place"),
        "area": gettext("{count} answers in this area"),
        "square": gettext("{count} in this square"),
        "tooFew": gettext("too few"),
        "classOne": "{count}",
        "classRange": gettext("{least} to {most}"),
        "mapped": gettext("{count} shown on the map"),
        "unmapped": gettext("{count} without a place"),
        "inView": gettext("{count} in view"),
        "about": gettext("about {count} in view"),
        "truncated": gettext("There are many here: zoom in to see them in smaller groups."),
        "failed": gettext("The map could not be updated: it shows what it had before."),
        "noTiles": gettext("The background map does not load; the places on it are right."),
        "close": gettext("Close"),
        "loading": gettext("Loading the map…"),
    }  # fmt: skip


def _interests(places: dict[str, Any] | None) -> dict[str, Any]:
    features = places["features"] if places else []
    return {
        "type": "FeatureCollection",
        "features": [
            {**each, "properties": {**each["properties"], "kind": "interest"}} for each in features
        ],
    }


def _sectors(contents: ports.MapContents) -> dict[str, Any] | None:
    """Return the sectors with their counts and shades, where these are told."""
    if not contents.sector_shapes:
        return None
    classes = sector_classes(contents)
    rows = {key: row for row in contents.sectors for key in row.keys or (row.key,)}
    shapes: dict[str, list[dict[str, Any]]] = {}
    for feature in contents.sector_shapes["features"]:
        key = feature["properties"]["key"]
        shapes.setdefault(rows[key].key if key in rows else key, []).append(feature)
    features = []
    for key, several in shapes.items():
        row = rows.get(key)
        count = row.count if row else None
        name = row.name if row else several[0]["properties"]["name"]
        figures = {"key": key, "name": name, "count": count, "level": shade_of(count, classes)}
        features.append({**several[0], "geometry": _together(several), "properties": figures})
    return {**contents.sector_shapes, "features": features}


def _together(features: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the geometry of sectors that are told together: one shape with one label."""
    geometries = [feature["geometry"] for feature in features]
    if len(geometries) == 1:
        return dict(geometries[0])
    polygons = [
        polygon
        for geometry in geometries
        for polygon in (
            [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
        )
    ]
    return {"type": "MultiPolygon", "coordinates": polygons}


def _areas(areas: Sequence[ports.Area]) -> list[dict[str, Any]]:
    classes = classes_of(area.count for area in areas)
    return [
        {
            "type": "Feature",
            "geometry": area.geometry,
            "properties": {
                "kind": "area",
                "count": area.count,
                "level": shade_of(area.count, classes),
            },
        }
        for area in areas
    ]


def _pins(cards: Iterable[ports.ContributionCard]) -> list[dict[str, Any]]:
    """Return cards as the pins API would: one feature for each place, a stack where it holds several."""
    places: dict[ports.Place, list[dict[str, Any]]] = {}
    for card in cards:
        if card.place is not None:
            item = {
                "reference": card.reference,
                "title": card.title or card.reference,
                "url": card.url,
                "category": card.category,
                **({"shape": True} if card.has_shape else {}),
            }
            places.setdefault(card.place, []).append(item)
    return [_pin_feature(place, items) for place, items in places.items()]


def _pin_feature(place: ports.Place, items: list[dict[str, Any]]) -> dict[str, Any]:
    several: dict[str, Any] = {"kind": "stack", "count": len(items), "items": items}
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [place.longitude, place.latitude]},
        "properties": several if len(items) > 1 else {"kind": "pin", "count": 1, **items[0]},
    }
