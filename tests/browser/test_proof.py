"""The proof of work in a real browser: unseen with scripts, a question in words without."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as project
from playwright.sync_api import Page, expect

from civic_pages.participation.models import Contribution, Report
from civic_pages.testing import CampaignFactory, ContributionFactory, form_block, question
from tests.abuse.gates import right_answer
from tests.browser.conftest import DESK, PHONE, check_accessibility
from tests.browser.test_accessibility import weigh


pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning"),
]
SEND = "form:has([name=civic_key]) button[type=submit]"


@pytest.fixture
def campaign(transactional_db: None, settings: Any) -> Any:
    settings.CIVIC_PAGES = {**project.CIVIC_PAGES, "CHALLENGE": "always"}
    short = form_block(
        question("short_text", "titre", "Titre", required=True, is_title=True, max_length=120),
        question("consent", "accord", "J'accepte", required=True),
    )
    return CampaignFactory(open=True, body=[short])


def fill(page: Page, text: str = "Un banc") -> None:
    page.locator("[name=titre]").fill(text)
    page.locator("[name=accord]").check()


def test_the_proof_is_made_unseen_while_one_writes(
    campaign: Any, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    page.goto(campaign.url)
    assert page.locator("[name=civic_proof]").input_value() == ""
    assert page.locator("[name=civic_answer]").count() == 0
    fill(page)
    expect(page.locator("[name=civic_proof]")).not_to_have_value("")
    check_accessibility(page)
    page.locator(SEND).click()
    page.wait_for_url(re.compile("merci="))
    assert Contribution.objects.get().title == "Un banc"


def test_who_sends_at_once_waits_for_the_proof(
    campaign: Any, new_page: Callable[..., Page], settings: Any
) -> None:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "CHALLENGE_DIFFICULTY": 400_000}
    page = new_page(viewport=PHONE)
    page.goto(campaign.url)
    page.evaluate(
        "() => { document.querySelector('[name=titre]').value = 'Vite';"
        " document.querySelector('[name=accord]').checked = true;"
        " document.querySelector('form.civic-form').requestSubmit(); }"
    )
    page.wait_for_url(re.compile("merci="))
    assert Contribution.objects.get().title == "Vite"


def test_where_workers_are_refused_the_page_works_itself(
    campaign: Any, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    page.add_init_script("window.Worker = class { constructor() { throw new Error('no'); } }")
    page.goto(campaign.url)
    fill(page)
    page.locator(SEND).click()
    page.wait_for_url(re.compile("merci="))


def test_an_old_page_asks_for_a_new_challenge_by_itself(
    campaign: Any, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    page.goto(campaign.url)
    page.evaluate("() => { const real = Date.now; Date.now = () => real() + 2 * 3600 * 1000; }")
    with page.expect_response(re.compile("/challenge/")):
        fill(page)
    page.locator(SEND).click()
    page.wait_for_url(re.compile("merci="))


def test_who_comes_back_may_send_another(campaign: Any, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto(campaign.url)
    for title in ("Un", "Deux"):
        fill(page, title)
        page.locator(SEND).click()
        page.wait_for_url(re.compile("merci="))
        page.go_back()
        page.reload()
    assert Contribution.objects.count() == 2


def test_where_the_script_fails_the_page_asks_in_words(
    campaign: Any, new_page: Callable[..., Page]
) -> None:
    page = new_page(viewport=PHONE)
    page.route("**/civic-proof.js", lambda route: route.abort())
    page.goto(campaign.url)
    fill(page)
    page.locator(SEND).click()
    answer = page.locator("[name=civic_answer]")
    answer.wait_for()
    assert page.locator("[name=titre]").input_value() == "Un banc"
    check_accessibility(page)
    page.set_viewport_size(DESK)
    check_accessibility(page)
    answer.fill(right_answer(page.locator("label[for$=civic_answer]").inner_text().split("?")[0]))
    page.locator(SEND).click()
    page.wait_for_url(re.compile("merci="))


def test_without_javascript_a_sum_in_words_is_asked(
    campaign: Any, new_page: Callable[..., Page]
) -> None:
    page = new_page(javascript=False)
    page.goto(campaign.url)
    fill(page)
    page.locator("[name=civic_answer]").fill("quatre-vingts")
    page.locator(SEND).click()
    page.wait_for_url(re.compile("#contribution-form"))
    assert page.locator("[name=titre]").input_value() == "Un banc"
    assert page.locator("[name=civic_answer]").get_attribute("aria-invalid") == "true"
    label = page.locator("label[for$=civic_answer]").inner_text().split("?")[0]
    page.locator("[name=civic_answer]").fill(right_answer(label))
    page.locator(SEND).click()
    page.wait_for_url(re.compile("merci="))
    assert Contribution.objects.count() == 1


def test_a_contribution_is_reported_with_and_without_javascript(
    campaign: Any, new_page: Callable[..., Page]
) -> None:
    contribution = ContributionFactory(campaign=campaign, published=True)
    for number, javascript in enumerate((True, False), start=1):
        page = new_page(javascript=javascript, viewport=PHONE)
        page.goto(f"{campaign.contributions_url}{contribution.reference}/")
        page.locator("a[href$='signaler/']").click()
        if not javascript:
            label = page.locator("label[for$=civic_answer]").inner_text().split("?")[0]
            page.locator("[name=civic_answer]").fill(right_answer(label))
        else:
            check_accessibility(page)
            page.set_viewport_size(DESK)
            check_accessibility(page)
        page.locator("[name=text]").fill("La deuxième phrase.")
        page.locator("main form button[type=submit]").click()
        page.locator("[data-error-summary]").wait_for()
        assert page.locator("[name=text]").input_value() == "La deuxième phrase."
        page.locator("[name=ground][value=hate]").check()
        page.locator("main form button[type=submit]").click()
        page.wait_for_url(re.compile("merci="))
        if javascript:
            check_accessibility(page)
        assert Report.objects.count() == number


def test_the_report_page_is_light(campaign: Any, new_page: Callable[..., Page]) -> None:
    for url in (campaign.url, f"{campaign.contributions_url}X/signaler/?merci=1"):
        kilobytes, requests = weigh(new_page(), url)
        assert kilobytes <= 40, (url, kilobytes)
        assert requests <= 15, (url, requests)
