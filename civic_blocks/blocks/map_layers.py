"""What an editor lays over a map: shapes drawn in the block, layers of files, and base maps.

The map block adds :func:`layer_blocks` to its children and merges :func:`layers_config` into what
its script reads; the list beside the map includes ``civic_blocks/includes/map_layers.html``.
"""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from civic_blocks import conf, ports
from civic_blocks.api import faces, shapes
from civic_blocks.blocks.map_files import LayerBlock, LayerValue
from civic_blocks.blocks.map_shapes import ShapeBlock, shapes_collection
from civic_blocks.geofiles.drawing import GeoJSON
from civic_blocks.geofiles.layers import as_text


# Largest layer, in characters of JSON, that a page holds itself where no address serves it.
INLINE_MAX = 50_000
# What the picker shows of them.
PREVIEW: dict[str, Any] = {
    "shapes": [
        {
            "title": "Piste cyclable à l'étude",
            "text": "De la gare au parc.",
            "kind": "line",
            "colour": "orange",
            "path": {
                "type": "LineString",
                "coordinates": [[2.1955, 48.8952], [2.2012, 48.8938], [2.2088, 48.8921]],
            },
        }
    ],
    "layers": [
        {
            "title": "Ateliers",
            "data": {
                "type": "FeatureCollection",
                "features": [
                    {
                        "type": "Feature",
                        "properties": {"title": "Atelier du 12 mars"},
                        "geometry": {"type": "Point", "coordinates": [2.2031, 48.8899]},
                    }
                ],
                "lost": [],
            },
            "colour": "green",
            "visible": True,
            "source": "Ville de Nanterre",
        }
    ],
    "base_maps": [],
    "first_base_map": "",
}


def base_map_choices() -> list[tuple[str, str]]:
    """Return (key, label) of the base maps of the site; read when a form asks."""
    return [(each["key"], each["label"]) for each in conf.get("BASE_MAPS")]


def layer_blocks() -> list[tuple[str, blocks.Block]]:
    """Return (name, block) of what the map block adds to its children.

    ``shapes`` and ``layers`` are content, ``base_maps`` and ``first_base_map`` are settings.
    """
    several = blocks.MultipleChoiceBlock(
        label=_("Base maps to choose from"),
        choices=base_map_choices,
        required=False,
        default=[],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: the usual one of the site, without a choice."),
    )
    first = blocks.ChoiceBlock(
        label=_("Base map shown first"), choices=base_map_choices, required=False
    )
    return [*_content_blocks(), ("base_maps", several), ("first_base_map", first)]


def _content_blocks() -> list[tuple[str, blocks.Block]]:
    drawn = blocks.ListBlock(
        ShapeBlock(),
        label=_("Lines and areas"),
        default=[],
        help_text=_("Drawn here: a route, the extent of the works…"),
    )
    files = blocks.ListBlock(
        LayerBlock(),
        label=_("Layers"),
        default=[],
        help_text=_("Data in a file: GeoJSON, uMap, KML or GPX."),
    )
    return [("shapes", drawn), ("layers", files)]


def offered_base_maps(value: blocks.StructValue) -> list[dict[str, Any]]:
    """Return the base maps of a map block as its script reads them, the first shown in front.

    Those that the site has no longer are left out.
    """
    first = value.get("first_base_map") or ""
    wanted = {*(value.get("base_maps") or ()), first}
    found = [each for each in conf.get("BASE_MAPS") if each["key"] in wanted]
    found.sort(key=lambda each: each["key"] != first)
    return [
        {
            "key": each["key"],
            "label": each["label"],
            "url": each["url"],
            "attribution": each["attribution"],
            "maxZoom": each.get("max_zoom", 19),
        }
        for each in found
    ]


def layers_config(value: blocks.StructValue, context: dict[str, Any]) -> dict[str, Any]:
    """Return keys that the map's script reads, to be merged over those of the map block.

    Args:
        value: of the map block.
        context: of its template; ``page`` decides whether layers have an address.

    Returns:
        ``layers`` ([{title, colour, colours, url | data, visible, source, parts}]), ``lines`` (a GeoJSON
        FeatureCollection or ``None``), ``baseMaps`` ([{key, label, url, attribution, maxZoom}],
        the first is shown; empty where there is no choice), ``layerTexts`` and, where the editor
        chose a base map, ``tileUrl`` and ``tileAttribution`` of the first.
    """
    base_maps = offered_base_maps(value)
    config: dict[str, Any] = {
        "layers": list(_layers(value, context)),
        "lines": shapes_collection(value.get("shapes")),
        "baseMaps": base_maps if len(base_maps) > 1 else [],
    }
    if base_maps:
        config["tileUrl"] = base_maps[0]["url"]
        config["tileAttribution"] = base_maps[0]["attribution"]
    if config["layers"] or config["lines"] or base_maps:
        config["layerTexts"] = {
            "layers": gettext("Layers of the map"),
            "baseMap": gettext("Base map"),
            "lines": gettext("Lines and areas"),
            "layerFailed": gettext("This layer could not be loaded."),
            "other": gettext("Other"),
        }
    return config


def _layers(value: blocks.StructValue, context: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for child in getattr(value.get("layers"), "bound_blocks", ()):
        layer: LayerValue = child.value
        if not layer.features:
            continue
        place = _place(child, context)
        parts = layer.parts()
        yield {
            "title": layer["title"],
            "colour": layer.colour_value(),
            "colours": layer.colours(),
            "visible": bool(layer["visible"]),
            "source": layer["source"] or "",
            "parts": parts if len(parts) > 1 else [],
            **place,
        }


def _place(child: Any, context: dict[str, Any]) -> dict[str, Any]:
    """Return where the script finds a layer: its address, or the layer itself.

    A preview shows what is not published, which has no address.
    """
    page = context.get("page")
    is_preview = getattr(context.get("request"), "is_preview", False)
    address = getattr(ports.current(ports.LiveEndpoints), "layer", None)
    url = address(page, child.original_id or "") if address and page and not is_preview else ""
    collection = child.value.collection()
    if not url and (is_preview or len(as_text(collection)) <= INLINE_MAX):
        return {"data": collection}
    return {"url": url}


LAYER_SCHEMA = shapes.obj(
    {
        "id": shapes.TEXT,
        "title": shapes.TEXT,
        "colour": {**shapes.TEXT, "description": "#rrggbb of what has none of its own."},
        "visible": {**shapes.YES_NO, "description": "Whether it is shown at first."},
        "source": shapes.TEXT,
        "data": shapes.obj({"features": shapes.WHOLE}),
        "url": {**shapes.ADDRESS, "description": "GeoJSON; empty: it is in geojson."},
        "geojson": shapes.nullable(shapes.ref("MapFeatures")),
    }
)


def layer_faces(value: blocks.StructValue, context: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the layers of a map as the API tells them: how much there is, and where it is."""
    found = []
    for child in getattr(value.get("layers"), "bound_blocks", ()):
        layer: LayerValue = child.value
        place = _place(child, context)
        found.append(
            {
                "id": child.original_id or "",
                "title": layer["title"] or "",
                "colour": layer.colour_value(),
                "visible": bool(layer["visible"]),
                "source": layer["source"] or "",
                "data": {"features": len(layer.features)},
                "url": faces.absolute(place.get("url", ""), context),
                "geojson": place.get("data"),
            }
        )
    return found


def find_layer(body: Any, identifier: str) -> GeoJSON | None:
    """Return a layer of the map blocks of a stream by its id, as it is published.

    Args:
        body: the stream value of a live page.
        identifier: id of the list item that holds the layer.
    """
    for block in body:
        layers = block.value.get("layers") if isinstance(block.value, blocks.StructValue) else None
        for child in getattr(layers, "bound_blocks", ()):
            if child.original_id == identifier and isinstance(child.value, LayerValue):
                return child.value.collection() if child.value.features else None
    return None
