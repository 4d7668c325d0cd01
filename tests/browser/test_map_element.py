"""The map of a campaign on the real site: from the whole city to one place, and without a script."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from civic_pages.testing import CampaignFactory, ContributionFactory, form_block
from tests.browser.conftest import DESK, PHONE, check_accessibility
from tests.browser.test_citizen import MAP


pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning"),
]

LINE = {"type": "LineString", "coordinates": [[2.2, 48.89], [2.203, 48.891], [2.206, 48.893]]}
PLACE = (48.89, 2.2)


@pytest.fixture
def campaign(transactional_db: None) -> Any:
    """Sixty contributions in the south, one with a line in the north: more than the page holds."""
    campaign = CampaignFactory(open=True, body=[MAP, form_block()])
    for number in range(60):
        at = (48.885 + (number % 8) / 4000, 2.19 + (number // 8) / 4000)
        ContributionFactory(campaign=campaign, published=True, pinned=True, at=at)
    ContributionFactory(
        campaign=campaign, published=True, pinned=True, at=PLACE, title="Une piste", shape=LINE
    )
    return campaign


def at_map(page: Page, campaign: Any) -> Any:
    page.goto(campaign.url)
    place = page.locator(".civic-map__canvas")
    place.scroll_into_view_if_needed()
    settled(page)
    return place


def settled(page: Page) -> None:
    page.wait_for_function(
        "() => document.querySelector('[data-drawn]')"
        " && !document.querySelector('.civic-map__canvas[aria-busy]')"
        " && document.querySelector('.civic-map__status').textContent"
    )


def move(page: Page, latitude: float, longitude: float, zoom: int) -> None:
    script = f"map.view = {{centre: [{latitude}, {longitude}], zoom: {zoom}}}"
    page.evaluate(f"() => {{ const map = document.querySelector('civic-map'); {script}; }}")
    page.wait_for_timeout(400)
    settled(page)


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_one_reads_all_of_a_city_down_to_one_place_with_the_keyboard(
    campaign: Any, new_page: Callable[..., Page], viewport: Any
) -> None:
    page = new_page(viewport=viewport)
    at_map(page, campaign)
    clusters = page.locator(".civic-map__cluster--cluster")
    expect(clusters.first).to_be_visible()
    counts = clusters.evaluate_all("all => all.map((node) => Number(node.textContent))")
    singles = page.locator(".civic-map__pin--pin").count()
    assert sum(counts) + singles == 61
    check_accessibility(page, include="civic-map")
    for _step in range(12):
        if not clusters.count():
            break
        clusters.first.focus()
        page.keyboard.press("Enter")
        page.wait_for_timeout(400)
        settled(page)
        assert page.locator(".civic-map__canvas :focus, .civic-map__canvas:focus").count()
    page.locator(".civic-map__canvas :is(.civic-map__pin--pin, .civic-map__cluster--stack)").first.focus()  # fmt: skip
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("link").first).to_be_focused()
    check_accessibility(page, include="civic-map")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_line_is_drawn_while_its_popup_is_open(
    campaign: Any, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    at_map(page, campaign)
    move(page, *PLACE, 17)
    page.get_by_role("button", name="Une piste").click()
    expect(page.locator("path.civic-map__shape")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("path.civic-map__shape")).to_have_count(0)
    expect(page.get_by_role("button", name="Une piste")).to_be_focused()


def test_density_of_cells_adds_up_to_all(campaign: Any, new_page: Callable[..., Page]) -> None:
    page = new_page()
    at_map(page, campaign)
    page.locator("[data-show=density]").click()
    page.wait_for_timeout(300)
    settled(page)
    numbers = "all => all.map((node) => parseInt(node.textContent.replace(/\\D+.*/, '')))"
    assert sum(page.locator(".civic-map__number").evaluate_all(numbers)) == 61


# Labels that somebody sees, and which of them lie on another.
LABELS = """() => {
  const seen = [...document.querySelectorAll('.civic-map__number:not(.civic-sr-only)')];
  const boxes = seen.map((node) => node.getBoundingClientRect());
  const lie = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  return {
    seen: seen.map((node) => node.textContent),
    overlapping: boxes.flatMap((a, n) => boxes.slice(n + 1).filter((b) => lie(a, b))).length,
  };
}"""


def test_of_labels_that_would_lie_on_each_other_the_largest_number_stays(
    new_page: Callable[..., Page],
) -> None:
    """Two halves of a square: on a small map their middles are near each other."""
    south, north, west, east = 48.89, 48.9, 2.192, 2.208
    halves = {"bas": [[west, south], [east, south], [east, north]], "haut": [[west, south], [east, north], [west, north]]}  # fmt: skip
    features = [
        {
            "type": "Feature",
            "properties": {"key": key, "name": f"Le {key}"},
            "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
        }
        for key, ring in halves.items()
    ]
    campaign = CampaignFactory(
        open=True,
        body=[MAP, form_block()],
        sectors={"type": "FeatureCollection", "features": features},
    )
    for at, count in (((48.892, 2.204), 3), ((48.898, 2.196), 9)):
        ContributionFactory.create_batch(
            count, campaign=campaign, published=True, pinned=True, at=at
        )
    page = new_page(viewport=PHONE)
    at_map(page, campaign)
    page.locator("[data-show=sectors]").click()
    expect(page.locator(".civic-map__number")).to_have_count(2)
    move(page, 48.895, 2.2, 12)
    assert page.evaluate(LABELS) == {"seen": ["Le haut9"], "overlapping": 0}
    # The other is there for who does not see the map, and where there is room.
    assert page.locator(".civic-map__number").all_text_contents() == ["Le bas3", "Le haut9"]
    move(page, 48.895, 2.2, 15)
    assert page.evaluate(LABELS) == {"seen": ["Le bas3", "Le haut9"], "overlapping": 0}


def test_without_a_script_places_and_sectors_are_told_in_words(
    campaign: Any, new_page: Callable[..., Page]
) -> None:
    page = new_page(javascript=False, viewport={"width": 320, "height": 640})
    page.goto(campaign.url)
    assert page.locator(".civic-map__pins li").count() == 12
    expect(page.locator(".civic-map__view")).to_be_hidden()
    page.locator(".civic-map__sectors summary").click()
    expect(page.locator(".civic-map__sectors tbody tr").first).to_be_visible()
    expect(page.locator("[data-legend=pins] li").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
