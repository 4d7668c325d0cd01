"""What the team sees: numbers of followers, mails that failed, never an address."""

from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from civic_pages.participation.models import MailRecord, OutboxMessage
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.following.mailbox import confirmed, fail, follow
from tests.participation.desk import client_of, texts


pytestmark = pytest.mark.django_db
REPORTS = ("civic_followers_report", "civic_mails_report")


@pytest.mark.parametrize("role", ["anonymous", "editor", "moderator", "admin"])
@pytest.mark.parametrize("name", REPORTS)
def test_reports_are_for_moderators(role: str, name: str) -> None:
    client = client_of(role)
    expected = 200 if role in {"moderator", "admin"} else 302
    assert client.get(reverse(name)).status_code == expected
    again = client.post(reverse("civic_mails_again"))
    assert again.status_code == 302
    is_sent_away = "login" in again["Location"] or again["Location"] == reverse("wagtailadmin_home")
    assert is_sent_away == (expected == 302)


def test_followers_are_numbers(client: Client, django_capture_on_commit_callbacks: Any) -> None:
    campaign = CampaignFactory(open=True, title="La ville en 2030")
    commit = django_capture_on_commit_callbacks
    contribution = ContributionFactory(campaign=campaign, published=True)
    confirmed(client, campaign, commit, email="a@example.org")
    confirmed(client, campaign, commit, email="b@example.org")
    quoi = f"contribution:{contribution.reference}"
    confirmed(client, campaign, commit, email="b@example.org", quoi=quoi)
    follow(client, campaign, commit, email="c@example.org")
    moderator = client_of("moderator")
    response = moderator.get(reverse("civic_followers_report"))
    assert texts(response, "tbody td") == ["La ville en 2030", "2", "1"]
    assert texts(response, ".pagination__end") == ["1 campaign"]
    assert "@example.org" not in response.content.decode()
    sheet = moderator.get(f"{reverse('civic_followers_report')}?export=csv")
    body = b"".join(sheet.streaming_content) if sheet.streaming else sheet.content
    assert b"La ville en 2030,2,1" in body


def test_what_failed_is_listed_without_addresses_and_tried_again(
    client: Client, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    fail(settings, 1)
    campaign = CampaignFactory(open=True)
    follow(client, campaign, django_capture_on_commit_callbacks)
    OutboxMessage.objects.update(state="given_up", attempts=6)
    moderator = client_of("moderator")
    response = moderator.get(reverse("civic_mails_report"))
    assert any("server cannot be reached" in text for text in texts(response, "tbody td p"))
    assert texts(response, "tbody td details:not([open]) code") == ["ConnectionRefusedError"]
    assert "habitante@example.org" not in response.content.decode()
    assert moderator.get(reverse("civic_mails_again")).status_code == 405
    assert moderator.post(reverse("civic_mails_again")).status_code == 302
    call_command("civic_send")
    assert len(mail.outbox) == 1
    assert OutboxMessage.objects.get().state == "sent"
    assert (
        "ConnectionRefusedError"
        not in moderator.get(reverse("civic_mails_report")).content.decode()
    )


def failed_with(error: str) -> OutboxMessage:
    now = timezone.now()
    return OutboxMessage.objects.create(
        key=f"k{error}", campaign=CampaignFactory(open=True), recipient="a@example.org",
        subject="S", body="B", error=error, created_at=now, due_at=now,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("SMTPRecipientsRefused", "refused the address"),
        ("SMTPSenderRefused", "refused the address that this site sends from"),
        ("SMTPAuthenticationError", "user name or password"),
        ("SMTPDataError", "refused the message"),
        ("SMTPServerDisconnected", "broke off the connection"),
        ("gaierror", "cannot be reached"),
        ("TimeoutError", "did not answer in time"),
        ("SSLCertVerificationError", "No secure connection"),
        ("KeyError", "why is for the technical team"),
    ],
)
def test_why_a_mail_failed_is_said_in_words_and_the_error_folded_away(
    error: str, words: str
) -> None:
    failed_with(error)
    response = client_of("moderator").get(reverse("civic_mails_report"))
    (said,) = texts(response, "tbody td .civic-failure")
    assert words in said
    assert texts(response, "tbody td details:not([open]) code") == [error]


def test_the_page_of_a_contribution_says_in_words_why_its_mail_failed() -> None:
    contribution = ContributionFactory(campaign=CampaignFactory(open=True))
    MailRecord.objects.create(
        contribution=contribution, event="receipt", address="a@example.org", state="failed",
        error="SMTPRecipientsRefused", at=timezone.now(),
    )  # fmt: skip
    page = client_of("moderator").get(
        reverse("civic_contributions:inspect", args=[contribution.pk])
    )
    assert any("refused the address" in text for text in texts(page, "table td p"))
    assert texts(page, "table td details:not([open]) code") == ["SMTPRecipientsRefused"]


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_of_failed_mails_costs_the_same_for_one_and_for_thirty(
    count: int, django_assert_max_num_queries: Any
) -> None:
    campaign = CampaignFactory(open=True)
    now = timezone.now()
    for number in range(count):
        OutboxMessage.objects.create(
            key=f"k{number}", campaign=campaign, recipient="a@example.org", subject="S",
            body="B", error="OSError", created_at=now, due_at=now,
        )  # fmt: skip
    moderator = client_of("moderator")
    moderator.get(reverse("civic_mails_report"))
    with django_assert_max_num_queries(22):
        moderator.get(reverse("civic_mails_report"))
