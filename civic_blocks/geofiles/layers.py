"""The one form in which a map block stores a layer: simplestyle GeoJSON with plain texts.

A FeatureCollection whose features have the properties ``title``, ``description``, ``layer`` (where
the file has several) and those of :mod:`civic_blocks.geofiles.styles`; ``lost`` beside
``features`` names what was not taken over. Reading it again gives the same.
"""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from civic_blocks import conf
from civic_blocks.geofiles import positions, reading, styles, texts
from civic_blocks.geofiles.drawing import LOSSES, Drawing, GeoJSON, simple_geometries


TITLES = ("title", "name", "nom", "label", "libelle", "Name")
DESCRIPTIONS = ("description", "desc", "text", "texte")
TITLE_LENGTH, TEXT_LENGTH, LAYER_LENGTH = 120, 1_000, 80


def read_layer(data: str | bytes) -> GeoJSON:
    """Return the normalised layer of a pasted text or of the content of a file.

    Raises:
        ValidationError: with what is wrong, for the editor.
    """
    return normalise(reading.read(data, max_bytes=conf.get("LAYER_SOURCE_MAX_BYTES")))


def normalise(drawing: Drawing) -> GeoJSON:
    """Return a drawing as it is stored.

    Raises:
        ValidationError: nothing to draw, wrong coordinates, or too much of it.
    """
    lost = set(drawing.lost)
    if drawing.format == "geojson" and isinstance(drawing.data, dict):
        positions.check_crs(drawing.data.get("crs"))
        lost |= _remembered(drawing.data.get("lost"))
    features = [each for raw in drawing.features for each in _normalised(raw, drawing, lost)]
    if not features:
        raise ValidationError(_("There is nothing to draw in this file."), code="empty")
    if len(features) > conf.get("LAYER_MAX_FEATURES"):
        text = _("This layer has more than %(most)s features: keep those that matter here.")
        most = {"most": conf.get("LAYER_MAX_FEATURES")}
        raise ValidationError(text, code="too_large", params=most)
    positions.check_order([p for f in features for p in positions.flat(f["geometry"])])
    layer = {"type": "FeatureCollection", "features": features, "lost": sorted(lost)}
    if len(as_text(layer).encode()) > conf.get("LAYER_MAX_BYTES"):
        text = _("This layer weighs more than %(most)s kB: simplify its shapes.")
        most = {"most": conf.get("LAYER_MAX_BYTES") // 1000}
        raise ValidationError(text, code="too_large", params=most)
    return layer


def _remembered(lost: Any) -> set[str]:
    """Return what an already normalised layer says was not taken over."""
    names = lost if isinstance(lost, list) else []
    return {name for name in names if isinstance(name, str) and name in LOSSES}


def _normalised(raw: GeoJSON, drawing: Drawing, lost: set[str]) -> list[GeoJSON]:
    given = raw.get("properties")
    properties: dict[str, Any] = given if isinstance(given, dict) else {}
    shapes = [shape for shape in simple_geometries(raw.get("geometry")) if _is_placed(shape)]
    geometries = [positions.clean(shape) for shape in shapes]
    if not geometries:
        lost.add("placeless")
    wanted = _texts(properties, drawing, lost)
    if isinstance(properties.get("_umap_options"), dict):
        style, losses = styles.from_umap(properties["_umap_options"])
        lost |= losses
    else:
        style = styles.from_simplestyle(properties)
        if properties.get("marker-symbol"):
            lost.add("icons")
    return [
        {"type": "Feature", "properties": {**wanted, **style}, "geometry": geometry}
        for geometry in geometries
    ]


def _is_placed(geometry: GeoJSON) -> bool:
    """Tell a shape from one that was never drawn: uMap exports those without coordinates."""
    return geometry.get("coordinates") not in ([], [[]], None)


def _texts(properties: dict[str, Any], drawing: Drawing, lost: set[str]) -> dict[str, str]:
    from_umap = "_umap_options" in properties
    found = {
        "title": (TITLES, TITLE_LENGTH),
        "description": (DESCRIPTIONS, TEXT_LENGTH),
        "layer": (("layer",), LAYER_LENGTH),
    }
    result = {}
    for key, (names, length) in found.items():
        value = next((properties[name] for name in names if properties.get(name)), "")
        text, framed = texts.plain(value, marks=from_umap and key == "description")
        if framed:
            lost.add("images")
        if text:
            result[key] = texts.cut(text, length)
    return result


def as_text(layer: GeoJSON) -> str:
    """Return a layer as the compact JSON that the editor's text box holds."""
    return json.dumps(layer, ensure_ascii=False, separators=(",", ":"))
