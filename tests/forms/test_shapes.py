"""Lines and areas as people and programs write them: read, refused in words, never a traceback."""

import itertools
import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import example, given, settings
from hypothesis import strategies as st

from civic_blocks import shapes
from tests.forms.building import built, filled, one, validator


LINE = {"type": "LineString", "coordinates": [[2.2, 48.89], [2.204, 48.892], [2.21, 48.892]]}
RING = [[2.2, 48.89], [2.21, 48.89], [2.21, 48.9], [2.2, 48.9], [2.2, 48.89]]
AREA = {"type": "Polygon", "coordinates": [RING]}
BOW_TIE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}


def line_of(count: int) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": [[n / 1000, 48] for n in range(count)]}


@pytest.fixture(autouse=True)
def in_english() -> Any:
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("text", "kind", "shape"),
    [
        (json.dumps(LINE), "line", LINE),
        (json.dumps(LINE), "area", LINE),
        (shapes.as_wkt(LINE), "line", LINE),
        (shapes.as_lines(LINE), "line", LINE),
        ("48,89; 2,2\n\n 48,892 2,204 \r\n48.892,2.21\n", "line", LINE),
        (json.dumps(AREA), "line", AREA),
        (shapes.as_wkt(AREA), "line", AREA),
        (shapes.as_lines(AREA), "area", AREA),
    ],
    ids=["geojson", "geojson says itself what it is", "wkt", "lines", "french lines", "area",
         "area as wkt", "area as lines"],
)  # fmt: skip
def test_one_shape_is_read_however_it_is_written(text: str, kind: str, shape: Any) -> None:
    assert shapes.read(text, kind=kind) == shape


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (BOW_TIE, "crosses or touches itself"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [2, 2], [0, 0]]]}, "no surface"),
        ({"type": "Polygon", "coordinates": [RING, RING]}, "without holes"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}, "three different points"),
        ({"type": "LineString", "coordinates": [[2.2, 48.89], [2.2, 48.89]]}, "two different points"),
        ({"type": "LineString", "coordinates": [[2.2, 48.89], [2.2000001, 48.89]]}, "two different"),
        ({"type": "LineString", "coordinates": [[2.2, 48.89, 30], [2.3, 48.9, 30]]}, "two numbers"),
        ({"type": "LineString", "coordinates": [[True, 48], [2, 49]]}, "two numbers"),
        ({"type": "LineString", "coordinates": [["2", "48"], [2, 49]]}, "two numbers"),
        ({"type": "LineString", "coordinates": [[652000, 6863000], [653000, 6863000]]}, "WGS 84"),
        ({"type": "LineString", "coordinates": [[10**400, 1], [2, 3]]}, "WGS 84"),
        ({**LINE, "crs": {"type": "name"}}, "remove “crs”"),
        ({"type": "Point", "coordinates": [2.2, 48.89]}, "LineString or Polygon"),
        ({"type": "MultiPolygon", "coordinates": [[RING]]}, "LineString or Polygon"),
        ({"type": "Feature", "geometry": LINE}, "LineString or Polygon"),
        (line_of(501), "more than 500 points"),
        ([1, 2], "LineString or Polygon"),
    ],
)  # fmt: skip
def test_what_is_no_shape_is_refused_in_words(data: Any, words: str) -> None:
    with pytest.raises(ValidationError) as refused:
        shapes.read(json.dumps(data))
    assert words in " ".join(refused.value.messages)


@pytest.mark.parametrize(
    "text",
    ["x", "48.9", "48.9, 2.2, 3", "{", '{"type":', "[" * 40_000, "null", "LINESTRING (1 2", "\ud800",
     '{"type": "LineString", "coordinates": [[NaN, 1], [2, 3]]}', "LINESTRING Z (1 2 3, 4 5 6)",
     '{"type": "LineString", "coordinates": [[1e999, 1], [2, 3]]}', "1e3, 2", " " * 50_001 + "1",
     "POLYGON EMPTY", "LINESTRING (nan 1, 2 3)", "LINESTRING (inf 1, 2 3)", "48.9, 2.2\n" * 6_000],
)  # fmt: skip
def test_a_text_that_holds_no_shape_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        shapes.read(text)


def test_five_hundred_points_are_taken_and_an_outline_is_closed_and_turned() -> None:
    assert len(shapes.read(json.dumps(line_of(500)))["coordinates"]) == 500
    clockwise = {"type": "Polygon", "coordinates": [list(reversed(RING))[:-1]]}
    (ring,) = shapes.read(json.dumps(clockwise))["coordinates"]
    assert ring[0] == ring[-1]
    assert sum((x2 - x1) * (y2 + y1) for (x1, y1), (x2, y2) in itertools.pairwise(ring)) < 0


def test_coordinates_are_kept_to_a_decimetre() -> None:
    data = {"type": "LineString", "coordinates": [[2.12345678, 48.87654321], [2.2, 48.9]]}
    assert shapes.read(json.dumps(data))["coordinates"][0] == [2.123457, 48.876543]


def test_a_kind_that_is_not_asked_for_is_refused() -> None:
    with pytest.raises(ValidationError, match="A line is needed"):
        shapes.read(json.dumps(AREA), allowed=["line"])
    with pytest.raises(ValidationError, match="An area is needed"):
        shapes.read(json.dumps(LINE), allowed=["area"])


def test_the_point_of_a_line_is_half_way_along_it_and_that_of_an_area_inside() -> None:
    bent = {"type": "LineString", "coordinates": [[2.2, 48.89], [2.2, 48.892], [2.2, 48.896]]}
    assert shapes.point_on(bent) == (48.893, 2.2)
    horseshoe = [[0, 0], [3, 0], [3, 3], [2, 3], [2, 1], [1, 1], [1, 3], [0, 3], [0, 0]]
    latitude, longitude = shapes.point_on({"type": "Polygon", "coordinates": [horseshoe]})
    assert not (1 < longitude < 2 and latitude > 1)


def test_a_shape_is_told_with_its_size() -> None:
    # By hand: 367.4 m and 438.6 m; 731 m by 1,112 m.
    assert shapes.in_words(LINE) == "line of 810 m"
    assert shapes.in_words(AREA) == "area of 81 ha"
    assert shapes.in_words(None) == ""


@pytest.mark.parametrize(
    ("metres", "words"), [(0.4, "1 m"), (8, "8 m"), (324, "320 m"), (1249, "1.2 km"), (32_400, "32 km")]
)  # fmt: skip
def test_lengths_are_rounded_as_people_say_them(metres: float, words: str) -> None:
    assert shapes.length_in_words(metres) == words


@pytest.mark.parametrize(
    ("square", "words"), [(80, "80 m²"), (4_321, "4,320 m²"), (12_345, "1.2 ha"), (3_400_000, "3.4 km²")]
)  # fmt: skip
def test_surfaces_are_told_in_the_units_of_the_land_register(square: float, words: str) -> None:
    assert shapes.surface_in_words(square) == words


NUMBERS = st.floats() | st.integers() | st.booleans() | st.none() | st.text(max_size=3)
POSITIONS = st.lists(NUMBERS | st.floats(-1, 1), max_size=4)
LOOSE = st.fixed_dictionaries(
    {"type": st.sampled_from(["LineString", "Polygon", "Point", "x"])},
    optional={
        "coordinates": st.recursive(POSITIONS | NUMBERS, lambda inner: st.lists(inner, max_size=5)),
        "crs": st.none(),
    },
)
TEXTS = st.text(max_size=40) | LOOSE.map(json.dumps) | st.from_regex(r"[-+0-9.,; \n]{0,40}")


@settings(max_examples=400, deadline=None)
@given(text=TEXTS, kind=st.sampled_from(["line", "area"]))
@example(text='{"type": "LineString", "coordinates": [[1e400, 0], [1, 1]]}', kind="line")
@example(text="POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))", kind="area")
def test_any_text_is_read_or_refused_and_what_is_read_reads_the_same_again(
    text: str, kind: str
) -> None:
    try:
        shape = shapes.read(text, kind=kind)
    except ValidationError:
        return
    assert shapes.read(json.dumps(shape)) == shape
    assert shapes.read(shapes.as_wkt(shape)) == shape
    assert shapes.read(shapes.as_lines(shape), kind=shapes.KINDS[shape["type"]]) == shape
    assert shapes.size_of(shape) > 0
    assert shapes.in_words(shape)


@settings(max_examples=200, deadline=None)
@given(shape=LOOSE | st.none() | NUMBERS | st.sampled_from([LINE, AREA, BOW_TIE, line_of(501)]))
def test_page_and_api_give_a_shape_the_same_verdict(shape: Any) -> None:
    asked = built(one("point", shapes=["line", "area"], required=True))
    by_api = filled(asked, {"q_point": {"shape": shape}})
    posted = type(by_api)(
        {"q_point_shape": json.dumps(shape), "q_point_shape_kind": "line"}, definition=asked
    )
    assert posted.is_valid() == by_api.is_valid()
    assert posted.errors == by_api.errors
    if by_api.is_valid():
        assert validator(asked).is_valid({"q_point": {"shape": shape}})
        assert posted.submission().shape == by_api.submission().shape


def test_a_question_without_shapes_takes_none_and_its_schema_says_so() -> None:
    asked = built(one("point"))
    answer = {"q_point": {"shape": LINE}}
    assert "Only a point can be given here" in str(filled(asked, answer).errors)
    assert not validator(asked).is_valid(answer)
    assert "LineString" not in str(validator(asked).schema)
    assert asked.fields[0].options == {}
    for nothing in ({"latitude": 1.0, "longitude": 2.0, "shape": None}, {"shape": None}):
        assert validator(asked).is_valid({"q_point": nothing})
        assert filled(asked, {"q_point": nothing}).is_valid()


def test_the_point_of_a_shape_wins_over_one_that_was_sent_with_it() -> None:
    asked = built(one("point", shapes=["line"]))
    sent = {"q_point": {"latitude": 1.0, "longitude": 2.0, "shape": LINE}}
    said = filled(asked, sent).submission()
    assert (said.latitude, said.longitude) == shapes.point_on(LINE)
