"""What a map shows: all of it, from the kept counts as from the index."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from civic_pages.participation import actions
from civic_pages.participation.geo import clusters, counting, filtered
from civic_pages.participation.geo.cells import BoundingBox, cell_key
from civic_pages.participation.geo.filtered import FilteredSet
from civic_pages.participation.models import CellDelta, Contribution, Outcome
from civic_pages.testing import CampaignFactory
from tests.participation.mapping import by_hand, counts, empty, scatter, seen


pytestmark = pytest.mark.django_db

CITY = (48.892, 2.206)
# Few enough places that several lie at one; a street, a city, and the ends of the world.
streets = st.tuples(st.integers(0, 4), st.integers(0, 4)).map(
    lambda v: (CITY[0] + v[0] / 10_000, CITY[1] + v[1] / 10_000)
)
cities = st.tuples(st.floats(48.87, 48.92), st.floats(2.17, 2.24))
ends = st.sampled_from(
    [(0, 180), (0, -180), (-17, 179.9), (-17, -179.9), (90, 0), (-90, 10), (0, 0)]
)
places = st.lists(streets | cities | ends, max_size=14)
boxes = st.none() | st.one_of(
    st.tuples(st.floats(2.16, 2.25), st.floats(48.86, 48.93), st.floats(2.16, 2.25), st.floats(48.86, 48.93)),
    st.tuples(st.floats(-180, 180), st.floats(-90, 90), st.floats(-180, 180), st.floats(-90, 90)),
    (streets | ends).map(lambda v: (v[1], v[0], v[1], v[0])),
).map(lambda w: BoundingBox(w[0], min(w[1], w[3]), w[2], max(w[1], w[3])))  # fmt: skip
views = st.lists(st.tuples(boxes, st.integers(0, 22)), min_size=1, max_size=4)
filters = st.sampled_from([
    {}, {"category": "Nature"}, {"kind": "collective"}, {"sector": "est"}, {"category": "Aucune"},
    {"category": "Nature", "kind": "individual"}, {"kind": "collective", "sector": "est"},
    {"group_type": "school"}, {"group_type": "company", "category": "Nature"}, {"group_type": ""},
    {"outcome": "retenue"}, {"outcome": "etudiee", "category": "Nature"},
])  # fmt: skip


@pytest.fixture
def campaign(db: None) -> Any:
    return CampaignFactory(open=True)


def check(
    campaign: Any, wanted: list[tuple[BoundingBox | None, int]], where: dict[str, str]
) -> None:
    """Assert that views are whole, and the same from either source."""
    for box, zoom in wanted:
        kept = seen(campaign, kept=True, box=box, zoom=zoom)
        counted = seen(campaign, kept=False, box=box, zoom=zoom)
        hand = by_hand(campaign, zoom=zoom, box=box)
        assert kept == counted
        assert counts(kept) == sorted(hand.values(), reverse=True)
        assert kept.in_view == hand.total()
        some = seen(campaign, kept=False, box=box, zoom=zoom, **where)
        assert sorted(counts(some)) == sorted(
            by_hand(campaign, zoom=zoom, box=box, **where).values()
        )
        assert some.box == kept.box
        assert some == seen(campaign, kept=True, box=box, zoom=zoom, **where)
        # From what was counted for the views before, and for this one alone.
        assert some == seen(campaign, kept=False, box=box, zoom=zoom, remember=False, **where)


@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data(), at=places, wanted=views, where=filters)
def test_clusters_add_up_to_a_count_by_hand_before_and_after_changes(
    campaign: Any,
    admin_user: Any,
    data: st.DataObject,
    at: list[tuple[float, float]],
    wanted: Any,
    where: Any,
) -> None:
    empty()
    moderator, now = admin_user, timezone.now()
    given = dict(Outcome.objects.values_list("slug", "pk"))
    if "outcome" in where:
        where = {**where, "outcome": given[where["outcome"]]}
    for number, place in enumerate(at):
        scatter(
            campaign, [place], category="Nature" if number % 3 else "Voirie",
            collective=number % 2 == 0, published=number % 4 != 3, sector="est" if number % 5 else "",
            group_type=("school", "", "company", "")[number % 4],
        )  # fmt: skip
    check(campaign, wanted, where)
    if data.draw(st.booleans()):
        counting.fold_all()
        assert not CellDelta.objects.exists()
    check(campaign, wanted, where)
    rows = list(Contribution.objects.order_by("pk"))
    for row in data.draw(st.lists(st.sampled_from(rows), unique=True) if rows else st.just([])):
        if row.status == "published":
            actions.reject(row, by=moderator, now=now, reason="Hors sujet")
        else:
            actions.publish(row, by=moderator, now=now)
    check(campaign, wanted, where)
    published = list(Contribution.objects.filter(status="published").order_by("pk"))
    for slug in ("etudiee", "retenue"):
        if (
            some := data.draw(st.lists(st.sampled_from(published), unique=True))
            if published
            else []
        ):
            reply = actions.Reply("Merci.", Outcome.objects.get(slug=slug), publish_at=now)
            actions.answer(some, reply=reply, by=moderator, now=now)
    check(campaign, wanted, where)
    counting.fold_all()
    check(campaign, wanted, where)


class TestFeatures:
    def test_one_alone_is_a_pin_where_it_is(self, campaign: Any) -> None:
        (made,) = scatter(campaign, [CITY], title="Un banc", category="Nature")
        (feature,) = seen(campaign, kept=True, zoom=5).features
        assert feature == {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [CITY[1], CITY[0]]},
            "properties": {
                "kind": "pin", "count": 1, "reference": made.reference, "title": "Un banc",
                "category": "Nature", "contributor": "individual", "url": f"/{made.reference}/",
            },
        }  # fmt: skip

    def test_a_line_or_an_area_is_told_of_and_shown_as_a_point(self, campaign: Any) -> None:
        line = {"type": "LineString", "coordinates": [[2.206, 48.892], [2.207, 48.893]]}
        scatter(campaign, [CITY], shape=line)
        (feature,) = seen(campaign, kept=True, zoom=5).features
        assert feature["properties"]["shape"] is True
        assert feature["geometry"]["type"] == "Point"

    @pytest.mark.parametrize("zoom", [3, 14, 18, 19, 22])
    @pytest.mark.parametrize("count", [2, 20, 21, 45])
    def test_several_at_one_place_are_a_stack_with_the_newest_first(
        self, campaign: Any, zoom: int, count: int
    ) -> None:
        made = scatter(campaign, [CITY] * count)
        scatter(campaign, [(48.8, 2.1)])
        view = seen(campaign, kept=True, zoom=zoom, box=BoundingBox(2.2, 48.89, 2.21, 48.9))
        stack = view.features[0]["properties"]
        if zoom > 3:
            assert (stack["kind"], stack["count"]) == ("stack", count)
            newest = [c.reference for c in reversed(made)][:20]
            assert [item["reference"] for item in stack["items"]] == newest
        assert view == seen(
            campaign, kept=False, zoom=zoom, box=BoundingBox(2.2, 48.89, 2.21, 48.9)
        )

    @pytest.mark.parametrize("step", [1e-5, 1e-4, 1e-3, 1e-2, 0.5, 30])
    def test_a_cluster_opens_at_the_zoom_it_says_and_not_before(
        self, campaign: Any, step: float
    ) -> None:
        scatter(campaign, [CITY, (CITY[0] + step, CITY[1] + step)])
        features = seen(campaign, kept=True, zoom=0).features
        if len(features) == 2:
            return
        opens = features[0]["properties"]["expansion_zoom"]
        assert 1 <= opens <= 19
        for zoom in range(opens):
            (cluster,) = seen(campaign, kept=True, zoom=zoom).features
            assert cluster["properties"]["kind"] == "cluster"
            assert cluster["properties"]["expansion_zoom"] == max(zoom + 1, opens)
        opened = seen(campaign, kept=True, zoom=opens).features
        assert len(opened) == 2 or opened[0]["properties"]["kind"] == "stack"

    def test_the_ends_of_a_cell_are_right_while_removals_wait_to_be_folded(
        self, campaign: Any, admin_user: Any
    ) -> None:
        middle = [(CITY[0], CITY[1] + n / 100_000) for n in range(1, 4)]
        far, *_rest = scatter(campaign, [(48.9, 2.25), *middle])
        counting.fold_all()
        before = seen(campaign, kept=True, zoom=2).features[0]["properties"]["expansion_zoom"]
        actions.withdraw(far, by=admin_user, now=timezone.now())
        assert CellDelta.objects.count() == 1
        after = seen(campaign, kept=True, zoom=2)
        assert after.features[0]["properties"]["expansion_zoom"] > before
        assert after == seen(campaign, kept=False, zoom=2)
        counting.fold_all()
        assert after == seen(campaign, kept=True, zoom=2)

    def test_one_that_is_erased_while_a_map_is_drawn_is_left_out(self, campaign: Any) -> None:
        made = scatter(campaign, [CITY, (48.9, 2.25)])
        Contribution.objects.filter(pk=made[0].pk).update(status="withdrawn")
        view = seen(campaign, kept=True, zoom=17)
        assert (len(view.features), view.in_view) == (1, 1)

    def test_all_campaigns_together_are_those_that_are_public(self, campaign: Any) -> None:
        draft, homes = CampaignFactory(open=True), CampaignFactory(open=True, homes=True)
        other = CampaignFactory(open=True)
        for one in (campaign, other, draft, homes):
            scatter(one, [CITY, (48.88, 2.23)])
        draft.unpublish()
        for zoom in (4, 12, 17, 19):
            view = seen(None, kept=True, zoom=zoom)
            assert view == seen(None, kept=False, zoom=zoom)
            assert view.in_view == 4
        counting.fold_all()
        assert seen(None, kept=True, zoom=4) == seen(None, kept=False, zoom=4)


class TestBounds:
    def test_too_many_groups_are_gathered_coarser_and_that_is_said(
        self, campaign: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        scatter(campaign, [(48.87 + n / 1000, 2.17 + n / 1000) for n in range(30)])
        counting.fold_all()
        monkeypatch.setattr(clusters, "MOST_FEATURES", 10)
        for zoom in (16, 20):
            view = seen(campaign, kept=True, zoom=zoom)
            assert view.truncated
            assert len(view.features) <= 10
            assert view.in_view == sum(counts(view)) == 30
            assert view == seen(campaign, kept=False, zoom=zoom)

    def test_a_box_of_a_million_cells_is_read_coarser_at_once(
        self, campaign: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        scatter(campaign, [(48.87 + n / 1000, 2.17 + n / 1000) for n in range(30)])
        counting.fold_all()
        monkeypatch.setattr(clusters, "MOST_READ", 20)
        for zoom in (16, 20):
            view = seen(campaign, kept=True, zoom=zoom)
            assert view.truncated
            assert view.in_view == sum(counts(view)) == 30
            assert view == seen(campaign, kept=False, zoom=zoom)

    @pytest.mark.parametrize("most", [1, 5, 20])
    @pytest.mark.parametrize("zoom", [6, 11, 15, 17, 19])
    def test_a_campaign_of_too_many_cells_to_keep_is_counted_by_coarser_ones(
        self, campaign: Any, monkeypatch: pytest.MonkeyPatch, zoom: int, most: int
    ) -> None:
        scatter(campaign, [(48.87 + n / 1000, 2.17 + n / 100) for n in range(30)])
        counting.fold_all()
        monkeypatch.setattr(filtered, "MOST_CELLS", most)
        found = FilteredSet(campaign, Contribution.objects.public(), remember=True)
        assert found.totals() == (30, 30)
        assert seen(campaign, kept=False, zoom=zoom) == seen(campaign, kept=True, zoom=zoom)

    def test_a_view_that_holds_all_it_asks_for_says_so(self, campaign: Any) -> None:
        scatter(campaign, [CITY])
        assert not seen(campaign, kept=True, zoom=22).truncated

    @pytest.mark.parametrize("kept", [True, False], ids=["kept", "counted"])
    @pytest.mark.parametrize("zoom", [10, 18, 19])
    def test_three_hundred_pins_cost_what_one_costs(
        self, campaign: Any, zoom: int, kept: bool
    ) -> None:
        def cost() -> int:
            with CaptureQueriesContext(connection) as captured:
                seen(campaign, kept=kept, zoom=zoom)
            return len(captured)

        scatter(campaign, [(48.5, 2.9)])
        one = cost()
        scatter(campaign, [(48.87 + n / 900, 2.17 + n / 900) for n in range(29)])
        thirty = cost()
        scatter(campaign, [(48.87 + n / 9000, 2.24 - n / 9000) for n in range(270)])
        assert one == thirty == cost()
        # What was counted before is asked for and whether it still holds, and how to count.
        assert one <= (4 if kept else 6)

    def test_nothing_is_nothing(self, campaign: Any) -> None:
        view = seen(campaign, kept=True, zoom=12)
        assert (view.features, view.in_view, view.truncated) == ([], 0, False)

    def test_a_point_on_the_antimeridian_is_on_a_map_across_it(self, campaign: Any) -> None:
        scatter(campaign, [(-17, 180), (-17, -180), (-17, 0)])
        view = seen(campaign, kept=True, zoom=8, box=BoundingBox(179, -18, -179, -16))
        assert view.in_view == 2
        assert view.box.crosses
        assert cell_key(-17, 180) != cell_key(-17, -180)
