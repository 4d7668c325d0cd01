"""The map: a list of places first, and the same places drawn."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from civic_blocks import conf, ports
from civic_blocks.api import shapes
from civic_blocks.blocks.base import CivicStructBlock, Groups
from civic_blocks.blocks.geo import PointBlock
from civic_blocks.blocks.map_layers import (
    LAYER_SCHEMA,
    PREVIEW,
    layer_blocks,
    layer_faces,
    layers_config,
)
from civic_blocks.blocks.map_shapes import shapes_collection
from civic_blocks.map_config import (
    MapSettings,
    area_classes,
    endpoint,
)
from civic_blocks.map_legend import PALETTE, SHAPES, LegendEntry, choices, legend_of


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
        label = _("Point of interest")
        label_format = "{title}"


class LegendEntryBlock(blocks.StructBlock):
    """How contributions of one category are drawn."""

    category = blocks.CharBlock(
        label=_("Category"), max_length=120, help_text=_("As it is written in the form.")
    )
    colour = blocks.ChoiceBlock(label=_("Colour"), choices=choices(PALETTE))
    shape = blocks.ChoiceBlock(label=_("Shape"), choices=choices(SHAPES))

    class Meta:
        icon = "tag"
        label = _("Category")
        label_format = "{category}"


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


class MapBlock(CivicStructBlock):
    """Places of the contributions and of the editor.

    Template context: ``value``, ``contents`` (:class:`ports.MapContents`), ``listed`` (the pins the
    list names), ``legend`` (:class:`~civic_blocks.map_legend.LegendEntry` by category),
    ``sectors`` (:class:`~civic_blocks.map_figures.SectorRow`, lines of the table), ``classes``
    (:class:`~civic_blocks.map_figures.CountClass`, of the shades of sectors), ``area_classes`` (of
    homes), ``map_views`` ((key, label) of what the map can show in turn), ``map_config`` (what the
    script reads as JSON), ``map_id``, ``config_id``.
    """

    title = blocks.CharBlock(label=_("Title"), max_length=120, default=_("The map"))
    introduction = blocks.RichTextBlock(
        label=_("Introduction"), required=False, features=["bold", "italic", "link"]
    )
    points_of_interest = blocks.ListBlock(
        PointOfInterestBlock(),
        label=_("Points of interest"),
        default=[],
        help_text=_("Places you point out yourself: a workshop, a building site…"),
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
    legend = blocks.ListBlock(
        LegendEntryBlock(),
        label=_("Legend"),
        default=[],
        help_text=_("Each category gets a colour and a shape in turn; choose others here."),
    )

    def __init__(self, local_blocks: Any = (), **kwargs: Any) -> None:
        super().__init__([*layer_blocks(), *local_blocks], **kwargs)

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
        shown = value["show_contributions"]
        legend = legend_of(contents.categories, value.get("legend") or ()) if shown else []
        settings = self._settings(value, contents, page, legend)
        map_id = f"map-{context.get('id') or 'preview'}"
        return {
            **context,
            **settings.figures(total=contents.total),
            "area_classes": area_classes(contents) if shown else [],
            "contents": contents,
            "listed": contents.pins[:LISTED_PINS] if shown else (),
            "legend": legend,
            "map_views": settings.views(),
            "map_id": map_id,
            "config_id": f"{map_id}-config",
            "map_config": {**settings.config(), **layers_config(value, context)},
        }

    def _settings(
        self, value: MapValue, contents: ports.MapContents, page: Any, legend: list[LegendEntry]
    ) -> MapSettings:
        return MapSettings(
            contents,
            page=page,
            centre=value.centre() if value.get("centre") else None,
            zoom=value["zoom"],
            legend=legend,
            interests=value.points_of_interest(),
            shows_contributions=value["show_contributions"],
            shows_sectors=value["show_sectors"],
        )

    def api_extra(self, value: MapValue, context: dict[str, Any]) -> dict[str, Any]:
        return {
            "points_of_interest": value.points_of_interest(),
            "shapes": shapes_collection(value.get("shapes")),
            "layers": layer_faces(value, context),
            "pins_url": endpoint(context.get("page"), "pins")
            if value["show_contributions"]
            else "",
        }

    def api_extra_schema(self) -> dict[str, shapes.Schema]:
        features = shapes.ref("MapFeatures")
        return {
            "points_of_interest": features,
            "shapes": shapes.nullable(features),
            "layers": shapes.array(LAYER_SCHEMA),
            "pins_url": shapes.ADDRESS,
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
            children=["title", "introduction", "points_of_interest", "shapes", "layers"],
            settings=[
                "centre",
                "zoom",
                "show_contributions",
                "show_sectors",
                "legend",
                "base_maps",
                "first_base_map",
            ],
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
            "legend": [],
            **PREVIEW,
        }


def _parameter(request: Any) -> str:
    return request.GET.get(ports.AREAS_PARAMETER, "") if request is not None else ""
