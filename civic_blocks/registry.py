"""Which blocks an editor may use, collected from Wagtail hooks.

``register_civic_blocks`` adds: a function without arguments that returns ``(name, block)`` or a
list of such pairs. ``construct_civic_blocks`` mutates: a function that is given the ordered dict of
all of them and may drop, swap or reorder.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from wagtail import hooks
from wagtail.blocks import Block


def _pairs(function: Callable[[], Any]) -> Iterable[tuple[str, Block]]:
    result = function()
    return [result] if isinstance(result, tuple) else result


def _validated(name: Any, block: Any, function: Callable[[], Any]) -> tuple[str, Block]:
    if not isinstance(name, str) or not name.isidentifier():
        raise ImproperlyConfigured(
            f"{function.__module__}.{function.__name__}: {name!r} is not a block name."
        )
    if not isinstance(block, Block):
        raise ImproperlyConfigured(
            f"{function.__module__}.{function.__name__}: {name!r} is not a block instance but {block!r}."
        )
    return name, block


def collect_blocks() -> dict[str, Block]:
    """Return the registered blocks by name, in hook order.

    Raises:
        ImproperlyConfigured: two blocks of one name, or something that is no block.
    """
    found: dict[str, Block] = {}
    for function in hooks.get_hooks("register_civic_blocks"):
        for pair in _pairs(function):
            name, block = _validated(*pair, function)
            if name in found:
                raise ImproperlyConfigured(f"Two civic blocks are named {name!r}.")
            found[name] = block
    for function in hooks.get_hooks("construct_civic_blocks"):
        function(found)
    return found
