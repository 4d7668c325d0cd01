"""While a campaign is open nobody sees its totals, unless it says so; all can read what was said."""

import re
from typing import Any

import pytest
from django.utils.formats import number_format

from civic_pages.participation.models import Status
from civic_pages.testing import CampaignFactory, ContributionFactory, form_block, portal
from tests.abuse.gates import shown
from tests.api.conftest import ROOT
from tests.browser.test_accessibility import LISTING, MAP, block
from tests.participation.desk import client_of


pytestmark = pytest.mark.django_db
BODY = [
    MAP, LISTING, form_block(),
    block("key_figures", title="Chiffres", show_participation=True, extra=[]),
]  # fmt: skip
COUNT = 43
DAY = re.compile(r"\d+(er)? \w+ 20\d\d")


def filled(**traits: Any) -> Any:
    campaign = CampaignFactory(title="Des bancs", body=BODY, live_totals=False, **traits)
    for n in range(COUNT):
        ContributionFactory(
            campaign=campaign, published=True, pinned=True, collective=n < 37,
            at=(48.88 + n / 2000, 2.19 + n / 2000),
        )  # fmt: skip
    return campaign


@pytest.fixture
def campaign(db: None) -> Any:
    return filled(open=True)


def figures_in(response: Any) -> set[str]:
    """Return the numbers a page shows as text; the days until which something goes on are none."""
    page = shown(response)
    for tag in page.select("script, style, time, .civic-card, .civic-map__pins, .civic-legal"):
        tag.decompose()
    return {word.strip(" ,.") for word in DAY.sub("", page.get_text(" ")).split()}


def test_no_page_tells_how_many_there_are(client: Any, campaign: Any) -> None:
    for url in (campaign.url, campaign.contributions_url, portal().url):
        told = figures_in(client.get(url))
        assert not told & {str(COUNT), number_format(COUNT), "37", "6"}, url
    assert not shown(client.get(campaign.url)).select(".civic-figure-item, .civic-map__count")


def test_they_are_told_once_it_is_closed(client: Any) -> None:
    campaign = filled(closed=True)
    for url in (campaign.url, campaign.contributions_url, portal().url):
        assert str(COUNT) in figures_in(client.get(url)), url


def test_a_campaign_may_tell_them(client: Any, campaign: Any) -> None:
    campaign.live_totals = True
    campaign.save()
    assert str(COUNT) in figures_in(client.get(campaign.contributions_url))


def test_all_of_them_can_still_be_read(client: Any, campaign: Any) -> None:
    seen: list[str] = []
    url = campaign.contributions_url
    while url:
        page = shown(client.get(url))
        seen += [a["href"] for a in page.select(".civic-card__title a")]
        following = page.select_one("a[rel=next]")
        url = f"{campaign.contributions_url}{following['href']}" if following else ""
    assert len(set(seen)) == COUNT


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999", "2"])
def test_any_page_number_is_answered(client: Any, campaign: Any, page: str) -> None:
    assert client.get(campaign.contributions_url, {"page": page}).status_code == 200


def test_the_api_tells_none(client: Any, campaign: Any) -> None:
    listed = client.get(f"{ROOT}/contributions/", {"campaign": campaign.pk, "page_size": 40}).json()
    assert listed["count"] is None
    assert len(listed["results"]) == 40
    assert listed["next"]
    last = client.get(listed["next"]).json()
    assert (len(last["results"]), last["next"]) == (3, None)
    everywhere = client.get(f"{ROOT}/contributions/").json()
    assert everywhere["count"] is None
    detail = client.get(f"{ROOT}/campaigns/{campaign.pk}/").json()
    assert (detail["figures"], detail["totals"]) == ([], None)
    assert client.get(f"{ROOT}/campaigns/").json()["results"][0]["figures"] == []
    sectors = client.get(f"{ROOT}/campaigns/{campaign.pk}/sectors/").json()
    assert {f["properties"]["count"] for f in sectors["features"]} == {None}
    for query in ({"campaign": campaign.pk}, {}):
        meta = client.get(f"{ROOT}/pins/", query).json()["meta"]
        assert {meta[name] for name in ("total", "mapped", "unmapped", "in_view")} == {None}


def test_blocks_of_the_api_tell_none(client: Any, campaign: Any) -> None:
    detail = client.get(f"{ROOT}/campaigns/{campaign.pk}/").json()
    values = {b["type"]: b["value"] for b in detail["blocks"]}
    assert values["key_figures"]["figures"] == []
    totals = [value.get("total") for value in values.values() if "total" in value]
    assert totals == [None]


def test_a_page_past_the_end_is_not_found_in_the_api(client: Any, campaign: Any) -> None:
    response = client.get(f"{ROOT}/contributions/", {"campaign": campaign.pk, "page": 4})
    assert response.status_code == 404


def test_homes_tell_none_either(client: Any) -> None:
    campaign = CampaignFactory(open=True, homes=True, body=BODY, live_totals=False)
    ContributionFactory.create_batch(15, campaign=campaign, published=True, pinned=True)
    assert not shown(client.get(campaign.url)).select(".civic-figure-item, .civic-map__count")
    meta = client.get(f"{ROOT}/pins/", {"campaign": campaign.pk}).json()["meta"]
    assert meta["total"] is None


def test_staff_sees_them(campaign: Any) -> None:
    listing = client_of("moderator").get(f"/admin/civic_contributions/?status={Status.PUBLISHED}")
    assert str(COUNT) in listing.content.decode()
