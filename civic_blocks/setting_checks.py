"""What is wrong with a setting that is a dict of options: ``CIVIC_BLOCKS``, ``CIVIC_PAGES`` …"""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error


# What may stand for a value of a type: a tuple is written as a list by many.
KINDS: tuple[tuple[type, tuple[type, ...], str], ...] = (
    (bool, (bool,), "True or False"),
    (int, (int, float), "a number"),
    (float, (int, float), "a number"),
    (str, (str,), "a text"),
    (tuple, (tuple, list), "a list"),
    (list, (tuple, list), "a list"),
    (dict, (dict,), "a dict"),
)


def check_options(name: str, defaults: Mapping[str, Any], identifier: str) -> list[CheckMessage]:
    """Return one error for each option that does not exist, or is of another type than its default.

    Args:
        name: of the setting: "CIVIC_PAGES".
        defaults: its options; one whose default is ``None`` may be anything, and each may be
            ``None`` where its default is.
        identifier: of the errors: "civic_pages.E020".
    """
    given = getattr(settings, name, {})
    if not isinstance(given, Mapping):
        return [Error(f"{name} is no dict but {given!r}.", id=identifier)]
    found = [_problem(name, key, value, defaults) for key, value in given.items()]
    return [Error(text, hint=hint, id=identifier) for text, hint in filter(None, found)]


def _problem(
    name: str, key: Any, value: Any, defaults: Mapping[str, Any]
) -> tuple[str, str | None] | None:
    if key not in defaults:
        close = get_close_matches(str(key).upper(), defaults, n=1)
        hint = f"Did you mean {close[0]!r}?" if close else f"Known are: {', '.join(defaults)}."
        return f"{name} has no option {key!r}.", hint
    default = defaults[key]
    for kind, accepted, words in KINDS:
        if isinstance(default, kind):
            is_sound = isinstance(value, accepted) and (kind is bool or not isinstance(value, bool))
            return None if is_sound else (f"{name}[{key!r}] must be {words}, not {value!r}.", None)
    return None
