"""An operator types paper forms by keyboard, prints the form, and imports a file."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from civic_pages.participation.models import Contribution, Status
from civic_pages.testing import FORM_ID, CampaignFactory
from tests.browser.conftest import DESK, PHONE, check_accessibility
from tests.participation.desk import user_of


pytestmark = pytest.mark.django_db(transaction=True)
FILE = "titre;idée;thème;numéro\nDes bancs;Il en manque.;Voirie;a1\n{second};À l'ombre.;Nature;a2\n"


@pytest.fixture
def operator(logged_in: Callable[..., Page]) -> Callable[..., Page]:
    """Return a function that opens a page as a moderator, with or without JavaScript."""
    user_of("moderator")
    return partial(logged_in, "moderator")


def desk_of(campaign: Any, rest: str = "") -> str:
    return f"/admin/civic/desk/{campaign.pk}/{FORM_ID}/{rest}"


def test_three_forms_are_typed_without_touching_the_mouse(operator: Callable[..., Page]) -> None:
    campaign, page = CampaignFactory(closed=True), operator()
    page.goto(desk_of(campaign))
    page.fill("[name=desk-batch]", "Marché du 12 mai")
    expect(page.locator("[name=group_name]")).to_be_hidden()
    page.locator("[name=contributor_kind]").first.focus()
    for number in range(1, 4):
        expect(page.locator("[name=contributor_kind]").first).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.type(f"Idée {number}")
        page.keyboard.press("Tab")
        page.keyboard.type("Des bancs et de l'ombre.")
        page.locator("[name=accord]").focus()
        page.keyboard.press("Space")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".civic-entry__count")).to_contain_text(f"{number} ")
        expect(page.locator("[name=titre]")).to_have_value("")
    titles = Contribution.objects.order_by("pk").values_list("title", "batch")
    assert list(titles) == [(f"Idée {n}", "Marché du 12 mai") for n in range(1, 4)]
    check_accessibility(page, include=".civic-entry")
    page.locator(".civic-entry__last button").click()
    expect(page.locator(".civic-entry__last")).to_have_count(0)
    assert Contribution.objects.filter(status=Status.WITHDRAWN).count() == 1


def test_errors_are_found_by_keyboard_and_nothing_is_lost(operator: Callable[..., Page]) -> None:
    campaign, page = CampaignFactory(open=True), operator()
    page.goto(desk_of(campaign))
    page.fill("[name=titre]", "Des bancs")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".civic-errors")).to_be_visible()
    expect(page.locator("[name=titre]")).to_have_value("Des bancs")
    expect(page.locator("[name=accord]")).to_be_focused()
    check_accessibility(page, include=".civic-entry")
    assert not Contribution.objects.exists()


def test_a_form_is_typed_without_javascript(operator: Callable[..., Page]) -> None:
    campaign, page = CampaignFactory(open=True), operator(javascript=False)
    page.goto(desk_of(campaign))
    page.fill("[name=titre]", "Des bancs")
    page.check("[name=accord]")
    page.click(".civic-entry__send button")
    expect(page.locator(".civic-entry__last")).to_be_visible()
    assert Contribution.objects.get().title == "Des bancs"


@pytest.mark.parametrize("javascript", [True, False])
def test_a_file_is_tried_corrected_and_imported(
    operator: Callable[..., Page],
    javascript: bool,
    tmp_path: Path,
) -> None:
    campaign, page = CampaignFactory(open=True), operator(javascript=javascript)
    path = tmp_path / "idées.csv"
    for second, expected in (("", "1"), ("Des arbres", "0")):
        path.write_text(FILE.format(second=second))
        page.goto(desk_of(campaign, "import/"))
        page.set_input_files("[name=file]", path)
        page.click(".civic-import__upload button")
        page.check("[name=option-consents]")
        page.click("button[value=check]")
        expect(page.locator(".civic-import__counts dd").last).to_have_text(expected)
        if javascript:
            check_accessibility(page, include=".civic-entries")
    page.locator("#civic-report form button").click()
    expect(page.locator("#civic-report h3")).to_contain_text("2")
    assert Contribution.objects.count() == 2


@pytest.mark.parametrize("viewport", [PHONE, DESK])
def test_the_paper_form_is_accessible_on_screen(
    new_page: Callable[..., Page],
    viewport: Any,
) -> None:
    campaign = CampaignFactory(open=True)
    page = new_page(viewport=viewport)
    page.goto(campaign.print_url(FORM_ID))
    expect(page.locator(".paper-code img")).to_be_visible()
    assert page.evaluate("document.querySelector('.paper-code img').naturalWidth") > 0
    check_accessibility(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
