"""The form field for a home: an address, its staircase and its flat."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from civic_blocks.inputs import TextField


PARTS = ("address", "staircase", "flat")
# Staircase and flat together are kept in one line, which must fit into the second when corrected.
ADDRESS_LENGTH, STAIRCASE_LENGTH, UNIT_LENGTH = 300, 40, 110


@dataclass(frozen=True)
class HomeAnswer:
    """A home as the citizen wrote it down; staircase and flat may be empty."""

    address: str
    staircase: str = ""
    flat: str = ""

    @property
    def unit(self) -> str:
        """Staircase and flat in one line, empty where neither is given."""
        return ", ".join(part for part in (self.staircase, self.flat) if part)


class HomeWidget(forms.MultiWidget):
    """Three plain inputs; where there is an address search, the first suggests addresses.

    Posted as ``<name>_address``, ``<name>_staircase`` and ``<name>_flat``. ``map_context`` is set
    by whoever builds the form; ``places_url`` (address search) is read from it.
    """

    template_name = "civic_blocks/includes/home_input.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {
                "address": forms.TextInput(
                    {"autocomplete": "street-address", "maxlength": ADDRESS_LENGTH}
                ),
                "staircase": forms.TextInput(
                    {"autocomplete": "off", "maxlength": STAIRCASE_LENGTH}
                ),
                "flat": forms.TextInput({"autocomplete": "off", "maxlength": UNIT_LENGTH}),
            },
            attrs,
        )
        self.map_context: dict[str, Any] = {}

    def decompress(self, value: HomeAnswer | None) -> list[Any]:
        return ["", "", ""] if value is None else [value.address, value.staircase, value.flat]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        identifier = context["widget"]["attrs"].get("id", f"id_{name}")
        # Staircase and flat may always be left empty, whatever is asked of the address.
        for part in context["widget"]["subwidgets"][1:]:
            part["required"] = False
            part["attrs"].pop("required", None)
        return {
            **context,
            "config_id": f"{identifier}_config",
            "home_config": {
                "places_url": self.map_context.get("places_url", ""),
                "texts": {
                    "noSearch": gettext("The address search does not answer. Send the address as it is."),
                    "results": gettext("{count} addresses found. Use the arrows to choose."),
                    "noResult": gettext("No address found."),
                },
            },
        }  # fmt: skip

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_address" if id_ else id_


class HomeField(forms.MultiValueField):
    """A home; cleans to :class:`HomeAnswer` or ``None``."""

    widget = HomeWidget
    default_error_messages = {
        "required": _("Give the address of your home: number, street and town."),
        "no_address": _("Give the address too: a staircase or a flat alone is no home."),
        "unit": _("Say it shorter: staircase and flat together take 110 characters at the most."),
    }

    def __init__(self, **kwargs: Any) -> None:
        fields = (
            TextField(max_length=ADDRESS_LENGTH, required=False),
            TextField(max_length=STAIRCASE_LENGTH, required=False),
            TextField(max_length=UNIT_LENGTH, required=False),
        )
        super().__init__(fields, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[Any]) -> HomeAnswer | None:
        if not data_list:
            return None
        address, staircase, flat = (text or "" for text in data_list)
        if address:
            home = HomeAnswer(address, staircase, flat)
            if len(home.unit) > UNIT_LENGTH:
                raise forms.ValidationError(self.error_messages["unit"], code="unit")
            return home
        if staircase or flat:
            raise forms.ValidationError(self.error_messages["no_address"], code="no_address")
        return None
