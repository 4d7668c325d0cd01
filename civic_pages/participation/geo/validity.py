"""Whether a polygon can bound anything, and in the editor's words why it cannot."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from shapely import get_coordinates, get_parts, get_rings, set_precision
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity


# Degrees: the six decimals that are kept of a place.
_GRID = 1e-6
# As GEOS names what is wrong.
_REASONS: dict[str, Any] = {
    "Self-intersection": _("its outline crosses itself"),
    "Ring Self-intersection": _("its outline touches itself"),
    "Hole lies outside shell": _("a hole lies outside of it"),
    "Holes are nested": _("one hole lies in another"),
    "Nested shells": _("one part lies in another"),
    "Interior is disconnected": _("its holes cut it in pieces"),
    "Duplicate Rings": _("the same outline is there twice"),
    "Too few points in geometry component": _("it has too few points"),
}
_EXPLAINED = re.compile(r"([\w\s-]+?)\s*\[(\S+) (\S+)\]")


def check_area(polygon: BaseGeometry) -> None:
    """Refuse what bounds nothing.

    Raises:
        ValidationError: nothing drawn, an outline that crosses itself or the 180th meridian, or one
            that is too small to be kept.
    """
    if polygon.is_empty:
        raise ValidationError(_("There is no polygon in this file."), code="invalid")
    if any(_leaps(ring) for ring in get_rings(get_parts(polygon))):
        raise ValidationError(
            _("This polygon crosses the 180th meridian: cut it in two parts there."),
            code="antimeridian",
        )
    if not polygon.is_valid:
        raise ValidationError(_why(explain_validity(polygon)), code="invalid")
    if set_precision(polygon, _GRID).area == 0:
        raise ValidationError(_("This polygon is too small: it bounds nothing."), code="invalid")


def _leaps(ring: BaseGeometry) -> bool:
    """Tell whether a side is longer than half the way around the Earth: it was meant the other way."""
    longitudes = get_coordinates(ring)[:, 0]
    return bool((abs(longitudes[1:] - longitudes[:-1]) > 180).any())


def _why(explained: str) -> Any:
    found = _EXPLAINED.match(explained)
    reason = _REASONS.get(found[1]) if found else None
    if not found or reason is None:
        return _("This polygon is not valid: %(reason)s.") % {"reason": explained}
    place = f"{round(float(found[3]), 5)}, {round(float(found[2]), 5)}"
    text = _("This polygon is not valid: %(reason)s near %(place)s (latitude, longitude).")
    return text % {"reason": reason, "place": place}
