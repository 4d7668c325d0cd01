"""A text in a browser: without JavaScript, by keyboard, and with axe at both widths."""

from typing import Any

import pytest
from playwright.sync_api import expect

from civic_pages.deliberation.models import Reaction
from tests.browser.conftest import DESK, PHONE, check_accessibility
from tests.deliberation.texts import (
    CLAUSES,
    FIRST,
    clause,
    discussed_campaign,
    republish,
    text_beneath,
)


pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning"),
]


@pytest.fixture
def text(transactional_db: None) -> Any:
    page = text_beneath(discussed_campaign(live_totals=True))
    changed = clause("1", "Les arbres", "<p>La ville plante deux cents arbres par an.</p>")
    return republish(page, [CLAUSES[0], changed, clause("3", "Les jeux")], "Plus d'arbres.")


def test_a_position_is_taken_by_keyboard_and_without_javascript(new_page: Any, text: Any) -> None:
    page = new_page(viewport=PHONE, javascript=False)
    page.goto(text.url)
    page.locator(f"#clause-{FIRST[:8]} button[value=for]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/*fait=position*")
    pressed = page.locator('button[aria-pressed="true"]')
    assert pressed.get_attribute("value") == "for"
    assert Reaction.objects.get().stance == "for"
    page.locator(".civic-position__back").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/*fait=retire*")
    expect(page.locator("[role=status]")).to_be_visible()
    expect(page.locator('button[aria-pressed="true"]')).to_have_count(0)
    assert not Reaction.objects.exists()


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_axe_finds_nothing_on_any_page_of_a_text(new_page: Any, text: Any, size: Any) -> None:
    page = new_page(viewport=size)
    page.goto(text.url)
    page.locator(f"#clause-{FIRST[:8]} button[value=against]").click()
    for path in ("", f"clauses/{FIRST[:8]}/", "versions/", "versions/1/", "versions/2/difference/"):
        page.goto(f"{text.url}{path}")
        check_accessibility(page)
    page.set_viewport_size({"width": 320, "height": 800})
    for path in ("", f"clauses/{FIRST[:8]}/", "versions/2/difference/"):
        page.goto(f"{text.url}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
