"""Scales, rankings, tables, counters and conditions in a browser, with and without JavaScript."""

import os
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from civic_pages.participation.models import Contribution
from civic_pages.testing import CampaignFactory, form_block, question
from tests.browser.conftest import DESK, PHONE, check_accessibility
from tests.forms.building import condition


pytestmark = pytest.mark.django_db(transaction=True)
QUESTIONS = [
    question("long_text", "avis", "Votre avis sur le parc", max_length=60, min_length=5, required=True),
    question("rating", "note", "Quelle note donnez-vous au parc ?", maximum=5, low="Pas du tout satisfait", high="Très satisfait", required=True),
    question("ranking", "priorites", "Que faut-il faire d'abord ?", choices=["Planter des arbres", "Poser des bancs", "Refaire les jeux d'enfants"]),
    question("matrix", "moments", "Quand y allez-vous ?", rows=["En semaine", "Le week-end"], columns=["Le matin", "L'après-midi", "Jamais"]),
    question("single_choice", "transport", "Comment venez-vous ?", choices=["À pied", "À vélo"], allow_other=True, is_category=False),
    question("multiple_choice", "usages", "Qu'y faites-vous ?", choices=["Du sport", "Une promenade", "Un pique-nique"], max_choices=2),
    question("phone", "telephone", "Votre téléphone"),
    {"type": "section", "id": "5c3b8a52-9e0d-4b8e-8f5e-3a4a4f7a1c01", "value": {"label": "À propos du vélo", "help_text": ""}},
    question("short_text", "garage", "Où le garez-vous ?", is_title=False, max_length=40, required=True, condition=condition("transport", "is", "À vélo")),
    question("yes_no", "suite", "Voulez-vous un garage ?", condition=condition("garage", "answered")),
]  # fmt: skip


@pytest.fixture
def campaign(transactional_db: None) -> Any:
    return CampaignFactory(
        open=True, perimeter=None, body=[form_block(*QUESTIONS, allow_collective=False)]
    )


def send(page: Page) -> None:
    page.locator("form:has([name=civic_key]) button[type=submit]").click()


def shot(page: Page, name: str) -> None:
    """Keep a picture where $SHOTS asks for it."""
    if folder := os.environ.get("SHOTS"):
        page.locator("section:has(form.civic-form)").first.screenshot(path=f"{folder}/{name}.png")


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("viewport", [PHONE, DESK])
def test_every_way_to_answer_works(
    campaign: Any, new_page: Callable[..., Page], javascript: bool, viewport: Any
) -> None:
    page = new_page(javascript=javascript, viewport=viewport)
    page.goto(campaign.url)
    name = f"{viewport['width']}-{'js' if javascript else 'plain'}"
    page.locator("[name=avis]").fill("Un beau parc\navec des arbres")
    page.locator("[name=note][value='4']").check()
    if javascript:
        take = page.locator("[data-act=take]:visible")
        for choice in ("Refaire les jeux d'enfants", "Poser des bancs"):
            page.locator(f'[data-choice="{choice}"] [data-act=take]').click()
        page.locator('[data-choice="Poser des bancs"] [data-act=up]').click()
        expect(take).to_have_count(1)
    else:
        page.locator("[name=priorites-1]").select_option("1")
        page.locator("[name=priorites-2]").select_option("2")
    page.locator("[name=moments-1][value='Le matin']").check()
    page.locator("[name=transport][value=__other__]").check()
    page.locator("[name=transport-other]").fill("En trottinette")
    page.locator("[name=usages]").nth(0).check()
    page.locator("[name=telephone]").fill("01 47 29 47 47")
    if not javascript:
        page.locator("[name=garage]").fill("Nulle part")
    shot(page, f"filled-{name}")
    if javascript:
        check_accessibility(page)
    send(page)
    page.wait_for_url(re.compile("merci="))
    assert Contribution.objects.get().answers == {
        "avis": "Un beau parc\navec des arbres",
        "note": 4,
        "priorites": ["Poser des bancs", "Refaire les jeux d'enfants"],
        "moments": {"Le week-end": "Le matin"},
        "transport": "En trottinette",
        "usages": ["Du sport"],
        "telephone": "+33147294747",
    }


@pytest.mark.parametrize("javascript", [True, False])
def test_a_refused_form_keeps_what_was_chosen(
    campaign: Any, new_page: Callable[..., Page], javascript: bool
) -> None:
    page = new_page(javascript=javascript, viewport=PHONE)
    page.goto(campaign.url)
    page.locator("[name=moments-0][value=Jamais]").check()
    page.locator("[name=transport][value=__other__]").check()
    page.locator("[name=transport-other]").fill("En trottinette")
    for box in page.locator("[name=usages]").all():
        box.check()
    if javascript:
        page.locator('[data-choice="Poser des bancs"] [data-act=take]').click()
    else:
        page.locator("[name=priorites-1]").select_option("1")
    send(page)
    expect(page.locator("[id$=_usages_error]")).to_be_visible()
    expect(page.locator("[id$=_note_error]")).to_be_visible()
    expect(page.locator("[name=moments-0][value=Jamais]")).to_be_checked()
    expect(page.locator("[name=transport-other]")).to_have_value("En trottinette")
    expect(page.locator("[name=priorites-1]")).to_have_value("1")
    shot(page, f"refused-{javascript}")
    for link in page.locator("[data-error-summary] a").all():
        assert page.locator(f"[id='{(link.get_attribute('href') or '')[1:]}']").count() == 1
    if javascript:
        check_accessibility(page)


def test_a_question_appears_once_it_is_asked(campaign: Any, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto(campaign.url)
    garage, suite = page.locator("[name=garage]"), page.locator("[data-field=suite]")
    section = page.locator(".civic-form__section")
    expect(garage).to_be_hidden()
    expect(section).to_be_hidden()
    assert garage.is_disabled()
    page.locator("[name=transport][value='À vélo']").check()
    expect(garage).to_be_visible()
    expect(section).to_be_visible()
    expect(suite).to_be_hidden()
    expect(page.locator("[data-asked-if-note]:visible")).to_have_count(0)
    garage.fill("Dans la cour")
    expect(suite).to_be_visible()
    page.locator("[name=suite][value=yes]").check()
    check_accessibility(page)
    page.locator("[name=transport][value='À pied']").check()
    expect(suite).to_be_hidden()
    page.locator("[name=avis]").fill("Un beau parc")
    page.locator("[name=note][value='4']").check()
    send(page)
    page.wait_for_url(re.compile("merci="))
    assert Contribution.objects.get().answers == {
        "avis": "Un beau parc", "note": 4, "transport": "À pied",
    }  # fmt: skip


def test_without_a_script_the_rule_is_told_in_words(
    campaign: Any, new_page: Callable[..., Page]
) -> None:
    page = new_page(javascript=False)
    page.goto(campaign.url)
    expect(page.locator("[name=garage]")).to_be_visible()
    expect(page.locator("[data-field=garage] [data-asked-if-note]")).to_contain_text("À vélo")
    expect(page.locator("[data-field=avis] .civic-field__help")).to_contain_text("60")


def test_a_counter_says_what_is_left_and_cuts_nothing(
    campaign: Any, new_page: Callable[..., Page]
) -> None:
    page = new_page(viewport=PHONE)
    page.goto(campaign.url)
    text, shown = (
        page.locator("[name=avis]"),
        page.locator("[data-field=avis] .civic-counter__shown"),
    )
    expect(shown).to_be_empty()
    text.fill("é" * 50 + "🌳")
    expect(shown).to_contain_text("9")
    text.fill("é" * 62)
    expect(shown).to_contain_text("2")
    expect(page.locator("[data-field=avis] [role=status]")).to_contain_text("2")
    check_accessibility(page)
    send(page)
    expect(page.locator("[id$=_avis_error]")).to_be_visible()
    expect(text).to_have_value("é" * 62)


def test_a_ranking_is_made_with_the_keyboard_alone(
    campaign: Any, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    page.goto(campaign.url)
    row = page.locator('[data-choice="Poser des bancs"]')
    page.locator('[data-choice="Planter des arbres"] [data-act=take]').press("Enter")
    row.locator("[data-act=take]").press("Enter")
    expect(row.locator("[data-act=drop]")).to_be_focused()
    row.locator("[data-act=up]").press("Enter")
    expect(row.locator("[data-act=up]")).to_be_focused()
    expect(page.locator("civic-ranking [role=status]")).to_contain_text("Poser des bancs")
    expect(page.locator("[name=priorites-1]")).to_have_value("1")
    expect(page.locator("[name=priorites-0]")).to_have_value("2")
    row.locator("[data-act=drop]").press("Enter")
    expect(row.locator("[data-act=take]")).to_be_focused()
    expect(page.locator("[name=priorites-1]")).to_have_value("")
    expect(page.locator("[name=priorites-0]")).to_have_value("1")
