"""The city's own words: reasons, outcomes and e-mails, each with its permission."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from civic_pages.participation import actions, defaults
from civic_pages.participation.models import MailTemplate, Outcome, RejectionReason
from civic_pages.participation.notifications import sending
from civic_pages.testing import ContributionFactory
from tests.participation.desk import client_of, soup, texts, user_of


pytestmark = pytest.mark.django_db
MAILS = ("civic_mails", "civic_reasons", "civic_outcomes")


def typed(**values: Any) -> dict[str, str]:
    """Return what is typed for a wording of the mail about a publication."""
    return {
        "event": "published",
        "language": "fr",
        "subject": "{reference} est en ligne",
        "body": "Bonjour, lisez-la : {campaign_url}",
        **values,
    }


@pytest.mark.parametrize("role", ["anonymous", "editor", "moderator", "admin"])
@pytest.mark.parametrize("name", MAILS)
def test_moderators_word_the_citys_messages_and_editors_do_not(role: str, name: str) -> None:
    client = client_of(role)
    expected = 200 if role in {"moderator", "admin"} else 302
    for view in ("index", "add"):
        assert client.get(reverse(f"{name}:{view}")).status_code == expected


def test_a_wording_of_the_city_is_what_contributors_receive(
    django_capture_on_commit_callbacks: Any,
) -> None:
    client = client_of("moderator")
    assert client.post(reverse("civic_mails:add"), typed()).status_code == 302
    contribution = ContributionFactory(with_email=True, language="fr")
    with django_capture_on_commit_callbacks(execute=True):
        actions.publish(contribution, by=user_of("admin"), now=timezone.now())
    assert mail.outbox[0].subject == f"{contribution.reference} est en ligne"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"body": "Bonjour {prenom}"}, "body"),
        ({"subject": "{nom}"}, "subject"),
        ({"event": "rejected", "body": "Non."}, "body"),
        ({"event": "confirm", "body": "Cliquez."}, "body"),
        ({"language": "xx"}, "language"),
    ],
)
def test_a_placeholder_that_does_not_exist_or_is_missing_is_told_beside_its_field(
    changes: dict[str, str], field: str
) -> None:
    response = client_of("moderator").post(reverse("civic_mails:add"), typed(**changes))
    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {field}
    assert not MailTemplate.objects.exists()


def test_braces_that_name_nothing_stay_as_they_are() -> None:
    client = client_of("moderator")
    body = "Prix {en euros} : {{ campaign.pk }} {% now 'Y' %} {campaign}"
    client.post(reverse("civic_mails:add"), typed(body=body))
    kept = MailTemplate.objects.get()
    told = sending.filled(kept.body, {"campaign": "La ville"})
    assert told == "Prix {en euros} : {{ campaign.pk }} {% now 'Y' %} La ville"


@pytest.mark.parametrize("is_new", [True, False])
def test_a_wording_is_previewed_without_being_saved(is_new: bool) -> None:
    client = client_of("moderator")
    path = reverse("civic_mails:add")
    if not is_new:
        kept = MailTemplate.objects.create(event="published", subject="Avant", body="Avant")
        path = reverse("civic_mails:edit", args=[kept.pk])
    response = client.post(path, {**typed(), "preview": "1"})
    assert response.status_code == 200
    shown = " ".join(texts(response, ".civic-mail"))
    assert "ASV-2026-00042 est en ligne" in shown
    assert "https://participez.example.org/ville/" in shown
    assert list(MailTemplate.objects.values_list("subject", flat=True)) == (
        [] if is_new else ["Avant"]
    )


def test_every_placeholder_is_explained(client: Client) -> None:
    page = soup(client_of("moderator").get(reverse("civic_mails:add")))
    named = [code.get_text() for code in page.select(".civic-placeholders code")]
    assert named == [f"{{{name}}}" for name in sending.PLACEHOLDERS]


def test_a_city_rewords_its_reasons_and_they_are_not_made_again() -> None:
    client = client_of("moderator")
    first: Any = RejectionReason.objects.first()
    data = {"name": "Hors du sujet", "text": "Ce n'est pas le sujet.", "sort_order": "0"}
    assert client.post(reverse("civic_reasons:edit", args=[first.pk]), data).status_code == 302
    RejectionReason.objects.exclude(pk=first.pk).delete()
    defaults.create_defaults()
    assert [reason.name for reason in RejectionReason.objects.all()] == ["Hors du sujet"]


def test_an_outcome_in_use_is_not_deleted() -> None:
    outcome = Outcome.objects.get(slug="retenue")
    contribution = ContributionFactory(published=True)
    reply = actions.Reply(outcome=outcome)
    actions.answer([contribution], reply=reply, by=user_of("admin"), now=timezone.now())
    path = reverse("civic_outcomes:delete", args=[outcome.pk])
    assert client_of("moderator").post(path).status_code == 302
    assert Outcome.objects.filter(pk=outcome.pk).exists()


def test_whether_an_outcome_needs_a_reason_is_read_in_the_language_of_the_team() -> None:
    client = client_of("moderator")
    path, french = reverse("civic_outcomes:index"), {"accept-language": "fr"}
    rows = soup(client.get(path, headers=french)).select(".listing tbody tr")
    said = [row.select("td")[-1].get_text(strip=True) for row in rows]
    assert len(said) == len(defaults.OUTCOMES)
    assert set(said) == {"Oui", "Non"}


@pytest.mark.parametrize("name", [*MAILS, "civic_projects", "civic_webhooks", "civic_territories"])
def test_what_adds_something_says_it_as_one_speaks(name: str) -> None:
    path, french = reverse(f"{name}:index"), {"accept-language": "fr"}
    page = soup(client_of("admin").get(path, headers=french))
    add = page.select_one(f'header a[href^="{reverse(f"{name}:add")}"]')
    assert add.get_text(strip=True)
    assert "(e)" not in add.get_text()


def test_without_texts_of_its_own_a_city_reads_that_mails_leave_all_the_same() -> None:
    page = client_of("moderator").get(reverse("civic_mails:index"))
    assert "All e-mails leave with the words of the software." in page.content.decode()


def test_outcomes_are_counted_from_none_when_a_city_has_none() -> None:
    Outcome.objects.all().delete()
    RejectionReason.objects.all().delete()
    defaults.create_defaults()
    assert Outcome.objects.count() == len(defaults.OUTCOMES)
    assert RejectionReason.objects.count() == len(defaults.REASONS)
