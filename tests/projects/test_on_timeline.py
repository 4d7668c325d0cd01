"""What became of projects, on the timeline of their campaign."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from civic_pages.testing import CampaignFactory
from tests.projects.making import DONE, WON, list_page, project


pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}


def campaign_with(**values: Any) -> Any:
    block = {"title": "Les étapes", "show_phases": True, "milestones": [], **values}
    return CampaignFactory(
        open=True, in_english=True, code="BPN", body=[{"type": "timeline", "value": block}]
    )


@pytest.fixture
def campaign() -> Any:
    return campaign_with(show_projects=True)


def steps_of(client: Client, campaign: Any) -> dict[str, Any]:
    """Return the list items of the timeline by their titles."""
    response = client.get(campaign.url)
    soup = BeautifulSoup(response.content, "html.parser")
    return {step.h3.get_text(): step for step in soup.select(".civic-step")}


def test_steps_of_one_month_are_one_step_that_leads_to_all(client: Client, campaign: Any) -> None:
    page = list_page(campaign)
    for title in ("Un verger", "Un banc"):
        project(campaign, *WON, title=title)
    alone = project(campaign, *DONE, title="Une fontaine")
    shown = steps_of(client, campaign)
    told = [title for title in shown if title != "Contributions"]
    assert told == [
        "Put to the vote: 3 projects",
        "Chosen: 3 projects",
        "Works begin: Une fontaine",
        "Realised: Une fontaine",
    ]
    vote, done = shown["Put to the vote: 3 projects"], shown["Realised: Une fontaine"]
    assert "Un banc, Un verger, Une fontaine." in vote.get_text()
    assert vote.select_one(".civic-step__link")["href"] == f"{page.url}chronologie/"
    assert done.select_one(".civic-step__link")["href"] == f"{page.url}{alone.reference}/"
    assert done["data-status"] == "done"


def test_api_and_calendar_tell_the_same(client: Client, campaign: Any) -> None:
    project(campaign, *DONE, title="Une fontaine")
    api = f"/api/civic/v1/campaigns/{campaign.pk}"
    told = client.get(f"{api}/timeline/", headers=ENGLISH).json()["results"]
    assert told[-2]["title"] == "Realised: Une fontaine"
    assert told[-2]["start"]["value"] == "2026-01-15"
    ics = client.get(f"{api}/timeline.ics").content.decode()
    assert "Une fontaine" in ics.replace("\r\n ", "")
    assert "DTSTART;VALUE=DATE:20260115" in ics


def test_what_is_not_public_is_on_no_timeline(client: Client, campaign: Any) -> None:
    project(campaign, *DONE, title="Une fontaine", is_public=False)
    project(campaign_with(), *DONE, title="Un pont")
    assert list(steps_of(client, campaign)) == ["Contributions"]


def test_the_editor_decides_whether_projects_are_shown(client: Client) -> None:
    campaign = campaign_with()
    project(campaign, *DONE)
    assert list(steps_of(client, campaign)) == ["Contributions"]


def test_thirty_projects_cost_what_one_costs(
    client: Client, campaign: Any, django_assert_num_queries: Any
) -> None:
    list_page(campaign)
    project(campaign, *DONE)
    steps_of(client, campaign)
    with CaptureQueriesContext(connection) as one:
        steps_of(client, campaign)
    for number in range(30):
        project(campaign, ("study", "2024-01-01"), ("chosen", f"2025-{number % 12 + 1:02d}-02"))
    with django_assert_num_queries(len(one)):
        assert "Chosen: 3 projects" in steps_of(client, campaign)
