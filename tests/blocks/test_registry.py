import pytest
from django.core.exceptions import ImproperlyConfigured
from wagtail import blocks, hooks

from civic_blocks.fields import CivicStreamBlock
from civic_blocks.registry import collect_blocks


OURS = [
    "timeline",
    "map",
    "contribution_form",
    "contributions_list",
    "key_figures",
    "text",
    "quote",
    "image",
    "documents",
    "call_to_action",
    "faq",
    "video",
]


def test_our_blocks_come_in_the_order_of_the_picker():
    # Those that campaigns bring (votes, texts, syntheses) come after.
    assert list(collect_blocks())[: len(OURS)] == OURS


def test_the_picker_groups_them_by_what_they_are_for():
    groups = {str(name): len(found) for name, found in CivicStreamBlock().grouped_child_blocks()}
    assert len(groups) == 3
    assert sum(groups.values()) == len(collect_blocks())


def test_another_app_adds_one_block():
    with hooks.register_temporarily("register_civic_blocks", lambda: ("bike", blocks.CharBlock())):
        assert list(CivicStreamBlock().child_blocks)[len(OURS)] == "bike"
    assert "bike" not in CivicStreamBlock().child_blocks


def test_another_app_adds_several_blocks_before_ours():
    def several():
        return [("bike", blocks.CharBlock()), ("bus", blocks.CharBlock())]

    with hooks.register_temporarily("register_civic_blocks", several, order=-1):
        assert list(collect_blocks())[: len(OURS) + 2] == ["bike", "bus", *OURS]


def test_a_site_drops_swaps_and_moves_blocks():
    def construct(found):
        del found["video"]
        found["quote"] = blocks.CharBlock()
        found["timeline"] = found.pop("timeline")

    with hooks.register_temporarily("construct_civic_blocks", construct):
        found = collect_blocks()
    assert "video" not in found
    assert isinstance(found["quote"], blocks.CharBlock)
    assert list(found)[-1] == "timeline"


@pytest.mark.parametrize(
    ("registered", "complaint"),
    [
        (("text", blocks.CharBlock()), "Two blocks are named 'text'"),
        (("my block", blocks.CharBlock()), "'my block' is not a block name"),
        ((None, blocks.CharBlock()), "None is not a block name"),
        (("bike", blocks.CharBlock), "'bike' is not a block instance"),
        (("bike", "velo_ville.blocks.Bike"), "'bike' is not a block instance"),
    ],
)
def test_junk_is_refused_with_the_name_of_who_registers_it(registered, complaint):
    with (
        hooks.register_temporarily("register_civic_blocks", lambda: registered),
        pytest.raises(ImproperlyConfigured, match=complaint),
    ):
        collect_blocks()


def test_a_host_adds_blocks_of_its_own_to_one_stream():
    class HostStream(CivicStreamBlock):
        weather = blocks.CharBlock()

    stream = HostStream([("bike", blocks.CharBlock())])
    assert set(stream.child_blocks) == {*collect_blocks(), "bike", "weather"}
