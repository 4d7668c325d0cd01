"""An editor makes a link to a draft, at a phone's and a desk's width, and it opens."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from civic_pages.testing import CampaignFactory
from tests.browser.conftest import DESK, PHONE, check_accessibility
from tests.participation.desk import user_of


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_an_editor_makes_a_link_and_it_opens(
    logged_in: Callable[..., Page], live_server: Any, viewport: Any, tmp_path: Path
) -> None:
    user_of("editor")
    campaign = CampaignFactory(live=False, title="Brouillon")
    campaign.save_revision()
    page = logged_in("editor")
    page.set_viewport_size(viewport)
    page.goto(f"/admin/civic/preview-link/{campaign.pk}/")
    check_accessibility(page, include="#main")
    page.get_by_role("button", name="Make a link").or_(
        page.get_by_role("button", name="Créer un lien")
    ).click()
    box = page.locator("textarea[readonly]")
    box.wait_for()
    check_accessibility(page, include="#main")
    page.screenshot(path=str(tmp_path / f"preview-link-{viewport['width']}.png"), full_page=True)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= viewport["width"]
    address = box.input_value()
    told = page.request.get(live_server.url + address[address.index("/api/") :])
    assert told.json()["title"] == "Brouillon"
