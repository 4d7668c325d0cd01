"""An editor takes the code of a campaign's part, sees it, and allows a site."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Page, expect

from civic_pages.testing import CampaignFactory
from tests.browser.conftest import DESK, PHONE, check_accessibility
from tests.embedding.conftest import body


pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning"),
]


def test_an_editor_copies_a_code_and_allows_the_site(
    live_server: Any, logged_in: Callable[..., Page]
) -> None:
    get_user_model().objects.create_superuser("admin", "admin@example.org", "secret-secret")
    campaign = CampaignFactory(open=True, slug="fibre", body=body())
    page = logged_in("admin")
    page.emulate_media(color_scheme="dark")
    address = f"/admin/civic/embed/{campaign.pk}/?part=map&where=https://www.nanterre.example"
    for viewport in (DESK, PHONE):
        page.set_viewport_size(viewport)
        page.goto(address)
        expect(page.locator(".civic-notice--warning")).to_be_visible()
        page.locator(".civic-codes__preview").scroll_into_view_if_needed()
        preview = page.frame_locator(".civic-codes__preview")
        expect(preview.locator(".civic-map__canvas")).to_be_visible()
        check_accessibility(page)
    page.locator(".civic-codes__code button").first.click()
    expect(page.locator(".civic-codes__code [role=status]").first).not_to_be_empty()
    page.locator(".civic-notice--warning a").click()
    page.wait_for_url("**/embeddingsettings/**")
    check_accessibility(page)
    page.fill("[name=allowed_sites]", "https://www.nanterre.example/")
    page.locator("button[type=submit]").last.click()
    page.wait_for_load_state()
    page.goto(address)
    expect(page.locator(".civic-notice--success")).to_be_visible()
