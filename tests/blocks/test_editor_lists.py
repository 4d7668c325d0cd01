"""Lists and choices inside blocks, as an editor meets them in the page editor."""

from collections.abc import Iterator

import pytest
from django import forms
from wagtail import blocks

from civic_blocks.registry import collect_blocks


def inside(block: blocks.Block) -> Iterator[blocks.Block]:
    """Yield a block and all the blocks it is made of."""
    yield block
    children = list(getattr(block, "child_blocks", {}).values())
    if isinstance(block, blocks.ListBlock):
        children.append(block.child_block)
    for child in children:
        yield from inside(child)


@pytest.fixture(params=sorted(collect_blocks()))
def parts(request: pytest.FixtureRequest) -> list[blocks.Block]:
    return list(inside(collect_blocks()[request.param]))


def test_every_item_of_a_list_says_what_it_is(parts: list[blocks.Block]) -> None:
    lists = [part for part in parts if isinstance(part, blocks.ListBlock)]
    assert [part.name for part in lists if not part.child_block.label] == []


def test_no_list_opens_with_the_error_that_it_is_too_short(parts: list[blocks.Block]) -> None:
    lists = [part for part in parts if isinstance(part, blocks.ListBlock)]
    short = [part for part in lists if len(part.get_default()) < (part.meta.min_num or 0)]
    assert [part.name for part in short] == []


def test_several_choices_are_ticked_without_holding_a_key(parts: list[blocks.Block]) -> None:
    several = [part for part in parts if isinstance(part, blocks.MultipleChoiceBlock)]
    assert [
        part.name
        for part in several
        if not isinstance(part.field.widget, forms.CheckboxSelectMultiple)
    ] == []
