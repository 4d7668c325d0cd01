"""Keys of the API in a real browser: made, copied without a script, revoked; at two widths."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone
from playwright.sync_api import Page, expect

from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.access.keys import Program, key_for
from tests.browser.conftest import DESK, PHONE, check_accessibility
from tests.participation.desk import user_of


pytestmark = pytest.mark.django_db(transaction=True)
KEYS = "/admin/civic-api-keys/"
SHOTS = os.environ.get("CIVIC_SHOTS", "")


def look(page: Page, name: str) -> None:
    """Check a page with axe at both widths; keep a picture where one is asked for."""
    for viewport in (PHONE, DESK):
        page.set_viewport_size(viewport)
        check_accessibility(page, include=".civic-keys")
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{name} is {wide} px too wide at {viewport['width']}"
        if SHOTS:
            path = Path(SHOTS) / f"{name}-{viewport['width']}.png"
            page.screenshot(path=str(path), full_page=True)


@pytest.fixture
def moderator() -> object:
    user = user_of("moderator")
    user.user_permissions.add(Permission.objects.get(codename="manage_apikey"))
    return user


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_key_is_made_copied_and_revoked(
    logged_in: Callable[..., Page], moderator: object, javascript: bool
) -> None:
    CampaignFactory(open=True, title="Le parc de la mairie")
    row = ContributionFactory()
    key_for(moderator, "exports:run", expires_at=timezone.now() + timedelta(days=3))
    page = logged_in("moderator", javascript=javascript)
    page.goto(KEYS)
    if javascript:
        look(page, "keys")
    page.goto(f"{KEYS}add/")
    page.locator("form.civic-keys__form button[type=submit]").click()
    expect(page.locator("#id_name_error")).to_be_visible()
    if javascript:
        look(page, "key-errors")
    page.fill("#id_name", "Entrepôt de données")
    for scope in ("contributions:read", "contributions:moderate"):
        page.locator(f"input[value='{scope}']").check()
    page.locator("form.civic-keys__form button[type=submit]").click()
    key = page.locator("#civic-key").input_value()
    if javascript:
        look(page, "key-made")
    assert Program(key).post(f"contributions/{row.reference}/publish/").status_code == 200
    page.goto(KEYS)
    assert key not in page.content()
    page.get_by_role("link", name="Entrepôt de données", exact=True).click()
    if javascript:
        look(page, "key")
    page.locator(".civic-keys a[href$='/revoke/']").click()
    if javascript:
        look(page, "key-revoke")
    page.locator(".civic-keys form button[type=submit]").click()
    page.wait_for_url(f"**{KEYS}")
    assert Program(key).get("me/").status_code == 401
