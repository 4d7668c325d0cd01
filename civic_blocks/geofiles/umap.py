"""uMap's own export (``"type": "umap"``): several layers, each a FeatureCollection with options.

Options of the map, of a layer and of a feature are inherited in that order. They stand under
``_umap_options``, in exports before 2018 under ``_storage`` (layers) and ``_storage_options``.
"""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from civic_blocks.geofiles.drawing import Drawing, GeoJSON
from civic_blocks.geofiles.texts import LONGEST


OPTIONS = ("_umap_options", "_storage_options", "_storage")
# uMap's own template, which says no more than we do.
_USUAL_TEMPLATE = re.compile(r"^#\s*\{name\}\s*\n?\s*(\{description\})?\s*$")
_FIRST_TITLE = re.compile(r"^#+ .*\n?")
# {key}, {key|other key}, {key|"fixed text"}
_PLACEHOLDER = re.compile(r'\{ *([^{}/"\-]+?)(?:\|"([^"]*)")? *\}')
# What is read of a template, and of each value that it repeats: far more than a text keeps.
_TEMPLATE_LENGTH, _VALUE_LENGTH = 2_000, 2_000
_INHERITED = (
    "color", "fillColor", "weight", "opacity", "fillOpacity", "dashArray", "fill",
    "stroke", "iconClass", "iconUrl", "showLabel", "outlink", "popupContentTemplate",
)  # fmt: skip


def options_of(holder: Any) -> dict[str, Any]:
    """Return the options of a layer or of the properties of a feature."""
    found: dict[str, Any] = next(
        (holder[key] for key in OPTIONS if isinstance(holder.get(key), dict)), {}
    )
    return dict(found)


def read(data: GeoJSON) -> Drawing:
    """Return the features of all layers; options are merged, and texts come from templates.

    Raises:
        ValidationError: it has no layers.
    """
    layers = data.get("layers")
    if not isinstance(layers, list):
        raise ValidationError(_("This uMap file has no layers."), code="invalid")
    drawing = Drawing("umap", data=data)
    given = data.get("properties")
    properties: dict[str, Any] = given if isinstance(given, dict) else {}
    usual = {key: properties[key] for key in _INHERITED if key in properties}
    if properties.get("tilelayer"):
        drawing.lost.add("background")
    for layer in layers:
        if isinstance(layer, dict):
            add_layer(drawing, layer, usual)
    return drawing


def add_layer(drawing: Drawing, layer: GeoJSON, usual: dict[str, Any]) -> None:
    """Add the features of one layer, a FeatureCollection, to a drawing."""
    options = options_of(layer)
    if options.get("displayOnLoad") is False:
        drawing.lost.add("hidden")
    remote = options.get("remoteData")
    if isinstance(remote, dict) and remote.get("url"):
        drawing.lost.add("remote")
    if options.get("type") not in (None, "", "Default"):
        drawing.lost.add("thematic")
    features = layer.get("features")
    for feature in features if isinstance(features, list) else []:
        if not isinstance(feature, dict):
            continue
        given = feature.get("properties")
        properties = given if isinstance(given, dict) else {}
        merged = {**usual, **_said(options), **_said(options_of(properties))}
        own = {key: value for key, value in properties.items() if key not in OPTIONS}
        own["description"] = _text(own, merged.get("popupContentTemplate"))
        if options.get("name"):
            own["layer"] = options["name"]
        drawing.add(feature.get("geometry") or {}, {**own, "_umap_options": merged})


def _said(options: dict[str, Any]) -> dict[str, Any]:
    """Return options without those that are left empty: these are inherited."""
    return {key: value for key, value in options.items() if value not in (None, "")}


def _text(properties: dict[str, Any], template: Any) -> Any:
    """Return what the popup of a feature says beneath its name."""
    if not isinstance(template, str) or _USUAL_TEMPLATE.match(template.strip()):
        return properties.get("description", "")
    return _PLACEHOLDER.sub(
        lambda found: _filled(found[1], properties, found[2] or ""),
        _untitled(template[:_TEMPLATE_LENGTH]),
    )[:LONGEST]


def _untitled(template: str) -> str:
    """Return a template without its first line where that is the title, which we show anyway."""
    first = _FIRST_TITLE.match(template)
    return template[first.end() :] if first and "{name}" in first[0] else template


def _filled(names: str, properties: dict[str, Any], otherwise: str) -> str:
    """Return the first of the values that ``key|other key`` name."""
    values = (properties.get(name.strip()) for name in names.split("|"))
    found = (value for value in values if value is not None and not isinstance(value, dict | list))
    return str(next(found, otherwise))[:_VALUE_LENGTH]
