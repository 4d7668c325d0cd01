"""Cells: keys, ranges, bounds."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic_pages.participation.geo.cells import (
    KEY_ZOOM,
    BoundingBox,
    cell_bounds,
    cell_key,
    expansion_zoom,
    key_ranges,
    shift_for,
)


latitudes = st.floats(-85, 85, allow_nan=False)
longitudes = st.floats(-180, 180, allow_nan=False)
boxes = st.tuples(longitudes, longitudes, latitudes, latitudes).map(
    lambda v: BoundingBox(min(v[0], v[1]), min(v[2], v[3]), max(v[0], v[1]), max(v[2], v[3]))
)


@given(latitudes, longitudes)
def test_a_key_fits_a_signed_big_integer(latitude: float, longitude: float) -> None:
    assert 0 <= cell_key(latitude, longitude) < 2**56


@given(latitudes, longitudes, st.integers(0, KEY_ZOOM))
def test_a_point_lies_in_the_tile_its_key_names(
    latitude: float, longitude: float, zoom: int
) -> None:
    bounds = cell_bounds(cell_key(latitude, longitude) >> shift_for(zoom), zoom)
    slack = 1e-5
    assert bounds.west - slack <= longitude <= bounds.east + slack
    assert bounds.south - slack <= latitude <= bounds.north + slack


@given(boxes, latitudes, longitudes)
def test_every_point_of_a_box_is_in_one_of_its_ranges(
    box: BoundingBox, latitude: float, longitude: float
) -> None:
    inside = box.west <= longitude <= box.east and box.south <= latitude <= box.north
    key = cell_key(latitude, longitude)
    in_ranges = any(first <= key < end for first, end in key_ranges(box))
    assert in_ranges or not inside


@given(boxes)
def test_ranges_are_few_sorted_and_disjoint(box: BoundingBox) -> None:
    ranges = key_ranges(box)
    assert 1 <= len(ranges) <= 8
    assert all(first < end for first, end in ranges)
    assert all(a[1] < b[0] for a, b in pairwise(ranges))


def test_a_street_is_covered_by_ranges_little_larger_than_itself() -> None:
    box = BoundingBox(2.2060, 48.8915, 2.2080, 48.8925)
    covered = sum(end - first for first, end in key_ranges(box))
    own = (cell_key(box.south, box.east) ^ cell_key(box.north, box.west)).bit_length()
    assert covered < 1 << (own + 3)


def test_the_whole_world_is_one_range() -> None:
    assert key_ranges(BoundingBox(-180, -90, 180, 90)) == [(0, 1 << 56)]


def test_a_box_of_one_point_is_one_range_that_holds_it() -> None:
    ranges = key_ranges(BoundingBox(2.2, 48.9, 2.2, 48.9))
    assert any(first <= cell_key(48.9, 2.2) < end for first, end in ranges)


@pytest.mark.parametrize(
    "text", ["", "1,2,3", "1,2,3,4,5", "a,b,c,d", "nan,1,2,3", "inf,1,2,3", "3,1,2,4", "1,4,2,3", "-181,0,0,1", "0,0,1,91"]
)  # fmt: skip
def test_a_box_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        BoundingBox.parse(text)


def test_two_keys_part_at_their_expansion_zoom() -> None:
    near, far = cell_key(48.8920, 2.2060), cell_key(48.8921, 2.2070)
    zoom = expansion_zoom(near, far)
    assert near >> shift_for(zoom) != far >> shift_for(zoom)
    assert near >> shift_for(zoom - 1) == far >> shift_for(zoom - 1)


def test_one_key_never_parts() -> None:
    assert expansion_zoom(5, 5) == KEY_ZOOM
