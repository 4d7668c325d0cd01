"""Suspected duplicates: found, merged, taken back; addresses only for who may see them."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from civic_pages.participation import actions, tallies
from civic_pages.participation.models import (
    Contact,
    Contribution,
    ExactLocation,
    Household,
    Status,
)
from civic_pages.participation.suspects import Reason, suspects
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.participation.desk import client_of, soup, texts, user_of
from tests.participation.homes import homes_campaign


pytestmark = pytest.mark.django_db
REPORT = "/admin/reports/civic-duplicates/"


@pytest.fixture
def campaign(db: None) -> Any:
    return homes_campaign()


def at_home(
    campaign: Any,
    key: str,
    *,
    unit: str = "B, 12",
    identifier: str = "92050_4390_00012",
    **values: Any,
) -> Contribution:
    """Return a published answer of a home."""
    contribution = ContributionFactory(campaign=campaign, published=True)
    household, _created = Household.objects.get_or_create(
        campaign=campaign, key=key, defaults={"created_at": timezone.now()}
    )
    fields = {
        "address": "12 rue Henri Barbusse",
        "label": "12 Rue Henri Barbusse 92000 Nanterre" if identifier else "",
        "provenance": "geocoded",
        **values,
    }
    ExactLocation.objects.create(
        contribution=contribution, household=household, unit=unit, identifier=identifier, **fields
    )
    return contribution


def found(reason: str) -> list[tuple[int, ...]]:
    return [group.members for group in suspects() if group.reason == reason]


def test_several_answers_of_one_home_are_suspected(campaign: Any) -> None:
    pair = [at_home(campaign, "a"), at_home(campaign, "a")]
    at_home(campaign, "b", unit="A, 1")
    assert found(Reason.HOUSEHOLD) == [tuple(c.pk for c in pair)]


def test_another_person_of_the_home_is_no_suspect(campaign: Any) -> None:
    at_home(campaign, "a")
    at_home(campaign, "a", choice="add")
    assert suspects() == []
    at_home(campaign, "a")
    assert len(found(Reason.HOUSEHOLD)) == 1


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("B, 12", "", True),
        ("B, 12", "12", True),
        ("B, 12", "B, 13", False),
        ("A, 12", "B, 12", False),
    ],
)
def test_flats_of_one_house_are_suspected_where_one_is_missing_or_alike(
    campaign: Any, one: str, other: str, alike: bool
) -> None:
    at_home(campaign, "a", unit=one)
    at_home(campaign, "b", unit=other)
    assert bool(found(Reason.HOUSE)) is alike


def test_an_address_kept_as_text_is_compared_with_what_the_geocoder_knew(campaign: Any) -> None:
    at_home(campaign, "a")
    at_home(campaign, "b", identifier="", address="12, r. Henri-Barbusse 92000 NANTERRE")
    assert len(found(Reason.HOUSE)) == 1


def test_one_house_in_two_campaigns_is_no_suspicion(campaign: Any) -> None:
    at_home(campaign, "a")
    at_home(homes_campaign(code="AUT"), "b", unit="")
    assert suspects() == []


def test_one_person_and_one_group_several_times_are_suspected(db: None) -> None:
    campaign = CampaignFactory(open=True)
    people = ContributionFactory.create_batch(2, campaign=campaign)
    for contribution in people:
        Contact.objects.create(contribution=contribution, email="a@example.org", person_key="k")
    groups = [
        ContributionFactory(campaign=campaign, collective=True, group_name=name)
        for name in ("Amicale du Parc", "AMICALE  du parc", "Autre")
    ]
    assert found(Reason.PERSON) == [tuple(c.pk for c in people)]
    assert found(Reason.GROUP) == [tuple(c.pk for c in groups[:2])]


# Merging.


def test_a_merge_counts_one_keeps_both_and_can_be_taken_back(campaign: Any) -> None:
    user = user_of("moderator")
    stays, duplicate = at_home(campaign, "a"), at_home(campaign, "a")
    now = timezone.now()
    merged = actions.merge(duplicate, into=stays, by=user, now=now)
    assert (merged.status, merged.merged_into, merged.previous_status) == (
        Status.MERGED,
        stays,
        Status.PUBLISHED,
    )
    assert tallies.totals(campaign.pk)["all"] == 1
    assert Contribution.objects.get(pk=duplicate.pk).answers == duplicate.answers
    back = actions.unmerge(merged, by=user, now=now)
    assert (back.status, back.merged_into, back.previous_status) == (Status.PUBLISHED, None, "")
    assert tallies.totals(campaign.pk)["all"] == 2
    assert tallies.differences(campaign.pk) == []
    logged = ModelLogEntry.objects.filter(object_id=str(duplicate.pk)).values_list(
        "action", flat=True
    )
    assert {"civic.contribution.merged", "civic.contribution.unmerged"} <= set(logged)


def test_a_merge_makes_no_circle_and_crosses_no_campaign(campaign: Any) -> None:
    user, now = user_of("moderator"), timezone.now()
    one, other = at_home(campaign, "a"), at_home(campaign, "a")
    actions.merge(one, into=other, by=user, now=now)
    for duplicate, into, error in (
        (other, one, actions.IllegalTransition),
        (other, other, actions.CannotMerge),
        (other, ContributionFactory(), actions.CannotMerge),
        (one, other, actions.IllegalTransition),
    ):
        with pytest.raises(error):
            actions.merge(duplicate, into=into, by=user, now=now)
    with pytest.raises(actions.IllegalTransition):
        actions.unmerge(other, by=user, now=now)


def test_only_moderators_merge(campaign: Any) -> None:
    one, other = at_home(campaign, "a"), at_home(campaign, "a")
    for user in (user_of("editor"), None):
        with pytest.raises(PermissionDenied):
            actions.merge(one, into=other, by=user, now=timezone.now())
        with pytest.raises(PermissionDenied):
            actions.unmerge(one, by=user, now=timezone.now())


def test_publishing_what_was_merged_sets_it_free(campaign: Any) -> None:
    user, now = user_of("moderator"), timezone.now()
    one, other = at_home(campaign, "a"), at_home(campaign, "a")
    merged = actions.merge(one, into=other, by=user, now=now)
    published = actions.publish(merged, by=user, now=now)
    assert (published.merged_into, published.previous_status) == (None, "")


# The report.


@pytest.mark.parametrize(
    ("role", "status"), [("anonymous", 302), ("editor", 302), ("moderator", 200)]
)
def test_only_moderators_see_the_report(campaign: Any, role: str, status: int) -> None:
    assert client_of(role).get(REPORT).status_code == status


def test_the_report_shows_references_and_addresses_only_when_asked_and_logged(
    campaign: Any,
) -> None:
    pair = [at_home(campaign, "a"), at_home(campaign, "a")]
    desk = client_of("moderator")
    page = desk.get(REPORT)
    assert texts(page, ".civic-suspects strong") == [c.reference for c in pair]
    assert "Barbusse" not in page.content.decode()
    shown = desk.post(REPORT)
    assert "12 rue Henri Barbusse" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    reads = ModelLogEntry.objects.filter(action="civic.contribution.read_location")
    assert reads.count() == 2


def test_who_may_not_see_exact_places_sees_no_address(campaign: Any) -> None:
    at_home(campaign, "a")
    at_home(campaign, "a")
    desk = client_of("moderator")
    permission = Permission.objects.get(codename="view_exactlocation")
    for group in permission.group_set.all():
        group.permissions.remove(permission)
    page = desk.get(REPORT)
    assert texts(page, ".civic-suspects__intro button") == []
    assert desk.post(REPORT).status_code in {302, 403}
    assert not ModelLogEntry.objects.filter(action="civic.contribution.read_location").exists()


def test_a_group_is_merged_from_the_report_and_taken_back(campaign: Any) -> None:
    first, stays, third = (at_home(campaign, "a") for _turn in range(3))
    desk = client_of("moderator")
    form = soup(desk.get(REPORT)).select_one("form.civic-suspects")
    members = [tag["value"] for tag in form.select("[name=members]")]
    posted = {"members": members, "stays": stays.pk, "back": "report"}
    response = desk.post(form["action"], posted)
    assert (response.status_code, response["Location"]) == (302, REPORT)
    for contribution in (first, third):
        contribution.refresh_from_db()
        assert contribution.merged_into == stays
    assert texts(desk.get(REPORT), ".civic-suspects") == []
    merged = desk.get(f"{REPORT}merged/")
    assert len(texts(merged, ".civic-suspects__back")) == 2
    desk.post(reverse("civic_unmerge", args=[first.pk]))
    first.refresh_from_db()
    assert first.status == Status.PUBLISHED


@pytest.mark.parametrize("stays", ["", "x", "999999"])
def test_without_a_choice_nothing_is_merged(campaign: Any, stays: str) -> None:
    pair = [at_home(campaign, "a"), at_home(campaign, "a")]
    url = reverse("civic_merge", args=[pair[0].pk])
    client_of("moderator").post(url, {"members": [c.pk for c in pair], "stays": stays})
    assert not Contribution.objects.filter(status=Status.MERGED).exists()


def test_one_that_cannot_be_merged_keeps_all_of_them(campaign: Any) -> None:
    one, other, gone = (at_home(campaign, "a") for _turn in range(3))
    Contribution.objects.filter(pk=gone.pk).update(status=Status.REJECTED)
    url = reverse("civic_merge", args=[one.pk])
    posted = {"members": [one.pk, other.pk, gone.pk], "stays": one.pk}
    client_of("moderator").post(url, posted)
    assert not Contribution.objects.filter(status=Status.MERGED).exists()


def test_the_page_of_a_contribution_leads_to_what_it_was_merged_with(campaign: Any) -> None:
    stays, duplicate = at_home(campaign, "a"), at_home(campaign, "a")
    desk = client_of("moderator")
    merge = {"members": [stays.pk, duplicate.pk], "stays": stays.pk}
    desk.post(reverse("civic_merge", args=[stays.pk]), merge)
    page = desk.get(reverse("civic_contributions:inspect", args=[duplicate.pk]))
    assert stays.reference in page.content.decode()
    assert soup(page).select_one(f'form[action="{reverse("civic_unmerge", args=[duplicate.pk])}"]')
    other = desk.get(reverse("civic_contributions:inspect", args=[stays.pk]))
    assert duplicate.reference in " ".join(texts(other, "[aria-labelledby=civic-merged]"))


@pytest.mark.parametrize(
    ("choice", "status"), [("add", Status.PUBLISHED), ("not_mine", Status.PENDING)]
)
def test_the_desk_says_what_a_second_answer_means(campaign: Any, choice: str, status: str) -> None:
    at_home(campaign, "a")
    second = at_home(campaign, "a")
    desk = client_of("moderator")
    page = desk.get(reverse("civic_contributions:inspect", args=[second.pk]))
    assert soup(page).select_one("[name=choice][value=update]")
    desk.post(reverse("civic_household", args=[second.pk]), {"choice": choice})
    second.refresh_from_db()
    assert second.status == status
    assert ExactLocation.objects.get(pk=second.pk).choice == choice


def test_thirty_groups_cost_as_many_queries_as_one(campaign: Any) -> None:
    desk = client_of("moderator")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(REPORT).status_code == 200
        return len(captured)

    at_home(campaign, "a")
    at_home(campaign, "a")
    queries()
    one = queries()
    for number in range(30):
        at_home(campaign, f"k{number}", identifier=f"id{number}")
        at_home(campaign, f"k{number}", identifier=f"id{number}")
    assert queries() == one


def test_the_address_of_a_merged_contribution_leads_to_the_one_that_stays(client: Any) -> None:
    campaign, user, now = CampaignFactory(open=True), user_of("moderator"), timezone.now()
    stays, duplicate = (ContributionFactory(campaign=campaign, published=True) for _n in range(2))
    never_shown = ContributionFactory(campaign=campaign)
    for row in (duplicate, never_shown):
        actions.merge(row, into=stays, by=user, now=now)
    led = client.get(f"{campaign.contributions_url}{duplicate.reference}/")
    assert (led.status_code, led.url) == (302, f"{campaign.contributions_url}{stays.reference}/")
    assert client.get(f"{campaign.contributions_url}{never_shown.reference}/").status_code == 404
    actions.reject(stays, by=user, now=now, reason="Hors sujet.")
    assert client.get(f"{campaign.contributions_url}{duplicate.reference}/").status_code == 404
