"""Pins: a map's view by box and zoom, with the list's filters, cheap to ask for again."""

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from civic_pages.participation import actions
from civic_pages.participation.geo import counting
from civic_pages.participation.geo.cells import BoundingBox, aligned
from civic_pages.participation.searching import searchable
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.api.conftest import ROOT, is_problem
from tests.participation.mapping import scatter


pytestmark = pytest.mark.django_db
CITY = (48.892, 2.206)
BOX = "2.2,48.89,2.21,48.9"
STREET = [(48.892 + n / 10_000, 2.206) for n in range(6)]


@pytest.fixture
def campaign(db: None) -> Any:
    return CampaignFactory(open=True)


def test_the_answer_says_which_box_it_covers(get: Any, campaign: Any) -> None:
    scatter(campaign, STREET)
    answer = get("pins/", campaign=campaign.pk, bbox=BOX, zoom=15).json()
    grown = aligned(BoundingBox.parse(BOX), 16)
    assert answer["bbox"] == [grown.west, grown.south, grown.east, grown.north]
    again = ",".join(map(str, answer["bbox"]))
    assert get("pins/", campaign=campaign.pk, bbox=again, zoom=15).json() == answer
    assert get("pins/", campaign=campaign.pk).json()["bbox"] == [-180, -90, 180, 90]


def test_counts_add_up_to_what_is_in_view(get: Any, campaign: Any) -> None:
    scatter(campaign, [*STREET, (48.87, 2.23)])
    ContributionFactory.create_batch(2, campaign=campaign, published=True)
    for folded in (False, True):
        for zoom in range(23):
            answer = get("pins/", campaign=campaign.pk, bbox=BOX, zoom=zoom).json()
            told = sum(feature["properties"]["count"] for feature in answer["features"])
            assert told == answer["meta"]["in_view"] >= len(STREET)
            west, south, east, north = answer["bbox"]
            assert west <= 2.2
            assert east >= 2.21
            assert south <= 48.89
            assert north >= 48.9
            assert answer["meta"] | {"in_view": told} == {
                "total": 9, "mapped": 7, "unmapped": 2, "in_view": told, "truncated": False,
                "precision": "exact",
            }  # fmt: skip
        if not folded:
            counting.fold_all()


@pytest.mark.parametrize("zoom", [3, 11, 15, 18, 19])
def test_a_filter_tells_the_same_totals_whether_or_not_the_view_holds_everything(
    get: Any, campaign: Any, zoom: int
) -> None:
    for category in ("Voirie", "Nature"):
        scatter(campaign, STREET, category=category)
        scatter(campaign, [(48.87, 2.23)], category=category)
        ContributionFactory.create_batch(2, campaign=campaign, published=True, category=category)
    for box in (BOX, "2,48,3,49", "3,48,4,49"):
        answer = get("pins/", campaign=campaign.pk, bbox=box, zoom=zoom, category="Voirie").json()
        told = {name: answer["meta"][name] for name in ("total", "mapped", "unmapped")}
        assert told == {"total": 9, "mapped": 7, "unmapped": 2}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"category": "Nature"}, 2), ({"kind": "collective"}, 2), ({"q": "FONTAINE"}, 2),
        ({"sector": "est"}, 8), ({"sector": "ouest"}, 0), ({"category": "Voirie", "q": "bancs"}, 6),
    ],
    ids=str,
)  # fmt: skip
def test_the_filters_of_the_list_apply(
    get: Any, campaign: Any, query: dict[str, str], found: int
) -> None:
    scatter(campaign, STREET, category="Voirie", search_text=searchable("des bancs"))
    fountains = {
        "category": "Nature",
        "search_text": searchable("une fontaine"),
        "collective": True,
    }
    scatter(campaign, STREET[:2], **fountains)
    counting.fold_all()
    answer = get("pins/", campaign=campaign.pk, bbox=BOX, zoom=14, **query).json()
    listed = get("contributions/", campaign=campaign.pk, **query).json()
    assert answer["meta"]["in_view"] == answer["meta"]["total"] == listed["count"] == found


def test_an_order_and_a_status_filter_nothing(get: Any, campaign: Any) -> None:
    scatter(campaign, STREET)
    plain = get("pins/", campaign=campaign.pk, zoom=14).json()
    for query in ({"ordering": "published"}, {"status": "published"}, {"category": ""}):
        assert get("pins/", campaign=campaign.pk, zoom=14, **query).json() == plain


@pytest.mark.parametrize(
    ("bbox", "found"),
    [
        ("170,-20,-170,-10", 2), ("179.9,-17,179.9,-17", 1), ("-180,-90,180,90", 4),
        ("0,89,10,90", 1), ("10,50,11,51", 0), ("", 4),
    ],
    ids=["antimeridian", "one point", "world", "pole", "empty", "none"],
)  # fmt: skip
def test_any_box_is_answered(get: Any, campaign: Any, bbox: str, found: int) -> None:
    scatter(campaign, [(-17, 179.9), (-17, -179.9), (89.5, 1), CITY])
    answer = get("pins/", campaign=campaign.pk, bbox=bbox, zoom=10).json()
    assert answer["meta"]["in_view"] == found
    assert len(answer["features"]) == found


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"bbox": "1,2,3"}, "bbox"), ({"bbox": "1,4,3,2"}, "bbox"), ({"bbox": "nan,1,2,3"}, "bbox"),
        ({"bbox": "0,0,1,91"}, "bbox"), ({"bbox": "x"}, "bbox"), ({"zoom": "23"}, "zoom"),
        ({"zoom": "-1"}, "zoom"), ({"zoom": "z"}, "zoom"), ({"kind": "x"}, "kind"),
        ({"campaign": "x"}, "campaign"), ({"colour": "red"}, "colour"),
    ],
    ids=str,
)  # fmt: skip
def test_what_makes_no_sense_is_a_problem_that_names_it(
    get: Any, query: dict[str, str], name: str
) -> None:
    problem = is_problem(get("pins/", **query), 400)
    assert name in problem["detail"] or name in problem.get("errors", {})


class TestAskedAgain:
    def ask(self, client: Any, campaign: Any, tag: str = "", **query: Any) -> Any:
        headers = {"If-None-Match": tag} if tag else {}
        query = {"campaign": campaign.pk, "bbox": BOX, "zoom": 18, **query}
        return client.get(f"{ROOT}/pins/", query, headers=headers)

    def test_unchanged_it_is_304_and_may_be_shared_for_a_minute(
        self, client: Any, campaign: Any
    ) -> None:
        scatter(campaign, STREET)
        first = self.ask(client, campaign)
        assert first["Cache-Control"] == "public, max-age=60"
        assert "Cookie" not in first["Vary"]
        assert "Accept" in first["Vary"]
        again = self.ask(client, campaign, first["ETag"])
        assert (again.status_code, again.content) == (304, b"")
        counting.fold_all()
        assert self.ask(client, campaign, first["ETag"]).status_code == 304

    def test_a_304_tells_caches_the_same_as_the_answer_that_they_have(
        self, client: Any, campaign: Any
    ) -> None:
        scatter(campaign, STREET)
        asked = {"campaign": campaign.pk, "bbox": BOX, "zoom": 18}
        packed = {"Accept-Encoding": "gzip"}
        first = client.get(f"{ROOT}/pins/", asked, headers=packed)
        assert first["Content-Encoding"] == "gzip"
        again = client.get(
            f"{ROOT}/pins/", asked, headers={**packed, "If-None-Match": first["ETag"]}
        )
        assert again.status_code == 304
        names = [set(each["Vary"].split(", ")) for each in (first, again)]
        assert names[0] == names[1]
        assert again["Cache-Control"] == first["Cache-Control"]

    def test_the_time_it_may_be_shared_is_a_setting(
        self, client: Any, campaign: Any, settings: Any
    ) -> None:
        settings.CIVIC_API = {"CACHE_SECONDS": 7}
        assert self.ask(client, campaign)["Cache-Control"] == "public, max-age=7"

    def test_whatever_public_changes_makes_it_another(
        self, client: Any, campaign: Any, admin_user: Any
    ) -> None:
        made, *_others = scatter(campaign, STREET)
        now, tags = timezone.now(), [self.ask(client, campaign)["ETag"]]
        actions.redact(made, literals=[made.title], by=admin_user, now=now)
        tags.append(self.ask(client, campaign)["ETag"])
        ContributionFactory(campaign=campaign, published=True)
        tags.append(self.ask(client, campaign)["ETag"])
        actions.withdraw(made, by=admin_user, now=now)
        tags.append(self.ask(client, campaign)["ETag"])
        campaign.live_totals = False
        campaign.save_revision().publish()
        tags.append(self.ask(client, campaign)["ETag"])
        assert len(set(tags)) == len(tags)
        for tag in tags[:-1]:
            assert self.ask(client, campaign, tag).status_code == 200


def test_totals_stay_hidden_while_the_campaign_hides_them(get: Any) -> None:
    campaign = CampaignFactory(open=True, live_totals=False)
    scatter(campaign, STREET)
    meta = get("pins/", campaign=campaign.pk, zoom=12).json()["meta"]
    assert [meta[name] for name in ("total", "mapped", "unmapped", "in_view")] == [None] * 4


def test_all_campaigns_together_leave_homes_and_drafts_out(get: Any, campaign: Any) -> None:
    homes, draft = CampaignFactory(open=True, homes=True), CampaignFactory(open=True)
    for page in (campaign, homes, draft):
        scatter(page, STREET)
    draft.unpublish()
    for query in ({}, {"kind": "individual"}):
        meta = get("pins/", zoom=12, **query).json()["meta"]
        assert (meta["total"], meta["mapped"], meta["in_view"]) == (6, 6, 6)


@pytest.mark.parametrize("query", [{}, {"category": "Voirie"}], ids=["whole", "filtered"])
@pytest.mark.parametrize("zoom", [11, 15, 18, 20])
def test_a_view_costs_the_same_with_one_with_thirty_and_with_three_hundred(
    get: Any, campaign: Any, zoom: int, query: dict[str, str]
) -> None:
    def cost() -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            assert get("pins/", campaign=campaign.pk, zoom=zoom, **query).status_code == 200
        return len(captured)

    scatter(campaign, [(48.5, 2.9)])
    cost()
    one = cost()
    scatter(campaign, [(48.87 + n / 900, 2.17 + n / 900) for n in range(29)])
    thirty = cost()
    scatter(campaign, [(48.87 + n / 9000, 2.24 - n / 9000) for n in range(270)])
    assert one == thirty == cost()
