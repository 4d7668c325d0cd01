"""A moderator at work in a real browser: keys, reasons, redaction, one answer to many, locks."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Page, expect
from wagtail.users.models import UserProfile

from civic_pages.participation.models import Contribution, ModerationLock, OfficialAnswer
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.browser.conftest import PHONE, check_accessibility
from tests.participation.desk import user_of


pytestmark = pytest.mark.django_db(transaction=True)
QUEUE = "/admin/civic_contributions/"


@pytest.fixture
def desk(logged_in: Callable[..., Page]) -> Page:
    user_of("moderator")
    return logged_in("moderator")


def inspect(page: Page, contribution: Contribution) -> None:
    page.goto(f"{QUEUE}inspect/{contribution.pk}/")
    # Wagtail's keys work once its scripts do.
    page.wait_for_function("() => window.wagtail && window.wagtail.app")


def test_on_a_telephone_what_is_done_with_the_chosen_stays_in_view(desk: Page) -> None:
    rows = ContributionFactory.create_batch(20, campaign=CampaignFactory(open=True))
    desk.set_viewport_size(PHONE)
    desk.goto(QUEUE)
    desk.wait_for_function("() => window.wagtail && window.wagtail.app")
    desk.locator(f'input[data-object-id="{rows[0].pk}"]').check()
    publish = desk.get_by_role("link", name="Publier les contributions choisies", exact=True)
    expect(publish).to_be_in_viewport()
    check_accessibility(desk)


def test_keys_lead_through_the_queue_and_leave_typing_alone(desk: Page) -> None:
    first, second, third = ContributionFactory.create_batch(3, campaign=CampaignFactory(open=True))
    inspect(desk, first)
    desk.keyboard.press("n")
    desk.wait_for_url(f"**/inspect/{second.pk}/")
    desk.keyboard.press("k")
    desk.wait_for_url(f"**/inspect/{first.pk}/")
    desk.keyboard.press("r")
    expect(desk.locator("#id_reason")).to_be_focused()
    desk.keyboard.type("pas rapport")
    expect(desk.locator("#id_reason")).to_have_value("pas rapport")
    assert Contribution.objects.filter(status="pending").count() == 3
    inspect(desk, third)
    desk.keyboard.press("p")
    desk.wait_for_url(re.compile(rf"/inspect/{first.pk}/"))
    third.refresh_from_db()
    assert third.status == "published"


def test_the_list_of_keys_holds_ours(desk: Page) -> None:
    inspect(desk, ContributionFactory())
    desk.keyboard.press("?")
    rows = desk.locator("#keyboard-shortcuts-dialog kbd")
    expect(rows.first).to_be_visible()
    assert rows.all_inner_texts()[:3] == ["p", "r", "a"]


def test_an_account_without_shortcuts_has_none_of_ours(desk: Page) -> None:
    contribution = ContributionFactory()
    UserProfile.objects.update_or_create(
        user=get_user_model().objects.get(), defaults={"keyboard_shortcuts": False}
    )
    inspect(desk, contribution)
    desk.keyboard.press("p")
    desk.wait_for_timeout(500)
    contribution.refresh_from_db()
    assert contribution.status == "pending"


def test_a_ready_reason_fills_the_box_and_can_be_reworded(desk: Page) -> None:
    contribution = ContributionFactory()
    inspect(desk, contribution)
    desk.keyboard.press("r")
    box, ready = desk.locator("#id_reason"), desk.locator("#id_ready")
    ready.select_option(label="Publicité")
    expect(box).to_have_value(re.compile("promotion"))
    ready.select_option(label="Doublon")
    expect(box).to_have_value(re.compile("même contribution"))
    expect(box).not_to_have_value(re.compile("promotion"))
    box.fill(f"{box.input_value()} Merci.")
    desk.locator("details[open] form button[type=submit]").click()
    desk.wait_for_url(f"**{QUEUE}")
    contribution.refresh_from_db()
    assert contribution.reason.count("même contribution") == 1
    assert contribution.reason.endswith("Merci.")


@pytest.mark.parametrize("javascript", [True, False])
def test_personal_data_goes_with_one_click(
    logged_in: Callable[..., Page], javascript: bool
) -> None:
    user_of("moderator")
    desk = logged_in("moderator", javascript=javascript)
    campaign = CampaignFactory(open=True)
    said = {"titre": "Un banc", "idee": "Appelez le 06 12 34 56 78.", "theme": "Voirie"}
    contribution = ContributionFactory(
        campaign=campaign, published=True, title="Un banc", answers=said
    )
    desk.goto(f"{QUEUE}inspect/{contribution.pk}/")
    expect(desk.locator(".civic-desk__answers mark")).to_have_text("06 12 34 56 78")
    if javascript:
        check_accessibility(desk, include=".civic-desk")
    desk.locator(".civic-desk__redaction > button").click()
    expect(desk.locator(".civic-desk__answers mark")).to_have_count(0)
    expect(desk.locator(".civic-desk__answers")).to_contain_text("Appelez le […].")
    desk.goto(f"{campaign.contributions_url}{contribution.reference}/")
    expect(desk.locator(".civic-answers")).to_contain_text("Appelez le […].")


@pytest.mark.parametrize("javascript", [True, False])
def test_one_answer_goes_to_the_filtered_set(
    logged_in: Callable[..., Page], new_page: Callable[..., Page], javascript: bool
) -> None:
    user_of("moderator")
    desk = logged_in("moderator", javascript=javascript)
    campaign = CampaignFactory(open=True)
    alike = ContributionFactory.create_batch(3, campaign=campaign, published=True, collective=True)
    ContributionFactory(campaign=campaign, published=True)
    desk.goto(f"{QUEUE}?status=published&kind=collective")
    words = re.compile("Écrire une réponse|Write an answer")
    if javascript:
        desk.locator("thead [data-bulk-action-select-all-checkbox]").check()
        desk.locator("[data-bulk-action-button]", has_text=words).click()
    else:
        desk.locator(".civic-desk__noscript a[href*='/answer/']").click()
    desk.locator("#id_answer_outcome").select_option(label="Retenue")
    desk.locator("#id_answer_text").fill("Dix bancs arrivent en mai.")
    desk.locator("main form button[type=submit]").click()
    desk.wait_for_url(re.compile("civic_contributions|bulk"))
    assert set(OfficialAnswer.objects.get().contributions.all()) == set(alike)
    page = new_page(javascript=javascript, viewport=PHONE)
    page.goto(f"{campaign.contributions_url}?outcome=retenue")
    expect(page.locator(".civic-card .civic-badge--outcome")).to_have_count(3)
    page.locator(".civic-card__title a").first.click()
    expect(page.locator(".civic-official")).to_contain_text("Dix bancs arrivent en mai.")
    if javascript:
        check_accessibility(page)


def test_leaving_gives_the_lock_back_and_reloading_keeps_it(desk: Page) -> None:
    contribution = ContributionFactory()
    inspect(desk, contribution)
    assert ModerationLock.objects.count() == 1
    desk.reload()
    desk.wait_for_timeout(300)
    assert ModerationLock.objects.count() == 1
    desk.goto(QUEUE)
    desk.wait_for_timeout(300)
    assert ModerationLock.objects.count() == 0


def test_the_words_of_the_city_are_accessible(desk: Page) -> None:
    for path in ("/admin/civic_mails/new/", "/admin/civic_reasons/", "/admin/civic_outcomes/"):
        desk.goto(path)
        check_accessibility(desk, include="main")
