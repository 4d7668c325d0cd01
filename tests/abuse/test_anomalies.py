"""The report of anomalies, and exclusion that can be taken back."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from civic_pages.participation import actions, tallies
from civic_pages.participation.models import Contribution, Origin, Status
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.participation.desk import client_of, soup, texts, user_of


pytestmark = pytest.mark.django_db
REPORT = "/admin/reports/civic-anomalies/"
NOON = datetime(2026, 3, 10, 11, 5, tzinfo=UTC)


def sent(campaign: Any, count: int, at: datetime = NOON, **origin: Any) -> list[Contribution]:
    """Make contributions of one moment, and where they came from."""
    made = [
        ContributionFactory(campaign=campaign, published=True, created_at=at)
        for _turn in range(count)
    ]
    given = {"network": "", "mail_domain": "", "seconds": 90, **origin}
    Origin.objects.bulk_create(Origin(contribution=one, **given) for one in made)
    return made


def usual(campaign: Any) -> None:
    """Make a week of two contributions at noon, each from elsewhere."""
    for day in range(7):
        for n in range(2):
            sent(
                campaign,
                1,
                NOON - timedelta(days=day + 1),
                network=f"{day}{n}" * 16,
                mail_domain="orange.fr",
            )


@pytest.fixture
def campaign(db: None) -> Any:
    return CampaignFactory(open=True)


def kinds(client: Any) -> list[str]:
    return texts(client.get(REPORT), "main td.title")


def followed(client: Any, kind: str) -> set[str]:
    """Follow the line of a kind, and return the references its list shows."""
    page = soup(client.get(REPORT))
    link = next(a for a in page.select("main td.title a") if kind in a.get_text())
    return set(
        texts(client.get(link["href"]), "main td.title .title-wrapper a, main td .title-wrapper")
    )


def test_a_quiet_campaign_is_not_suspected(campaign: Any) -> None:
    usual(campaign)
    assert kinds(client_of("moderator")) == []


@pytest.mark.parametrize(
    ("kind", "count", "made"),
    [
        ("Many in one hour", 25, {}),
        ("Many from one network", 20, {"network": "ab" * 32}),
        ("Many from one mail domain", 10, {"mail_domain": "mailinator.example"}),
        ("Filled in too fast", 2, {"seconds": 1}),
        ("Many at night", 12, {"at": NOON.replace(hour=2)}),
    ],
)
def test_what_is_odd_is_named_and_leads_to_its_contributions(
    campaign: Any, kind: str, count: int, made: dict[str, Any]
) -> None:
    usual(campaign)
    odd = sent(campaign, count, **made)
    sent(CampaignFactory(open=True), 2)
    desk = client_of("moderator")
    assert any(kind in line for line in kinds(desk))
    found = " ".join(followed(desk, kind))
    assert all(one.reference in found for one in odd)
    theirs = Contribution.objects.exclude(pk__in=[one.pk for one in odd])
    assert not [one.reference for one in theirs if one.reference in found]


def test_people_of_great_providers_are_not_suspected(campaign: Any) -> None:
    usual(campaign)
    for day in range(12):
        sent(campaign, 1, NOON - timedelta(days=20 + day), mail_domain="gmail.com")
    assert kinds(client_of("moderator")) == []


def test_what_is_excluded_leaves_the_report(campaign: Any) -> None:
    usual(campaign)
    moderator = client_of("moderator")
    by = user_named("moderator")
    for one in sent(campaign, 10, mail_domain="mailinator.example"):
        actions.exclude(one, by=by, now=timezone.now(), reason="Robot")
    assert kinds(moderator) == []


def user_named(name: str) -> Any:
    from django.contrib.auth import get_user_model

    return get_user_model().objects.get(username=name)


@pytest.mark.parametrize("code", ["x", "burst-", "burst-99", "network-", "hour-1", "domain-'\""])
def test_a_forged_line_finds_nothing(campaign: Any, code: str) -> None:
    made = sent(campaign, 1)[0]
    response = client_of("moderator").get(f"/admin/civic_contributions/?status=all&anomaly={code}")
    assert response.status_code == 200
    assert made.reference not in response.content.decode()


@pytest.mark.parametrize("role", ["anonymous", "editor"])
def test_others_see_no_anomalies(db: None, role: str) -> None:
    assert client_of(role).get(REPORT).status_code in {302, 403}


def test_the_report_is_exported(campaign: Any) -> None:
    sent(campaign, 10, mail_domain="mailinator.example")
    response = client_of("moderator").get(f"{REPORT}?export=csv")
    text = b"".join(response).decode()
    assert "mailinator.example" in text


def test_the_report_costs_the_same_at_one_campaign_and_at_five(campaign: Any) -> None:
    desk = client_of("moderator")
    sent(campaign, 10, mail_domain="a.example")
    desk.get(REPORT)
    with CaptureQueriesContext(connection) as one:
        desk.get(REPORT)
    for n in range(4):
        sent(CampaignFactory(open=True), 10, mail_domain=f"{n}.example")
    with CaptureQueriesContext(connection) as five:
        desk.get(REPORT)
    assert len(one) == len(five)


STATUSES = [Status.PUBLISHED, Status.PENDING, Status.REJECTED, Status.UNCONFIRMED]


@pytest.mark.parametrize("status", STATUSES)
def test_exclusion_is_taken_back_to_where_it_was(
    campaign: Any, status: str, django_capture_on_commit_callbacks: Any
) -> None:
    traits = {"published": True} if status == Status.PUBLISHED else {"status": status}
    one = ContributionFactory(campaign=campaign, with_email=True, **traits)
    by, now = user_of("moderator"), timezone.now()
    with django_capture_on_commit_callbacks(execute=True):
        excluded = actions.exclude(one, by=by, now=now, reason=" Robot ")
    assert (excluded.status, excluded.reason) == (Status.EXCLUDED, "Robot")
    assert tallies.differences() == []
    with django_capture_on_commit_callbacks(execute=True):
        back = actions.readmit(one, by=by, now=now)
    assert (back.status, back.previous_status) == (status, "")
    assert tallies.differences() == []
    assert mail.outbox == []


def test_exclusion_needs_a_reason_and_a_moderator(campaign: Any) -> None:
    one = ContributionFactory(campaign=campaign)
    now = timezone.now()
    with pytest.raises(ValidationError):
        actions.exclude(one, by=user_of("moderator"), now=now, reason=" ")
    with pytest.raises(PermissionDenied):
        actions.exclude(one, by=user_of("editor"), now=now, reason="Robot")
    with pytest.raises(ValidationError):
        actions.readmit(one, by=user_named("moderator"), now=now)


def test_a_line_is_excluded_at_once_and_taken_back(campaign: Any) -> None:
    sent(campaign, 3, mail_domain="mailinator.example")
    kept = ContributionFactory(campaign=campaign, published=True)
    desk = client_of("moderator")
    root = "/admin/bulk/civic_pages/contribution"
    query = f"id=all&status=all&campaign={campaign.pk}&anomaly=domain-mailinator.example"
    assert desk.post(f"{root}/exclude/?{query}", {"reason": ""}).status_code == 200
    assert not Contribution.objects.filter(status=Status.EXCLUDED).exists()
    assert desk.post(f"{root}/exclude/?{query}", {"reason": "Adresses jetables"}).status_code == 302
    assert (
        Contribution.objects.filter(status=Status.EXCLUDED, reason="Adresses jetables").count() == 3
    )
    kept.refresh_from_db()
    assert kept.status == Status.PUBLISHED
    one = Contribution.objects.filter(status=Status.EXCLUDED)[0]
    history = desk.get(f"/admin/civic_contributions/history/{one.pk}/")
    assert "Adresses jetables" in history.content.decode()
    assert desk.post(f"{root}/readmit/?{query}").status_code == 302
    assert Contribution.objects.filter(status=Status.PUBLISHED).count() == 4
    assert tallies.differences() == []
