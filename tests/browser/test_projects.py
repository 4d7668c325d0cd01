"""Projects in a real browser: nothing for axe on any page of theirs; the editor's map of a project."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from civic_pages.projects.models import Project
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.browser.conftest import DESK, PHONE, check_accessibility
from tests.browser.test_accessibility import scroll
from tests.participation.desk import PASSWORD, user_of
from tests.projects.making import DONE, WON, list_page, project


pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning"),
]


@pytest.fixture
def campaign(transactional_db: None) -> Any:
    return CampaignFactory(open=True, code="BPN")


def test_axe_finds_nothing_on_pages_of_projects(
    campaign: Any, new_page: Callable[..., Page]
) -> None:
    shown = list_page(campaign, introduction="<p>Les projets.</p>")
    first = project(campaign, *DONE, placed=True, category="Nature", sector="est")
    first.contributions.add(ContributionFactory(campaign=campaign, published=True))
    for status in ("not_chosen", "abandoned"):
        project(campaign, *WON[:2], (status, "2025-04-02"), category="Sport", placed=True)
    for number in range(20):
        project(campaign, *WON, title=f"Projet {number}", category="Sport")
    page = new_page(viewport=PHONE)
    for path in ("", "carte/", "chronologie/?q=verger", f"{first.reference}/"):
        page.set_viewport_size(PHONE)
        page.goto(f"{shown.url}{path}")
        scroll(page)
        check_accessibility(page)
        page.set_viewport_size({"width": 320, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.set_viewport_size(DESK)
        check_accessibility(page)
        page.emulate_media(color_scheme="dark")
        check_accessibility(page)
        page.emulate_media(color_scheme="light")


def test_an_editor_places_a_project_on_the_map(
    campaign: Any, new_page: Callable[..., Page]
) -> None:
    user_of("editor")
    page = new_page(admin=True)
    page.goto("/admin/login/?next=/admin/civic_projects/new/")
    page.locator("[name=username]").fill("editor")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[type=submit]").click()
    page.locator("[name=title]").fill("Un kiosque")
    page.locator("#id_point_latlng").fill("48.892, 2.206")
    expect(page.locator(".leaflet-marker-icon")).to_have_count(1)
    page.locator("[name=point]").evaluate("input => input.value")
    page.locator("footer [type=submit], .footer [type=submit]").first.click()
    page.wait_for_url("**/admin/civic_projects/")
    made = Project.objects.get()
    assert (made.latitude, made.longitude) == (48.892, 2.206)
