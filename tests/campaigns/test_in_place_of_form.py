"""What a page says where its form would be, while it takes no contributions."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from civic_pages.campaigns.models import CampaignPhase
from civic_pages.testing import CampaignFactory


pytestmark = pytest.mark.django_db


def notice(campaign: Any) -> str:
    page = BeautifulSoup(Client().get(campaign.url).content, "html.parser")
    shown = page.select_one(".civic-block--contribution-form .civic-notice")
    assert shown is not None
    return " ".join(shown.get_text().split())


def begin_study(campaign: Any) -> None:
    today = timezone.localdate()
    CampaignPhase.objects.create(
        page=campaign, name="Study by the services", kind="study",
        start_date=today - timedelta(days=9), end_date=today + timedelta(days=9),
    )  # fmt: skip


def test_after_contributions_the_page_says_that_they_are_closed_and_what_goes_on() -> None:
    campaign = CampaignFactory(closed=True, in_english=True)
    begin_study(campaign)
    assert notice(campaign) == "Contributions are closed. Under way: Study by the services."


def test_between_two_calls_for_contributions_the_page_says_when_the_next_opens() -> None:
    campaign = CampaignFactory(upcoming=True, in_english=True)
    begin_study(campaign)
    assert notice(campaign).startswith("Contributions open from")


def test_at_its_end_the_page_says_that_the_campaign_is_over() -> None:
    assert notice(CampaignFactory(closed=True, in_english=True)) == "This campaign is over"
