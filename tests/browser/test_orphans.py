"""An editor opens and saves a page that holds content whose app is gone; a site changes tokens."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from civic_pages.testing import CampaignFactory
from tests.blocks.test_orphans import PETITION, body, raw
from tests.browser.conftest import check_accessibility


pytestmark = pytest.mark.django_db(transaction=True)


def test_what_no_app_knows_survives_a_publication_in_the_editor(
    django_user_model: Any, logged_in: Callable[..., Page]
) -> None:
    django_user_model.objects.create_superuser("chef", "c@example.org", "mot-de-passe")
    campaign = CampaignFactory(open=True, body=[])
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE civic_pages_campaignpage SET body=%s WHERE page_ptr_id=%s",
            [json.dumps(body()), campaign.pk],
        )
    page = logged_in("chef")
    page.goto(f"/admin/pages/{campaign.pk}/edit/")
    kinds = page.locator("[name$='-value-kind']")
    expect(kinds).to_have_count(2)
    expect(kinds.first).to_have_value("petition")
    expect(kinds.first).to_have_attribute("readonly", "")
    check_accessibility(page, include="[data-contentpath='p1']")

    page.locator("[data-contentpath=body] button.c-sf-add-button").first.click()
    options = page.locator(".w-combobox__option")
    expect(options.filter(has_text="Calendrier de la décision")).to_have_count(1)
    assert not [text for text in options.all_inner_texts() if "application" in text]
    page.keyboard.press("Escape")

    page.locator("#id_title").fill("Un autre titre")
    page.locator("button[name=action-publish], [name=action-publish]").first.evaluate(
        "button => button.form.requestSubmit(button)"
    )
    page.wait_for_url(lambda url: "/edit/" not in url)
    stored = raw(campaign)
    assert stored[1] == PETITION
    assert stored[2]["value"]["fields"][1] == body()[2]["value"]["fields"][1]
    campaign.refresh_from_db()
    assert campaign.title == "Un autre titre"


def test_a_sheet_that_comes_later_changes_the_tokens(new_page: Callable[..., Page]) -> None:
    campaign = CampaignFactory(open=True)
    page = new_page()

    def with_theirs(route: Any) -> None:
        theirs = ":root { --civic-color-bg: #fffbe6; --civic-radius: 0; --civic-font: monospace }"
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text() + theirs)

    page.route("**/civic_blocks/css/blocks*.css", with_theirs)
    page.goto(campaign.url)
    style = page.evaluate(
        "() => { const s = getComputedStyle(document.body); return [s.backgroundColor, s.fontFamily] }"
    )
    assert style == ["rgb(255, 251, 230)", "monospace"]
