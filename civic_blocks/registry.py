"""Which blocks an editor may use, collected from Wagtail hooks.

``register_civic_blocks`` adds: a function without arguments that returns ``(name, block)`` or a
list of such pairs. ``construct_civic_blocks`` mutates: a function that is given the ordered dict of
all of them and may drop, swap or reorder.
"""

import logging
from collections.abc import Iterable
from typing import Any

from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured
from wagtail import hooks
from wagtail.blocks import Block

from civic_blocks.extension import GUIDE, ExtensionPoint, where


logger = logging.getLogger(__name__)


def _pairs(result: Any) -> Iterable[Any]:
    return [result] if isinstance(result, tuple) else result


def _split(pair: Any) -> tuple[Any, Any]:
    is_pair = isinstance(pair, tuple | list) and len(pair) == 2
    return (pair[0], pair[1]) if is_pair else (None, pair)


BLOCKS: ExtensionPoint[Block] = ExtensionPoint(
    "register_civic_blocks", Block, "block", split=_split, listed=_pairs
)
CONSTRUCT = "construct_civic_blocks"


def collect_blocks() -> dict[str, Block]:
    """Return the registered blocks by name, in hook order.

    Raises:
        ImproperlyConfigured: two blocks of one name, or something that is no block.
    """
    found = BLOCKS.collect()
    problems = _constructed(found)
    if problems:
        raise ImproperlyConfigured(problems[0])
    return found


def sound_blocks() -> dict[str, Block]:
    """Return the registered blocks that are sound; the others are logged, see ``check_blocks``."""
    found = BLOCKS.sound()
    for problem in _constructed(found):
        logger.error(problem)
    return found


def check_blocks(identifier: str) -> list[CheckMessage]:
    """Return one error for each thing that is wrong with the blocks, whichever hook gave it."""
    found, problems = BLOCKS.read()
    problems += _constructed(found)
    hint = GUIDE.format(hook=BLOCKS.hook)
    return [Error(text, hint=hint, id=identifier) for text in problems]


def _constructed(found: dict[str, Block]) -> list[str]:
    """Let sites change the blocks; return what they left that is no block."""
    problems: list[str] = []
    for function in hooks.get_hooks(CONSTRUCT):
        function(found)
        junk = [name for name, block in found.items() if not isinstance(block, Block)]
        problems += [f"{where(function)}: {name!r} is not a block instance." for name in junk]
        for name in junk:
            del found[name]
    return problems
