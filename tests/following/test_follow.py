"""Following: asked for, confirmed by the mailbox, changed and ended by its links."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from civic_pages.campaigns import retention
from civic_pages.following.models import Subscription
from civic_pages.participation.models import MailTemplate, OutboxMessage
from civic_pages.participation.privacy import base
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.abuse.gates import solved, turn_on
from tests.following.mailbox import confirmed, follow, link


pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Any:
    return CampaignFactory(open=True)


@pytest.fixture
def commit(django_capture_on_commit_callbacks: Any) -> Any:
    return django_capture_on_commit_callbacks


def page(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


@pytest.mark.parametrize("phase", ["open", "closed", "upcoming"])
def test_a_campaign_has_the_form_at_its_foot_whatever_its_phase(client: Client, phase: str) -> None:
    campaign = CampaignFactory(**{phase: True})
    form = page(client.get(campaign.url)).select_one("#suivre form")
    assert form is not None
    assert form["action"] == f"/suivi-par-courriel/{campaign.pk}/"
    assert form.select_one("input[name=email]")["type"] == "email"
    assert [o["value"] for o in form.select("select[name=pace] option")] == [
        "at_once",
        "daily",
        "weekly",
    ]
    assert form.select_one("[name=quoi]")["value"] == f"campaign:{campaign.pk}"
    # The page may be kept by caches: the form holds nothing of who reads it.
    assert form.select_one("[name=csrfmiddlewaretoken]") is None


def test_the_form_on_the_page_is_taken_from_a_browser_without_cookies(
    campaign: Any, commit: Any
) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = follow(strict, campaign, commit)
    assert response.status_code == 303
    assert response["Location"] == f"/suivi-par-courriel/{campaign.pk}/merci/"
    assert len(mail.outbox) == 1


def test_nobody_follows_before_the_mailbox_has_confirmed(
    client: Client, campaign: Any, commit: Any
) -> None:
    follow(client, campaign, commit, pace="daily")
    row = Subscription.objects.get()
    assert row.confirmed_at is None
    path = link("confirmer")
    # Programs that read mail follow links too.
    assert client.get(path).status_code == 200
    assert client.head(path).status_code == 200
    row.refresh_from_db()
    assert row.confirmed_at is None
    response = client.post(path)
    assert response.status_code == 303
    row.refresh_from_db()
    assert row.confirmed_at is not None
    assert row.pace == "daily"
    assert client.get(response["Location"]).status_code == 200


def test_a_confirmation_is_protected_against_forged_posts(
    client: Client, campaign: Any, commit: Any
) -> None:
    follow(client, campaign, commit)
    assert Client(enforce_csrf_checks=True).post(link("confirmer")).status_code == 403


def test_a_known_and_an_unknown_address_get_the_same_answer_and_mail(
    client: Client, campaign: Any, commit: Any
) -> None:
    confirmed(client, campaign, commit)
    with time_machine.travel(timezone.now() + timedelta(minutes=10)):
        known = follow(client, campaign, commit, email="Habitante@Example.org", pace="daily")
        unknown = follow(client, campaign, commit, email="autre@example.org", pace="daily")
    assert known.status_code == unknown.status_code == 303
    assert known["Location"] == unknown["Location"]
    assert known.headers.keys() == unknown.headers.keys()
    assert [message.subject for message in mail.outbox] == [mail.outbox[0].subject] * 2
    shown = client.get(known["Location"])
    assert "example.org" not in page(shown).select_one("main").get_text()
    # What was typed changes nothing before the mailbox says so.
    assert Subscription.objects.get(email="habitante@example.org").pace == "at_once"
    client.post(link("confirmer", mail.outbox[0]))
    assert Subscription.objects.get(email="habitante@example.org").pace == "daily"


def test_an_address_is_not_flooded(client: Client, campaign: Any, commit: Any) -> None:
    for _turn in range(4):
        follow(client, campaign, commit)
    assert len(mail.outbox) <= 2
    for contribution in ContributionFactory.create_batch(12, campaign=campaign, published=True):
        response = follow(client, campaign, commit, quoi=f"contribution:{contribution.reference}")
        assert response.status_code == 303
    assert len(mail.outbox) <= 7


def test_what_is_wrong_is_told_beside_its_field_and_nothing_typed_is_lost(
    client: Client, campaign: Any, commit: Any
) -> None:
    response = follow(client, campaign, commit, email="habitante@", pace="daily")
    assert response.status_code == 422
    shown = page(response)
    assert shown.select_one("input[name=email]")["value"] == "habitante@"
    assert shown.select_one("select[name=pace] option[selected]")["value"] == "daily"
    assert shown.select_one(".civic-field--error [name=email]") is not None
    assert not Subscription.objects.exists()
    assert follow(client, campaign, commit, pace="hourly").status_code == 422
    assert follow(client, campaign, commit, website="http://spam").status_code == 422


def test_a_challenge_is_asked_where_the_site_asks_one(
    client: Client, campaign: Any, commit: Any, settings: Any
) -> None:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "CHALLENGE": "always"}
    response = follow(client, campaign, commit)
    assert response.status_code == 422
    shown = page(response)
    assert shown.select_one("input[name=email]")["value"] == "habitante@example.org"
    assert shown.select_one("civic-proof") is not None
    assert not Subscription.objects.exists()


def test_a_network_that_asks_too_often_is_slowed_down(
    client: Client, campaign: Any, commit: Any, settings: Any
) -> None:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "RATE_LIMIT": (1, 600)}
    assert follow(client, campaign, commit).status_code == 303
    response = follow(client, campaign, commit, email="autre@example.org")
    assert response.status_code == 429
    assert response["Retry-After"] == "600"
    assert page(response).select_one("input[name=email]")["value"] == "autre@example.org"


def test_a_contribution_is_followed_from_its_page_and_an_unpublished_one_is_not(
    client: Client, campaign: Any, commit: Any
) -> None:
    public = ContributionFactory(campaign=campaign, published=True)
    shown = page(client.get(f"{campaign.contributions_url}{public.reference}/"))
    path = shown.select_one(".civic-follow-link a")["href"]
    assert client.get(path).status_code == 200
    quoi = f"contribution:{public.reference}"
    assert follow(client, campaign, commit, quoi=quoi).status_code == 303
    assert Subscription.objects.get().contribution == public
    hidden = ContributionFactory(campaign=campaign)
    for key in (
        f"contribution:{hidden.reference}",
        "text:1",
        "campaign:1",
        "x",
        "text:9" + "9" * 30,
    ):
        assert client.get(f"/suivi-par-courriel/{campaign.pk}/?quoi={key}").status_code == 404
        assert follow(client, campaign, commit, quoi=key).status_code == 404


def test_a_draft_campaign_cannot_be_followed(client: Client, campaign: Any, commit: Any) -> None:
    campaign.unpublish()
    assert follow(client, campaign, commit).status_code == 404
    assert client.get(f"/suivi-par-courriel/{campaign.pk}/merci/").status_code == 404


def test_a_mail_program_ends_it_at_one_click_without_cookies(
    client: Client, campaign: Any, commit: Any
) -> None:
    confirmed(client, campaign, commit)
    from civic_pages.following.news import tell

    with commit(execute=True):
        tell("page", campaign=campaign, target=f"campaign:{campaign.pk}", key="p:1",
             title="Du neuf", url="http://localhost/", at=timezone.now())  # fmt: skip
    headers = mail.outbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = headers["List-Unsubscribe"]
    assert address.startswith("<http")
    assert link("arreter") in address
    raw = mail.outbox[0].message().as_bytes()
    unfolded = raw.replace(b"\r\n ", b" ").replace(b"\n ", b" ")
    assert b"List-Unsubscribe: " + address.encode() in unfolded.replace(b":  <", b": <")
    path = link("arreter")
    strict = Client(enforce_csrf_checks=True)
    # Looking at the page ends nothing.
    assert strict.get(path).status_code == 200
    assert Subscription.objects.count() == 1
    response = Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert not Subscription.objects.exists()
    assert strict.post(path).status_code == 200


def test_the_page_of_a_mailbox_changes_the_pace_and_stops_one_or_all(
    client: Client, campaign: Any, commit: Any
) -> None:
    first = confirmed(client, campaign, commit)
    second = confirmed(client, CampaignFactory(open=True), commit)
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        follow(client, campaign, commit)
    path = link("confirmer")
    own = client.post(path)["Location"].partition("?")[0]
    shown = page(client.get(own))
    assert len(shown.select(".civic-follow__row")) == 2
    assert not shown.select("[role=status]")
    changed = client.post(own, {"subscription": second.uuid, "pace": "weekly"})
    assert changed.status_code == 303
    assert page(client.get(changed["Location"])).select_one("[role=status]").get_text()
    second.refresh_from_db()
    assert second.pace == "weekly"
    assert client.post(own, {"subscription": "x", "pace": "daily"}).status_code == 303
    stopped = client.post(own, {"stop": str(first.uuid)})
    assert stopped.status_code == 303
    assert page(client.get(stopped["Location"])).select_one("[role=status]").get_text()
    assert list(Subscription.objects.all()) == [second]
    other = f"/suivi-par-courriel/gerer/{own.split('/')[3]}/"
    assert client.get(other).status_code == 200


def test_stop_everything_forgets_the_address(client: Client, campaign: Any, commit: Any) -> None:
    confirmed(client, CampaignFactory(open=True), commit)
    follow(client, campaign, commit)
    own = client.post(link("confirmer"))["Location"].partition("?")[0]
    follow(client, campaign, commit, email="autre@example.org")
    assert client.post(own, {"stop": "all", "sure": "yes"}).status_code == 200
    assert [row.email for row in Subscription.objects.all()] == ["autre@example.org"]


def test_before_everything_is_stopped_it_is_asked_and_told_what_that_is(
    client: Client, commit: Any
) -> None:
    for title in ("La ville en 2030", "La fibre pour tous"):
        confirmed(client, CampaignFactory(open=True, title=title), commit)
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        follow(client, CampaignFactory(open=True, title="Les Groues"), commit)
    own = client.post(link("confirmer"))["Location"].partition("?")[0]
    link_to_all = page(client.get(own)).select_one("a[href='?arreter=tout']")
    assert link_to_all is not None
    asked = page(client.get(f"{own}?arreter=tout"))
    named = [item.get_text(strip=True) for item in asked.select("main li strong")]
    assert named == ["La ville en 2030", "La fibre pour tous", "Les Groues"]
    assert asked.select_one(f"main a[href='{own}']")
    # A page that somebody has had open for long asks too.
    answer = client.post(own, {"stop": "all"})
    assert (answer.status_code, answer["Location"]) == (303, f"{own}?arreter=tout")
    assert Subscription.objects.count() == 3
    form = asked.select_one("main form")
    sent = {field["name"]: field["value"] for field in form.select("[name]")}
    assert client.post(own, sent).status_code == 200
    assert not Subscription.objects.exists()


def test_one_mailbox_cannot_change_what_another_follows(
    client: Client, campaign: Any, commit: Any
) -> None:
    other = confirmed(client, campaign, commit, email="autre@example.org")
    follow(client, campaign, commit)
    own = client.post(link("confirmer"))["Location"].partition("?")[0]
    client.post(own, {"stop": str(other.uuid)})
    client.post(own, {"subscription": str(other.uuid), "pace": "weekly"})
    other.refresh_from_db()
    assert other.pace == "at_once"
    assert "autre@example.org" not in client.get(own).content.decode()


@pytest.mark.parametrize("name", ["confirmer", "gerer", "arreter"])
def test_a_link_that_is_none_is_not_found_and_guessing_is_slowed(
    client: Client, name: str, campaign: Any, commit: Any, settings: Any
) -> None:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "LINK_LIMIT": (2, 600)}
    follow(client, campaign, commit)
    row = Subscription.objects.get()
    of_another_kind = link("confirmer").split("/")[3]
    wrong = [
        "x",
        str(row.uuid),
        f"{row.uuid.hex}:abc",
        of_another_kind if name != "confirmer" else "y",
    ]
    codes = [client.post(f"/suivi-par-courriel/{name}/{text}/").status_code for text in wrong]
    assert codes == [404, 404, 429, 429]
    assert Subscription.objects.get().confirmed_at is None


def test_a_link_that_nobody_used_in_time_begins_nothing_and_is_forgotten(
    client: Client, campaign: Any, commit: Any
) -> None:
    follow(client, campaign, commit)
    path = link("confirmer")
    with time_machine.travel(timezone.now() + timedelta(hours=73)):
        assert client.post(path).status_code == 200
        assert Subscription.objects.get().confirmed_at is None
        call_command("civic_purge")
    assert not Subscription.objects.exists()


def test_pages_of_links_are_kept_by_nobody(client: Client, campaign: Any, commit: Any) -> None:
    follow(client, campaign, commit)
    response = client.get(link("confirmer"))
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"
    assert "noindex" in response["X-Robots-Tag"]


def test_the_city_words_the_confirmation_itself(client: Client, campaign: Any, commit: Any) -> None:
    MailTemplate.objects.create(
        event="follow", language="fr", subject="Suivre {followed} ?", body="Oui : {confirm_url}"
    )
    follow(client, campaign, commit)
    assert mail.outbox[0].subject == f"Suivre {campaign.title} ?"
    assert client.get(link("confirmer")).status_code == 200


def test_subscriptions_and_mails_are_handed_out_and_erased(
    client: Client, campaign: Any, commit: Any
) -> None:
    follow(client, campaign, commit)
    who = base.find("habitante@example.org")
    assert who is not None
    mine = {e.slug: e for e in base.erasers() if e.slug in {"subscriptions", "outbox"}}
    assert {slug: one.held(who) for slug, one in mine.items()} == {"subscriptions": 1, "outbox": 1}
    files = [file for one in mine.values() for file in one.export(who)]
    assert all(b"habitante@example.org" in file.content for file in files)
    for one in mine.values():
        assert one.erase(who) == 1
    assert not Subscription.objects.exists()
    assert not OutboxMessage.objects.exists()
    assert base.find("habitante@example.org") is None


def test_subscriptions_end_with_the_retention_of_their_campaign(
    client: Client, commit: Any
) -> None:
    campaign = CampaignFactory(closed=True, retention_months=1)
    confirmed(client, campaign, commit)
    later = timezone.now() + timedelta(days=90)
    item = next(item for item in retention.due(now=later) if item.campaign.pk == campaign.pk)
    retention.purge(item, now=later)
    assert not Subscription.objects.exists()
    assert not OutboxMessage.objects.exclude(recipient="").exists()


def test_a_challenge_that_is_met_lets_somebody_follow_in_a_second_step(
    client: Client, campaign: Any, commit: Any, settings: Any
) -> None:
    turn_on(settings)
    asked = follow(client, campaign, commit)
    assert asked.status_code == 422
    # Nothing is wrong yet: it is one step more.
    assert page(asked).select_one(".civic-errors") is None
    proof = solved(json.loads(page(asked).select_one("civic-proof")["data-challenge"]))
    assert follow(client, campaign, commit, civic_proof="x").status_code == 422
    assert follow(client, campaign, commit, civic_proof=proof).status_code == 303
    assert Subscription.objects.count() == 1
