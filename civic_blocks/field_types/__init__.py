"""Types of question an editor can put in a contribution form.

A field type is a class that knows everything about its kind of answer: how the editor sets it up,
how the citizen's form asks and checks it, what its JSON Schema is, how an answer is shown, exported
and read back. The form, the API, the exports and the moderation desk ask it; none of them has an
``if type ==`` of its own.
"""

from collections.abc import Iterable

from django.core.exceptions import ImproperlyConfigured

from civic_blocks.definitions import FieldSpec
from civic_blocks.field_types.base import FieldType, FormData
from civic_blocks.field_types.choice import MultipleChoice, SingleChoice
from civic_blocks.field_types.place import Address, Point
from civic_blocks.field_types.text import Consent, Email, LongText, SectionTitle, ShortText
from civic_blocks.field_types.value import Date, Number, YesNo


__all__ = ["FieldType", "FormData", "all_types", "register", "type_of"]

_TYPES: dict[str, FieldType] = {}


def register(types: Iterable[FieldType]) -> None:
    """Add field types.

    Raises:
        ImproperlyConfigured: where a slug is taken.
    """
    for field_type in types:
        if field_type.slug in _TYPES:
            raise ImproperlyConfigured(f"Two field types are named {field_type.slug!r}.")
        _TYPES[field_type.slug] = field_type


register(
    [
        ShortText(),
        LongText(),
        Number(),
        Date(),
        Email(),
        SingleChoice(),
        MultipleChoice(),
        YesNo(),
        Address(),
        Point(),
        SectionTitle(),
        Consent(),
    ]
)


def all_types() -> dict[str, FieldType]:
    """Return every field type by slug, in the order of the editor's picker."""
    return dict(_TYPES)


def type_of(spec: FieldSpec) -> FieldType:
    """Return the field type of a question.

    Raises:
        KeyError: where its type is no longer installed.
    """
    return _TYPES[spec.type]
