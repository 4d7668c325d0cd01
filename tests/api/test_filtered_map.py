"""A map under a filter: counted once for whoever pans and zooms, and never told when it is out of date."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from civic_pages.participation import actions, tallies
from civic_pages.participation.bulk import Entry, store_many
from civic_pages.participation.geo import counting, filtered
from civic_pages.participation.models import Outcome, Status
from civic_pages.participation.submission import Submission
from civic_pages.testing import CampaignFactory, ContributionFactory, definition_of
from tests.participation.mapping import scatter
from tests.participation.test_city_answers import answered


pytestmark = pytest.mark.django_db
CITY, ELSEWHERE = (48.892, 2.206), (48.88, 2.18)
STREET = [(48.892 + n / 10_000, 2.206) for n in range(6)]
# Of each source: a far view, one from nearer, and those that are read live.
ZOOMS = (11, 15, 17, 18, 20)


@pytest.fixture
def campaign(db: None) -> Any:
    return CampaignFactory(open=True)


@pytest.fixture
def told(get: Any, campaign: Any) -> Callable[..., list[int]]:
    """Return a function that tells how many each zoom shows, and of how many on the whole."""

    def ask(**query: str) -> list[int]:
        found = []
        for zoom in ZOOMS:
            meta = get("pins/", campaign=campaign.pk, zoom=zoom, **query).json()["meta"]
            found += [meta["in_view"], meta["total"]]
        return found

    return ask


@pytest.fixture
def cost(get: Any, campaign: Any) -> Callable[..., int]:
    """Return a function that tells how many queries a view takes."""

    def ask(zoom: int, **query: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert get("pins/", campaign=campaign.pk, zoom=zoom, **query).status_code == 200
        return len(captured)

    return ask


class TestWhatChangedIsToldAtOnce:
    """To every worker: each asks the database, and nobody has to tell it to forget."""

    @pytest.mark.parametrize(
        ("verb", "left"),
        [
            (lambda c, _o, **k: actions.reject(c, reason="Hors sujet", **k), 1),
            (lambda c, _o, **k: actions.withdraw(c, **k), 1),
            (lambda c, _o, now, **_k: actions.withdraw_own(c, now=now), 1),
            (lambda c, _o, **k: actions.exclude(c, reason="Vote en double", **k), 1),
            (lambda c, o, **k: actions.merge(c, into=o, **k), 1),
            (lambda c, _o, **k: actions.redact(c, literals=["fontaine"], **k), 1),
        ],
        ids=["reject", "withdraw", "withdraw_own", "exclude", "merge", "redact"],
    )
    def test_what_is_taken_back_has_left_a_map_that_was_asked_for_before(
        self, campaign: Any, told: Any, admin_user: Any, verb: Callable[..., Any], left: int
    ) -> None:
        words = {"title": "Une fontaine", "answers": {"titre": "Une fontaine"}}
        one, other = scatter(campaign, [CITY, ELSEWHERE], excerpt="", **words)
        assert told(q="fontaine") == [2, 2] * len(ZOOMS)
        verb(one, other, by=admin_user, now=timezone.now())
        assert told(q="fontaine") == [left, left] * len(ZOOMS)

    def test_what_is_published_is_there(self, campaign: Any, told: Any, admin_user: Any) -> None:
        scatter(campaign, [CITY], category="Nature")
        (waiting,) = scatter(campaign, [ELSEWHERE], category="Nature", published=False)
        assert told(category="Nature") == [1, 1] * len(ZOOMS)
        actions.publish(waiting, by=admin_user, now=timezone.now())
        assert told(category="Nature") == [2, 2] * len(ZOOMS)

    def test_one_that_comes_for_one_that_goes_is_no_standstill(
        self, campaign: Any, get: Any, admin_user: Any
    ) -> None:
        (here,) = scatter(campaign, [CITY], category="Nature")
        (there,) = scatter(campaign, [ELSEWHERE], category="Nature", published=False)
        query = {"campaign": campaign.pk, "zoom": 12, "category": "Nature"}
        before = get("pins/", **query).json()["features"]
        actions.publish(there, by=admin_user, now=timezone.now())
        actions.withdraw(here, by=admin_user, now=timezone.now())
        (after,) = get("pins/", **query).json()["features"]
        assert after["geometry"]["coordinates"] == [ELSEWHERE[1], ELSEWHERE[0]]
        assert [after] != before

    def test_many_that_are_stored_at_once_are_there(self, campaign: Any, told: Any) -> None:
        scatter(campaign, [CITY])
        assert told(kind="individual") == [1, 1] * len(ZOOMS)
        now = timezone.now()
        submission = Submission(
            definition_of(campaign), {"titre": "Un banc"}, latitude=48.88, longitude=2.18,
            provenance="placed",
        )  # fmt: skip
        entry = Entry(submission, now, status=Status.PUBLISHED)
        store_many([entry], campaign=campaign, now=now)
        assert told(kind="individual") == [2, 2] * len(ZOOMS)

    def test_points_that_are_published_no_longer_are_gone(self, campaign: Any, told: Any) -> None:
        scatter(campaign, [CITY])
        assert told(kind="individual") == [1, 1] * len(ZOOMS)
        campaign.public_precision = "sector"
        campaign.save_revision().publish()
        assert told(kind="individual") == [0, 1] * len(ZOOMS)

    def test_counting_anew_forgets_what_was_counted_before(self, campaign: Any, told: Any) -> None:
        made, _other = scatter(campaign, [CITY, ELSEWHERE])
        assert told(kind="individual") == [2, 2] * len(ZOOMS)
        # As somebody does by hand, in the database.
        type(made).objects.filter(pk=made.pk).update(status=Status.REJECTED)
        tallies.rebuild(campaign.pk)
        assert told(kind="individual") == [1, 1] * len(ZOOMS)

    def test_what_the_city_answers_is_asked_each_time(self, campaign: Any, told: Any) -> None:
        (made,) = scatter(campaign, [CITY])
        now, outcomes = timezone.now(), Outcome.objects
        # At one and the same moment, so that not even the clock makes it another question.
        with time_machine.travel(now, tick=False):
            answered(made, at=now - timedelta(days=2), outcome=outcomes.get(slug="etudiee"))
            assert told(outcome="etudiee", kind="individual") == [1, 1] * len(ZOOMS)
            answered(made, at=now - timedelta(days=1), outcome=outcomes.get(slug="realisee"))
            assert told(outcome="etudiee", kind="individual") == [0, 0] * len(ZOOMS)
            assert told(outcome="realisee", kind="individual") == [1, 1] * len(ZOOMS)


class TestWhoseAnswer:
    @pytest.mark.parametrize("slots", [1, 64])
    def test_two_filters_never_share_an_answer(
        self, get: Any, campaign: Any, monkeypatch: pytest.MonkeyPatch, slots: int
    ) -> None:
        monkeypatch.setattr(filtered, "SLOTS", slots)
        other = CampaignFactory(open=True)
        for page, places in ((campaign, STREET), (other, STREET[:2])):
            scatter(page, places, category="Nature", title="Un banc")
            scatter(page, places[:1], category="Voirie", title="Nature", collective=True)
            ContributionFactory(campaign=page, published=True, category="Voirie", title="Un banc")
        queries: list[dict[str, str]] = [
            {"category": "Nature"}, {"category": "Voirie"}, {"q": "nature"}, {"q": "banc"},
            {"q": "un banc"}, {"q": "banc%"}, {"kind": "collective"}, {"sector": "Nature"},
            {"category": "Voirie", "q": "banc"}, {"category": "Nature", "q": "banc"},
        ]  # fmt: skip
        for _turn in range(2):
            for page in (campaign, other):
                for query in queries:
                    meta = get("pins/", campaign=page.pk, zoom=14, **query).json()["meta"]
                    listed = get("contributions/", campaign=page.pk, **query).json()
                    assert meta["total"] == listed["count"]

    def test_a_new_search_takes_the_place_of_another(
        self, campaign: Any, cost: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(filtered, "SLOTS", 1)
        scatter(campaign, STREET, category="Nature")
        cost(14)
        first, again = cost(14, q="banc"), cost(14, q="banc")
        assert again < first
        cost(14, q="nature")
        assert cost(14, q="banc") == first

    @pytest.mark.parametrize("query", [{}, {"q": "banc"}, {"kind": "individual"}], ids=str)
    def test_nothing_of_homes_is_kept(self, get: Any, campaign: Any, query: dict[str, str]) -> None:
        homes = CampaignFactory(open=True, homes=True)
        places = [f"civic:filtered-map:{number}" for number in range(filtered.SLOTS)]
        scatter(homes, STREET)
        for zoom in ZOOMS:
            get("pins/", campaign=homes.pk, zoom=zoom, **query)
            get("pins/", zoom=zoom, **query)
        assert cache.get_many(places) == {}
        get("pins/", campaign=campaign.pk, zoom=14, q="banc")
        assert len(cache.get_many(places)) == 1


class TestWhatItCosts:
    SAME: ClassVar[dict[str, str]] = {"category": "Nature", "title": "Un banc", "sector": "est"}

    @pytest.mark.parametrize("zoom", ZOOMS)
    def test_a_search_costs_the_same_for_one_and_for_thirty_and_less_the_second_time(
        self, campaign: Any, cost: Any, zoom: int
    ) -> None:
        scatter(campaign, [(48.5, 2.9)], **self.SAME)
        cost(zoom)
        one, one_again = cost(zoom, q="banc"), cost(zoom, q="banc")
        scatter(campaign, [(48.87 + n / 900, 2.17 + n / 900) for n in range(29)], **self.SAME)
        assert (cost(zoom, q="banc"), cost(zoom, q="banc")) == (one, one_again)
        assert one_again < one <= 9

    @pytest.mark.parametrize(
        "query",
        [
            {"category": "Nature"}, {"kind": "individual"}, {"sector": "est"},
            {"category": "Nature", "kind": "individual", "sector": "est"},
        ],
        ids="+".join,
    )  # fmt: skip
    @pytest.mark.parametrize("zoom", ZOOMS)
    def test_what_is_counted_in_advance_costs_what_all_costs(
        self, campaign: Any, cost: Any, zoom: int, query: dict[str, str]
    ) -> None:
        scatter(campaign, [(48.5, 2.9)], **self.SAME)
        cost(zoom)
        one = cost(zoom, **query)
        scatter(campaign, [(48.87 + n / 900, 2.17 + n / 900) for n in range(29)], **self.SAME)
        assert cost(zoom, **query) == one == cost(zoom)

    @pytest.mark.parametrize("zoom", [11, 15])
    def test_no_contribution_is_counted_for_a_far_view_of_a_category(
        self, campaign: Any, get: Any, zoom: int
    ) -> None:
        scatter(campaign, STREET, **self.SAME)
        scatter(campaign, [ELSEWHERE], category="Voirie")
        counting.fold_all()
        with CaptureQueriesContext(connection) as captured:
            told = get("pins/", campaign=campaign.pk, zoom=zoom, category="Nature").json()
        assert told["meta"]["total"] == told["meta"]["in_view"] == len(STREET)
        reading = [q["sql"] for q in captured if 'FROM "civic_pages_contribution"' in q["sql"]]
        assert not any("COUNT(" in sql for sql in reading)

    @pytest.mark.parametrize(("first", "then"), [(15, 11), (17, 15), (17, 20)])
    def test_a_view_from_farther_or_beside_is_answered_by_what_was_counted(
        self, campaign: Any, cost: Any, first: int, then: int
    ) -> None:
        scatter(campaign, STREET, title="Un banc")
        # The first pins have the addresses of sites looked up, which are kept too.
        cost(20)
        anew = cost(then, q="banc")
        cache.clear()
        cost(20)
        cost(first, q="banc")
        east = cost(then, q="banc", bbox="2.2,48.89,2.23,48.9")
        assert east == cost(then, q="banc", bbox="2.1,48.89,2.21,48.9") < anew


class TestHowAFilterIsTyped:
    """The counts are asked for what the filter takes a parameter for, to the letter."""

    @pytest.mark.parametrize(
        "query", [{"category": " Nature "}, {"category": "Nature", "sector": " "}]
    )
    def test_spaces_around_a_value_are_none_of_it(
        self, get: Any, campaign: Any, query: dict[str, str]
    ) -> None:
        scatter(campaign, STREET, category="Nature")
        scatter(campaign, [ELSEWHERE], category="Voirie")
        meta = get("pins/", campaign=campaign.pk, zoom=12, **query).json()["meta"]
        assert (meta["total"], meta["in_view"]) == (len(STREET), len(STREET))

    def test_of_a_value_that_nobody_chose_there_is_nothing(self, get: Any, campaign: Any) -> None:
        scatter(campaign, STREET, category="Nature")
        told = get("pins/", campaign=campaign.pk, zoom=12, category="nature").json()
        assert (told["features"], told["meta"]["total"]) == ([], 0)


class TestTheList:
    @pytest.mark.parametrize("paging", [{}, {"cursor": ""}], ids=["pages", "cursor"])
    def test_it_tells_how_many_are_of_a_category_without_counting_them(
        self, get: Any, campaign: Any, admin_user: Any, paging: dict[str, str]
    ) -> None:
        one, *_rest = scatter(campaign, STREET, category="Nature")
        scatter(campaign, [ELSEWHERE], category="Nature", collective=True)
        scatter(campaign, [ELSEWHERE], category="Voirie")
        actions.withdraw(one, by=admin_user, now=timezone.now())
        with CaptureQueriesContext(connection) as captured:
            told = get("contributions/", campaign=campaign.pk, category="Nature", **paging).json()
        assert told["count"] == len(told["results"]) == len(STREET)
        assert not any("COUNT(" in query["sql"] for query in captured)
