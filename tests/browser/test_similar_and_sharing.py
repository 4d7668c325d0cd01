"""What is close while one writes and before one sends, and the links to share, in a real browser."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from civic_pages.participation.models import Contribution
from civic_pages.testing import CampaignFactory
from tests.browser.conftest import DESK, PHONE, check_accessibility
from tests.similar.made import CLOSE, everything_said


pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning"),
]


def write(page: Page) -> None:
    page.fill("input[name=titre]", CLOSE[0])
    page.fill("textarea[name=idee]", CLOSE[1])


def test_what_is_close_comes_while_one_writes_and_stays_away_once_put_away(
    new_page: Callable[..., Page],
) -> None:
    campaign = CampaignFactory(open=True, suggest_similar=True, code="SIM")
    made = everything_said(campaign)
    page = new_page(viewport=PHONE)
    page.goto(campaign.url)
    element = page.locator("civic-alike")
    expect(element).to_be_hidden()
    write(page)
    link = element.locator("a")
    expect(link).to_have_attribute("href", f"{campaign.url}contributions/{made[0].reference}/")
    expect(element.locator("[aria-live=polite]")).not_to_be_empty()
    check_accessibility(page)
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size(DESK)
    check_accessibility(page)
    element.locator("button").click()
    expect(element).to_be_hidden()
    expect(page.locator("textarea[name=idee]")).to_be_focused()
    page.fill("input[name=titre]", f"{CLOSE[0]} !")
    page.wait_for_timeout(900)
    expect(element).to_be_hidden()


@pytest.mark.parametrize("javascript", [True, False])
def test_the_form_comes_back_once_and_is_sent_then(
    new_page: Callable[..., Page], settings: Any, javascript: bool
) -> None:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "CHALLENGE": "never", "MIN_FILL_SECONDS": 0}
    campaign = CampaignFactory(open=True, suggest_similar=True, code="SIM")
    made = everything_said(campaign)
    page = new_page(viewport=PHONE, javascript=javascript)
    page.goto(campaign.url)
    write(page)
    page.check("input[name=accord]")
    page.locator("form:has(input[name=accord]) button[type=submit]").last.click()
    notice = page.locator("section.civic-alike")
    expect(notice.locator(".civic-alike__title a")).to_have_count(1)
    assert Contribution.objects.count() == len(made)
    if javascript:
        expect(notice).to_be_focused()
        check_accessibility(page)
    expect(page.locator("input[name=titre]")).to_have_value(CLOSE[0])
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    notice.locator("button").click()
    expect(page.locator(".civic-receipt")).to_be_visible()
    assert Contribution.objects.count() == len(made) + 1


def test_the_address_can_be_copied(new_page: Callable[..., Page]) -> None:
    campaign = CampaignFactory(open=True)
    page = new_page(viewport=DESK)
    page.goto(campaign.url)
    page.evaluate(
        "Object.defineProperty(navigator, 'clipboard', {value: {writeText: async (t) => { window.copied = t; }}})"
    )
    share = page.locator("civic-share")
    share.locator("button").click()
    expect(share.locator("[role=status]")).not_to_be_empty()
    assert page.evaluate("window.copied") == campaign.full_url
