"""A point in a plain form of the admin: our geo widget, and a text where scripts are not run."""

import json
import re
from typing import Any

from django import forms
from wagtail.admin.staticfiles import versioned_static
from wagtail.admin.telepath import JSContext

from civic_blocks.blocks.geo import PointInput, PointTextField, parse_point, point_text


TYPED = re.compile(r"^\s*(-?\d+(?:\.\d+)?)\s*[,;\s]\s*(-?\d+(?:\.\d+)?)\s*$")


def _stored(value: Any) -> Any:
    """Return the widget's own text of a point that was typed as "latitude, longitude"."""
    typed = TYPED.match(value) if isinstance(value, str) else None
    point = parse_point({"lat": typed[1], "lng": typed[2]}) if typed else None
    return point_text(point) if point else value


class AdminPointInput(forms.TextInput):
    """Becomes the editor's map by a script; posts what was typed without it."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        packed = json.dumps(JSContext().pack(PointInput()))
        state = _stored(value) or ""
        added = {"data-civic-point": packed, "data-civic-point-state": state}
        context: dict[str, Any] = super().get_context(name, value, {**(attrs or {}), **added})
        return context

    @property
    def media(self) -> forms.Media:
        # Telepath goes before the widget's script, which registers itself with it.
        first = forms.Media(js=[versioned_static("wagtailadmin/js/telepath/telepath.js")])
        last = forms.Media(js=["civic_pages/admin/project-point.js"])
        return first + PointInput().media + last


class PointField(PointTextField):
    """Takes the widget's text and "48.892, 2.206"."""

    widget: Any = AdminPointInput

    def to_python(self, value: Any) -> str:
        return str(_stored(super().to_python(value)))
