"""The editor's point: what is stored, what is refused, and what the editor's page loads."""

import json
import math
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from wagtail import blocks
from wagtail.admin.telepath import JSContext
from wagtail.blocks.struct_block import StructBlockValidationError

from civic_blocks.blocks.geo import PointBlock, parse_point


NANTERRE = {"lat": 48.892, "lng": 2.206}
NANTERRE_TEXT = "SRID=4326;POINT(2.206000 48.892000)"
UNREADABLE = [
    "garbage",
    "SRID=4326;POINT(x y)",
    "SRID=2154;POINT(652000 6862000)",
    "SRID=4326;POINT(2.2 148.9)",
    "SRID=4326;POINT(-180.1 48.9)",
    "SRID=4326;POINT(nan nan)",
    "SRID=4326;POINT(1e999 1)",
    "48.892, 2.206",
]
BROKEN = [
    None,
    "",
    {},
    [],
    0,
    True,
    {"lat": 48.9},
    {"lat": None, "lng": None},
    {"lat": "north", "lng": "2.2"},
    {"lat": True, "lng": False},
    {"lat": math.nan, "lng": 2.2},
    {"lat": 10**400, "lng": 2.2},
    {"lat": [48.9], "lng": {}},
    {"lat": 148.9, "lng": 2.2},
    *UNREADABLE,
]


def posted(value: str) -> Any:
    """Return the block's value for what a browser posts."""
    return PointBlock().value_from_datadict({"p": value}, {}, "p")


class Place(blocks.StructBlock):
    title = blocks.CharBlock()
    position = PointBlock()


@pytest.mark.parametrize("stored", BROKEN)
def test_what_cannot_be_read_is_no_point_and_breaks_nothing(stored):
    block = PointBlock(required=False)
    value = block.to_python(stored)
    assert value is None
    assert block.bulk_to_python([stored]) == [None]
    assert block.get_prep_value(value) is None
    assert block.get_form_state(value) is None
    assert block.get_api_representation(value) is None
    assert block.render(value) is not None


@pytest.mark.parametrize(
    "stored",
    [
        NANTERRE,
        {"lat": "48.892", "lng": "2.206", "srid": "4326"},
        "SRID=4326;POINT(2.206 48.892)",
        NANTERRE_TEXT,
    ],
)
def test_every_shape_ever_stored_becomes_the_one_shape(stored):
    block = PointBlock()
    value = block.to_python(stored)
    assert value == NANTERRE
    assert block.get_prep_value(value) == NANTERRE
    assert block.get_form_state(value) == NANTERRE_TEXT
    assert block.normalize(stored) == NANTERRE


@pytest.mark.parametrize("text", UNREADABLE)
def test_an_unreadable_point_is_refused_with_a_message_and_kept_for_correction(text):
    value = posted(text)
    block = PointBlock()
    with pytest.raises(ValidationError) as refused:
        block.clean(value)
    assert "latitude" in str(refused.value)
    assert block.get_form_state(value) == text
    assert block.get_prep_value(value) is None


def test_a_draft_refuses_an_unreadable_point_too():
    block = PointBlock()
    with pytest.raises(ValidationError):
        block.clean_deferred(posted("garbage"))


def test_an_empty_point_saves_as_a_draft_and_reopens_but_does_not_publish():
    block = Place()
    value = block.to_python({"title": "Marché"})
    value["position"] = posted("")
    draft = block.get_prep_value(block.clean_deferred(value))
    assert draft == {"title": "Marché", "position": None}
    reopened = block.to_python(json.loads(json.dumps(draft)))
    assert block.get_form_state(reopened)["position"] is None
    assert "Marché" in block.render(reopened)
    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(value)
    assert list(refused.value.block_errors) == ["position"]


def test_an_optional_point_may_stay_empty_and_shows_its_help():
    block = PointBlock(required=False, help_text="The middle of the map.")
    assert block.clean(posted("")) is None
    assert not block.required
    assert block.field.help_text == "The middle of the map."


def test_a_very_small_number_is_a_point():
    value = posted("SRID=4326;POINT(2.2e-05 48.9)")
    assert PointBlock().clean(value) == {"lat": 48.9, "lng": 0.000022}
    assert PointBlock().value_for_form(value) == "SRID=4326;POINT(0.000022 48.900000)"


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_a_point_survives_the_way_through_the_form_and_the_database(latitude, longitude):
    block = PointBlock()
    value = block.to_python({"lat": latitude, "lng": longitude})
    again = block.clean(block.value_from_form(block.value_for_form(value)))
    assert again == value
    assert block.to_python(json.loads(json.dumps(block.get_prep_value(again)))) == value
    assert abs(value["lat"] - latitude) < 1e-6


@given(st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["lat", "lng", "x"]), inner),
))  # fmt: skip
def test_no_stored_value_at_all_raises(stored):
    point = parse_point(stored)
    assert point is None or (abs(point["lat"]) <= 90 and abs(point["lng"]) <= 180)


@pytest.fixture
def packed(settings) -> Any:
    settings.CIVIC_BLOCKS = {
        "TILE_URL": "",
        "TILE_ATTRIBUTION": "<b>Ville</b>",
        "MAP_CENTER": (48.892, 2.206),
        "MAP_ZOOM": 13,
    }

    def pack() -> tuple[dict[str, Any], list[str]]:
        context = JSContext()
        packed_block = context.pack(PointBlock(zoom_field="zoom"))
        options = packed_block["_args"][1]["_args"][1]
        media = context.media
        return options, [*media._js, *media._css["all"]]

    return pack


def test_the_editor_loads_nothing_from_a_third_party(packed):
    options, assets = packed()
    ours = [asset for asset in map(str, assets) if "leaflet" in asset or "civic" in asset]
    assert len(ours) == 6
    assert not [asset for asset in map(str, assets) if "//" in asset]
    assert "http" not in json.dumps(options)


def test_the_editors_map_follows_the_settings_and_the_language(packed):
    with translation.override("en"):
        options, _assets = packed()
    assert options["defaultLocation"] == NANTERRE
    assert options["tileLayer"] == ""
    assert options["tileLayerOptions"] == {"attribution": "&lt;b&gt;Ville&lt;/b&gt;"}
    assert options["zoomField"] == "zoom"
    assert options["translations"]["remove"] == "Remove the point"
