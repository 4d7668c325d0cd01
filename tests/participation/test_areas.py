"""Areas of homes: never fewer than the threshold, nothing left over."""

from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, shape

from civic_pages.participation.geo.areas import feature, partition
from civic_pages.participation.geo.cells import cell_key


points = st.lists(
    st.tuples(st.floats(48.87, 48.92), st.floats(2.17, 2.24)), min_size=0, max_size=300
)


@given(points, st.integers(2, 15))
def test_every_published_area_holds_at_least_the_threshold(
    places: list[tuple[float, float]], least: int
) -> None:
    groups = partition([cell_key(*place) for place in places], least)
    assert all(group.count >= least for group in groups)


@given(points, st.integers(2, 15))
def test_areas_add_up_to_the_total_or_nothing_is_published(
    places: list[tuple[float, float]], least: int
) -> None:
    total = sum(group.count for group in partition([cell_key(*p) for p in places], least))
    assert total == (len(places) if len(places) >= least else 0)


@given(points)
def test_every_home_lies_in_exactly_one_area(places: list[tuple[float, float]]) -> None:
    keys = [cell_key(*place) for place in places]
    shapes = [shape(feature(group)["geometry"]).buffer(1e-6) for group in partition(keys, 11)]
    for latitude, longitude in places if shapes else []:
        assert any(area.covers(Point(longitude, latitude)) for area in shapes)


def test_homes_far_apart_are_told_together_rather_than_left_out() -> None:
    cluster = [(48.890 + i * 1e-5, 2.200) for i in range(20)]
    groups = partition([cell_key(*place) for place in [*cluster, (48.915, 2.235)]], 11)
    assert sum(group.count for group in groups) == 21
    assert min(group.count for group in groups) >= 11


def test_no_area_is_finer_than_about_two_hundred_metres() -> None:
    groups = partition([cell_key(48.9, 2.2)] * 50, 11)
    assert [group.zoom for group in groups] == [17]
