"""Cells: keys, boxes, windows of whole cells, ranges of keys."""

from itertools import pairwise

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from civic_pages.participation.geo.cells import (
    CLOSEST_ZOOM,
    KEPT_LEVELS,
    KEY_ZOOM,
    LIVE_LEVEL,
    WORLD,
    BoundingBox,
    Window,
    aligned,
    bounds,
    cell_bounds,
    cell_key,
    expansion_zoom,
    holder,
    key_ranges,
    level_for,
    ranges_of,
    shift_for,
    windows,
)


EVERYTHING = [(0, 1 << 2 * KEY_ZOOM)]
latitudes = st.floats(-90, 90, allow_nan=False)
longitudes = st.floats(-180, 180, allow_nan=False)
levels = st.sampled_from([*KEPT_LEVELS, LIVE_LEVEL])
boxes = st.tuples(longitudes, latitudes, longitudes, latitudes).map(
    lambda v: BoundingBox(v[0], min(v[1], v[3]), v[2], max(v[1], v[3]))
)
# A viewport: what a map of up to 4,000 px asks for, anywhere.
viewports = st.tuples(
    longitudes, st.floats(-80, 80), levels, st.floats(0, 30), st.floats(0, 20)
).map(
    lambda v: BoundingBox(
        v[0],
        v[1],
        (v[0] + 180 + v[3] * 360 / 2 ** v[2]) % 360 - 180,
        min(90, v[1] + v[4] * 180 / 2 ** v[2]),
    )
)


def crawl(box: BoundingBox, latitude: float, longitude: float) -> bool:
    """Tell whether a box holds a point, borders included, in plain words."""
    if box.west <= box.east:
        beside = box.west <= longitude <= box.east
    else:
        beside = longitude >= box.west or longitude <= box.east
    return beside and box.south <= latitude <= box.north


def column_and_row(cell: int, level: int) -> tuple[int, int]:
    """Return column and row of a cell, bit by bit."""
    bits = range(level)
    column = sum((cell >> 2 * bit & 1) << bit for bit in bits)
    return column, sum((cell >> 2 * bit + 1 & 1) << bit for bit in bits)


@given(latitudes, longitudes)
def test_a_key_fits_a_signed_big_integer(latitude: float, longitude: float) -> None:
    assert 0 <= cell_key(latitude, longitude) < 2**56


@given(latitudes, longitudes, st.integers(0, KEY_ZOOM))
def test_a_point_lies_in_the_tile_its_key_names(
    latitude: float, longitude: float, zoom: int
) -> None:
    latitude = max(-85.0, min(85.0, latitude))
    tile = cell_bounds(cell_key(latitude, longitude) >> shift_for(zoom), zoom)
    slack = 1e-5
    assert tile.west - slack <= longitude <= tile.east + slack
    assert tile.south - slack <= latitude <= tile.north + slack


@given(st.integers(0, 2**28 - 1), st.integers(0, 2**28 - 1))
def test_a_key_is_its_column_and_row_interleaved(column: int, row: int) -> None:
    window = Window(KEY_ZOOM, column, row, column, row)
    ((key, end),) = key_ranges([window])
    assert end == key + 1
    assert column_and_row(key, KEY_ZOOM) == (column, row)
    holds = holder([window])
    assert holds(key)
    assert not holds(key ^ 1)


@given(st.floats(85.06, 90), longitudes)
def test_beyond_the_end_of_mercator_a_point_is_taken_to_the_edge(
    latitude: float, longitude: float
) -> None:
    assert cell_key(latitude, longitude) == cell_key(90, longitude)
    assert column_and_row(cell_key(latitude, longitude), KEY_ZOOM)[1] == 0
    assert column_and_row(cell_key(-latitude, longitude), KEY_ZOOM)[1] == 2**28 - 1


class TestBoxes:
    @pytest.mark.parametrize(
        ("text", "complaint"),
        [
            ("", "Four finite numbers"), ("1,2,3", "Four finite numbers"),
            ("1,2,3,4,5", "Four finite numbers"), ("a,b,c,d", "Four finite numbers"),
            ("1,,3,4", "Four finite numbers"), ("nan,1,2,3", "Four finite numbers"),
            ("1,2,inf,3", "Four finite numbers"), ("-inf,1,2,3", "Four finite numbers"),
            ("-181,0,0,1", "-180…180"), ("0,0,180.1,1", "-180…180"), ("0,0,1,91", "-90…90"),
            ("0,-91,1,0", "-90…90"), ("1,4,3,2", "south ≤ north"),
        ],
    )  # fmt: skip
    def test_one_that_makes_no_sense_is_refused_in_words(self, text: str, complaint: str) -> None:
        with override("en"), pytest.raises(ValueError, match=complaint):
            BoundingBox.parse(text)

    def test_a_french_reader_is_told_in_french(self) -> None:
        with override("fr"), pytest.raises(ValueError, match="Il faut quatre nombres"):
            BoundingBox.parse("1,2,3")

    def test_one_with_west_of_more_than_east_crosses_the_antimeridian(self) -> None:
        box = BoundingBox.parse("170, -20, -170, 5.5")
        assert box.crosses
        assert box.parts() == (
            BoundingBox(170, -20, 180, 5.5),
            BoundingBox(-180, -20, -170, 5.5),
        )

    @given(boxes)
    def test_parts_never_cross(self, box: BoundingBox) -> None:
        assert not any(part.crosses for part in box.parts())
        assert (len(box.parts()) == 2) == box.crosses

    @given(boxes, latitudes, longitudes)
    def test_every_point_of_a_box_is_in_one_of_its_ranges(
        self, box: BoundingBox, latitude: float, longitude: float
    ) -> None:
        key = cell_key(latitude, longitude)
        in_ranges = any(first <= key < end for first, end in ranges_of(box))
        assert in_ranges or not crawl(box, latitude, longitude)

    @given(boxes, st.integers(1, 12))
    def test_ranges_are_few_sorted_and_disjoint(self, box: BoundingBox, most: int) -> None:
        ranges = ranges_of(box, most=most)
        assert 1 <= len(ranges) <= most
        assert all(first < end for first, end in ranges)
        assert all(a[1] < b[0] for a, b in pairwise(ranges))

    def test_a_street_is_covered_by_ranges_little_larger_than_itself(self) -> None:
        box = BoundingBox(2.2060, 48.8915, 2.2080, 48.8925)
        covered = sum(end - first for first, end in ranges_of(box))
        own = (cell_key(box.south, box.east) ^ cell_key(box.north, box.west)).bit_length()
        assert covered < 1 << (own + 1)

    def test_the_whole_world_is_one_range(self) -> None:
        assert ranges_of(WORLD) == EVERYTHING
        for level in KEPT_LEVELS:
            assert key_ranges(windows(WORLD, level)) == EVERYTHING
            assert aligned(WORLD, level) == WORLD

    def test_a_box_of_one_point_is_one_range_that_holds_it(self) -> None:
        key = cell_key(48.9, 2.2)
        assert ranges_of(BoundingBox(2.2, 48.9, 2.2, 48.9)) == [(key, key + 1)]


class TestWholeCells:
    @given(boxes | viewports, levels)
    def test_the_grown_box_holds_the_box(self, box: BoundingBox, level: int) -> None:
        grown = aligned(box, level)
        slack = 1e-8
        if grown.west != -180 or grown.east != 180:
            width = (box.east - box.west) % 360 if box.crosses else box.east - box.west
            assert (box.west - grown.west + slack) % 360 + width <= (
                (grown.east - grown.west) % 360 + 3 * slack
            )
        assert grown.south - slack <= box.south <= box.north <= grown.north + slack

    @given(boxes | viewports, levels)
    def test_growing_twice_is_growing_once(self, box: BoundingBox, level: int) -> None:
        once = aligned(box, level)
        text = f"{once.west!r},{once.south!r},{once.east!r},{once.north!r}"
        assert windows(BoundingBox.parse(text), level) == windows(box, level)

    @given(boxes | viewports, latitudes, longitudes, levels)
    def test_the_cell_of_every_point_inside_is_held(
        self, box: BoundingBox, latitude: float, longitude: float, level: int
    ) -> None:
        cell = cell_key(latitude, longitude) >> shift_for(level)
        if holder(windows(box, level))(cell):
            return
        # Not held: then outside, or on the border of the box and of a cell at once.
        grown = aligned(box, level)
        assert not crawl(box, latitude, longitude) or (
            abs(latitude - grown.south) < 1e-7 or abs(longitude - grown.east) < 1e-7
        )

    @given(viewports, levels)
    def test_ranges_cover_the_cells_exactly_where_enough_are_allowed(
        self, box: BoundingBox, level: int
    ) -> None:
        covered = windows(box, level)
        if any(w.right - w.left > 30 or w.bottom - w.top > 30 for w in covered):
            return
        shift = shift_for(level)
        cells = {
            cell
            for first, end in key_ranges(covered, most=1000)
            for cell in range(first >> shift, end >> shift)
        }
        by_hand = {
            (x, y)
            for window in covered
            for x in range(window.left, window.right + 1)
            for y in range(window.top, window.bottom + 1)
        }
        assert {column_and_row(cell, level) for cell in cells} == by_hand
        assert len(cells) == len(by_hand)

    @given(boxes | viewports, levels, latitudes, longitudes, st.integers(1, 8))
    def test_however_few_the_ranges_they_hold_every_cell(
        self, box: BoundingBox, level: int, latitude: float, longitude: float, most: int
    ) -> None:
        covered, key = windows(box, level), cell_key(latitude, longitude)
        ranges = key_ranges(covered, most=most)
        assert len(ranges) <= most
        if holder(covered)(key >> shift_for(level)):
            assert any(first <= key < end for first, end in ranges)

    @given(latitudes, longitudes, levels)
    def test_a_box_of_one_point_is_the_cell_that_holds_it(
        self, latitude: float, longitude: float, level: int
    ) -> None:
        (window,) = windows(BoundingBox(longitude, latitude, longitude, latitude), level)
        assert (window.left, window.top) == (window.right, window.bottom)
        assert holder([window])(cell_key(latitude, longitude) >> shift_for(level))

    @given(boxes, levels)
    def test_no_cell_is_in_two_windows(self, box: BoundingBox, level: int) -> None:
        covered = windows(box, level)
        assert len(covered) == 1 or covered[0].left > covered[1].right

    def test_across_the_antimeridian_there_are_two_windows_and_one_box(self) -> None:
        box = BoundingBox(179.9, -17, -179.9, -16)
        west, east = windows(box, 12)
        assert (west.right, east.left) == (2**12 - 1, 0)
        grown = bounds((west, east))
        assert grown.crosses
        assert grown.west <= 179.9
        assert grown.east >= -179.9

    def test_a_box_around_the_world_but_for_one_cell_holds_no_cell_twice(self) -> None:
        (window,) = windows(BoundingBox(1, -10, 0, 10), 4)
        assert (window.left, window.right) == (0, 15)

    def test_the_outermost_rows_reach_to_the_poles(self) -> None:
        grown = aligned(BoundingBox(0, 86, 1, 89), 6)
        assert grown.north == 90
        assert aligned(BoundingBox(0, -90, 1, -88), 6).south == -90
        assert windows(BoundingBox(0, 86, 1, 89), 6)[0].bottom == 0


class TestZooms:
    def test_every_zoom_has_a_kept_level_but_the_nearest(self) -> None:
        found = [level_for(zoom) for zoom in range(23)]
        assert found[:6] == [2, 2, 4, 4, 6, 6]
        assert set(found[:CLOSEST_ZOOM]) == set(KEPT_LEVELS)
        assert found[CLOSEST_ZOOM:] == [LIVE_LEVEL] * 4
        assert found == sorted(found)

    @given(st.integers(0, 2**56 - 1), st.integers(0, 2**56 - 1))
    def test_two_keys_part_at_their_expansion_zoom(self, one: int, other: int) -> None:
        zoom = expansion_zoom(one, other)
        if one == other:
            assert zoom == KEY_ZOOM
            return
        assert one >> shift_for(zoom) != other >> shift_for(zoom)
        assert one >> shift_for(zoom - 1) == other >> shift_for(zoom - 1)
