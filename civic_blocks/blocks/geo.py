"""A point that an editor places on a map: wagtailgeowidget's Leaflet block, made safe.

Ours differs from theirs in what it promises: no request to a third party but the tile server, one
stored shape ``{"lat": float, "lng": float}`` or ``None``, an empty value that stays empty, and a
value that cannot be read refused with a message instead of breaking editor and page.
"""

import math
import re
from collections.abc import Mapping
from typing import Any, TypedDict, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.telepath import register
from wagtail.admin.telepath.widgets import WidgetAdapter
from wagtailgeowidget.blocks import LeafletBlock
from wagtailgeowidget.widgets import LeafletField

from civic_blocks import conf
from civic_blocks.api import shapes


SRID = 4326
DECIMALS = 6
NUMBER = r"([-+]?[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]{1,3})?)"
WKT = re.compile(rf"^\s*SRID={SRID};\s*POINT\s*\(\s*{NUMBER}\s+{NUMBER}\s*\)\s*$")


class Coordinates(TypedDict):
    """WGS 84 degrees, as stored in a page."""

    lat: float
    lng: float


def _degrees(value: Any, limit: int) -> float | None:
    """Return a number of degrees within ``limit``, or ``None``."""
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    if isinstance(value, bool) or not math.isfinite(number) or abs(number) > limit:
        return None
    return round(number, DECIMALS)


def parse_point(value: Any) -> Coordinates | None:
    """Read a point from what was ever stored or posted; ``None`` where there is none to read.

    Args:
        value: a mapping with ``lat`` and ``lng`` (numbers or texts), or ``SRID=4326;POINT(x y)``.
    """
    pair: tuple[Any, Any] = (None, None)
    if isinstance(value, Mapping):
        pair = (value.get("lat"), value.get("lng"))
    elif isinstance(value, str) and (found := WKT.match(value)):
        pair = (found[2], found[1])
    latitude, longitude = _degrees(pair[0], 90), _degrees(pair[1], 180)
    if latitude is None or longitude is None:
        return None
    return {"lat": latitude, "lng": longitude}


def point_text(point: Coordinates) -> str:
    """Return a point as the widget writes it; never in scientific notation."""
    return f"SRID={SRID};POINT({point['lng']:.{DECIMALS}f} {point['lat']:.{DECIMALS}f})"


class PointInput(LeafletField):
    """The editor's map, from our own static files."""

    def __init__(
        self, attrs: dict[str, Any] | None = None, *, zoom_field: str | None = None
    ) -> None:
        super().__init__(attrs=attrs, srid=SRID, id_prefix="", zoom_field=zoom_field)

    @property
    def media(self) -> forms.Media:
        return forms.Media(
            css={
                "all": [
                    "civic_blocks/vendor/leaflet/leaflet.css",
                    "wagtailgeowidget/css/leaflet-field.css",
                    "civic_blocks/css/admin-point.css",
                ]
            },
            js=[
                "civic_blocks/vendor/leaflet/leaflet.js",
                "wagtailgeowidget/js/leaflet-field.js",
                "civic_blocks/js/admin/point-input.js",
            ],
        )


class PointInputAdapter(WidgetAdapter):
    """Hands the widget to the editor's JavaScript, with settings and texts of this moment."""

    js_constructor = "civic_blocks.PointInput"

    def js_args(self, widget: PointInput) -> list[Any]:
        latitude, longitude = conf.get("MAP_CENTER")
        options = {
            "srid": SRID,
            "zoom": conf.get("MAP_ZOOM"),
            "zoomField": widget.zoom_field,
            "defaultLocation": {"lat": latitude, "lng": longitude},
            "tileLayer": conf.get("TILE_URL"),
            "tileLayerOptions": {"attribution": escape(conf.get("TILE_ATTRIBUTION"))},
            "translations": {
                "error_message_invalid_location": gettext(
                    "Write a latitude and a longitude, for instance 48.892, 2.206"
                ),
                "placeholder": gettext("Click on the map, or write latitude, longitude"),
                "remove": gettext("Remove the point"),
                "zoom_in": gettext("Zoom in"),
                "zoom_out": gettext("Zoom out"),
            },
        }
        return [*super().js_args(widget), options]


register(PointInputAdapter(), PointInput)


class PointTextField(forms.CharField):
    """The text a :class:`PointInput` posts; refuses what is no point on Earth."""

    widget = PointInput
    default_error_messages = {
        "required": _("Place the point on the map."),
        "invalid": _(
            "This is not a place: give a latitude between −90 and 90 and a longitude "
            "between −180 and 180, for instance 48.892, 2.206."
        ),
    }

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and parse_point(value) is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")


class PointBlock(LeafletBlock):
    """One point. Its value is :class:`Coordinates` or ``None``."""

    def __init__(
        self,
        *,
        required: bool = True,
        help_text: Any = "",
        zoom_field: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(zoom_field=zoom_field, **kwargs)
        self.field_options = {"required": required, "help_text": help_text}

    @cached_property
    def field(self) -> forms.Field:
        widget = PointInput(zoom_field=self.zoom_field)
        return PointTextField(widget=widget, **self.field_options)

    def value_from_form(self, value: Any) -> Any:
        """Return the point; what is no point stays text, for ``clean`` to refuse."""
        return parse_point(value) or value or None

    def value_for_form(self, value: Any) -> str | None:
        if isinstance(value, str):
            return value
        point = parse_point(value)
        return point_text(point) if point else None

    def to_python(self, value: Any) -> Coordinates | None:
        return parse_point(value)

    def normalize(self, value: Any) -> Coordinates | None:
        return parse_point(value)

    def bulk_to_python(self, values: list[Any]) -> list[Coordinates | None]:
        return [parse_point(value) for value in values]

    def get_prep_value(self, value: Any) -> dict[str, float] | None:
        return cast("dict[str, float] | None", parse_point(value))

    def api_schema(self) -> shapes.Schema:
        return shapes.nullable(shapes.ref("Coordinates"))

    class Meta:
        icon = "site"
