"""A text box with a map beside it, and the block whose value is what its text says."""

from abc import abstractmethod
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from wagtail import blocks


GeoJSON = dict[str, Any]


class MapTextInput(forms.Textarea):
    """A box for text that a script draws on a map; ``script`` is the static path of that script."""

    script: ClassVar[str]

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 4, "spellcheck": "false", **(attrs or {})})

    @property
    def media(self) -> forms.Media:
        return forms.Media(
            css={
                "all": [
                    "civic_blocks/vendor/leaflet/leaflet.css",
                    "civic_blocks/css/admin-map.css",
                ]
            },
            js=[
                "civic_blocks/vendor/leaflet/leaflet.js",
                "civic_blocks/js/admin/map.js",
                self.script,
            ],
        )


class MapTextBlock(blocks.FieldBlock):
    """A text that is stored as the GeoJSON it says; ``None`` where there is none.

    A concrete class says with which form field the text is posted, and how it is read and written.
    """

    form_field: ClassVar[type[forms.CharField]]

    def __init__(self, *, required: bool = True, help_text: Any = "", **kwargs: Any) -> None:
        self.field_options = {"required": required, "help_text": help_text}
        super().__init__(**kwargs)

    @abstractmethod
    def read(self, text: str) -> GeoJSON:
        """Return what a text says.

        Raises:
            ValidationError: nothing that can be drawn.
        """

    @abstractmethod
    def stored(self, value: Any) -> GeoJSON | None:
        """Return what was ever stored, as it is stored now; ``None`` for anything else."""

    @abstractmethod
    def as_text(self, value: GeoJSON) -> str:
        """Return the text that says a stored value."""

    @cached_property
    def field(self) -> forms.Field:
        return self.form_field(**self.field_options)

    def value_from_form(self, value: Any) -> Any:
        """Return what the text says; one that says nothing stays, for ``clean`` to refuse."""
        if not isinstance(value, str) or not value.strip():
            return None
        try:
            return self.read(value)
        except ValidationError:
            return value

    def value_for_form(self, value: Any) -> str:
        if isinstance(value, str):
            return value
        known = self.stored(value)
        return self.as_text(known) if known else ""

    def to_python(self, value: Any) -> GeoJSON | None:
        return self.stored(value)

    def normalize(self, value: Any) -> GeoJSON | None:
        return self.stored(value)

    def get_prep_value(self, value: Any) -> GeoJSON | None:
        return self.stored(value)
