"""Answers of the city: who writes them, when they are public, who is told, and only once."""

import random
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from civic_pages.participation import actions
from civic_pages.participation.models import Contribution, MailRecord, OfficialAnswer, Outcome
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.clocks import noon
from tests.participation.desk import client_of, soup, texts, user_of


pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator() -> Client:
    return client_of("moderator")


@pytest.fixture
def campaign() -> Any:
    return CampaignFactory(open=True)


def outcome(slug: str) -> Outcome:
    return Outcome.objects.get(slug=slug)


def url(name: str, contribution: Contribution) -> str:
    return reverse(f"civic_contributions:{name}", args=[contribution.pk])


def typed(**values: Any) -> dict[str, Any]:
    return {"text": "Dix bancs arrivent en mai.", "when": "now", **values}


def answered(*contributions: Contribution, at: datetime | None = None, **reply: Any) -> Any:
    """Return a stored answer, public since ``at``."""
    made = OfficialAnswer.objects.create(
        campaign_id=contributions[0].campaign_id,
        publish_at=at or timezone.now() - timedelta(minutes=1),
        created_at=timezone.now(),
        **{"text": "C'est fait.", **reply},
    )
    made.contributions.set(contributions)
    return made


def test_a_city_starts_with_outcomes_and_reasons_of_its_own_to_reword() -> None:
    names = list(Outcome.objects.values_list("name", "needs_reason"))
    assert names == [
        ("Étudiée", False), ("Retenue", False), ("Non retenue", True), ("Réalisée", False),
    ]  # fmt: skip


def test_an_answer_is_read_by_everybody_beneath_the_contribution(
    moderator: Client, client: Client, campaign: Any
) -> None:
    contribution = ContributionFactory(campaign=campaign, published=True)
    data = typed(outcome=outcome("retenue").pk, signed="Le service des espaces verts")
    response = moderator.post(url("answer", contribution), data, follow=True)
    assert "The answer is published." in " ".join(texts(response, ".messages li"))
    assert texts(response, ".civic-desk__official strong") == ["Retenue"]
    page = client.get(f"{campaign.contributions_url}{contribution.reference}/")
    assert "Dix bancs arrivent en mai." in texts(page, ".civic-official")[0]
    assert "Le service des espaces verts" in texts(page, ".civic-official")[0]
    assert texts(page, ".civic-card__badges .civic-badge--outcome") == ["Retenue"]
    listed = client.get(campaign.contributions_url)
    assert texts(listed, ".civic-card .civic-badge--outcome") == ["Retenue"]
    entry = ModelLogEntry.objects.get(action="civic.contribution.answer")
    assert entry.data == {"state": "public", "outcome": "Retenue"}


def test_an_answer_says_something_and_a_refusal_says_why(moderator: Client) -> None:
    contribution = ContributionFactory(published=True)
    for data in (typed(text=" "), typed(text="", outcome=outcome("non-retenue").pk)):
        response = moderator.post(url("answer", contribution), data)
        assert response.status_code == 422
        box: Any = soup(response).select_one("#id_answer_text[aria-invalid=true]")
        assert box is not None
    assert not OfficialAnswer.objects.exists()
    kept = moderator.post(
        url("answer", contribution), typed(text="", outcome=outcome("etudiee").pk)
    )
    assert kept.status_code == 302
    assert OfficialAnswer.objects.get().outcome == outcome("etudiee")


@pytest.mark.parametrize("when", ["", "2020-01-01T10:00", "demain"])
def test_a_scheduled_answer_needs_a_time_to_come_and_keeps_what_was_typed(
    moderator: Client, when: str
) -> None:
    contribution = ContributionFactory(published=True)
    data = typed(when="later", publish_at=when)
    response = moderator.post(url("answer", contribution), data)
    assert response.status_code == 422
    assert soup(response).select_one("#id_answer_publish_at[aria-invalid=true]") is not None
    assert "Dix bancs arrivent en mai." in response.content.decode()
    assert not OfficialAnswer.objects.exists()


def test_a_scheduled_answer_is_public_at_its_minute_without_any_job(
    moderator: Client, client: Client, campaign: Any
) -> None:
    contribution = ContributionFactory(campaign=campaign, published=True)
    at = noon(1)
    local = timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")
    data = typed(when="later", publish_at=local, outcome=outcome("retenue").pk)
    assert moderator.post(url("answer", contribution), data).status_code == 302
    path = f"{campaign.contributions_url}{contribution.reference}/"
    for moment, shown in ((at - timedelta(seconds=1), 0), (at, 1)):
        with time_machine.travel(moment, tick=False):
            page = client.get(path)
            assert len(soup(page).select(".civic-official")) == shown
            assert len(soup(page).select(".civic-card__badges .civic-badge--outcome")) == shown
            row = client.get(f"/api/civic/v1/contributions/{contribution.reference}/").json()
            assert len(row["answers_of_city"]) == shown
            assert row["outcome"] == ({"slug": "retenue", "name": "Retenue"} if shown else None)
            found = client.get(f"{campaign.contributions_url}?outcome=retenue")
            assert len(soup(found).select(".civic-card")) == shown
            total = client.get("/api/civic/v1/contributions/?outcome=retenue").json()["count"]
            assert total == shown


def test_a_page_is_not_cached_beyond_the_next_answer(client: Client, campaign: Any) -> None:
    contribution = ContributionFactory(campaign=campaign, published=True)
    now = timezone.now()
    answered(contribution, at=now + timedelta(seconds=20))
    with time_machine.travel(now, tick=False):
        for path in (
            campaign.contributions_url,
            f"{campaign.contributions_url}{contribution.reference}/",
        ):
            assert client.get(path)["Cache-Control"] == "max-age=20"


def test_a_draft_is_seen_by_the_team_only(moderator: Client, client: Client, campaign: Any) -> None:
    contribution = ContributionFactory(campaign=campaign, published=True, with_email=True)
    response = moderator.post(url("answer", contribution), typed(when="draft"), follow=True)
    assert "Draft" in " ".join(texts(response, ".civic-desk__official"))
    page = client.get(f"{campaign.contributions_url}{contribution.reference}/")
    assert "Dix bancs" not in page.content.decode()
    assert mail.outbox == []


def test_the_latest_outcome_counts_and_an_earlier_one_is_found_no_more(
    client: Client, campaign: Any
) -> None:
    contribution = ContributionFactory(campaign=campaign, published=True)
    now = timezone.now()
    answered(contribution, at=now - timedelta(days=9), outcome=outcome("etudiee"))
    answered(contribution, at=now - timedelta(days=2), outcome=outcome("realisee"))
    answered(contribution, at=now - timedelta(days=1), text="Merci encore.")
    answered(contribution, at=now + timedelta(days=1), outcome=outcome("non-retenue"))
    rows = "/api/civic/v1/contributions/?outcome="
    counts = {slug: client.get(rows + slug).json()["count"]
              for slug in ("etudiee", "realisee", "non-retenue", "inconnue")}  # fmt: skip
    assert counts == {"etudiee": 0, "realisee": 1, "non-retenue": 0, "inconnue": 0}
    pins = client.get(f"/api/civic/v1/pins/?campaign={campaign.pk}&outcome=realisee").json()
    assert pins["meta"]["total"] == 1
    page = client.get(campaign.contributions_url)
    offered = [option["value"] for option in soup(page).select("select[name=outcome] option")]
    assert offered == ["", "etudiee", "realisee"]


def test_each_is_found_by_the_outcome_it_shows_whatever_was_answered_when(
    client: Client, campaign: Any
) -> None:
    slugs, now, chance = ("etudiee", "retenue", "realisee"), timezone.now(), random.Random(6)
    rows = [ContributionFactory(campaign=campaign, published=True) for _row in range(12)]
    for number in range(14):
        # Few moments for many answers: some come at one and the same, some to several at once.
        answered(
            *chance.sample(rows, 2), at=now + timedelta(days=chance.randint(-3, 1)),
            outcome=outcome(chance.choice(slugs)) if number % 5 else None, text="Merci.",
        )  # fmt: skip
    listed = f"/api/civic/v1/contributions/?campaign={campaign.pk}"
    shown = {
        row["reference"]: (row["outcome"] or {}).get("slug")
        for row in client.get(listed).json()["results"]
    }
    assert len(set(shown.values())) == 4
    for slug in slugs:
        found = client.get(f"{listed}&outcome={slug}").json()["results"]
        assert {row["reference"] for row in found} == {r for r, s in shown.items() if s == slug}


def test_what_is_not_published_is_not_answered(moderator: Client) -> None:
    for state in ({}, {"rejected": True}):
        contribution = ContributionFactory(**state)
        response = moderator.post(url("answer", contribution), typed(), follow=True)
        assert "only what is published is answered" in " ".join(texts(response, ".messages li"))
    assert not OfficialAnswer.objects.exists()


def test_an_answer_leaves_with_its_contribution(
    moderator: Client, client: Client, campaign: Any
) -> None:
    contribution = ContributionFactory(campaign=campaign, published=True)
    answered(contribution, outcome=outcome("retenue"))
    moderator.post(url("reject", contribution), {"reason": "Hors sujet."})
    assert client.get(f"{campaign.contributions_url}{contribution.reference}/").status_code == 404
    assert client.get("/api/civic/v1/contributions/?outcome=retenue").json()["count"] == 0


def test_contributors_are_written_to_at_once_and_only_once(
    moderator: Client, django_capture_on_commit_callbacks: Any
) -> None:
    contribution = ContributionFactory(published=True, with_email=True, language="fr")
    with django_capture_on_commit_callbacks(execute=True):
        moderator.post(url("answer", contribution), typed(outcome=outcome("retenue").pk))
    assert [message.to for message in mail.outbox] == [["habitante@example.org"]]
    assert "Dix bancs arrivent en mai." in mail.outbox[0].body
    assert "Retenue" in mail.outbox[0].body
    made = OfficialAnswer.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("civic_send")
        data = typed(text="Onze bancs.", when="keep")
        moderator.post(reverse("civic_answers:edit", args=[made.pk]), data)
    assert len(mail.outbox) == 1
    assert MailRecord.objects.filter(event="answered").count() == 1
    made.refresh_from_db()
    assert (made.text, made.outcome) == ("Onze bancs.", None)


def test_the_command_writes_when_a_scheduled_answer_becomes_public(
    django_capture_on_commit_callbacks: Any,
) -> None:
    now = timezone.now()
    alike = ContributionFactory.create_batch(2, published=True, with_email=True)
    for contribution in alike:
        answered(contribution, at=now + timedelta(hours=1))
    gone = ContributionFactory(rejected=True, with_email=True)
    answered(gone, at=now + timedelta(hours=1))
    for moment, sent in ((now, 0), (now + timedelta(hours=2), 2), (now + timedelta(hours=3), 2)):
        with (
            time_machine.travel(moment, tick=False),
            django_capture_on_commit_callbacks(execute=True),
        ):
            call_command("civic_send")
        assert len(mail.outbox) == sent


def bulk(*contributions: Contribution) -> str:
    path = reverse("wagtail_bulk_action", args=["civic_pages", "contribution", "answer"])
    return f"{path}?{'&'.join(f'id={item.pk}' for item in contributions)}"


def test_one_answer_goes_to_many_alike_and_changes_for_all_at_once(
    moderator: Client, client: Client, campaign: Any, django_capture_on_commit_callbacks: Any
) -> None:
    alike = ContributionFactory.create_batch(4, campaign=campaign, published=True, with_email=True)
    pending = ContributionFactory(campaign=campaign)
    with django_capture_on_commit_callbacks(execute=True):
        response = moderator.post(
            f"{bulk(*alike, pending)}&next=/admin/civic_contributions/", typed(), follow=True
        )
    told = " ".join(texts(response, ".messages li"))
    assert "The answer is kept for 4 contributions." in told
    assert f"{pending.reference} is “To moderate”" in told
    made = OfficialAnswer.objects.get()
    assert set(made.contributions.all()) == set(alike)
    assert len(mail.outbox) == 4
    edited = typed(text="Vingt bancs.", when="keep")
    moderator.post(reverse("civic_answers:edit", args=[made.pk]), edited)
    for contribution in alike:
        page = client.get(f"{campaign.contributions_url}{contribution.reference}/")
        assert "Vingt bancs." in page.content.decode()


def test_many_of_several_campaigns_get_an_answer_a_campaign(moderator: Client) -> None:
    rows = [ContributionFactory(published=True), ContributionFactory(published=True)]
    assert moderator.post(bulk(*rows), typed()).status_code == 302
    assert OfficialAnswer.objects.count() == 2
    assert {made.campaign_id for made in OfficialAnswer.objects.all()} == {
        row.campaign_id for row in rows
    }


def test_who_writes_to_many_is_told_before_which_are_not_answered(moderator: Client) -> None:
    published, pending = ContributionFactory(published=True), ContributionFactory()
    page = moderator.get(bulk(published, pending))
    told = "1 is not published: only what is published is answered."
    assert texts(page, ".help-warning") == [told]
    assert soup(page).select("main textarea")
    assert not texts(moderator.get(bulk(published)), ".help-warning")


def test_an_answer_to_none_is_not_asked_for(moderator: Client) -> None:
    page = soup(moderator.get(bulk(*ContributionFactory.create_batch(2))))
    assert "2 are not published" in page.select_one(".help-warning").get_text()
    assert not page.select("main textarea")


def test_a_bulk_answer_that_says_nothing_is_asked_again(moderator: Client) -> None:
    contribution = ContributionFactory(published=True)
    response = moderator.post(bulk(contribution), typed(text=""))
    assert response.status_code == 200
    assert texts(response, ".w-field--error .error-message")
    assert not OfficialAnswer.objects.exists()


def test_a_scheduled_answer_can_be_published_now_or_taken_back(moderator: Client) -> None:
    contribution = ContributionFactory(published=True)
    made = answered(contribution, at=timezone.now() + timedelta(days=2))
    path = reverse("civic_answers:edit", args=[made.pk])
    page = moderator.get(path)
    checked: Any = soup(page).select_one("input[name=when][checked]")
    assert checked["value"] == "later"
    assert moderator.post(path, typed(when="now")).status_code == 302
    made.refresh_from_db()
    assert made.publish_at <= timezone.now()
    assert moderator.post(path, typed(when="draft")).status_code == 302
    made.refresh_from_db()
    assert made.publish_at is None
    assert moderator.post(path, typed(text="")).status_code == 200
    listed = moderator.get(reverse("civic_answers:index"))
    assert "Draft" in listed.content.decode()


def test_who_does_not_speak_for_the_city_does_not_answer() -> None:
    contribution = ContributionFactory(published=True)
    editor = user_of("editor")
    reply = actions.Reply(text="Non.", publish_at=timezone.now())
    with pytest.raises(PermissionDenied):
        actions.answer([contribution], reply=reply, by=editor, now=timezone.now())
    client = Client()
    client.force_login(editor)
    made = answered(contribution)
    for path in (url("answer", contribution), bulk(contribution)):
        assert client.post(path, typed()).status_code == 302
    for name, args in (("index", []), ("edit", [made.pk])):
        assert client.get(reverse(f"civic_answers:{name}", args=args)).status_code == 302
    assert OfficialAnswer.objects.count() == 1


def test_an_answer_to_nothing_is_refused() -> None:
    reply = actions.Reply(text="Oui.")
    with pytest.raises(ValidationError):
        actions.answer([], reply=reply, by=user_of("admin"), now=timezone.now())


def test_lists_cost_the_same_with_thirty_answers(client: Client, campaign: Any) -> None:
    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    paths = [
        campaign.contributions_url,
        campaign.url,
        f"/api/civic/v1/contributions/?campaign={campaign.pk}",
    ]
    answered(ContributionFactory(campaign=campaign, published=True), outcome=outcome("retenue"))
    for path in paths:
        client.get(path)
    before = [cost(path) for path in paths]
    for contribution in ContributionFactory.create_batch(30, campaign=campaign, published=True):
        answered(contribution, outcome=outcome("retenue"))
    assert [cost(path) for path in paths] == before


def test_the_list_of_answers_costs_the_same_with_thirty(moderator: Client, campaign: Any) -> None:
    path = reverse("civic_answers:index")

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert moderator.get(path).status_code == 200
        return len(queries)

    answered(ContributionFactory(campaign=campaign, published=True), outcome=outcome("retenue"))
    moderator.get(path)
    before = cost()
    for contribution in ContributionFactory.create_batch(30, campaign=campaign, published=True):
        answered(contribution, outcome=outcome("retenue"))
    assert cost() == before
