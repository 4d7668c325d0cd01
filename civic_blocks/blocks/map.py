"""The map: a list of places first, and the same places drawn."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from civic_blocks import conf, ports
from civic_blocks.blocks.base import CivicStructBlock, Groups
from civic_blocks.blocks.geo import PointBlock


# How many pins the page itself holds: drawn at once, and all there is where the API is silent.
DRAWN_PINS = 50
# How many of them the list beside the map names; all contributions are on the list page.
LISTED_PINS = 12


class PointOfInterestBlock(blocks.StructBlock):
    """A place the editor points out."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = blocks.TextBlock(label=_("Text"), max_length=400, required=False)
    position = PointBlock(label=_("Place"))
    link = blocks.URLBlock(label=_("Link"), required=False)

    class Meta:
        icon = "site"
        label_format = "{title}"


class MapValue(blocks.StructValue):
    def centre(self) -> tuple[float, float]:
        """Return (latitude, longitude) of the middle of the map."""
        point = self.get("centre")
        return (point["lat"], point["lng"]) if point else conf.get("MAP_CENTER")

    def points_of_interest(self) -> dict[str, Any]:
        """Return the editor's places as a GeoJSON FeatureCollection."""
        features = [
            {
                "type": "Feature",
                "geometry": {
                    "type": "Point",
                    "coordinates": [item["position"]["lng"], item["position"]["lat"]],
                },
                "properties": {"title": item["title"], "text": item["text"], "url": item["link"]},
            }
            for item in self["points_of_interest"]
            if item["position"]
        ]
        return {"type": "FeatureCollection", "features": features}


def _texts() -> dict[str, str]:
    """Return what the script says, in the page's language."""
    return {
        "zoomIn": gettext("Zoom in"),
        "zoomOut": gettext("Zoom out"),
        "cluster": gettext("{count} contributions, zoom in"),
        "stack": gettext("{count} contributions at this place"),
        "area": gettext("{count} answers in this area"),
        "failed": gettext("The map could not be updated. It shows the latest contributions only."),
        "inView": gettext("{count} contributions in view"),
        "close": gettext("Close"),
        "loading": gettext("Loading the map…"),
    }


class MapBlock(CivicStructBlock):
    """Places of the contributions and of the editor.

    Template context: ``value``, ``contents`` (:class:`ports.MapContents`), ``listed`` (the pins the
    list names), ``map_config`` (what the script reads as JSON), ``map_id``, ``config_id``.
    """

    title = blocks.CharBlock(label=_("Title"), max_length=120, default=_("The map"))
    introduction = blocks.RichTextBlock(
        label=_("Introduction"), required=False, features=["bold", "italic", "link"]
    )
    points_of_interest = blocks.ListBlock(
        PointOfInterestBlock(), label=_("Points of interest"), default=[]
    )
    centre = PointBlock(
        label=_("Centre"),
        required=False,
        help_text=_("The perimeter is shown if left empty."),
        zoom_field="zoom",
    )
    zoom = blocks.IntegerBlock(
        label=_("Zoom"), min_value=1, max_value=19, required=False, default=13
    )
    show_contributions = blocks.BooleanBlock(
        label=_("Show the contributions"), required=False, default=True
    )
    show_sectors = blocks.BooleanBlock(label=_("Show the sectors"), required=False, default=True)

    def get_context(
        self, value: MapValue, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        page = context.get("page")
        source = ports.current(ports.ContributionSource)
        contents = ports.MapContents()
        if source is not None and page is not None:
            chosen = _parameter(context.get("request"))
            contents = source.map_contents(page, limit=DRAWN_PINS, chosen=chosen)
        context["contents"] = contents
        context["listed"] = contents.pins[:LISTED_PINS] if value["show_contributions"] else ()
        context["map_id"] = f"map-{context.get('id') or 'preview'}"
        context["config_id"] = f"{context['map_id']}-config"
        context["map_config"] = self._config(value, contents, page)
        return context

    def _config(self, value: MapValue, contents: ports.MapContents, page: Any) -> dict[str, Any]:
        shown = value["show_contributions"]
        pins = contents.pins if shown else ()
        return {
            "centre": list(value.centre()),
            "zoom": value["zoom"] or conf.get("MAP_ZOOM"),
            "fit": value.get("centre") is None,
            "tileUrl": conf.get("TILE_URL"),
            "tileAttribution": conf.get("TILE_ATTRIBUTION"),
            "perimeter": contents.perimeter,
            "sectors": contents.sector_shapes if value["show_sectors"] else None,
            "pointsOfInterest": value.points_of_interest(),
            "areas": [
                {
                    "type": "Feature",
                    "geometry": a.geometry,
                    "properties": {"kind": "area", "count": a.count},
                }
                for a in (contents.areas if shown else ())
            ],
            "pins": _pins(pins),
            # Nothing to ask for where the page holds everything already.
            "pinsUrl": _pins_url(page)
            if shown and not contents.areas and contents.mapped > len(pins)
            else "",
            "texts": _texts(),
        }

    def api_extra(self, value: MapValue, context: dict[str, Any]) -> dict[str, Any]:
        return {
            "points_of_interest": value.points_of_interest(),
            "pins_url": _pins_url(context.get("page")) if value["show_contributions"] else "",
        }

    class Meta:
        value_class = MapValue
        label = _("Map")
        description = _("Contributions and places on a map, with the same as a list.")
        group = Groups.PARTICIPATE
        icon = "site"
        template = "civic_blocks/blocks/map.html"
        label_format = "{title}"
        form_layout = BlockGroup(
            children=["title", "introduction", "points_of_interest"],
            settings=["centre", "zoom", "show_contributions", "show_sectors"],
        )
        preview_value = {
            "title": "Où agir en premier ?",
            "introduction": "",
            "zoom": 14,
            "show_contributions": True,
            "show_sectors": True,
            "points_of_interest": [
                {
                    "title": "Maison des initiatives citoyennes",
                    "text": "Accueil du mardi au samedi.",
                    "position": {"lat": 48.8917, "lng": 2.2066},
                    "link": "",
                }
            ],
        }


def _parameter(request: Any) -> str:
    return request.GET.get(ports.AREAS_PARAMETER, "") if request is not None else ""


def _pins_url(page: Any) -> str:
    live = ports.current(ports.LiveEndpoints)
    return live.pins(page) if live is not None and page is not None else ""


def _pins(cards: Iterable[ports.ContributionCard]) -> list[dict[str, Any]]:
    """Return cards as the pins API would: one feature for each place, a stack where it holds several."""
    places: dict[ports.Place, list[dict[str, Any]]] = {}
    for card in cards:
        if card.place is not None:
            item = {
                "reference": card.reference,
                "title": card.title or card.reference,
                "url": card.url,
            }
            places.setdefault(card.place, []).append({**item, "category": card.category})
    return [_pin_feature(place, items) for place, items in places.items()]


def _pin_feature(place: ports.Place, items: list[dict[str, Any]]) -> dict[str, Any]:
    several: dict[str, Any] = {"kind": "stack", "count": len(items), "items": items}
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [place.longitude, place.latitude]},
        "properties": several if len(items) > 1 else {"kind": "pin", "count": 1, **items[0]},
    }
