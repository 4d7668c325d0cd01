"""What may be done with projects, by whom, and what is left behind."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from wagtail.models import ModelLogEntry

from civic_pages.participation.signals import project_status_changed
from civic_pages.projects import actions
from civic_pages.projects.choices import TRANSITIONS, ProjectStatus
from civic_pages.projects.models import Project
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.participation.desk import user_of
from tests.projects.making import WON, project


pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Any:
    return CampaignFactory(open=True, code="BPN")


def test_references_count_by_campaign_without_gaps(campaign: Any) -> None:
    other = CampaignFactory(code="ASV")
    made = [project(campaign).reference, project(other).reference, project(campaign).reference]
    assert made == ["BPN-P-001", "ASV-P-001", "BPN-P-002"]


def test_ideas_become_a_project_that_knows_them(campaign: Any) -> None:
    ideas = [
        ContributionFactory(
            campaign=campaign, published=True, category="Nature", title="Un verger"
        ),
        ContributionFactory(campaign=campaign, published=True, pinned=True),
    ]
    made = actions.create_from_contributions(
        ideas, title="", edition="2026", by=user_of("moderator"), now=timezone.now()
    )
    assert (made.title, made.category, made.edition) == ("Un verger", "Nature", "2026")
    assert (made.latitude, made.longitude) == (ideas[1].latitude, ideas[1].longitude)
    assert set(made.contributions.all()) == set(ideas)
    assert not made.is_public
    assert [step.status for step in made.steps.all()] == ["study"]


def test_no_project_grows_out_of_what_is_not_public(campaign: Any) -> None:
    hidden = ContributionFactory(campaign=campaign)
    with pytest.raises(ValidationError, match=hidden.reference):
        actions.create_from_contributions(
            [hidden], title="X", by=user_of("moderator"), now=timezone.now()
        )
    assert not Project.objects.exists()


def test_no_project_grows_out_of_ideas_of_two_campaigns(campaign: Any) -> None:
    ideas = [ContributionFactory(campaign=c, published=True) for c in (campaign, CampaignFactory(code="AU"))]  # fmt: skip
    with pytest.raises(ValidationError):
        actions.create_from_contributions(
            ideas, title="X", by=user_of("moderator"), now=timezone.now()
        )


def test_only_those_who_may_change_a_status(campaign: Any) -> None:
    row, now = project(campaign), timezone.now()
    with pytest.raises(PermissionDenied):
        actions.change_status(row, "vote", on=now.date(), by=None, now=now)
    assert not actions.policy.may(None, actions.ADD)


@pytest.mark.parametrize("before", ProjectStatus.values)
@pytest.mark.parametrize("after", ProjectStatus.values)
def test_a_status_leads_only_where_it_may(campaign: Any, before: str, after: str) -> None:
    row, now = project(campaign, (before, "2025-01-10")), timezone.now()
    by = user_of("admin")
    if after in TRANSITIONS[before]:
        actions.change_status(row, after, on=date(2025, 2, 1), by=by, now=now)
    else:
        with pytest.raises(actions.IllegalStep):
            actions.change_status(row, after, on=date(2025, 2, 1), by=by, now=now)
    row.refresh_from_db()
    assert row.status == (after if after in TRANSITIONS[before] else before)
    assert row.steps.order_by("-pk")[0].status == row.status


def test_a_step_is_never_ahead_and_never_before_the_last(campaign: Any) -> None:
    row, now, by = project(campaign, *WON), timezone.now(), user_of("admin")
    tomorrow = timezone.localdate() + timedelta(days=1)
    for day in (tomorrow, date(2025, 4, 1)):
        with pytest.raises(actions.IllegalStep):
            actions.change_status(row, "works", on=day, by=by, now=now)
    actions.change_status(row, "works", on=date(2025, 4, 2), by=by, now=now)


def test_the_same_status_with_a_note_is_news_and_without_one_is_nothing(campaign: Any) -> None:
    row, now, by = project(campaign, *WON), timezone.now(), user_of("admin")
    with pytest.raises(actions.IllegalStep):
        actions.change_status(row, "chosen", on=date(2025, 5, 1), by=by, now=now)
    actions.change_status(row, "chosen", on=date(2025, 5, 1), note="Retardé", by=by, now=now)
    assert row.steps.count() == 4


def test_a_change_is_logged_and_told_on_commit(
    campaign: Any, django_capture_on_commit_callbacks: Any
) -> None:
    told = []

    def listen(sender: type, instance: Any, step: Any, **_kwargs: Any) -> None:
        told.append((instance.reference, step.status))

    project_status_changed.connect(listen)
    row, hidden = project(campaign, *WON), project(campaign, *WON, is_public=False)
    now, by = timezone.now(), user_of("editor")
    with django_capture_on_commit_callbacks(execute=True):
        for each in (row, hidden):
            actions.change_status(each, "works", on=timezone.localdate(), by=by, now=now)
    assert told == [(row.reference, "works")]
    entry = ModelLogEntry.objects.get(object_id=row.pk, action="civic.project.status")
    assert (entry.user, entry.data["from"], entry.data["to"]) == (by, "chosen", "works")


def test_publishing_twice_is_refused(campaign: Any) -> None:
    row, now, by = project(campaign), timezone.now(), user_of("admin")
    actions.unpublish(row, by=by, now=now)
    with pytest.raises(ValidationError):
        actions.unpublish(row, by=by, now=now)
    actions.publish(row, by=by, now=now)
    assert Project.objects.public().get() == row
