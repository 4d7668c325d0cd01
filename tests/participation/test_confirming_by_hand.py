"""The moderator's page of a contribution that waits for its author's confirmation."""

from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from civic_pages.participation.models import Contribution, MailRecord, Status
from civic_pages.participation.moderation.viewsets import pending_label
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.participation.desk import client_of, texts
from tests.participation.identity import contribute


pytestmark = pytest.mark.django_db


def url(name: str, contribution: Contribution) -> str:
    return reverse(f"civic_contributions:{name}", args=[contribution.pk])


@pytest.fixture
def waiting(db: None) -> Any:
    return ContributionFactory(status=Status.UNCONFIRMED, with_email=True)


def test_what_is_not_confirmed_waits_for_nobody(waiting: Any, admin_user: Any) -> None:
    assert pending_label(admin_user) == ""
    page = client_of("moderator").get(reverse("civic_contributions:index"))
    assert waiting.reference not in page.content.decode()


def test_it_offers_no_publication_and_says_whether_the_mail_went(waiting: Any) -> None:
    MailRecord.objects.create(
        contribution=waiting,
        event="confirm",
        address="habitante@example.org",
        state=MailRecord.State.FAILED,
        error="SMTPRecipientsRefused",
        at=timezone.now(),
    )
    page = client_of("moderator").get(url("inspect", waiting))
    assert url("publish", waiting) not in page.content.decode()
    assert url("confirm", waiting) in page.content.decode()
    rows = texts(page, "section[aria-labelledby=civic-mails] tbody tr")
    assert len(rows) == 1
    assert "SMTPRecipientsRefused" in rows[0]


def test_the_record_of_a_mail_that_went_is_there(
    client: Any, django_capture_on_commit_callbacks: Any
) -> None:
    campaign = CampaignFactory(open=True, identity="email")
    contribute(client, campaign, django_capture_on_commit_callbacks)
    page = client_of("moderator").get(url("inspect", Contribution.objects.get()))
    assert len(texts(page, "section[aria-labelledby=civic-mails] tbody tr")) == 1


def test_a_moderator_confirms_with_a_reason(
    waiting: Any, django_capture_on_commit_callbacks: Any
) -> None:
    client = client_of("moderator")
    empty = client.post(url("confirm", waiting), {"confirmed_why": ""})
    assert empty.status_code == 422
    waiting.refresh_from_db()
    assert waiting.status == Status.UNCONFIRMED
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(url("confirm", waiting), {"confirmed_why": "Au téléphone"})
    assert done.status_code == 302
    waiting.refresh_from_db()
    assert waiting.status == Status.PENDING
    assert "habitante@example.org" in [message.to[0] for message in mail.outbox]
    history = client.get(url("inspect", waiting)).content.decode()
    assert "Au téléphone" in history


@pytest.mark.parametrize("role", ["editor", "anonymous"])
def test_nobody_else_confirms(waiting: Any, role: str) -> None:
    response = client_of(role).post(url("confirm", waiting), {"confirmed_why": "Moi"})
    assert response.status_code in {302, 403}
    waiting.refresh_from_db()
    assert waiting.status == Status.UNCONFIRMED
