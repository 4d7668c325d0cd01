"""Areas of homes tile their ground, hold enough each, and add up; see tests/attacks for the rest."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import unary_union
from shapely.geometry import Point, shape

from civic_pages.participation.geo.areas import AreaGround, bounds_of
from civic_pages.participation.geo.perimeters import territory
from civic_pages.participation.geo.splitting import cells_of, parts_of
from civic_pages.participation.geo.told import Home, Told, told
from civic_pages.testing import OUTSIDE, PERIMETER, SECTORS


TERRITORY = territory(PERIMETER, SECTORS)
points = st.lists(
    st.tuples(st.floats(48.87, 48.92), st.floats(2.17, 2.24)), min_size=0, max_size=300
)


def areas(places: list[tuple[float, float]], least: int = 11) -> Told:
    homes = [Home(*place, TERRITORY.sector_of(*place)) for place in places]
    return told(AreaGround(TERRITORY), homes, least=least)


def counts(found: Told) -> list[int]:
    return [feature["properties"]["count"] for feature in found.features]


@settings(deadline=None)
@given(points, st.integers(2, 15))
def test_every_area_holds_the_threshold_and_they_add_up(
    places: list[tuple[float, float]], least: int
) -> None:
    found = areas(places, least)
    assert all(count >= least for count in counts(found))
    assert sum(counts(found)) == found.mapped == (len(places) if len(places) >= least else 0)


@settings(deadline=None, max_examples=30)
@given(points)
def test_areas_tile_the_perimeter_whether_or_not_anybody_lives_there(
    places: list[tuple[float, float]],
) -> None:
    shapes = [shape(feature["geometry"]) for feature in areas(places).features]
    if not shapes:
        return
    outline = shape(PERIMETER)
    assert abs(unary_union(shapes).area - sum(one.area for one in shapes)) < 1e-8
    assert outline.buffer(-1e-5).difference(unary_union(shapes).buffer(1e-6)).area < 1e-9
    assert all(
        any(one.buffer(1e-6).covers(Point(lon, lat)) for one in shapes) for lat, lon in places
    )


def test_homes_far_apart_are_told_together_rather_than_left_out() -> None:
    cluster = [(48.890 + i * 1e-5, 2.200) for i in range(20)]
    found = areas([*cluster, (48.915, 2.235)])
    assert counts(found) == [21]


def test_no_area_is_finer_than_about_two_hundred_metres() -> None:
    spots = [(48.8955, 2.2001), (48.8955, 2.2002)]
    found = areas([spot for spot in spots for _home in range(50)] + [(48.88, 2.19)] * 50)
    assert sorted(counts(found)) == [50, 100]
    assert max(depth for p in parts_of(found.tree) for _s, depth, _c in cells_of(p)) <= 34


def test_a_home_outside_of_the_perimeter_is_on_no_map() -> None:
    found = areas([(48.89, 2.2)] * 11 + [OUTSIDE])
    assert (found.mapped, counts(found)) == (11, [11])


def test_a_home_on_the_border_is_counted_inside() -> None:
    found = areas([(48.92, 2.205)] * 6 + [(48.87, 2.24)] * 6)
    assert found.mapped == 12


def test_homes_outside_of_all_sectors_are_told_with_the_nearest() -> None:
    only_west: Any = {**SECTORS, "features": SECTORS["features"][:1]}
    ground = AreaGround(territory(PERIMETER, only_west))
    west, elsewhere = Home(48.89, 2.19, "ouest"), Home(48.89, 2.23, "")
    few = told(ground, [west] * 20 + [elsewhere] * 3, least=11)
    assert few.sector_counts == {"+ouest": 23}
    many = told(ground, [west] * 20 + [elsewhere] * 12, least=11)
    assert many.sector_counts == {"ouest": 20}
    assert sorted(counts(many)) == [12, 20]


def test_without_a_perimeter_the_world_is_the_ground() -> None:
    ground = AreaGround(territory(None, None))
    homes = [Home(48.89, 2.2, "")] * 15 + [Home(-33.9, 151.2, "")] * 15
    found = told(ground, homes, least=11)
    assert sorted(counts(found)) == [15, 15]


def test_half_a_tile_has_the_bounds_of_its_halves() -> None:
    assert bounds_of(0, 0)[0::2] == (-180, 180)
    west, south, east, north = bounds_of(1, 0)
    assert (west, east) == (-180, 180)
    assert (round(south, 6), round(north)) == (0, 85)
