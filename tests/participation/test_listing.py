"""The list of contributions and each of them: what is public, filters, constant cost."""

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from civic_pages.testing import CampaignFactory, ContributionFactory, form_block, portal
from tests.browser.test_citizen import LISTING, MAP, TIMELINE


pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(db: None) -> Any:
    return CampaignFactory(open=True, body=[TIMELINE, MAP, form_block(), LISTING])


def titles(response: Any) -> set[str]:
    page = BeautifulSoup(response.content, "html.parser")
    return {card.get_text(strip=True) for card in page.select(".civic-card :is(h2, h3)")}


def queries(client: Any, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("which", ["campaign", "list", "portal"])
def test_a_page_costs_the_same_with_one_and_with_thirty_contributions(
    client: Any, campaign: Any, which: str
) -> None:
    urls = {"campaign": campaign.url, "list": campaign.contributions_url, "portal": portal().url}
    ContributionFactory(campaign=campaign, published=True, pinned=True)
    client.get(urls[which])
    few = queries(client, urls[which])
    ContributionFactory.create_batch(29, campaign=campaign, published=True, pinned=True)
    assert queries(client, urls[which]) == few


def test_the_portal_costs_the_same_with_one_and_with_ten_campaigns(client: Any) -> None:
    CampaignFactory(open=True)
    url = portal().url
    client.get(url)
    few = queries(client, url)
    CampaignFactory.create_batch(9, open=True)
    assert queries(client, url) == few


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"Un banc", "Une école", "Un arbre"}),
        ("?kind=collective", {"Une école"}),
        ("?category=Nature", {"Un arbre"}),
        ("?sector=ouest", {"Un arbre"}),
        ("?q=ECOLE", {"Une école"}),
        ("?q=école+absente", set()),
        ("?kind=nonsense", {"Un banc", "Une école", "Un arbre"}),
    ],
)
def test_the_list_is_filtered_by_its_query_string(
    client: Any, campaign: Any, query: str, expected: set[str]
) -> None:
    ContributionFactory(campaign=campaign, published=True, title="Un banc", excerpt="")
    ContributionFactory(
        campaign=campaign, published=True, collective=True, title="Une école", excerpt=""
    )
    ContributionFactory(
        campaign=campaign, published=True, pinned=True, title="Un arbre", category="Nature",
        excerpt="", at=(48.9, 2.18),
    )  # fmt: skip
    ContributionFactory(campaign=campaign, title="En attente")
    assert titles(client.get(f"{campaign.contributions_url}{query}")) == expected


@pytest.mark.parametrize("written", ["Le cœur de l'Île", "Le cœur de l’Île"])
@pytest.mark.parametrize("sought", ["l'île", "l’ile", "coeur", "CŒUR"])
def test_what_a_keyboard_and_a_telephone_spell_apart_is_found(
    client: Any, campaign: Any, written: str, sought: str
) -> None:
    ContributionFactory(campaign=campaign, published=True, title=written, excerpt="")
    assert titles(client.get(campaign.contributions_url, {"q": sought})) == {written}


@pytest.mark.parametrize("trait", [{}, {"rejected": True}])
def test_what_is_not_published_has_no_page(client: Any, campaign: Any, trait: Any) -> None:
    contribution = ContributionFactory(campaign=campaign, **trait)
    assert client.get(f"{campaign.contributions_url}{contribution.reference}/").status_code == 404


def test_a_page_tells_its_title_once_and_the_api_every_answer(client: Any, campaign: Any) -> None:
    made = ContributionFactory(campaign=campaign, published=True, title="Un banc", excerpt="Là-bas")
    page = BeautifulSoup(
        client.get(f"{campaign.contributions_url}{made.reference}/").content, "html.parser"
    )
    assert page.h1.get_text(strip=True) == "Un banc"
    asked = [row.dt.get_text() for row in page.select(".civic-answers > div")]
    assert "Titre" not in asked
    assert "Votre idée" in asked
    told = client.get(f"/api/civic/v1/contributions/{made.reference}/").json()["answers"]
    assert [answer["text"] for answer in told] == ["Un banc", "Là-bas"]


def test_an_answer_that_is_longer_than_its_title_is_told_whole(client: Any, campaign: Any) -> None:
    said = "Un banc à l'ombre. " * 12
    made = ContributionFactory(
        campaign=campaign, published=True, title=said[:200], answers={"titre": said.strip()}
    )
    page = client.get(f"{campaign.contributions_url}{made.reference}/")
    rows = BeautifulSoup(page.content, "html.parser").select(".civic-answers > div")
    assert {row.dt.get_text(): row.dd.get_text() for row in rows}["Titre"] == said.strip()


def test_a_contribution_is_not_shown_under_another_campaign(client: Any, campaign: Any) -> None:
    other = ContributionFactory(published=True)
    assert client.get(f"{campaign.contributions_url}{other.reference}/").status_code == 404


def test_in_a_campaign_of_homes_nothing_is_shown_one_by_one(client: Any) -> None:
    homes = CampaignFactory(open=True, homes=True, body=[MAP, LISTING, form_block()])
    made = ContributionFactory.create_batch(
        12, campaign=homes, published=True, pinned=True, title="Chez moi", at=(48.89317, 2.20913)
    )
    for url in (homes.url, homes.contributions_url):
        html = client.get(url).content.decode()
        assert "Chez moi" not in html
        assert made[0].reference not in html
        assert "48.8931" not in html
    assert client.get(f"{homes.contributions_url}{made[0].reference}/").status_code == 404


def test_a_campaign_of_homes_tells_counts_of_at_least_eleven(client: Any) -> None:
    homes = CampaignFactory(open=True, homes=True, body=[MAP, form_block()])
    ContributionFactory.create_batch(12, campaign=homes, published=True, pinned=True)
    ContributionFactory.create_batch(
        3, campaign=homes, published=True, pinned=True, at=(48.9, 2.18)
    )
    page = BeautifulSoup(client.get(homes.url).content, "html.parser")
    table = page.find("table")
    assert table is not None
    config = json.loads(page.select_one('civic-map script[type="application/json"]').string)
    assert [shape["properties"]["count"] for shape in config["sectors"]["features"]] == [15]
    assert page.find("a", href=homes.print_map_url)
    rows = {
        row.find("th").get_text(strip=True): row.find("td").get_text(strip=True)
        for row in table.select("tbody tr")
    }
    # A sector with fewer is told together with its neighbour: a difference would tell it.
    assert len(rows) == 1
    together = next(iter(rows))
    assert "Est" in together
    assert "Ouest" in together
    assert rows[together].startswith("15")


def test_what_people_typed_is_never_markup(client: Any, campaign: Any) -> None:
    attack = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    made = ContributionFactory(
        campaign=campaign, published=True, pinned=True, title=attack, excerpt=attack,
        collective=True, group_name=attack, answers={"titre": attack, "idee": attack},
    )  # fmt: skip
    for url in (
        campaign.url,
        campaign.contributions_url,
        f"{campaign.contributions_url}{made.reference}/",
    ):
        page = BeautifulSoup(client.get(url).content, "html.parser")
        assert not page.find("img", src="x")
        assert not [
            s for s in page.find_all("script") if "alert(1)" in s.get_text() and not s.get("type")
        ]


def test_a_page_is_cached_until_its_next_boundary_and_never_with_a_form(
    client: Any, campaign: Any
) -> None:
    assert "no-cache" in client.get(campaign.url)["Cache-Control"]
    closed = CampaignFactory(closed=True)
    assert "max-age=60" in client.get(closed.url)["Cache-Control"]
