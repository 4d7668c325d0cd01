"""Following on a phone and on a desk: axe finds nothing, nothing overflows, and it works by keyboard."""

from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Page

from civic_pages.following.models import Subscription
from civic_pages.testing import CampaignFactory
from tests.browser.conftest import DESK, PHONE, check_accessibility
from tests.following.mailbox import link


pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning"),
]


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_from_the_form_to_the_last_link(
    new_page: Any, live_server: Any, viewport: dict[str, int]
) -> None:
    campaign: Any = CampaignFactory(closed=True)
    page: Page = new_page(viewport=viewport)
    page.goto(f"{live_server.url}{campaign.url}")
    check_accessibility(page, include="#suivre")
    page.focus("#id_follow_email")
    page.keyboard.type("habitante@example.org")
    page.keyboard.press("Enter")
    page.wait_for_url("**/merci/")
    check_accessibility(page)
    page.goto(f"{live_server.url}{link('confirmer', mail.outbox[-1])}")
    check_accessibility(page)
    page.click("main button[type=submit]")
    page.wait_for_url("**/gerer/**")
    check_accessibility(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    page.select_option("select[name=pace]", "daily")
    page.click(".civic-follow__pace button >> nth=0")
    page.wait_for_url("**/gerer/**")
    assert Subscription.objects.get().pace == "daily"
    page.click("a[href='?arreter=tout']")
    page.wait_for_url("**/gerer/**arreter=tout")
    check_accessibility(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    assert Subscription.objects.exists()
    page.click("button[name=stop][value=all]")
    page.wait_for_selector(".civic-receipt .civic-button[href]")
    check_accessibility(page)
    assert not Subscription.objects.exists()


def test_a_form_that_is_refused_says_so_and_fits_a_narrow_phone(
    new_page: Any, live_server: Any
) -> None:
    campaign: Any = CampaignFactory(open=True)
    page: Page = new_page(viewport={"width": 320, "height": 700}, javascript=False)
    page.goto(f"{live_server.url}/suivi-par-courriel/{campaign.pk}/")
    page.fill("#id_follow_email", "habitante@")
    page.click("main button[type=submit]")
    page.wait_for_selector(".civic-errors")
    assert page.input_value("#id_follow_email") == "habitante@"
