"""Where a contribution is: in words and on a map, never as bare figures."""

import json
import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import translation

from civic_blocks.shapes import position_in_words
from civic_pages.testing import INSIDE, CampaignFactory, ContributionFactory
from tests.participation.identity import private_path
from tests.participation.samples import bicycle_form
from tests.participation.test_steps import Visitor, to_summary
from tests.participation.test_submission import answers


pytestmark = pytest.mark.django_db
# As maps print it; INSIDE to a second of arc.
PRINTED = "48°\xa053′\xa031″\xa0N, 2°\xa012′\xa022″\xa0E"
FIGURES = re.compile(r"48[.,]\d")


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
    assert shown.get_text(strip=True) == PRINTED
    assert not FIGURES.search(page.select_one("main").get_text())


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


def own_page(campaign: Any, **typed: str) -> BeautifulSoup:
    client = Client()
    assert client.post(campaign.url, answers(**typed)).status_code == 303
    return BeautifulSoup(client.get(private_path(campaign)).content, "html.parser")


GIVEN = [
    ({}, "12 rue Henri-Barbusse – placed on the map"),
    ({"lieu_address": ""}, "A point on the map – Est"),
    ({"lieu_latitude": "", "lieu_longitude": ""}, "12 rue Henri-Barbusse"),
]


@pytest.mark.parametrize(("typed", "said"), GIVEN)
def test_contributors_read_their_place_in_words_and_on_a_map(
    typed: dict[str, str], said: str
) -> None:
    page = own_page(CampaignFactory(open=True, in_english=True), **typed)
    assert said in facts(page).values()
    drawn = page.select_one("civic-map script")
    assert bool(drawn) is ("lieu_latitude" not in typed)
    if drawn:
        assert json.loads(drawn.string)["centre"] == list(INSIDE)


def test_where_a_city_has_no_sectors_a_place_is_told_as_maps_print_it() -> None:
    page = own_page(CampaignFactory(open=True, sectors=None, in_english=True), lieu_address="")
    assert f"A point on the map – {PRINTED}" in facts(page).values()
    page.select_one("civic-map script").extract()
    assert not FIGURES.search(page.select_one("main").get_text())


def test_the_summary_before_sending_says_the_place_in_words(client: Client) -> None:
    visitor = Visitor(client, CampaignFactory(open=True, body=[bicycle_form()], in_english=True))
    to_summary(visitor)
    assert visitor.summary["Lieu"] == "A point on the map – Est"
    visitor.go("3")
    visitor.go("summary", lieu_address="12 rue Henri-Barbusse")
    assert visitor.summary["Lieu"] == "12 rue Henri-Barbusse – placed on the map"


HEMISPHERES = [
    ((-22.9519, -43.2105), "22°\xa057′\xa007″\xa0S, 43°\xa012′\xa038″\xa0W"),
    ((0.0, 59.99999), "0°\xa000′\xa000″\xa0N, 60°\xa000′\xa000″\xa0E"),
]


@pytest.mark.parametrize(("at", "said"), HEMISPHERES)
def test_a_position_is_told_on_every_side_of_the_globe(at: tuple[float, float], said: str) -> None:
    with translation.override("en"):
        assert position_in_words(*at) == said
