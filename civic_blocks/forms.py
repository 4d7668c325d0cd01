"""Form fields of our own: a point placed on a map, or a line or an area drawn on it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from civic_blocks import shapes
from civic_blocks.inputs import TextField
from civic_blocks.picker_texts import mode_names, picker_texts


DEVICE = "device"
LONGEST_ADDRESS = 300


@dataclass(frozen=True)
class PointAnswer:
    """Where something is: WGS 84 degrees, and the address as the citizen gave it.

    Both coordinates are ``None`` where only an address was given. ``shape`` is the line or the area
    that was drawn (GeoJSON geometry, see ``shapes``); the coordinates then are of a point on it.
    ``provenance``: "device" where the browser says that it gave the position; information only.
    """

    latitude: float | None = None
    longitude: float | None = None
    address: str = ""
    shape: dict[str, Any] | None = None
    provenance: str = ""

    @property
    def is_placed(self) -> bool:
        return self.latitude is not None and self.longitude is not None


def _shape_widgets(allowed: Sequence[str]) -> dict[str, forms.Widget]:
    """Return the inputs of a line or an area, where one may be given."""
    if not allowed:
        return {"shape": forms.HiddenInput(), "shape_kind": forms.HiddenInput()}
    names = {shapes.LINE: _("a line"), shapes.AREA: _("an area")}
    text = forms.Textarea({"rows": 5, "autocomplete": "off", "spellcheck": "false"})
    return {
        "shape": text,
        "shape_kind": forms.Select(choices=[(kind, names[kind]) for kind in allowed]),
    }


class PointWidget(forms.MultiWidget):
    """Address, latitude and longitude as three inputs, which a map then enhances.

    Posted as ``<name>_address``, ``<name>_latitude`` and ``<name>_longitude``; a line or an area as
    ``<name>_shape``, with ``<name>_shape_kind`` ("line", "area") where that holds no more than
    coordinates; ``<name>_provenance`` is the script's. ``map_context`` is set by whoever builds the
    form; every key may be missing: ``perimeter`` and ``sectors`` (GeoJSON), ``center``
    ([latitude, longitude]), ``zoom``, ``tile_url``, ``tile_attribution``, ``places_url`` (address
    search), ``reverse_url`` (the address of a point).

    Args:
        shapes: the kinds of shape that may be given beside a point: "line", "area".
    """

    template_name = "civic_blocks/includes/point_input.html"
    use_fieldset = True
    # A widget is rendered without the page's request: the form's template notes its element.
    custom_element = "civic-point-picker"

    def __init__(self, attrs: dict[str, Any] | None = None, *, shapes: Sequence[str] = ()) -> None:
        # Text, not number: a French keyboard types 48,89 and a number input would drop it.
        decimal = {"inputmode": "decimal", "autocomplete": "off"}
        address = {"autocomplete": "street-address", "maxlength": LONGEST_ADDRESS}
        super().__init__(
            {
                "address": forms.TextInput(address),
                "latitude": forms.TextInput(decimal),
                "longitude": forms.TextInput(decimal),
                "provenance": forms.HiddenInput(),
                **_shape_widgets(shapes),
            },
            attrs,
        )
        self.shapes = list(shapes)
        self.map_context: dict[str, Any] = {}

    def decompress(self, value: PointAnswer | None) -> list[Any]:
        if value is None:
            return ["", None, None, "", "", None]
        point = [value.address, value.latitude, value.longitude, value.provenance]
        if value.shape is None:
            return [*point, "", None]
        # The point of a shape follows from it: said twice, one of them would be wrong one day.
        kind = shapes.KINDS[value.shape["type"]]
        return [value.address, None, None, "", shapes.as_lines(value.shape), kind]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        identifier = context["widget"]["attrs"].get("id", f"id_{name}")
        for part in context["widget"]["subwidgets"]:
            # One of them is enough, and which one the form cannot know before.
            part["required"] = False
            part["attrs"].pop("required", None)
        return {
            **context,
            "config_id": f"{identifier}_config",
            "shapes": self.shapes,
            "modes": mode_names(self.shapes),
            "picker_config": {**self._map(), "texts": picker_texts(self.shapes)},
        }

    def _map(self) -> dict[str, Any]:
        """Return what the picker draws: sectors would be weight that helps nobody to place a point."""
        known = {key: value for key, value in self.map_context.items() if key != "sectors"}
        return {**known, "shapes": self.shapes}


class CoordinateField(forms.FloatField):
    """Degrees, written with a point or a comma; refuses what is no finite number in range."""

    default_error_messages = {
        "invalid": _("Write latitude and longitude as numbers, for instance 48.892 and 2.206."),
    }

    def __init__(self, *, limit: float, **kwargs: Any) -> None:
        super().__init__(min_value=-limit, max_value=limit, localize=False, **kwargs)

    def to_python(self, value: Any) -> float | None:  # type: ignore[override]
        if isinstance(value, str):
            value = value.strip().replace(",", ".")
        result = super().to_python(value)
        if result is not None and not math.isfinite(result):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return result


class PointField(forms.MultiValueField):
    """A place, the address it was found by, and maybe a line or an area drawn there.

    Cleans to :class:`PointAnswer` or ``None``.

    Args:
        shapes: the kinds of shape that may be given beside a point: "line", "area".
    """

    widget = PointWidget
    default_error_messages = {
        "required": _("Give an address or place the point on the map."),
        "half": _("A point needs both a latitude and a longitude."),
        "unasked": _("Only a point can be given here, no line and no area."),
    }

    def __init__(self, *, shapes: Sequence[str] = (), **kwargs: Any) -> None:
        self.shapes = tuple(shapes)
        fields = (
            TextField(max_length=LONGEST_ADDRESS, required=False),
            CoordinateField(limit=90, required=False),
            CoordinateField(limit=180, required=False),
            forms.CharField(required=False),
            forms.CharField(required=False),
            forms.CharField(required=False),
        )
        kwargs.setdefault("widget", PointWidget(shapes=self.shapes))
        super().__init__(fields, require_all_fields=False, **kwargs)
        if self.shapes:
            self.error_messages["required"] = _("Give an address, or draw on the map.")

    def compress(self, data_list: list[Any]) -> PointAnswer | None:
        if not data_list:
            return None
        address, latitude, longitude, provenance, text, kind = data_list
        if (latitude is None) != (longitude is None):
            raise ValidationError(self.error_messages["half"], code="half")
        shape = self._shape(text or "", kind)
        if shape is not None:
            return PointAnswer(*shapes.point_on(shape), address or "", shape)
        if latitude is None and not address:
            if self.required:
                # The kind of a shape that is not there would pass for an answer.
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        is_device = provenance == DEVICE and latitude is not None
        return PointAnswer(
            latitude, longitude, address or "", provenance=DEVICE if is_device else ""
        )

    def _shape(self, text: str, kind: str | None) -> dict[str, Any] | None:
        """Return the shape that was given; JSON's ``null`` is none."""
        if text.strip() in {"", "null"}:
            return None
        if not self.shapes:
            raise ValidationError(self.error_messages["unasked"], code="unasked")
        kind = kind if kind in shapes.TYPES else self.shapes[0]
        return shapes.read(text, kind=kind, allowed=self.shapes)
