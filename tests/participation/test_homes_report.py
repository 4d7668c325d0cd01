"""What staff read of homes, and what an editor must set before a campaign counts them."""

from typing import Any

import pytest
from django.utils import timezone

from civic_pages.participation import households
from civic_pages.participation.geo import publication
from civic_pages.participation.models import CampaignSalt, Contact, Contribution, Household, Status
from tests.participation.desk import client_of, texts
from tests.participation.homes import homes_campaign
from tests.participation.test_duplicates import at_home


pytestmark = pytest.mark.django_db
REPORT = "/admin/reports/civic-homes/"


def test_the_report_counts_homes_and_people_once_by_sector(db: None) -> None:
    campaign = homes_campaign(title="La fibre")
    for key, sector, person in (
        ("a", "ouest", "p"), ("a", "ouest", "q"), ("b", "ouest", "q"), ("c", "est", ""),
    ):  # fmt: skip
        contribution = at_home(campaign, key)
        Contribution.objects.filter(pk=contribution.pk).update(sector=sector)
        if person:
            Contact.objects.create(
                contribution=contribution, email=f"{person}@example.org", person_key=person
            )
    page = client_of("moderator").get(REPORT)
    assert texts(page, "#listing-results tbody tr") == [
        "La fibre All sectors 3 3",
        "La fibre Ouest 2 2",
        "La fibre Est 1 1",
    ]


def test_what_is_not_published_is_not_counted(db: None) -> None:
    campaign = homes_campaign()
    contribution = at_home(campaign, "a")
    Contribution.objects.filter(pk=contribution.pk).update(status=Status.MERGED)
    assert households.counts(campaign.pk).homes == 0


def test_figures_survive_the_erasure_of_homes(db: None, settings: Any) -> None:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "AREA_THRESHOLD": 2}
    campaign = homes_campaign()
    for key in "abc":
        at_home(campaign, key)
    publication.freeze(campaign.pk, now=timezone.now())
    Household.objects.filter(campaign=campaign).delete()
    CampaignSalt.objects.filter(campaign=campaign).delete()
    counts = households.counts(campaign.pk)
    assert (counts.homes, counts.persons, counts.frozen) == (3, 3, True)
    assert len(texts(client_of("moderator").get(REPORT), "#listing-results tbody tr")) >= 1


@pytest.mark.parametrize("role", ["anonymous", "editor"])
def test_only_moderators_read_it(db: None, role: str) -> None:
    assert client_of(role).get(REPORT).status_code == 302
