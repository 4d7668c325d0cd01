"""No home is placed better than the rule allows: areas, days, sectors, filters (anchors 2.6).

Each rule is tried against an attacker who knows it (see ``attacker``), and beside it an older or
simpler rule that this attacker does break: a test that cannot fail proves nothing.
"""

import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import unary_union
from shapely.geometry import shape

from civic_pages.participation.geo.areas import AreaGround
from civic_pages.participation.geo.perimeters import territory
from civic_pages.participation.geo.splitting import restored, stored
from civic_pages.participation.geo.told import Home, Told, offered_values, told
from civic_pages.testing import PERIMETER, SECTORS
from tests.attacks.attacker import SmallGround, World, grouped, placed, published, smaller, worlds


FOUR, EIGHT = SmallGround(2), SmallGround(3)
HALVES = SmallGround(3, sectors=2)


# Areas.


@pytest.mark.parametrize(
    ("ground", "least", "most"), [(FOUR, 3, 9), (EIGHT, 2, 5)], ids=["four cells", "eight cells"]
)
def test_areas_place_nobody_for_who_knows_the_rule(
    ground: SmallGround, least: int, most: int
) -> None:
    def publish(world: World) -> str | None:
        found = ground.told(world, least)
        return published(found) if found.mapped else None

    groups = grouped(worlds(len(ground.cells), most), publish)
    assert len(groups) > 20
    assert placed(groups, least) == []


def as_before(counts: list[int], least: int) -> list[tuple[list[int], int]]:
    """Cut as the rule before did: quarters that hold enough, and those with somebody together."""
    there = [place for place, count in enumerate(counts) if count]
    there.sort(key=lambda place: (counts[place], place))
    few = [place for place in there if counts[place] < least]
    apart = [place for place in there if counts[place] >= least]
    if few and sum(counts[place] for place in few) < least and apart:
        few.append(apart.pop(0))
    if not apart:
        return [([0, 1, 2, 3], sum(counts))]
    joined = [(sorted(few), sum(counts[place] for place in few))] if few else []
    return joined + [([place], counts[place]) for place in sorted(apart)]


def as_far_as_possible(counts: list[int], least: int) -> list[tuple[list[int], int]]:
    """Cut all four quarters, empty ones too, but put those with few apart where they can be."""
    apart = [place for place in range(4) if counts[place] >= least]
    loose = [place for place in range(4) if counts[place] < least]
    if not apart:
        return [([0, 1, 2, 3], sum(counts))]
    if loose and sum(counts[place] for place in loose) < least:
        smallest = min(apart, key=lambda place: (counts[place], place))
        apart.remove(smallest)
        loose.append(smallest)
    parts = [(sorted(loose), sum(counts[place] for place in loose))] if loose else []
    return parts + [([place], counts[place]) for place in apart]


@pytest.mark.parametrize("cut", [as_before, as_far_as_possible])
def test_the_attacker_breaks_rules_that_cut_as_far_as_they_can(cut: Any) -> None:
    def publish(world: World) -> str | None:
        return repr(cut(list(world), 3)) if sum(world) >= 3 else None

    assert placed(grouped(worlds(4, 9), publish), 3)


def test_a_shape_does_not_tell_that_a_small_cell_holds_somebody() -> None:
    empty, somebody = FOUR.told((9, 0, 9, 0), 3), FOUR.told((8, 1, 9, 0), 3)
    assert [f["geometry"] for f in empty.features] == [f["geometry"] for f in somebody.features]
    assert published(empty) == published(somebody)


# Days.


def after(ground: SmallGround, first: World, second: World, least: int) -> str | None:
    before = ground.told(first, least)
    # As the batch is kept between two days.
    found = ground.told(second, least, before=restored(stored(before.tree)))
    return f"{published(before)} then {published(found)}" if found.mapped else None


def two_days(places: int, most: int) -> Iterator[tuple[World, World]]:
    for second in worlds(places, most):
        for first in smaller(second):
            yield first, second


def test_two_days_place_nobody_of_the_second() -> None:
    groups: dict[str, set[World]] = {}
    for first, second in two_days(4, 5):
        if text := after(FOUR, first, second, 2):
            groups.setdefault(text, set()).add(second)
    assert len(groups) > 50
    assert placed(groups, 2) == []


def test_the_attacker_breaks_a_map_that_is_drawn_anew_every_day() -> None:
    kept = {world: FOUR.told(world, 2) for world in worlds(4, 5)}
    groups: dict[str, set[World]] = {}
    for first, second in two_days(4, 5):
        if kept[second].mapped:
            text = f"{published(kept[first])} then {published(kept[second])}"
            groups.setdefault(text, set()).add(second)
    assert placed(groups, 2)


def test_a_day_cuts_parts_of_the_day_before_and_moves_no_border() -> None:
    chance, homes, tree = random.Random(3), [], None
    ground = AreaGround(territory(PERIMETER, SECTORS))
    before: list[Any] = []
    for _day in range(12):
        homes += [home_near(chance) for _home in range(60)]
        found = told(ground, homes, least=11, before=tree)
        tree = restored(stored(found.tree))
        parts = [shape(feature["geometry"]) for feature in found.features]
        for part in parts if before else []:
            inside = [old for old in before if old.buffer(1e-6).covers(part)]
            assert len(inside) == 1
        assert sum(f["properties"]["count"] for f in found.features) == len(homes)
        before = parts
    assert len(before) > 12


def test_a_part_that_lost_homes_is_merged_and_comes_back_as_it_was() -> None:
    apart = FOUR.told((3, 0, 0, 3), 3)
    merged = FOUR.told((2, 0, 0, 3), 3, before=apart.tree)
    again = FOUR.told((3, 0, 0, 4), 3, before=restored(stored(merged.tree)))
    assert [f["properties"]["count"] for f in apart.features] == [3, 3]
    assert [f["properties"]["count"] for f in merged.features] == [5]
    assert [f["geometry"] for f in again.features] == [f["geometry"] for f in apart.features]


def test_a_higher_threshold_merges_old_parts_and_draws_no_other_border() -> None:
    chance = random.Random(5)
    homes = [home_near(chance) for _home in range(600)]
    ground = AreaGround(territory(PERIMETER, SECTORS))
    fine = told(ground, homes, least=11)
    coarse = told(ground, homes, least=30, before=fine.tree)
    old = [shape(feature["geometry"]) for feature in fine.features]
    for feature in coarse.features:
        part = shape(feature["geometry"]).buffer(1e-6)
        whole = unary_union([one for one in old if part.covers(one)])
        assert whole.symmetric_difference(part).area < 1e-6
    assert min(f["properties"]["count"] for f in coarse.features) >= 30


# Sectors.


def test_sectors_and_areas_together_place_nobody() -> None:
    def publish(world: World) -> str | None:
        found = HALVES.told(world, 2)
        return published(found) if found.mapped else None

    groups = grouped(worlds(8, 5), publish)
    assert any("'s0': 2" in text for text in groups)
    assert placed(groups, 2) == []


def test_the_attacker_breaks_sectors_that_are_told_beside_the_areas() -> None:
    def publish(world: World) -> str | None:
        found = EIGHT.told(world, 2)
        sectors = [sum(world[:4]), sum(world[4:])]
        return f"{published(found)} {[n for n in sectors if n >= 2]}" if found.mapped else None

    assert placed(grouped(worlds(8, 5), publish), 2)


def test_the_rest_of_a_total_is_no_small_sector() -> None:
    found = HALVES.told((12, 0, 0, 0, 3, 0, 0, 0), 11)
    assert found.sector_counts == {"+s0+s1": 15}


# Filters.


def test_areas_under_a_filter_place_nobody() -> None:
    ground = SmallGround(1)
    values = ("a", "b", "c")

    def publish(world: World) -> str | None:
        found = ground.told(world, 2, values=values)
        return published(found) if found.mapped else None

    groups = grouped(worlds(2 * len(values), 7), publish)
    assert any("'a': {" in text and "'b': {" in text for text in groups)
    assert placed(groups, 2, values=len(values)) == []


def test_the_attacker_breaks_filters_whose_values_are_told_each_by_itself() -> None:
    def publish(world: World) -> str | None:
        if sum(world) < 2:
            return None
        halves = [world[0] + world[1], world[2] + world[3]]
        apart = [
            [count if count >= 2 else None for count in (world[value], world[value + 2])]
            for value in (0, 1)
        ]
        return repr((halves if min(halves) >= 2 else sum(halves), apart))

    assert placed(grouped(worlds(4, 7), publish), 2, values=2)


def homes_of(world: World) -> World:
    """Return how many homes are in each cell, of a world of two values."""
    return tuple(world[at] + world[at + 1] for at in range(0, len(world), 2))


def test_filters_of_two_days_place_nobody() -> None:
    """What a home answered may be told, once its neighbours are known; where it is never is."""
    before = {world: FOUR.told(world, 2, values=("a", "b")) for world in worlds(8, 4)}
    groups: dict[str, set[World]] = {}
    for one, second in two_days(8, 4):
        kept = restored(stored(before[one].tree))
        found = FOUR.told(second, 2, values=("a", "b"), before=kept)
        if found.mapped:
            text = f"{published(before[one])} then {published(found)}"
            groups.setdefault(text, set()).add(homes_of(second))
    assert len(groups) > 50
    assert placed(groups, 2) == []


def test_the_attacker_breaks_a_map_that_each_value_draws_by_itself() -> None:
    groups: dict[str, set[World]] = {}
    for world in worlds(8, 5):
        maps = [homes_of(world), world[::2], world[1::2]]
        text = repr([published(FOUR.told(one, 2)) for one in maps])
        groups.setdefault(text, set()).add(homes_of(world))
    assert placed(groups, 2)


@given(st.dictionaries(st.text(max_size=2), st.integers(1, 40), max_size=8), st.integers(2, 15))
def test_what_is_left_of_the_total_is_nobody_or_enough(counts: dict[str, int], least: int) -> None:
    offered = offered_values(Counter(counts), least)
    others = sum(count for value, count in counts.items() if value not in offered)
    assert others == 0 or others >= least or not offered
    assert all(counts[value] >= least for value in offered)


# All of it on a real perimeter: what can be had by adding and subtracting.


def home_near(chance: random.Random) -> Home:
    latitude = min(48.9199, max(48.8701, chance.gauss(48.895, 0.01)))
    longitude = min(2.2399, max(2.1701, chance.gauss(2.205, 0.015)))
    sector = territory(PERIMETER, SECTORS).sector_of(latitude, longitude)
    values = (chance.choice(["Oui", "Oui", "Non", "Peut-être", "Autre"]), "individual")
    return Home(latitude, longitude, sector, values)


def reachable(found: Told) -> list[int]:
    """Return what sums and differences of nested sets of a batch give, as (part, value) counts."""
    counts = [feature["properties"]["count"] for feature in found.features]
    results = [*counts, found.mapped, *found.sector_counts.values()]
    results += [found.mapped - count for count in found.sector_counts.values()]
    for values in found.filtered.values():
        totals = [value["total"] for value in values.values()]
        results += [*totals, *(found.mapped - count for count in totals)]
        results.append(found.mapped - sum(totals))
        for area in zip(*(value["features"] for value in values.values()), strict=True):
            border = shape(area[0]["geometry"]).buffer(1e-6)
            inside = [f for f in found.features if border.covers(shape(f["geometry"]))]
            whole = sum(feature["properties"]["count"] for feature in inside)
            told_here = [feature["properties"]["count"] for feature in area]
            results += [whole, whole - sum(told_here), *told_here]
            results += [whole - count for count in told_here]
    return results


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 10_000), st.integers(0, 500), st.integers(5, 15))
def test_no_sum_or_difference_of_a_batch_is_a_small_count(
    seed: int, number: int, least: int
) -> None:
    chance = random.Random(seed)
    homes = [home_near(chance) for _home in range(number)]
    ground = AreaGround(territory(PERIMETER, SECTORS))
    found = told(ground, homes, least=least, filters=("category", "kind"))
    assert [count for count in reachable(found) if 0 < count < least] == []


def test_the_order_in_which_homes_answered_is_not_told() -> None:
    chance = random.Random(1)
    homes = [home_near(chance) for _home in range(300)]
    ground = AreaGround(territory(PERIMETER, SECTORS))
    one = told(ground, homes, least=11, filters=("category", "kind"))
    chance.shuffle(homes)
    assert published(one) == published(told(ground, homes, least=11, filters=("category", "kind")))
