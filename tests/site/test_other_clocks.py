"""What holds at the turn of an hour, on a day when clocks change, and for editors who live elsewhere."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from wagtail.users.models import UserProfile

from civic_pages.campaigns.deadlines import months_after
from civic_pages.participation.geo import publication
from civic_pages.participation.models import PublicAreas
from civic_pages.testing import CampaignFactory
from tests.blocks.timeline_cases import milestone
from tests.following.mailbox import follow
from tests.journey.traveller import ME, Traveller
from tests.participation.desk import client_of, texts
from tests.participation.identity import contribute


pytestmark = pytest.mark.django_db
# Half an hour after midnight in Paris, on the day that has an hour more.
LONG_DAY = datetime(2027, 10, 30, 22, 30, tzinfo=UTC)


def client_at(zone: str) -> Client:
    """Return an administrator's client who has told Wagtail where they live."""
    client = client_of("admin")
    user = get_user_model().objects.get(username="admin")
    UserProfile.objects.update_or_create(user=user, defaults={"current_time_zone": zone})
    return client


@pytest.mark.parametrize("hours", [0, 12, 23])
def test_a_campaign_closes_within_the_week_whatever_the_hour(hours: int) -> None:
    with time_machine.travel(LONG_DAY + timedelta(hours=hours)):
        CampaignFactory(phase_days=(-5, 6), title="Ferme bientôt")
        CampaignFactory(phase_days=(-5, 7), title="Ferme plus tard")
        response = client_of("admin").get("/admin/")
        rows = texts(response, "#civic-closing-content tbody tr, #civic-closing tbody tr")
    assert [row[:13] for row in rows] == ["Ferme bientôt"]


def test_a_meeting_without_an_end_lasts_an_hour_when_clocks_go_back(client: Client) -> None:
    meeting = milestone("aaaaaaaa-1", "Nuit", kind="meeting", date="2027-10-31", time="02:30:00")
    value = {"title": "Le calendrier", "show_phases": False, "milestones": [meeting]}
    campaign = CampaignFactory(
        open=True,
        body=[{"type": "timeline", "id": "2d905e30-ac21-4e33-9f77-8b204c3d5e6f", "value": value}],
    )
    answer = client.get(f"/api/civic/v1/campaigns/{campaign.pk}/timeline.ics")
    # With its Z: the name of a zone that the file does not describe is no hour to a calendar.
    assert "DTSTART:20271031T003000Z" in answer.content.decode()
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["DTSTART"].dt == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(hours=1)


def test_no_map_of_homes_is_drawn_twice_a_day_for_an_editor_abroad() -> None:
    # Late on a day of Paris; the next one has begun in Auckland.
    with time_machine.travel(datetime(2027, 3, 9, 6, tzinfo=UTC)):
        campaign = CampaignFactory(open=True, homes=True)
        drawn = publication.current(campaign.pk, now=timezone.now()).computed_at
    with time_machine.travel(datetime(2027, 3, 9, 20, tzinfo=UTC)):
        draft = reverse("wagtailadmin_pages:view_draft", args=[campaign.pk])
        assert client_at("Pacific/Auckland").get(draft).status_code == 200
    assert PublicAreas.objects.get().computed_at == drawn


def test_retention_ends_on_the_same_day_for_whoever_looks() -> None:
    # The first of March in Paris, where it is still February in Guadeloupe.
    end = datetime(2027, 2, 28, 23, tzinfo=UTC)
    with timezone.override("America/Guadeloupe"):
        assert months_after(end, 6) == datetime(2027, 8, 31, 22, tzinfo=UTC)


def test_one_link_to_follow_is_mailed_in_five_minutes_whichever_they_are(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    campaign = CampaignFactory(open=True)
    noon = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
    for seconds, sent in ((-1, 1), (0, 1), (298, 1), (299, 2)):
        with time_machine.travel(noon + timedelta(seconds=seconds), tick=False):
            key = f"{seconds}".zfill(20)
            answer = follow(
                client, campaign, django_capture_on_commit_callbacks, civic_follow_key=key
            )
        assert answer.status_code == 303
        assert len(mail.outbox) == sent, seconds


def test_lost_links_are_mailed_once_in_half_an_hour_whichever_it_is(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    campaign = CampaignFactory(open=True)
    contribute(client, campaign, django_capture_on_commit_callbacks, courriel=ME)
    noon = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
    traveller = Traveller(django_capture_on_commit_callbacks)
    asked = {"campaign": campaign.pk, "email": ME}
    mail.outbox.clear()
    for seconds, sent in ((-1, 1), (0, 1), (1798, 1), (1799, 2)):
        with time_machine.travel(noon + timedelta(seconds=seconds), tick=False):
            answer = traveller.post("link-requests/", asked)
        assert answer.status_code == 202
        assert len(mail.outbox) == sent, seconds
