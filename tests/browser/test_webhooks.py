"""Webhooks in the admin, on a phone and on a desk: axe finds nothing, and it works by keyboard."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from civic_pages.testing import CampaignFactory
from civic_pages.webhooks import delivering
from civic_pages.webhooks.emitting import emit
from civic_pages.webhooks.models import Webhook
from tests.browser.conftest import DESK, PHONE, check_accessibility
from tests.participation.desk import user_of
from tests.webhooks.conftest import receiver  # noqa: F401 - a fixture
from tests.webhooks.receiver import Receiver


pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning"),
]
SHOTS = os.environ.get("CIVIC_SHOTS", "")


def look(page: Page, name: str) -> None:
    """Check a page; keep a picture of it where $CIVIC_SHOTS names a folder."""
    # Wagtail's messages fade in.
    page.wait_for_timeout(700)
    check_accessibility(page, include="main")
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}-{width}.png"), full_page=True)


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_from_a_new_webhook_to_its_log(
    logged_in: Any,
    live_server: Any,
    receiver: Receiver,  # noqa: F811 - the fixture
    viewport: dict[str, int],
) -> None:
    user_of("admin")
    campaign: Any = CampaignFactory(open=True, title="Adapter la ville")
    page = logged_in("admin")
    page.set_viewport_size(viewport)
    page.goto("/admin/civic_webhooks/new/")
    page.fill("#id_name", "Logiciel d’accueil")
    page.fill("#id_url", "http://192.168.1.1/")
    page.check("input[value='contribution.submitted']")
    page.click("button[type=submit].button >> visible=true")
    page.wait_for_selector(".w-field__errors .error-message")
    look(page, "form-errors")
    assert page.is_checked("input[value='contribution.submitted']")
    page.fill("#id_url", receiver.url)
    page.check("input[value='contribution.published']")
    page.check("#id_team")
    page.focus("#id_enabled")
    page.keyboard.press("Enter")
    page.wait_for_url("**/inspect/**")
    assert page.input_value("#webhook-secret-value").startswith("whsec_")
    look(page, "secret")
    page.click("form[action$='/ping/'] button")
    page.wait_for_selector(".messages .success")
    look(page, "ping")
    _fail(campaign, receiver)
    page.reload()
    look(page, "webhook")
    page.goto("/admin/reports/civic-webhooks/")
    look(page, "log")
    page.click("td.title a >> nth=0")
    page.wait_for_selector("#delivery-body")
    look(page, "delivery")
    page.goto("/admin/civic_webhooks/")
    look(page, "list")
    page.goto("/admin/")
    page.wait_for_selector("text=Logiciel d’accueil")


def _fail(campaign: Any, receiver: Receiver) -> None:  # noqa: F811 - no fixture here
    receiver.behave = lambda _number, handler: handler.answer(503, b"En maintenance")
    emit(
        "contribution.published",
        campaign_id=campaign.pk,
        data=lambda page: {"campaign": {"id": page.pk}, "reference": "TST-2026-00001"},
        at=timezone.now(),
    )
    delivering.send_due(now=timezone.now())
    assert Webhook.objects.get().failures == 1
