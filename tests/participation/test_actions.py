"""What may happen to a contribution, who may do it, and what follows."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageViewRestriction

from civic_pages.participation import actions, tallies
from civic_pages.participation.models import TRANSITIONS, Contribution, Status
from civic_pages.testing import CampaignFactory, ContributionFactory


pytestmark = pytest.mark.django_db
VERBS = {
    Status.PUBLISHED: lambda c, by: actions.publish(c, by=by, now=timezone.now()),
    Status.REJECTED: lambda c, by: actions.reject(
        c, by=by, now=timezone.now(), reason="Hors sujet"
    ),
    Status.WITHDRAWN: lambda c, by: actions.withdraw(c, by=by, now=timezone.now()),
}


@pytest.mark.parametrize("before", Status)
@pytest.mark.parametrize("after", VERBS)
def test_only_legal_transitions_happen(before: str, after: str, admin_user: Any) -> None:
    contribution = ContributionFactory(status=before)
    unconfirmed = (before, after) == (Status.UNCONFIRMED, Status.PUBLISHED)
    if after in TRANSITIONS[before] and not unconfirmed:
        assert VERBS[after](contribution, admin_user).status == after
    else:
        with pytest.raises(actions.IllegalTransition):
            VERBS[after](contribution, admin_user)
        contribution.refresh_from_db()
        assert contribution.status == before


@pytest.mark.parametrize("after", VERBS)
def test_nobody_without_the_permission_decides(after: str, django_user_model: Any) -> None:
    contribution = ContributionFactory()
    stranger = django_user_model.objects.create_user("stranger", "s@example.org", "x")
    for user in (stranger, None):
        with pytest.raises(PermissionDenied):
            VERBS[after](contribution, user)
    contribution.refresh_from_db()
    assert contribution.status == Status.PENDING


def test_rejecting_needs_a_reason(admin_user: Any) -> None:
    contribution = ContributionFactory()
    with pytest.raises(ValidationError):
        actions.reject(contribution, by=admin_user, now=timezone.now(), reason="  ")


def test_every_decision_is_in_the_audit_log(admin_user: Any) -> None:
    contribution = ContributionFactory()
    VERBS[Status.PUBLISHED](contribution, admin_user)
    VERBS[Status.REJECTED](contribution, admin_user)
    log = ModelLogEntry.objects.for_instance(contribution).order_by("timestamp")
    assert [entry.action for entry in log] == [
        "civic.contribution.published",
        "civic.contribution.rejected",
    ]
    assert log.last().data["reason"] == "Hors sujet"
    assert log.last().user == admin_user


def test_rejected_contribution_leaves_every_public_count(admin_user: Any) -> None:
    contribution = ContributionFactory(published=True, pinned=True, collective=True)
    assert tallies.totals(contribution.campaign_id)["represented"] == 30
    VERBS[Status.REJECTED](contribution, admin_user)
    assert not Contribution.objects.public().exists()
    assert tallies.totals(contribution.campaign_id)["all"] == 0
    assert tallies.differences() == []


def test_reading_an_exact_place_needs_its_permission_and_is_logged(
    admin_user: Any, django_user_model: Any
) -> None:
    contribution = ContributionFactory(pinned=True)
    stranger = django_user_model.objects.create_user("stranger", "s@example.org", "x")
    with pytest.raises(PermissionDenied):
        actions.read_exact_location(contribution, by=stranger)
    place = actions.read_exact_location(contribution, by=admin_user)
    assert place is not None
    assert place.address
    entry = ModelLogEntry.objects.for_instance(contribution).get()
    assert (entry.action, entry.user) == ("civic.contribution.read_location", admin_user)


def test_nothing_is_public_of_a_campaign_that_is_not_live_or_restricted() -> None:
    contribution = ContributionFactory(published=True)
    assert Contribution.objects.public().count() == 1
    campaign = contribution.campaign
    restriction = PageViewRestriction.objects.create(page=campaign, restriction_type="login")
    assert not Contribution.objects.public().exists()
    restriction.delete()
    campaign.unpublish()
    assert not Contribution.objects.public().exists()


def test_homes_are_counted_and_never_shown_one_by_one() -> None:
    homes = CampaignFactory(open=True, homes=True)
    ContributionFactory(campaign=homes, published=True, pinned=True)
    assert not Contribution.objects.public().exists()
    assert Contribution.objects.counted().count() == 1
    assert Contribution.objects.get().cell_key is None


def test_a_campaign_turned_into_one_of_homes_hides_its_points_at_once() -> None:
    campaign = CampaignFactory(open=True)
    ContributionFactory(campaign=campaign, published=True, pinned=True)
    assert Contribution.objects.public().mapped().count() == 1
    campaign.public_precision = "areas"
    campaign.save_revision().publish()
    contribution = Contribution.objects.get()
    assert (contribution.latitude, contribution.longitude, contribution.cell_key) == (None,) * 3
    assert not Contribution.objects.public().exists()
    campaign.public_precision = "exact"
    campaign.save_revision().publish()
    assert Contribution.objects.public().mapped().count() == 1
    assert tallies.differences() == []


def test_a_recount_finds_and_mends_a_wrong_tally() -> None:
    from civic_pages.participation.models import Tally

    contribution = ContributionFactory(published=True)
    Tally.objects.update(count=99)
    assert tallies.differences()
    tallies.rebuild()
    assert tallies.differences() == []
    assert tallies.totals(contribution.campaign_id)["all"] == 1
