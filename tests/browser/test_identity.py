"""A citizen confirms by e-mail, corrects and withdraws, by links alone."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from civic_pages.participation.models import Contribution, Status
from civic_pages.testing import CampaignFactory, form_block
from tests.browser.conftest import DESK, PHONE, check_accessibility
from tests.browser.test_citizen import LISTING, fill, send
from tests.participation.identity import last_path


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def campaign(transactional_db: None) -> Any:
    return CampaignFactory(
        open=True,
        identity="email",
        published_at_once=True,
        contact_email="agora@example.org",
        body=[form_block(), LISTING],
    )


def contribute(page: Page, campaign: Any) -> None:
    page.goto(campaign.url)
    fill(page)
    send(page)
    page.wait_for_url(re.compile("merci="))


def check(page: Page, javascript: bool) -> None:
    """Run axe, which needs scripts, and refuse a page that scrolls sideways."""
    if javascript:
        check_accessibility(page)
        width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert width <= 0


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("viewport", [PHONE, DESK])
def test_somebody_confirms_on_another_device_corrects_and_withdraws(
    campaign: Any, new_page: Callable[..., Page], javascript: bool, viewport: Any
) -> None:
    page = new_page(javascript=javascript, viewport=viewport)
    contribute(page, campaign)
    check(page, javascript)
    expect(page.locator("#private-link")).to_have_value(re.compile("/suivi/"))
    assert Contribution.objects.get().status == Status.UNCONFIRMED

    phone = new_page(javascript=javascript, viewport=viewport)
    phone.goto(last_path("confirmer/"))
    check(phone, javascript)
    phone.locator("main form button").click()
    phone.wait_for_url(re.compile("/suivi/"))
    check(phone, javascript)
    assert Contribution.objects.get().status == Status.PUBLISHED

    phone.locator("a[href$='corriger/']").click()
    check(phone, javascript)
    expect(phone.locator("[name=group_name]")).to_have_value("Amicale du Parc")
    phone.locator("[name=titre]").fill("")
    phone.locator("form.civic-form button[type=submit]").last.click()
    expect(phone.locator("[data-field=titre] .civic-field__error")).to_be_visible()
    check(phone, javascript)
    phone.locator("[name=titre]").fill("Deux bancs devant l'école")
    phone.locator("form.civic-form button[type=submit]").last.click()
    phone.wait_for_url(re.compile("/suivi/[^/]+/$"))
    expect(phone.locator("h1")).to_have_text("Deux bancs devant l'école")

    page.goto(f"{campaign.url}?a=1")
    expect(page.locator("main")).to_contain_text("Deux bancs devant l'école")
    phone.locator("a[href$='retirer/']").click()
    check(phone, javascript)
    phone.locator("main form button").click()
    phone.wait_for_url(re.compile("/suivi/[^/]+/$"))
    check(phone, javascript)
    assert Contribution.objects.get().status == Status.WITHDRAWN
    page.goto(f"{campaign.contributions_url}?a=2")
    expect(page.locator("main")).not_to_contain_text("Deux bancs")


@pytest.mark.parametrize("javascript", [True, False])
def test_another_mail_is_asked_for_from_the_receipt(
    campaign: Any, new_page: Callable[..., Page], javascript: bool
) -> None:
    page = new_page(javascript=javascript, viewport=PHONE)
    contribute(page, campaign)
    page.locator("form[action$='renvoyer/'] button").click()
    page.wait_for_url(re.compile("renvoyer/"))
    expect(page.locator("h1")).to_have_count(1)
    check(page, javascript)


def test_a_visitor_of_a_campaign_that_asks_for_an_account_sees_where_to_log_in(
    transactional_db: None, new_page: Callable[..., Page], settings: Any
) -> None:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "LOGIN_URL": "/admin/login/"}
    campaign = CampaignFactory(open=True, identity="account")
    page = new_page()
    page.goto(campaign.url)
    check_accessibility(page)
    link = page.locator(".civic-block--contribution-form a.civic-button")
    expect(link).to_have_attribute("href", re.compile("/admin/login/\\?next="))
