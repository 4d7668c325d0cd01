"""What is one own in a browser: a comment taken back, lost links asked for; looked at by axe."""

import os
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from civic_pages.deliberation.models import Comment
from civic_pages.participation.choices import Status
from civic_pages.testing import CampaignFactory
from tests.browser.conftest import DESK, PHONE, check_accessibility
from tests.deliberation.discussion import commented, discussed, url_of


pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning"),
]


def test_ones_own_comment_is_withdrawn_with_the_keyboard_alone(
    transactional_db: None, new_page: Callable[..., Page]
) -> None:
    contribution = discussed()
    commented(contribution, "De quelqu'un d'autre.")
    page = new_page(javascript=False, viewport=PHONE)
    page.goto(url_of(contribution))
    page.fill("#commenter textarea", "Je me suis trompée.")
    page.click("#commenter button[type=submit]")
    mine = Comment.objects.get(body="Je me suis trompée.")
    own = f"#comment-{mine.pk} .civic-comment__own"
    page.wait_for_selector(own)
    assert page.locator(".civic-comment__own").count() == 1
    page.focus(f"{own} summary")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{own} button", state="visible")
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        if folder := os.environ.get("CIVIC_SCREENSHOTS"):
            page.locator("#discussion").screenshot(path=f"{folder}/own-{size['width']}.png")
    page.focus(f"{own} button")
    page.keyboard.press("Enter")
    page.wait_for_selector("#discussion [role=status]")
    assert page.locator(f"#comment-{mine.pk}").count() == 0
    mine.refresh_from_db()
    assert mine.status == Status.WITHDRAWN


def test_axe_finds_nothing_where_a_comment_can_be_withdrawn(
    transactional_db: None, new_page: Callable[..., Page]
) -> None:
    page = new_page(viewport=PHONE)
    page.goto(url_of(discussed()))
    page.fill("#commenter textarea", "Oui.")
    page.click("#commenter button[type=submit]")
    page.click(".civic-comment__own summary")
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        check_accessibility(page)
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_axe_finds_nothing_where_lost_links_are_asked_for(
    transactional_db: None, new_page: Callable[..., Page]
) -> None:
    campaign = CampaignFactory(open=True)
    page = new_page(viewport=PHONE)
    page.goto(f"{campaign.url}suivi/")
    for name, typed in (("wrong", "niet"), ("sent", "habitante@example.org")):
        page.fill("input[name=email]", typed)
        page.click(".civic-form button[type=submit]")
        page.wait_for_selector(".civic-errors" if name == "wrong" else ".civic-receipt")
        for size in (DESK, PHONE):
            page.set_viewport_size(size)
            check_accessibility(page)
            if folder := os.environ.get("CIVIC_SCREENSHOTS"):
                page.screenshot(path=f"{folder}/links-{name}-{size['width']}.png", full_page=True)
