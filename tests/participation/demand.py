"""A campaign whose demand is counted, and the files of it that the team gets."""

import random
from pathlib import Path
from typing import Any

from django.utils import timezone

from civic_pages.participation import tallies
from civic_pages.participation.models import Contact, Contribution, ExactLocation, Household
from civic_pages.testing import ContributionFactory
from tests.participation.homes import homes_campaign


STREETS = ("12 rue Henri Barbusse", "3, bd de Pesaro", "8 Avenue Joffre 92000 Nanterre", "")


def demanding(seed: int = 1, size: int = 30, **traits: Any) -> Any:
    """Return a campaign of homes with answers here and there, several of a home and of a person."""
    campaign, chance = homes_campaign(code=f"D{seed % 10}", **traits), random.Random(seed)
    households = [
        Household.objects.create(campaign=campaign, key=f"{n:064d}", created_at=timezone.now())
        for n in range(max(1, size // 3))
    ]
    for _number in range(size):
        at = (chance.uniform(48.87, 48.92), chance.uniform(2.16, 2.25))
        made = ContributionFactory(
            campaign=campaign, published=chance.random() < 0.9, collective=chance.random() < 0.3,
            pinned=chance.random() < 0.9, at=at,
        )  # fmt: skip
        ExactLocation.objects.filter(contribution=made).update(
            household=chance.choice([*households, None]), address=chance.choice(STREETS)
        )
        if chance.random() < 0.8:
            key = chance.choice(["", *(str(n) for n in range(size // 2))])
            Contact.objects.create(contribution=made, email="h@example.org", person_key=key)
    tallies.rebuild(campaign.pk)
    return campaign


def exported(client: Any, campaign: Any, path: Path, **data: Any) -> Path:
    """Order an export of the team's and write it to a path."""
    posted = {"purpose": "people", **data}
    response = client.post(f"/admin/civic-exports/?campaign={campaign.pk}", posted)
    assert response.status_code == 200, response.status_code
    path.write_bytes(b"".join(response.streaming_content))
    return path


def published_of(campaign: Any) -> list[Contribution]:
    found = Contribution.objects.of(campaign).filter(status="published")
    return list(found.select_related("exact_location", "contact").order_by("pk"))
