"""Styles of features: uMap's and simplestyle's, as the simplestyle that our maps draw.

simplestyle 1.1 (https://github.com/mapbox/simplestyle-spec) names ``stroke``, ``stroke-width``,
``stroke-opacity``, ``fill``, ``fill-opacity`` and ``marker-color``; ``stroke-dasharray`` is ours.
"""

import math
import re
from typing import Any

from PIL import ImageColor


Style = dict[str, Any]
# What uMap draws in where neither the map, the layer nor the feature says a colour: DarkBlue.
UMAP_COLOUR = "#00008b"
_DASH = re.compile(r"^\d{1,3}(?:\.\d+)?(?:[ ,]+\d{1,3}(?:\.\d+)?){0,7}$")
# simplestyle -> what reads it.
_COLOURS = ("stroke", "fill", "marker-color")
_NUMBERS = {"stroke-width": 20, "stroke-opacity": 1, "fill-opacity": 1}
# Options of uMap that a map of ours does not draw -> the loss that tells it.
_UMAP_LOSSES = {
    "iconClass": "icons",
    "iconUrl": "icons",
    "showLabel": "labels",
    "outlink": "links",
    "mask": "inverted",
    "fromZoom": "zooms",
    "toZoom": "zooms",
    "rules": "thematic",
    "heat": "thematic",
    "cluster": "thematic",
    "choropleth": "thematic",
    "categorized": "thematic",
    "circles": "thematic",
}


def colour(value: Any) -> str | None:
    """Return a colour (#hex, CSS name, rgb()…) as ``#rrggbb``; ``None`` where it is none."""
    if not isinstance(value, str):
        return None
    try:
        red, green, blue = ImageColor.getrgb(value.strip())[:3]
    except ValueError:
        return None
    return f"#{red:02x}{green:02x}{blue:02x}"


def number(value: Any, most: float) -> float | None:
    """Return a number from 0 to ``most``, from a number or a text; ``None`` where it is none."""
    try:
        found = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    if isinstance(value, bool) or not math.isfinite(found):
        return None
    return round(min(max(found, 0.0), most), 2)


def _kept(style: Style) -> Style:
    return {key: value for key, value in style.items() if value is not None}


def from_simplestyle(properties: dict[str, Any]) -> Style:
    """Return the style that properties of a feature say, checked."""
    style: Style = {key: colour(properties.get(key)) for key in _COLOURS}
    style |= {key: number(properties.get(key), most) for key, most in _NUMBERS.items()}
    style["stroke-dasharray"] = dash(properties.get("stroke-dasharray"))
    return _kept(style)


def dash(value: Any) -> str | None:
    """Return lengths of dashes and gaps, as SVG writes them; ``None`` where there are none."""
    return value.strip() if isinstance(value, str) and _DASH.match(value.strip()) else None


def from_umap(options: dict[str, Any]) -> tuple[Style, set[str]]:
    """Return the style of uMap's options of one feature, and what they say that we do not draw."""
    stroke = colour(options.get("color")) or UMAP_COLOUR
    style: Style = {
        "stroke": stroke,
        "marker-color": stroke,
        "fill": colour(options.get("fillColor")) or stroke,
        "stroke-width": number(options.get("weight"), 20),
        "stroke-opacity": number(options.get("opacity"), 1),
        "fill-opacity": number(options.get("fillOpacity"), 1),
        "stroke-dasharray": dash(options.get("dashArray")),
    }
    if options.get("fill") is False:
        style["fill-opacity"] = 0.0
    if options.get("stroke") is False:
        style["stroke-opacity"] = 0.0
    lost = {
        loss
        for key, loss in _UMAP_LOSSES.items()
        if options.get(key) not in (None, "", False, {}, [], "Default")
    }
    return _kept(style), lost
