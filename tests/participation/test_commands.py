"""The commands that a city's technical team schedules."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import PageLogEntry
from wagtail.signals import page_published

from civic_pages.campaigns.deadlines import months_after
from civic_pages.campaigns.models import CampaignPage
from civic_pages.participation import tallies
from civic_pages.participation.geo import publication
from civic_pages.participation.models import (
    Contact,
    Contribution,
    ExactLocation,
    PublicAreas,
    Tally,
)
from civic_pages.testing import CampaignFactory, ContributionFactory


pytestmark = pytest.mark.django_db

LONG_AGO = (-800, -500)  # Days from today: ended more than twelve months ago.


def run(name: str, *args: Any) -> str:
    out = StringIO()
    call_command(name, *args, stdout=out, no_color=True)
    return out.getvalue()


def test_verifying_right_counts_succeeds() -> None:
    ContributionFactory(published=True)
    assert "All counts are right." in run("civic_recount", "--verify")


def test_verifying_wrong_counts_tells_them_changes_nothing_and_fails() -> None:
    contribution = ContributionFactory(published=True)
    Tally.objects.update(count=7)
    out = StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("civic_recount", "--verify", stdout=out)
    assert caught.value.returncode == 1
    assert "kept (7, 1), counted (1, 1)" in out.getvalue()
    assert Tally.objects.get(campaign_id=contribution.campaign_id).count == 7


def test_recounting_mends_all_campaigns_or_one() -> None:
    one, two = ContributionFactory(published=True), ContributionFactory(published=True)
    Tally.objects.update(count=7)
    run("civic_recount", "--campaign", str(one.campaign_id))
    assert tallies.differences(one.campaign_id) == []
    assert tallies.differences(two.campaign_id)
    assert "1 counts were wrong" in run("civic_recount")
    assert tallies.differences() == []


def private_data(campaign: Any, count: int = 2) -> None:
    ContributionFactory.create_batch(
        count, campaign=campaign, published=True, pinned=True, with_email=True
    )


def held() -> tuple[int, int]:
    return Contact.objects.count(), ExactLocation.objects.count()


def test_private_data_goes_when_the_retention_period_is_over() -> None:
    campaign = CampaignFactory(phase_days=LONG_AGO, title="Ancienne")
    private_data(campaign)
    private_data(CampaignFactory(open=True))
    assert "Ancienne: would erase 2 contacts, 2 exact places" in run("civic_purge", "--dry-run")
    assert held() == (4, 4)
    assert "Ancienne: erased 2 contacts, 2 exact places" in run("civic_purge")
    assert held() == (2, 2)
    assert Contribution.objects.public().of(campaign).mapped().count() == 2
    entry = PageLogEntry.objects.get(page=campaign.pk, action="civic.campaign.erase")
    assert entry.data == {"count": 4}
    assert run("civic_purge") == "Nothing to erase.\n"


@pytest.mark.parametrize(
    "change",
    [{"end_date": None}, {"override": "postponed", "reason": "Travaux"}, {"override": "current"}],
)
def test_nothing_is_erased_while_the_end_is_not_known(change: dict[str, Any]) -> None:
    campaign = CampaignFactory(phase_days=LONG_AGO)
    campaign.phases.model.objects.filter(page=campaign).update(**change)
    private_data(campaign)
    assert run("civic_purge") == "Nothing to erase.\n"
    assert held() == (2, 2)


def test_the_period_is_counted_from_the_last_phase_to_the_day() -> None:
    campaign = CampaignFactory(phase_days=(-1, 0), retention_months=6)
    private_data(campaign)
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    due = months_after(midnight + timedelta(days=1), 6)
    before, after = due - timedelta(seconds=1), due + timedelta(seconds=1)
    assert "Nothing to erase." in run("civic_purge", "--dry-run", "--now", before.isoformat())
    assert "would erase" in run("civic_purge", "--dry-run", "--now", after.isoformat())


def test_erasing_at_a_time_to_come_is_refused() -> None:
    private_data(CampaignFactory(open=True))
    later = timezone.now() + timedelta(days=3650)
    with pytest.raises(CommandError):
        run("civic_purge", "--now", later.isoformat())
    assert held() == (2, 2)


def test_homes_keep_their_published_areas_after_the_purge() -> None:
    campaign = CampaignFactory(phase_days=LONG_AGO, homes=True)
    private_data(campaign, 12)
    now = timezone.now()
    before = publication.compute(campaign.pk, now=now - timedelta(days=3))
    assert [f["properties"]["count"] for f in before.features] == [12]
    run("civic_purge")
    assert held() == (0, 0)
    page_published.send(CampaignPage, instance=CampaignPage.objects.get(pk=campaign.pk))
    for days in (0, 1, 400):
        areas = publication.current(campaign.pk, now=now + timedelta(days=days))
        assert areas.frozen
        assert (areas.features, areas.total, areas.unmapped) == (before.features, 12, 0)
        assert areas.sector_counts == {"est+ouest": 12}
    assert PublicAreas.objects.count() == 1


def test_public_points_and_sectors_outlive_their_exact_places() -> None:
    campaign = CampaignFactory(phase_days=LONG_AGO)
    private_data(campaign)
    columns = ("pk", "latitude", "longitude", "cell_key", "sector")
    before = list(Contribution.objects.order_by("pk").values_list(*columns))
    run("civic_purge")
    page = CampaignPage.objects.get(pk=campaign.pk)
    page.save_revision().publish()
    assert list(Contribution.objects.order_by("pk").values_list(*columns)) == before


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (datetime(2026, 1, 31, 12, tzinfo=UTC), 1, "2026-02-28"),
        (datetime(2024, 1, 31, 12, tzinfo=UTC), 1, "2024-02-29"),
        (datetime(2026, 11, 23, 12, tzinfo=UTC), 14, "2028-01-23"),
        (datetime(2026, 6, 30, 22, tzinfo=UTC), 12, "2027-07-01"),
    ],
)
def test_months_end_on_a_day_that_exists(start: datetime, months: int, expected: str) -> None:
    assert timezone.localdate(months_after(start, months)).isoformat() == expected
