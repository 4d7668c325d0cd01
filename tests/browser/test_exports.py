"""Exporting in a real browser: from the queue's filters to the file, and versions of a form."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from civic_pages.participation.models import Job
from civic_pages.testing import CampaignFactory, ContributionFactory, form_block, question
from tests.browser.conftest import check_accessibility
from tests.participation.desk import user_of


pytestmark = pytest.mark.django_db(transaction=True)
EXPORTS = "/admin/civic-exports/"


def test_the_filtered_queue_is_exported(logged_in: Callable[..., Page]) -> None:
    campaign = CampaignFactory(open=True, title="Le parc")
    ContributionFactory.create_batch(2, campaign=campaign, collective=True)
    ContributionFactory(campaign=campaign)
    user_of("moderator")
    page = logged_in("moderator")
    page.goto(f"/admin/civic_contributions/?campaign={campaign.pk}&kind=collective")
    page.locator("a[data-civic-export]").click()
    page.wait_for_url(re.compile(f"{EXPORTS}.*kind=collective.*status=pending"))
    expect(page.locator(".civic-exports__set")).to_contain_text("2 contributions")
    check_accessibility(page, include=".civic-exports")
    page.locator("input[name=format][value=xlsx]").check()
    with page.expect_download() as download:
        page.locator(".civic-exports__form button[type=submit]").click()
    assert re.fullmatch(r"[\w-]+-staff-[\d-]+\.xlsx", download.value.suggested_filename)


def test_an_export_under_way_is_offered_as_soon_as_it_is_done(
    logged_in: Callable[..., Page],
) -> None:
    campaign: Any = CampaignFactory(open=True)
    user = user_of("moderator")
    job = Job.objects.create(
        kind=Job.Kind.EXPORT, campaign=campaign, user=user, state=Job.State.RUNNING, done=400,
        total=1000, created_at=timezone.now(),
        parameters={"campaign_id": campaign.pk, "format": "csv"},
    )  # fmt: skip
    page = logged_in("moderator")
    page.goto(EXPORTS)
    expect(page.locator("progress")).to_have_attribute("value", "400")
    Job.objects.filter(pk=job.pk).update(state=Job.State.DONE, done=1000, file="jobs/x.csv")
    expect(page.locator(f"a[href$='{job.uuid}/']")).to_be_visible(timeout=15_000)
    expect(page.locator("progress")).to_have_count(0)


def test_the_versions_of_a_form_can_be_read(logged_in: Callable[..., Page]) -> None:
    campaign = CampaignFactory(open=True)
    ContributionFactory.create_batch(3, campaign=campaign)
    campaign.body = [form_block(question("long_text", "avis", "Votre avis", max_length=100))]
    campaign.save()
    ContributionFactory(campaign=campaign, answers={"avis": "Oui"})
    user_of("moderator")
    page = logged_in("moderator")
    page.goto(f"/admin/civic-form-versions/{campaign.pk}/")
    expect(page.locator(".civic-versions__list > li")).to_have_count(2)
    check_accessibility(page, include=".civic-versions")
