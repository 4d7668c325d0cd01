"""Types of question an editor can put in a contribution form.

A field type is a class that knows everything about its kind of answer: how the editor sets it up,
how the citizen's form asks and checks it, what its JSON Schema is, how an answer is shown, exported
and read back. The form, the API, the exports and the moderation desk ask it; none of them has an
``if type ==`` of its own.

Other apps add types with the hook ``register_civic_field_types``: a function without arguments that
returns a :class:`FieldType` instance or a list of them.
"""

from functools import cache

from civic_blocks.definitions import FieldSpec
from civic_blocks.extension import ExtensionPoint, lacks
from civic_blocks.field_types.base import FieldType, FormData, Misfit, Printed
from civic_blocks.field_types.built_in import BUILT_IN


__all__ = ["FieldType", "FormData", "Misfit", "Printed", "all_types", "collect_types", "type_of"]


def _wrong(slug: str, field_type: FieldType) -> str | None:
    if field_type.is_question and lacks(field_type, FieldType, "form_field"):
        return f"{slug!r} has no form_field()."
    return None


FIELD_TYPES: ExtensionPoint[FieldType] = ExtensionPoint(
    "register_civic_field_types",
    FieldType,
    "field type",
    built_in=lambda: BUILT_IN,
    labelled=True,
    wrong=_wrong,
)


def collect_types() -> dict[str, FieldType]:
    """Return our field types, then those of the hook, by slug.

    Raises:
        ImproperlyConfigured: two types of one slug, something that is no field type, or a type
            without slug, label or form field.
    """
    return FIELD_TYPES.collect()


@cache
def _types() -> dict[str, FieldType]:
    """Return the types that are sound: hooks do not change once all apps are loaded."""
    return FIELD_TYPES.sound()


def all_types() -> dict[str, FieldType]:
    """Return every field type by slug, in the order of the editor's picker.

    Call it once all apps are loaded: the hook is read at the first call.
    """
    return dict(_types())


def type_of(spec: FieldSpec) -> FieldType:
    """Return the field type of a question.

    Raises:
        KeyError: where its type is no longer installed.
    """
    return _types()[spec.type]
