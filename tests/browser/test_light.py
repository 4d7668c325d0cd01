"""A page where all may be placed is light; what places comes in time, and is not missed where it does not."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, Route, expect

from civic_pages.models import CampaignPhase
from civic_pages.testing import CampaignFactory, ContributionFactory, form_block, question
from tests.browser.conftest import DESK, PHONE, check_accessibility
from tests.browser.test_accessibility import weigh
from tests.browser.test_citizen import LISTING, MAP, TIMELINE
from tests.browser.test_placing import SUGGESTED, Geocoder, geocoder, place_of, told


__all__ = ["geocoder"]

pytestmark = pytest.mark.django_db(transaction=True)
PLACING = re.compile(r"/placing\.js")


@pytest.fixture
def campaign(transactional_db: None, geocoder: Geocoder) -> Any:
    """Return a campaign with a drawn timeline, a map that asks for pins, and a form that asks where."""
    form = form_block(
        question("short_text", "titre", "Titre", required=True, is_title=True, max_length=120),
        question("long_text", "idee", "Votre idée", max_length=2000),
        question("point", "lieu", "Lieu", shapes=["line", "area"]),
        question("home", "foyer", "Votre logement"),
    )
    campaign = CampaignFactory(open=True, suggest_similar=True, body=[TIMELINE, MAP, form, LISTING])
    for days in (10, 20):
        opens = timezone.localdate() + timedelta(days=days)
        CampaignPhase.objects.create(page=campaign, name="Vote", kind="vote", start_date=opens)
    ContributionFactory.create_batch(60, campaign=campaign, published=True, pinned=True)
    return campaign


def seen(page: Page, campaign: Any) -> Locator:
    """Open a campaign's page and come near the map of its form; return the canvas."""
    page.goto(campaign.url)
    canvas = page.locator(".civic-picker__canvas")
    canvas.scroll_into_view_if_needed()
    expect(canvas.locator(".leaflet-control-zoom")).to_be_visible()
    return canvas


def expect_a_point(page: Page) -> None:
    expect(page.locator(".civic-picker__pin")).to_have_count(1)
    expect(page.locator("[name=lieu_longitude]")).not_to_have_value("")


@pytest.mark.parametrize("viewport", [PHONE, DESK])
def test_a_page_with_timeline_map_and_questions_of_place_asks_for_little(
    campaign: Any, new_page: Callable[..., Page], viewport: Any
) -> None:
    page = new_page(viewport=viewport)
    kilobytes, requests = weigh(page, campaign.url)
    parts = [
        ".civic-timeline__view",
        ".civic-map__panel[data-drawn]",
        ".civic-picker__canvas .leaflet-control-zoom",
        "[data-draw=area]",
        "[name=foyer_address]",
    ]
    for part in parts:
        expect(page.locator(part).first).to_be_visible()
    assert kilobytes <= 100, kilobytes
    assert requests <= 15, requests


@pytest.mark.parametrize("viewport", [PHONE, DESK])
def test_the_first_click_on_the_map_places_the_point(
    campaign: Any, new_page: Callable[..., Page], viewport: Any
) -> None:
    page = new_page(viewport=viewport, has_touch=viewport == PHONE)
    box = seen(page, campaign).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    press = page.touchscreen.tap if viewport == PHONE else page.mouse.click
    press(x, y)
    expect_a_point(page)
    expect(told(page)).to_contain_text("3 Rue des Groues")
    check_accessibility(page, include=".civic-picker")


def test_who_jumps_to_the_form_places_a_point_by_keyboard_alone(
    campaign: Any, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    page.goto(campaign.url)
    anchor = page.locator("section[id^=contribution-form]").get_attribute("id")
    page.goto(f"{campaign.url}#{anchor}")
    for _step in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className.includes('civic-picker__canvas')"):
            break
    expect(page.locator(".civic-picker__canvas .leaflet-control-zoom")).to_be_visible()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect_a_point(page)
    expect(page.locator(".civic-picker__canvas")).to_be_focused()


def test_on_a_slow_network_what_was_pressed_is_done_as_soon_as_it_can_be(
    campaign: Any, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    held: list[Route] = []
    page.route(PLACING, lambda route: held.append(route))  # noqa: PLW0108 Playwright marks it
    canvas = seen(page, campaign)
    canvas.click()
    expect(told(page)).to_have_text("Chargement de la carte…")
    assert place_of(page) == ("", "")
    held[0].continue_()
    expect_a_point(page)
    expect(told(page)).to_contain_text("3 Rue des Groues")


def test_a_line_is_begun_by_its_button_before_anything_else(
    campaign: Any, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    canvas = seen(page, campaign)
    page.locator("[data-draw=line]").click()
    canvas.click(position={"x": 120, "y": 150})
    expect(page.locator("[data-draw=line]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".civic-picker__vertex")).to_have_count(1)
    assert place_of(page) == ("", "")


def test_what_does_not_come_leaves_the_inputs_and_is_asked_for_again(
    campaign: Any, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    canvas = seen(page, campaign)
    page.route(PLACING, lambda route: route.abort())
    canvas.focus()
    expect(page.locator(".civic-picker__view")).to_be_hidden()
    expect(page.locator(".civic-picker__coordinates summary")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[name=lieu_latitude]")).to_be_visible()
    page.unroute(PLACING)
    page.evaluate("dispatchEvent(new Event('online'))")
    canvas.click(position={"x": 120, "y": 150})
    expect_a_point(page)


@pytest.mark.parametrize("name", ["lieu_address", "foyer_address"])
def test_an_address_typed_before_its_search_came_is_searched(
    campaign: Any, new_page: Callable[..., Page], name: str
) -> None:
    page = new_page()
    held: list[Route] = []
    page.route(re.compile(r"/address-search\.js"), lambda route: held.append(route))  # noqa: PLW0108 Playwright marks it
    seen(page, campaign)
    address = page.locator(f"[name={name}]")
    address.press_sequentially("12 rue")
    expect(page.locator("[role=option]")).to_have_count(0)
    for route in held:
        route.continue_()
    expect(page.locator("[role=option]:visible")).to_have_text(SUGGESTED)
