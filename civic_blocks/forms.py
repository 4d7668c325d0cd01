"""Form fields of our own: a point placed on a map."""

import math
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from civic_blocks.inputs import TextField


@dataclass(frozen=True)
class PointAnswer:
    """Where something is: WGS 84 degrees, and the address as the citizen gave it.

    Both coordinates are ``None`` where only an address was given.
    """

    latitude: float | None = None
    longitude: float | None = None
    address: str = ""

    @property
    def is_placed(self) -> bool:
        return self.latitude is not None and self.longitude is not None


def _picker_texts() -> dict[str, str]:
    """Return what the picker's script says, in the page's language."""
    return {
        "placed": gettext("Point placed: latitude {latitude}, longitude {longitude}."),
        "inside": gettext("It is inside the area of the consultation."),
        "outside": gettext("This place is outside the area of the consultation."),
        "kept": gettext(
            "The map shows this address. Your point stays where you placed it: "
            "remove it first to put it here."
        ),
        "removed": gettext("The point is removed."),
        "noPosition": gettext("Your position could not be found."),
        "noSearch": gettext(
            "The address search does not answer. Place the point on the map, or send the address as it is."
        ),
        "results": gettext("{count} addresses found. Use the arrows to choose."),
        "noResult": gettext("No address found."),
        "zoomIn": gettext("Zoom in"),
        "zoomOut": gettext("Zoom out"),
    }


class PointWidget(forms.MultiWidget):
    """Address, latitude and longitude as three inputs, which a map then enhances.

    Posted as ``<name>_address``, ``<name>_latitude`` and ``<name>_longitude``. ``map_context`` is
    set by whoever builds the form; every key may be missing: ``perimeter`` and ``sectors``
    (GeoJSON), ``center`` ([latitude, longitude]), ``zoom``, ``tile_url``, ``tile_attribution``,
    ``places_url`` (address search).
    """

    template_name = "civic_blocks/includes/point_input.html"
    use_fieldset = True
    # A widget is rendered without the page's request: the form's template notes its element.
    custom_element = "civic-point-picker"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        # Text, not number: a French keyboard types 48,89 and a number input would drop it.
        decimal = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(
            {
                "address": forms.TextInput({"autocomplete": "street-address", "maxlength": 300}),
                "latitude": forms.TextInput(decimal),
                "longitude": forms.TextInput(decimal),
            },
            attrs,
        )
        self.map_context: dict[str, Any] = {}

    def decompress(self, value: PointAnswer | None) -> list[Any]:
        if value is None:
            return ["", None, None]
        return [value.address, value.latitude, value.longitude]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        identifier = context["widget"]["attrs"].get("id", f"id_{name}")
        return {
            **context,
            "config_id": f"{identifier}_config",
            "picker_config": {**self._map(), "texts": _picker_texts()},
        }

    def _map(self) -> dict[str, Any]:
        """Return what the picker draws: sectors would be weight that helps nobody to place a point."""
        return {key: value for key, value in self.map_context.items() if key != "sectors"}


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
    """A point and the address it was found by; cleans to :class:`PointAnswer` or ``None``."""

    widget = PointWidget
    default_error_messages = {
        "required": _("Give an address or place the point on the map."),
        "half": _("A point needs both a latitude and a longitude."),
    }

    def __init__(self, **kwargs: Any) -> None:
        fields = (
            TextField(max_length=300, required=False),
            CoordinateField(limit=90, required=False),
            CoordinateField(limit=180, required=False),
        )
        super().__init__(fields, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[Any]) -> PointAnswer | None:
        if not data_list:
            return None
        address, latitude, longitude = data_list
        if (latitude is None) != (longitude is None):
            raise ValidationError(self.error_messages["half"], code="half")
        if latitude is None and not address:
            return None
        return PointAnswer(latitude, longitude, address or "")
