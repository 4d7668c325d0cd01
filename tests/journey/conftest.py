"""Fixtures of journeys over the API."""

from typing import Any

import pytest

from civic_pages.testing import CampaignFactory
from tests.journey.traveller import Traveller, elsewhere, idea


@pytest.fixture
def traveller(django_capture_on_commit_callbacks: Any, settings: Any) -> Traveller:
    elsewhere(settings)
    return Traveller(django_capture_on_commit_callbacks)


@pytest.fixture
def campaign(db: None) -> Any:
    return CampaignFactory(open=True)


@pytest.fixture
def token(traveller: Traveller, campaign: Any) -> str:
    """Return the private token of a contribution to the campaign."""
    made = traveller.post("contributions/", idea(campaign))
    assert made.status_code == 201, made.content
    return str(made.json()["token"])
