"""Where a contribution is, on its public page: in words and on a map, never as bare figures."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from civic_pages.testing import INSIDE, CampaignFactory, ContributionFactory


pytestmark = pytest.mark.django_db


def page_of(made: Any) -> BeautifulSoup:
    url = f"{made.campaign.specific.contributions_url}{made.reference}/"
    response = Client().get(url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def facts(page: BeautifulSoup) -> dict[str, str]:
    rows = page.select(".civic-answers > div")
    return {row.dt.get_text(): row.dd.get_text(" ", strip=True) for row in rows}


def test_a_place_is_told_by_its_neighbourhood_and_a_map() -> None:
    made = ContributionFactory(campaign=CampaignFactory(open=True), published=True, pinned=True)
    page = page_of(made)
    told = facts(page)
    assert told["Lieu"].startswith("Est ")
    assert "Secteur" not in told
    around = page.select_one(".civic-answers a[href*='map=']")["href"]
    assert around.endswith(f"contributions/?map=17/{INSIDE[0]:.5f}/{INSIDE[1]:.5f}")
    assert Client().get(around).status_code == 200
    # The figures stand where no map can be shown, and nowhere else.
    shown = page.select_one("civic-map .civic-map__list").extract()
    assert "atitude" in shown.get_text()
    assert "atitude" not in page.select_one("main").get_text()


def test_where_sectors_are_public_and_no_points_the_page_has_no_map() -> None:
    campaign = CampaignFactory(open=True, by_sector=True)
    page = page_of(ContributionFactory(campaign=campaign, published=True, pinned=True))
    assert facts(page)["Secteur"] == "Est"
    assert "Lieu" not in facts(page)
    assert not page.select("civic-map")
    assert str(INSIDE[0]) not in str(page)


def test_an_answer_about_a_home_has_no_page_of_its_own() -> None:
    campaign = CampaignFactory(open=True, homes=True)
    made = ContributionFactory(campaign=campaign, published=True, pinned=True)
    assert Client().get(f"{campaign.contributions_url}{made.reference}/").status_code == 404


def test_a_contribution_without_a_place_says_nothing_of_one() -> None:
    made = ContributionFactory(campaign=CampaignFactory(open=True), published=True)
    page = page_of(made)
    assert not page.select("civic-map")
    assert "Lieu" not in facts(page)
