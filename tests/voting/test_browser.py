"""A vote in a real browser: a budget summed up while one chooses, and without any script."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from civic_pages.models import Ballot
from civic_pages.voting import actions
from tests.browser.conftest import DESK, PHONE, check_accessibility, new_page
from tests.voting import votes


__all__ = ["new_page"]
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning"),
]
WORDS = "<p>J’habite, je travaille ou j’étudie à Nanterre.</p>"
NANTERRE = {
    "method": "budget", "budget": 60_000, "envelope": 90_000, "max_per_scope": 1,
    "eligibility": WORDS, "minimal_age": 16,
}  # fmt: skip


def sees_no_scroll(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing_from_the_first_choice_to_the_result(
    transactional_db: None, new_page: Callable[..., Page], admin_user: Any, viewport: Any
) -> None:
    vote = votes.make(**NANTERRE)
    page = new_page(viewport=viewport)
    page.goto(vote.url)
    total = page.locator("output")
    assert total.is_hidden()
    page.get_by_label("Fontaine du Parc").check()
    page.get_by_label("Piste cyclable").check()
    assert "civic-ballot__total--over" in (total.get_attribute("class") or "")
    check_accessibility(page)
    page.click(".civic-ballot button[type=submit]")
    page.wait_for_selector("#vote-errors")
    assert page.get_by_label("Piste cyclable").is_checked()
    check_accessibility(page)
    page.get_by_label("Fontaine du Parc").uncheck()
    assert "civic-ballot__total--over" not in (total.get_attribute("class") or "")
    page.locator("label:has(#scope-1)").click()
    assert page.get_by_label("Bancs place Foch").is_visible()
    assert page.get_by_label("Arbres dans la ville").is_hidden()
    assert page.get_by_label("Piste cyclable").is_visible(), "what is chosen stays in sight"
    page.check("#attest")
    page.check("#age")
    page.fill("#courriel", "samira@example.org")
    page.click(".civic-ballot button[type=submit]")
    page.wait_for_url("**/merci/")
    code = page.inner_text("#receipt")
    check_accessibility(page)
    page.goto(f"{vote.url}verifier/")
    page.fill("#code", code)
    page.click("main button[type=submit]")
    assert page.get_attribute("#standing", "data-standing") == "waiting"
    check_accessibility(page)
    votes.cast(vote, votes.keys(vote)[:1])
    votes.cast(vote, votes.keys(vote)[1:2], "b@example.org")
    vote.campaign.phases.update(end_date=timezone.localdate() - timedelta(days=1))
    actions.publish(votes.again(vote), by=admin_user, now=timezone.now())
    page.goto(vote.url)
    page.click("#rules summary")
    check_accessibility(page)
    page.set_viewport_size({"width": 320, "height": 700})
    sees_no_scroll(page)


def test_one_votes_without_any_script_and_by_keyboard_at_320_pixels(
    transactional_db: None, new_page: Callable[..., Page]
) -> None:
    vote = votes.make(**NANTERRE)
    page = new_page(javascript=False, viewport={"width": 320, "height": 700})
    page.goto(vote.url)
    sees_no_scroll(page)
    assert page.locator("output").is_hidden()
    page.get_by_label("Bancs place Foch").focus()
    for key in ["Space", "Tab", "Tab", "Space"]:
        page.keyboard.press(key)
    assert page.get_by_label("Piste cyclable").is_checked()
    for name in ("#attest", "#age"):
        page.focus(name)
        page.keyboard.press("Space")
    page.focus("#courriel")
    page.keyboard.type("samira@example.org")
    page.keyboard.press("Enter")
    page.wait_for_url("**/merci/")
    sees_no_scroll(page)
    first, _second, third, _fourth = votes.keys(vote)
    assert Ballot.objects.get().choices == [first, third]


@pytest.mark.parametrize(
    ("days", "told"),
    [((5, 10), "Pas encore ouvert"), ((-10, -1), "dépouill")],
    ids=["upcoming", "being counted"],
)
def test_axe_finds_nothing_before_the_vote_and_while_it_is_counted(
    transactional_db: None,
    new_page: Callable[..., Page],
    days: tuple[int, int],
    told: str,
) -> None:
    vote = votes.make(**NANTERRE, days=days)
    page = new_page(viewport=PHONE)
    page.goto(vote.url)
    assert told in page.inner_text("main")
    assert page.locator(".civic-ballot button[type=submit]").count() == 0
    check_accessibility(page)
    sees_no_scroll(page)
