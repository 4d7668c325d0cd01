"""A synthesis in a real browser: no barrier, nothing wider than a phone, light, without scripts."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from civic_pages.testing import ContributionFactory
from tests.browser.conftest import DESK, PHONE, check_accessibility
from tests.synthesis.citing import FIRST, synthesis_of
from tests.synthesis.test_figures_page import cite, published


pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning"),
]
LONG = "Les transports en commun, le vélo, la marche et le stationnement dans tous les quartiers"


@pytest.fixture
def synthesis(transactional_db: None) -> Any:
    page = synthesis_of(live=False)
    made = [
        ContributionFactory(
            campaign=page.campaign, published=True, category=LONG if number % 3 else "Nature",
            collective=number % 2 == 0, sector="est" if number % 2 else "ouest",
        )
        for number in range(30)
    ]  # fmt: skip
    cite(page, FIRST, *made)
    return published(page)


def test_axe_finds_nothing_on_a_synthesis_and_nothing_is_cut_off(
    synthesis: Any, new_page: Callable[..., Page]
) -> None:
    page = new_page(viewport=PHONE, javascript=True)
    page.goto(synthesis.url)
    for summary in page.locator("details > summary").all():
        summary.click()
    check_accessibility(page)
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    cut = page.evaluate(
        """() => [...document.querySelectorAll('.civic-chart text')].filter(text => {
            const box = text.getBBox(), view = text.ownerSVGElement.viewBox.baseVal;
            return box.x < -1 || box.x + box.width > view.width + 1 || box.y < -1
                || box.y + box.height > view.height + 1;
        }).map(text => text.textContent)"""
    )
    assert cut == []
    page.set_viewport_size(DESK)
    check_accessibility(page)
    page.emulate_media(color_scheme="dark")
    check_accessibility(page)
    page.goto(f"{synthesis.url}constats/{FIRST}/")
    check_accessibility(page)


def test_a_synthesis_is_read_without_scripts(synthesis: Any, new_page: Callable[..., Page]) -> None:
    page = new_page(viewport=PHONE, javascript=False)
    page.goto(synthesis.url)
    page.locator(".civic-contents a").nth(1).click()
    assert "#theme-" in page.url
    page.locator(f"#statement-{FIRST} summary").click()
    page.locator(f"#statement-{FIRST} li a").first.click()
    assert "/contributions/" in page.url
