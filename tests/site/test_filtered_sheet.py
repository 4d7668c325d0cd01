"""The map to print takes the filters of the list it is opened from, and says so."""

from typing import Any

import pytest
from bs4 import BeautifulSoup

from civic_blocks import ports
from civic_pages.testing import CampaignFactory, ContributionFactory, form_block
from tests.browser.test_accessibility import MAP


pytestmark = pytest.mark.django_db
WEST, EAST = (48.9, 2.18), (48.892, 2.206)
WEST_BOX = "2.17,48.895,2.19,48.905"


@pytest.fixture
def campaign(db: None) -> Any:
    """Three in the west, two of them about nature and one of these from a group; two in the east."""
    campaign = CampaignFactory(open=True)
    common = {"campaign": campaign, "published": True, "pinned": True}
    ContributionFactory(**common, at=WEST, category="Nature", title="Un arbre")
    ContributionFactory(**common, at=WEST, category="Nature", title="Un verger", collective=True)
    ContributionFactory(**common, at=WEST, title="Un banc")
    ContributionFactory.create_batch(2, **common, at=EAST, title="Une école")
    return campaign


def sheet_of(client: Any, url: str) -> BeautifulSoup:
    response = client.get(url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def figures(sheet: BeautifulSoup) -> dict[str, str]:
    """Return the figures of the table by sector, and the total."""
    rows = sheet.select(".sheet-table tbody tr, .sheet-table tfoot tr")
    return {row.th.get_text(strip=True): row.select("td")[-1].get_text(strip=True) for row in rows}


def drawn(sheet: BeautifulSoup) -> int:
    """Return how many dots are drawn."""
    return sum(str(path["d"]).count("M") for path in sheet.select("svg.sheet-map .map-dots"))


def told(sheet: BeautifulSoup) -> str:
    found = sheet.select_one(".sheet-filters")
    return found.get_text(strip=True).replace("\u00a0", " ") if found else ""


def printed_from(client: Any, campaign: Any, query: str) -> BeautifulSoup:
    """Follow the list's link to the map to print."""
    page = sheet_of(client, f"{campaign.contributions_url}{query}")
    link = page.select_one(f"[data-part=results] a[href^='{campaign.print_map_url}']")
    assert link is not None
    return sheet_of(client, str(link["href"]))


def test_without_a_filter_the_sheet_shows_all_and_speaks_of_none(
    client: Any, campaign: Any
) -> None:
    sheet = printed_from(client, campaign, "")
    assert figures(sheet) == {"Ouest": "3", "Est": "2", "Total": "5"}
    assert drawn(sheet) == 2
    assert told(sheet) == ""
    assert not sheet.select(".map-box")


@pytest.mark.parametrize(
    ("query", "expected", "dots", "words"),
    [
        ("?category=Nature", ("2", "0", "2"), 1, ["Catégorie : Nature"]),
        (
            "?kind=collective&q=verger",
            ("1", "0", "1"),
            1,
            ["Qui contribue : Collective", "Recherche : verger"],
        ),
        ("?sector=est", ("0", "2", "2"), 1, ["Secteur : Est"]),
        (f"?bbox={WEST_BOX}", ("3", "0", "3"), 1, ["la partie de la carte que vous avez choisie"]),
    ],
)
def test_the_sheet_shows_what_the_list_shows_and_says_by_what_it_is_filtered(
    client: Any, campaign: Any, query: str, expected: Any, dots: int, words: list[str]
) -> None:
    sheet = printed_from(client, campaign, query)
    assert tuple(figures(sheet)[name] for name in ("Ouest", "Est", "Total")) == expected
    assert drawn(sheet) == dots
    for text in words:
        assert text in told(sheet)
    assert bool(sheet.select(".map-box")) is ("bbox" in query)


def test_another_paper_and_the_way_back_keep_the_filters(client: Any, campaign: Any) -> None:
    sheet = printed_from(client, campaign, "?category=Nature&ordering=published")
    back, *papers = sheet.select(".sheet-bar a")
    assert back["href"] == f"{campaign.contributions_url}?category=Nature"
    assert len(papers) == 4
    for link in papers:
        assert told(sheet_of(client, f"{campaign.print_map_url}{link['href']}")) == told(sheet)


def test_what_cannot_be_a_filter_narrows_nothing_on_the_sheet(client: Any, campaign: Any) -> None:
    sheet = sheet_of(client, f"{campaign.print_map_url}?bbox=1,2&kind=nobody")
    assert figures(sheet)["Total"] == "5"
    assert told(sheet) == ""


def test_a_filtered_sheet_tells_no_total_before_the_page_does(client: Any) -> None:
    campaign = CampaignFactory(open=True, live_totals=False)
    ContributionFactory(campaign=campaign, published=True, pinned=True, category="Nature")
    sheet = sheet_of(client, f"{campaign.print_map_url}?category=Nature")
    assert set(figures(sheet).values()) == {"–"}


def test_the_filtered_map_of_homes_is_printed_as_it_is_filtered(client: Any) -> None:
    campaign = CampaignFactory(
        open=True, homes=True, public_filters=["kind"], body=[MAP, form_block()]
    )
    common = {"campaign": campaign, "published": True, "pinned": True}
    ContributionFactory.create_batch(14, **common)
    ContributionFactory.create_batch(12, **common, collective=True)
    page = sheet_of(client, f"{campaign.url}?{ports.AREAS_PARAMETER}=kind:collective")
    sheet = sheet_of(client, str(page.select_one(".civic-map__print a")["href"]))
    assert figures(sheet)["Total"] == "12"
    assert "Individuelle ou collective : Collective" in told(sheet)
    counts = [text.get_text() for text in sheet.select("svg.sheet-map text.map-figure")]
    assert "26" not in counts
    everybody = sheet_of(client, f"{campaign.print_map_url}?{ports.AREAS_PARAMETER}=kind:nobody")
    assert figures(everybody)["Total"] == "26"
    assert told(everybody) == ""
