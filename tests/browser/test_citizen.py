"""A citizen reads a campaign, contributes for an association, and finds it published."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from civic_pages.participation import actions
from civic_pages.participation.models import Contribution
from civic_pages.testing import INSIDE, OUTSIDE, CampaignFactory, form_block
from tests.browser.conftest import DESK, PHONE, check_accessibility


pytestmark = pytest.mark.django_db(transaction=True)
MAP = {
    "type": "map",
    "id": "0b7e3c1e-8a0f-4c11-9d55-6f0e2a1b3c4d",
    "value": {"title": "La carte", "introduction": "", "zoom": 14, "show_contributions": True, "show_sectors": True, "points_of_interest": []},
}  # fmt: skip
LISTING = {
    "type": "contributions_list",
    "id": "1c8f4d2f-9b10-4d22-8e66-7a1f3b2c4d5e",
    "value": {"title": "Les contributions", "limit": 6},
}
TIMELINE = {
    "type": "timeline",
    "id": "2d905e30-ac21-4e33-9f77-8b204c3d5e6f",
    "value": {"title": "Le calendrier", "show_phases": True, "milestones": []},
}


@pytest.fixture
def campaign(transactional_db: None) -> Any:
    return CampaignFactory(open=True, body=[TIMELINE, MAP, form_block(), LISTING])


def fill(page: Page, *, place: tuple[float, float] | None = INSIDE) -> None:
    """Fill in the form as an association, the place by its coordinates where it is given."""
    page.locator("[name=contributor_kind][value=collective]").check()
    page.locator("[name=group_name]").fill("Amicale du Parc")
    page.locator("[name=represented]").fill("45")
    page.locator("[name=titre]").fill("Un banc devant l'école")
    page.locator("[name=idee]").fill("Les parents attendent debout.")
    page.locator("[name=theme][value=Nature]").check()
    page.locator("[name=courriel]").fill("amicale@example.org")
    page.locator("[name=accord]").check()
    if place:
        details = page.locator("details:has([name=lieu_latitude])")
        if details.count() and not page.locator("[name=lieu_latitude]").is_visible():
            details.locator("summary").click()
        page.locator("[name=lieu_latitude]").fill(str(place[0]))
        page.locator("[name=lieu_longitude]").fill(str(place[1]))


def send(page: Page) -> None:
    page.locator("form:has([name=civic_key]) button[type=submit]").click()


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("viewport", [PHONE, DESK])
def test_an_association_contributes_and_sees_its_receipt(
    campaign: Any, new_page: Callable[..., Page], javascript: bool, viewport: Any
) -> None:
    page = new_page(javascript=javascript, viewport=viewport)
    page.goto(campaign.url)
    expect(page.get_by_role("heading", level=1)).to_have_text(campaign.title)
    fill(page)
    send(page)
    page.wait_for_url(re.compile("merci="))
    contribution = Contribution.objects.get()
    expect(page.locator("main")).to_contain_text(contribution.reference)
    assert (contribution.kind, contribution.represented) == ("collective", 45)
    assert (contribution.latitude, contribution.longitude) == INSIDE
    if javascript:
        check_accessibility(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_place_outside_is_refused_beside_its_field_and_everything_is_kept(
    campaign: Any, new_page: Callable[..., Page], javascript: bool
) -> None:
    page = new_page(javascript=javascript)
    page.goto(campaign.url)
    fill(page, place=OUTSIDE)
    send(page)
    expect(page.locator("[id$=_lieu_error]")).to_be_visible()
    expect(page.locator("[name=titre]")).to_have_value("Un banc devant l'école")
    expect(page.locator("[name=group_name]")).to_have_value("Amicale du Parc")
    expect(page.locator("[name=represented]")).to_have_value("45")
    expect(page.locator("[name=theme][value=Nature]")).to_be_checked()
    expect(page.locator("[name=lieu_latitude]")).to_have_value(str(OUTSIDE[0]))
    assert not Contribution.objects.exists()
    if javascript:
        check_accessibility(page)


def test_a_pin_is_placed_with_the_keyboard_alone(
    campaign: Any, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    page.goto(campaign.url)
    picker = page.locator("civic-point-picker")
    # As the Tab key does on its way: a map is loaded when one comes near it.
    picker.scroll_into_view_if_needed()
    target = picker.locator(".leaflet-container")
    target.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("[name=lieu_longitude]")).not_to_have_value("")
    latitude = page.locator("[name=lieu_latitude]").input_value()
    longitude = page.locator("[name=lieu_longitude]").input_value()
    assert campaign.territory.covers(float(latitude), float(longitude))
    expect(picker.locator("[aria-live]").first).not_to_be_empty()


def test_a_published_contribution_is_on_page_list_and_map_and_not_before(
    campaign: Any, new_page: Callable[..., Page], admin_user: Any
) -> None:
    from django.utils import timezone

    page = new_page()
    page.goto(campaign.url)
    fill(page)
    send(page)
    page.wait_for_url(re.compile("merci="))
    contribution = Contribution.objects.get()
    addresses = (campaign.url, campaign.contributions_url)
    for address in addresses:
        page.goto(address)
        expect(page.locator("main")).not_to_contain_text("Un banc devant l'école")
    actions.publish(contribution, by=admin_user, now=timezone.now())
    for address in addresses:
        page.goto(f"{address}?a=1")
        expect(page.locator("main")).to_contain_text("Un banc devant l'école")
    page.goto(f"{campaign.url}?a=2")
    expect(
        page.locator("civic-map .leaflet-marker-icon, civic-map .civic-map__pin").first
    ).to_be_visible()


def test_a_double_click_sends_once(campaign: Any, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto(campaign.url)
    fill(page)
    page.locator("form:has([name=civic_key]) button[type=submit]").dblclick()
    page.wait_for_url(re.compile("merci="))
    assert Contribution.objects.count() == 1
