"""Citing with a real browser, without JavaScript too; and what became of a contribution."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from civic_pages.synthesis import actions
from civic_pages.synthesis.models import Citation
from civic_pages.testing import ContributionFactory
from tests.browser.conftest import DESK, PHONE, check_accessibility
from tests.participation.desk import user_of
from tests.synthesis.citing import FIRST, synthesis_of


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def synthesis(transactional_db: None) -> Any:
    page = synthesis_of()
    for number in range(3):
        ContributionFactory(campaign=page.campaign, published=True, collective=number == 0)
    return page


@pytest.mark.parametrize("javascript", [True, False])
def test_an_editor_ticks_contributions_and_cites_them(
    synthesis: Any, logged_in: Callable[..., Page], javascript: bool
) -> None:
    user_of("admin")
    page = logged_in("admin", javascript=javascript)
    page.goto(reverse("civic_citations", args=[synthesis.pk]))
    if javascript:
        check_accessibility(page, include=".civic-synthesis")
    page.locator(f'a[href*="statement={FIRST}"]').click()
    if javascript:
        page.locator('[data-w-bulk-target="all"]').check()
        check_accessibility(page, include=".civic-synthesis")
    else:
        for box in page.locator("[name=contribution]").all():
            box.check()
    page.locator("button[name=cite]").click()
    page.wait_for_load_state()
    assert Citation.objects.of(synthesis, [FIRST]).count() == 3
    if javascript:
        page.goto(reverse("civic_commitments", args=[synthesis.pk]))
        page.locator("summary", has_text="").first.click()
        check_accessibility(page, include=".civic-synthesis")


def test_what_became_of_a_contribution_is_accessible_at_every_width(
    synthesis: Any, new_page: Callable[..., Page]
) -> None:
    by, now = user_of("admin"), timezone.now()
    row = synthesis.campaign.civic_contributions.first()
    actions.cite(synthesis, FIRST, [row.pk], by=by, now=now)
    entered = actions.Standing("delayed", timezone.localdate(now), "Le marché est relancé.")
    actions.add_step(synthesis, FIRST, entered, by=by, now=now)
    for viewport in (PHONE, DESK, {"width": 320, "height": 700}):
        page = new_page(viewport=viewport)
        page.goto(f"{synthesis.url}ma-contribution/")
        page.fill("[name=reference]", row.reference)
        page.keyboard.press("Enter")
        page.wait_for_selector(".civic-places")
        check_accessibility(page)
        page.goto(f"{synthesis.campaign.url}contributions/{row.reference}/")
        check_accessibility(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
