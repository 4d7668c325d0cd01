"""Types of question an editor can put in a contribution form.

A field type is a class that knows everything about its kind of answer: how the editor sets it up,
how the citizen's form asks and checks it, what its JSON Schema is, how an answer is shown, exported
and read back. The form, the API, the exports and the moderation desk ask it; none of them has an
``if type ==`` of its own.

Other apps add types with the hook ``register_civic_field_types``: a function without arguments that
returns a :class:`FieldType` instance or a list of them.
"""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from wagtail import hooks

from civic_blocks.definitions import FieldSpec
from civic_blocks.field_types.base import FieldType, FormData, Misfit, Printed
from civic_blocks.field_types.built_in import BUILT_IN


__all__ = ["FieldType", "FormData", "Misfit", "Printed", "all_types", "collect_types", "type_of"]


def _of_hook(function: Callable[[], Any]) -> Iterable[Any]:
    result = function()
    return [result] if isinstance(result, FieldType) or not isinstance(result, Iterable) else result


def _validated(field_type: Any, where: str) -> FieldType:
    if not isinstance(field_type, FieldType):
        raise ImproperlyConfigured(f"{where}: {field_type!r} is not a field type instance.")
    slug, label = getattr(field_type, "slug", None), getattr(field_type, "label", None)
    if not isinstance(slug, str) or not slug.isidentifier():
        raise ImproperlyConfigured(f"{where}: {slug!r} is not a slug of a field type.")
    if not label:
        raise ImproperlyConfigured(f"{where}: the field type {slug!r} has no label.")
    if field_type.is_question and type(field_type).form_field is FieldType.form_field:
        raise ImproperlyConfigured(f"{where}: the field type {slug!r} has no form_field().")
    return field_type


def collect_types() -> dict[str, FieldType]:
    """Return our field types, then those of the hook, by slug.

    Raises:
        ImproperlyConfigured: two types of one slug, something that is no field type, or a type
            without slug, label or form field.
    """
    found: dict[str, FieldType] = {}
    sources: list[tuple[str, Iterable[Any]]] = [("civic_blocks", BUILT_IN)]
    sources += [
        (f"{function.__module__}.{function.__name__}", _of_hook(function))
        for function in hooks.get_hooks("register_civic_field_types")
    ]
    for where, types in sources:
        for candidate in types:
            field_type = _validated(candidate, where)
            if field_type.slug in found:
                raise ImproperlyConfigured(f"Two field types are named {field_type.slug!r}.")
            found[field_type.slug] = field_type
    return found


@cache
def _types() -> dict[str, FieldType]:
    """Return the collected types: hooks do not change once all apps are loaded."""
    return collect_types()


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
