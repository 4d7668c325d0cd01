"""A moderator works through the queue in a real browser; an editor is told what a page lacks."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from civic_pages.participation.models import Contribution
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.browser.conftest import check_accessibility
from tests.participation.desk import user_of


pytestmark = pytest.mark.django_db(transaction=True)
QUEUE = "/admin/civic_contributions/"
TIMELINE = {
    "type": "timeline",
    "id": "2d905e30-ac21-4e33-9f77-8b204c3d5e6f",
    "value": {"title": "Le calendrier", "show_phases": True, "milestones": []},
}


def open_as(role: str, logged_in: Callable[..., Page]) -> Page:
    user_of(role)
    return logged_in(role)


def test_boxes_lead_to_one_decision_about_several(logged_in: Callable[..., Page]) -> None:
    made = ContributionFactory.create_batch(3, campaign=CampaignFactory(open=True))
    page = open_as("moderator", logged_in)
    page.goto(QUEUE)
    check_accessibility(page, include="#listing-results")
    for contribution in made[:2]:
        page.locator(f'[data-object-id="{contribution.pk}"]').check()
    page.locator("[data-bulk-action-button]").first.click()
    page.wait_for_url(re.compile("/bulk/civic_pages/contribution/publish/"))
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(f"**{QUEUE}")
    expect(page.locator("[data-object-id]")).to_have_count(1)
    assert Contribution.objects.public().count() == 2


def test_a_filter_narrows_what_select_all_takes(logged_in: Callable[..., Page]) -> None:
    campaign = CampaignFactory(open=True)
    ContributionFactory.create_batch(2, campaign=campaign, collective=True)
    ContributionFactory(campaign=campaign)
    page = open_as("moderator", logged_in)
    page.goto(f"{QUEUE}?kind=collective")
    page.locator("thead [data-bulk-action-select-all-checkbox]").check()
    page.locator("[data-bulk-action-button].serious").click()
    page.locator("textarea[name=reason]").fill("En double.")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(re.compile(QUEUE))
    statuses = Contribution.objects.order_by("kind").values_list("kind", "status")
    assert list(statuses) == [("collective", "rejected")] * 2 + [("individual", "pending")]


def test_a_contribution_shows_its_place_and_is_published(logged_in: Callable[..., Page]) -> None:
    contribution = ContributionFactory(pinned=True, with_email=True)
    page = open_as("moderator", logged_in)
    page.goto(f"{QUEUE}inspect/{contribution.pk}/")
    expect(
        page.locator(".civic-desk__map path.leaflet-interactive, .civic-desk__map path")
    ).not_to_have_count(0)
    check_accessibility(page, include=".civic-desk")
    page.locator(".civic-desk__decision form button").first.click()
    page.wait_for_url(f"**{QUEUE}")
    contribution.refresh_from_db()
    assert contribution.status == "published"


def test_the_content_checker_names_a_step_without_a_date(logged_in: Callable[..., Page]) -> None:
    campaign: Any = CampaignFactory(phase_days=(-5, 5), body=[TIMELINE])
    campaign.phases.model.objects.create(page=campaign, name="Décision", kind="report")
    page = open_as("admin", logged_in)
    page.goto(campaign.url)
    results = page.locator("wagtail-userbar").locator(
        "#checker-trigger [data-content-checker-count]"
    )
    expect(results).not_to_have_text("")
    names = page.evaluate(
        """() => [...document.querySelector("wagtail-userbar").shadowRoot
            .querySelectorAll("[data-content-checker-name]")].map((name) => name.textContent.trim())"""
    )
    assert [name for name in names if name in {"Step without a date", "Étape sans date"}]
