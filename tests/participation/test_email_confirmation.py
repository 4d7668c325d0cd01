"""A campaign that asks for a confirmed e-mail address, from the form to the confirmation."""

import io
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from civic_pages.participation import actions
from civic_pages.participation.groups import MODERATORS, create_groups
from civic_pages.participation.models import Confirmation, Contact, Contribution, Status, Tally
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.conftest import StrictClient
from tests.participation.identity import contribute, last_path, private_path
from tests.participation.test_submission import answers


pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(db: None) -> Any:
    return CampaignFactory(open=True, identity="email", contact_email="agora@example.org")


@pytest.fixture
def commit(django_capture_on_commit_callbacks: Any) -> Any:
    return django_capture_on_commit_callbacks


def test_the_form_requires_the_address(client: Any, campaign: Any) -> None:
    page = BeautifulSoup(client.get(campaign.url).content, "html.parser")
    field = page.find(attrs={"data-field": "courriel"})
    assert field.select_one(".civic-field__required")
    response = client.post(campaign.url, answers(courriel=""))
    assert response.status_code == 422
    page = BeautifulSoup(response.content, "html.parser")
    assert page.find(attrs={"name": "courriel"})["aria-invalid"] == "true"
    assert not Contribution.objects.exists()


def test_a_contribution_waits_until_its_link_is_used(
    client: Any, campaign: Any, commit: Any
) -> None:
    receipt = contribute(client, campaign, commit)
    contribution = Contribution.objects.get()
    assert contribution.status == Status.UNCONFIRMED
    assert contribution.confirmation.sends == 1
    assert "renvoyer/" in receipt.content.decode()
    assert [message.to for message in mail.outbox] == [["habitante@example.org"]]
    path = last_path("confirmer/")
    shown = client.get(path)
    assert shown.status_code == 200
    contribution.refresh_from_db()
    assert contribution.status == Status.UNCONFIRMED
    with commit(execute=True):
        response = client.post(path)
    assert response.status_code == 303
    contribution.refresh_from_db()
    assert contribution.status == Status.PENDING
    assert contribution.confirmed_at is not None
    assert contribution.decided_at is None
    assert contribution.reference in client.get(response["Location"]).content.decode()


def test_the_link_works_on_another_device_and_twice(
    client: Any, campaign: Any, commit: Any
) -> None:
    contribute(client, campaign, commit)
    path = last_path("confirmer/")
    phone = StrictClient()
    first = phone.post(path)
    confirmed_at = Contribution.objects.get().confirmed_at
    assert [first.status_code, phone.post(path).status_code] == [303, 303]
    assert phone.get(path).status_code == 200
    assert Contribution.objects.get().confirmed_at == confirmed_at


def test_the_link_is_of_use_to_nobody_without_the_token_of_the_form(
    campaign: Any, client: Any, commit: Any
) -> None:
    contribute(client, campaign, commit)
    path = last_path("confirmer/")
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(path).status_code == 403
    page = BeautifulSoup(strict.get(path).content, "html.parser")
    token = page.find(attrs={"name": "csrfmiddlewaretoken"})["value"]
    assert strict.post(path, {"csrfmiddlewaretoken": token}).status_code == 303


def test_moderators_are_told_at_the_confirmation_only(
    client: Any, campaign: Any, commit: Any, django_user_model: Any
) -> None:
    create_groups()
    moderator = django_user_model.objects.create_user("m", "moderation@example.org", "x")
    moderator.groups.add(Group.objects.get(name=MODERATORS))
    contribute(client, campaign, commit)
    assert [message.to for message in mail.outbox] == [["habitante@example.org"]]
    with commit(execute=True):
        client.post(last_path("confirmer/"))
    assert sorted(message.to[0] for message in mail.outbox[1:]) == [
        "habitante@example.org",
        "moderation@example.org",
    ]


def test_moderated_afterwards_it_is_public_and_counted_from_the_confirmation_on(
    client: Any, commit: Any
) -> None:
    campaign = CampaignFactory(open=True, identity="email", published_at_once=True)
    contribute(client, campaign, commit)
    assert not Contribution.objects.public().exists()
    assert not Tally.objects.exists()
    client.post(last_path("confirmer/"))
    assert Contribution.objects.public().count() == 1
    assert Tally.objects.get().count == 1


def test_an_expired_link_offers_another_which_works(
    client: Any, campaign: Any, commit: Any
) -> None:
    contribute(client, campaign, commit)
    path = last_path("confirmer/")
    with time_machine.travel(timezone.now() + timedelta(hours=73), tick=False):
        assert client.post(path).status_code == 410
        page = BeautifulSoup(client.get(path).content, "html.parser")
        assert Contribution.objects.get().status == Status.UNCONFIRMED
        with commit(execute=True):
            again = client.post(page.select_one("form")["action"])
        assert again.status_code == 303
        assert client.get(again["Location"]).status_code == 200
        assert client.post(last_path("confirmer/")).status_code == 303
    assert Contribution.objects.get().status == Status.PENDING


def test_an_expired_link_is_not_listened_to_for_ever(
    client: Any, campaign: Any, commit: Any
) -> None:
    contribute(client, campaign, commit)
    path = last_path("confirmer/")
    with time_machine.travel(timezone.now() + timedelta(hours=73), tick=False):
        codes = [client.post(path).status_code for _turn in range(22)]
    assert codes == [410] * 20 + [429] * 2


def test_mails_are_a_minute_apart_and_only_a_few(client: Any, campaign: Any, commit: Any) -> None:
    contribute(client, campaign, commit)
    again = f"{private_path(campaign)}renvoyer/"
    now = timezone.now()
    sent = []
    for minutes in (0, 2, 2, 4, 6, 8, 10):
        moment = now + timedelta(minutes=minutes)
        with time_machine.travel(moment, tick=False), commit(execute=True):
            assert client.post(again).status_code == 303
        sent.append(len(mail.outbox))
    assert sent == [1, 2, 2, 3, 4, 5, 5]


@pytest.mark.parametrize("token", ["x", "WyJhIl0:1abc:def", "a" * 300])
def test_a_link_that_is_none_is_not_found(client: Any, campaign: Any, token: str) -> None:
    assert client.get(f"{campaign.url}confirmer/{token}/").status_code == 404
    assert client.post(f"{campaign.url}suivi/{token}/retirer/").status_code == 404


def test_whoever_tries_many_links_has_to_wait_and_a_true_link_still_works(
    client: Any, campaign: Any, commit: Any, settings: Any
) -> None:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "LINK_LIMIT": (2, 60)}
    contribute(client, campaign, commit)
    wrong = f"{campaign.url}confirmer/none/"
    assert [client.get(wrong).status_code for _turn in range(3)] == [404, 404, 429]
    assert client.get(wrong)["Retry-After"]
    assert client.get(last_path("confirmer/")).status_code == 200


def test_a_link_of_another_campaign_is_not_found(client: Any, campaign: Any, commit: Any) -> None:
    contribute(client, campaign, commit)
    other = CampaignFactory(open=True, identity="email")
    path = last_path("confirmer/").replace(campaign.url, other.url)
    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404
    assert Contribution.objects.get().status == Status.UNCONFIRMED


def test_a_moderator_confirms_by_hand_with_a_reason_that_is_logged(admin_user: Any) -> None:
    contribution = ContributionFactory(status=Status.UNCONFIRMED, with_email=True)
    now = timezone.now()
    with pytest.raises(ValidationError):
        actions.confirm_by_hand(contribution, by=admin_user, now=now, reason=" ")
    with pytest.raises(PermissionDenied):
        actions.confirm_by_hand(contribution, by=None, now=now, reason="Au téléphone")
    confirmed = actions.confirm_by_hand(contribution, by=admin_user, now=now, reason="Au téléphone")
    assert confirmed.status == Status.PENDING
    entry = ModelLogEntry.objects.for_instance(contribution).get()
    assert (entry.user, entry.data) == (admin_user, {"reason": "Au téléphone"})
    with pytest.raises(actions.IllegalTransition):
        actions.confirm_by_hand(contribution, by=admin_user, now=now, reason="Encore")


def test_nobody_publishes_what_is_not_confirmed(admin_user: Any) -> None:
    contribution = ContributionFactory(status=Status.UNCONFIRMED)
    with pytest.raises(actions.IllegalTransition):
        actions.publish(contribution, by=admin_user, now=timezone.now())
    contribution.refresh_from_db()
    assert contribution.status == Status.UNCONFIRMED


def test_what_nobody_confirms_is_erased_after_thirty_days(
    client: Any, campaign: Any, commit: Any
) -> None:
    contribute(client, campaign, commit)
    contribute(client, campaign, commit, courriel="autre@example.org")
    client.post(last_path("confirmer/"))
    now = timezone.now()
    for days, dry, told in ((29, True, ""), (31, True, "would erase 1"), (31, False, "erased 1")):
        printed = io.StringIO()
        with time_machine.travel(now + timedelta(days=days), tick=False):
            call_command("civic_purge", dry_run=dry, stdout=printed)
        assert told in printed.getvalue()
        assert "nobody confirmed" in printed.getvalue() or not told
    assert Contribution.objects.get().status == Status.PENDING
    assert Contact.objects.get().email == "autre@example.org"
    assert Confirmation.objects.count() == 1
