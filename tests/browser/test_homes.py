"""A home answers twice: nobody learns it but the second, by their confirmed link."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from civic_pages.participation import actions
from civic_pages.participation.models import Contribution, ExactLocation, Status
from tests.browser.conftest import DESK, PHONE, check_accessibility
from tests.participation.homes import GEOCODER, geocoding, homes_campaign, private_path
from tests.participation.test_households import without_tokens


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def campaign(transactional_db: None, settings: Any) -> Iterator[Any]:
    with geocoding() as service:
        settings.CIVIC_PAGES = {
            **settings.CIVIC_PAGES,
            "GEOCODER": GEOCODER,
            "GEOCODER_URL": service.url,
        }
        yield homes_campaign(title="La fibre pour tous")


def fill(page: Page, *, flat: str, address: str = "12 rue Henri Barbusse") -> None:
    page.locator("[name=titre]").fill("Pas de fibre ici")
    page.locator("[name=foyer_address]").fill(address)
    page.locator("[name=foyer_staircase]").fill("B")
    page.locator("[name=foyer_flat]").fill(flat)
    page.locator("[name=courriel]").fill("habitante@example.org")
    page.locator("[name=accord]").check()


def send(page: Page) -> None:
    page.locator("form:has([name=civic_key]) button[type=submit]").last.click()


@pytest.mark.parametrize("javascript", [True, False])
def test_the_receipt_of_a_known_home_is_that_of_an_unknown_one(
    campaign: Any, new_page: Callable[..., Page], javascript: bool
) -> None:
    receipts = []
    for flat in ("1", "2", "1"):
        page = new_page(javascript=javascript)
        page.goto(campaign.url)
        fill(page, flat=flat)
        send(page)
        page.wait_for_url("**merci=**")
        receipts.append(without_tokens(page.content()))
    assert receipts[1] == receipts[2]


def test_addresses_are_suggested_and_chosen_by_keyboard(
    campaign: Any, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    page.goto(campaign.url)
    page.locator("[name=foyer_address]").press_sequentially("12 rue Henri Barbusse", delay=10)
    option = page.locator(".civic-home [role=option]")
    expect(option).to_have_text("12 Rue Henri Barbusse 92000 Nanterre")
    check_accessibility(page, include=".civic-home")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("[name=foyer_address]")).to_have_value(
        "12 Rue Henri Barbusse 92000 Nanterre"
    )


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("viewport", [PHONE, DESK])
def test_an_address_without_a_number_is_said_beside_it_and_kept(
    campaign: Any, new_page: Callable[..., Page], javascript: bool, viewport: Any
) -> None:
    page = new_page(javascript=javascript, viewport=viewport)
    page.goto(campaign.url)
    fill(page, flat="1", address="rue Henri Barbusse")
    send(page)
    error = page.locator("[data-field=foyer] .civic-field__error")
    expect(error).to_contain_text("Rue Henri Barbusse 92000 Nanterre")
    expect(page.locator("[name=foyer_address]")).to_have_value("rue Henri Barbusse")
    expect(page.locator("[name=foyer_staircase]")).to_have_value("B")
    if javascript:
        check_accessibility(page)


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("viewport", [PHONE, DESK])
def test_whoever_came_second_chooses_by_their_confirmed_link(
    campaign: Any, new_page: Callable[..., Page], javascript: bool, viewport: Any
) -> None:
    for flat in ("1", "1"):
        page = new_page(javascript=javascript, viewport=viewport)
        page.goto(campaign.url)
        fill(page, flat=flat)
        send(page)
        page.wait_for_url("**merci=**")
    first, second = Contribution.objects.order_by("pk")
    for contribution in (first, second):
        actions.confirm(contribution, now=timezone.now())
    page.goto(private_path(campaign, second))
    if javascript:
        check_accessibility(page)
    page.locator("[name=choice][value=update]").check()
    page.locator("form:has([name=choice]) button[type=submit]").click()
    expect(page.locator("[name=choice]")).to_have_count(0)
    expect(page.locator(".civic-own__home")).to_be_visible()
    first.refresh_from_db()
    assert (first.status, first.merged_into_id) == (Status.MERGED, second.pk)
    assert ExactLocation.objects.get(pk=second.pk).choice == "update"
