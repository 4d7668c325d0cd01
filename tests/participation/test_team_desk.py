"""What the moderators do together: locks, tasks, notes, ready reasons, and who may do it."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from civic_pages.campaigns.models import CampaignPhase
from civic_pages.participation import actions
from civic_pages.participation.models import (
    Contribution,
    Moderation,
    ModerationLock,
    Note,
    RejectionReason,
    Status,
)
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.participation.desk import PASSWORD, client_of, soup, texts, user_of
from tests.participation.test_submission import answers


pytestmark = pytest.mark.django_db
QUEUE = "/admin/civic_contributions/"
ROLES = ("anonymous", "editor", "moderator", "admin")


def url(name: str, contribution: Contribution) -> str:
    return reverse(f"civic_contributions:{name}", args=[contribution.pk])


def logged(contribution: Contribution) -> list[str]:
    entries = ModelLogEntry.objects.filter(object_id=str(contribution.pk))
    return list(entries.order_by("pk").values_list("action", flat=True))


def messages_of(response: Any) -> str:
    return " ".join(texts(response, ".messages li"))


@pytest.fixture
def moderator() -> Client:
    return client_of("moderator")


@pytest.fixture
def colleague() -> Client:
    return client_of("admin")


# (name, method, data, answer to who may): 302 leads back, or away who may not.
ADDRESSES = [
    ("assign", {"me": "1"}, 302),
    ("assign", {"to": "9999"}, 422),
    ("note", {"text": "À revoir."}, 302),
    ("note", {"text": " "}, 422),
    ("take-over", {}, 302),
    ("hold", {}, 200),
    ("release", {"until": "nonsense"}, 204),
    ("redact", {"other": "bancs"}, 302),
    ("redact", {"other": "b"}, 422),
    ("editions", {}, 200),
    ("answer", {"text": "Oui.", "when": "draft"}, 302),
]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("name", "data", "answer"), ADDRESSES)
def test_only_moderators_use_the_tools(
    role: str, name: str, data: dict[str, str], answer: int
) -> None:
    contribution = ContributionFactory(published=True)
    before = Contribution.objects.values().get(pk=contribution.pk)
    response = client_of(role).post(url(name, contribution), data)
    if role in {"moderator", "admin"}:
        assert response.status_code == answer
        return
    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/" if role == "anonymous" else "/admin/")
    assert Contribution.objects.values().get(pk=contribution.pk) == before
    assert not Note.objects.exists()
    assert not ModerationLock.objects.exists()


@pytest.mark.parametrize("name", [row[0] for row in ADDRESSES])
def test_the_tools_answer_to_a_post_only(moderator: Client, name: str) -> None:
    assert moderator.get(url(name, ContributionFactory())).status_code == 405


def test_a_colleague_is_told_who_has_it_open_and_offered_to_take_over(
    moderator: Client, colleague: Client
) -> None:
    contribution = ContributionFactory()
    at = timezone.now().replace(hour=9, minute=4, second=0)
    with time_machine.travel(at, tick=False):
        moderator.get(url("inspect", contribution))
    with time_machine.travel(at + timedelta(minutes=3), tick=False):
        response = colleague.get(url("inspect", contribution))
        since = timezone.localtime(at)
        told = texts(response, ".civic-desk__decision")[0]
        assert f"moderator has had it open since {since.hour % 12 or 12}:04" in told
        forms = [form["action"] for form in soup(response).select(".civic-desk__decision form")]
        assert forms == [url("take-over", contribution)]
        assert "has it open since" in " ".join(texts(colleague.get(QUEUE), ".civic-held"))


@pytest.mark.parametrize("decision", ["publish", "reject", "withdraw", "redact"])
def test_who_does_not_have_it_open_does_not_decide(
    moderator: Client, colleague: Client, decision: str
) -> None:
    contribution = ContributionFactory()
    before = Contribution.objects.values().get(pk=contribution.pk)
    moderator.get(url("inspect", contribution))
    data = {"reason": "Hors sujet.", "other": "bancs"}
    response = colleague.post(url(decision, contribution), data, follow=True)
    assert "moderator has had it open since" in messages_of(response)
    assert Contribution.objects.values().get(pk=contribution.pk) == before
    assert ModerationLock.objects.get().user.get_username() == "moderator"


def test_many_at_once_leave_what_a_colleague_has_open(moderator: Client, colleague: Client) -> None:
    held, free = ContributionFactory.create_batch(2, campaign=CampaignFactory(open=True))
    moderator.get(url("inspect", held))
    path = reverse("wagtail_bulk_action", args=["civic_pages", "contribution", "publish"])
    query = urlencode([("id", held.pk), ("id", free.pk), ("next", QUEUE)])
    response = colleague.post(f"{path}?{query}", follow=True)
    assert "moderator has had it open since" in messages_of(response)
    assert Contribution.objects.public().get() == free


def test_taking_over_is_written_and_gives_the_decision(
    moderator: Client, colleague: Client
) -> None:
    contribution = ContributionFactory()
    moderator.get(url("inspect", contribution))
    colleague.post(url("take-over", contribution))
    entry = ModelLogEntry.objects.get(action="civic.contribution.take_over")
    assert entry.data == {"from": "moderator"}
    ping = moderator.post(url("hold", contribution))
    assert ping.status_code == 409
    assert "admin has had it open since" in ping.json()["message"]
    assert colleague.post(url("publish", contribution)).status_code == 302
    assert Contribution.objects.public().get() == contribution
    assert not ModerationLock.objects.exists()


def test_a_lock_ends_by_itself_and_lasts_while_it_is_renewed(
    moderator: Client, colleague: Client, settings: Any
) -> None:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "LOCK_MINUTES": 4}
    contribution = ContributionFactory()
    start = timezone.now()
    for minutes, renewed in ((0, True), (3, True), (6, True), (9, False), (10, False)):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            if renewed:
                assert moderator.post(url("hold", contribution)).status_code == 200
            response = colleague.get(url("inspect", contribution))
            is_free = "has had it open" not in " ".join(texts(response, ".civic-desk__decision"))
            assert is_free == (minutes == 10)


def test_leaving_frees_it_but_a_page_opened_since_keeps_it(moderator: Client) -> None:
    contribution = ContributionFactory()
    first = moderator.get(url("inspect", contribution))
    again = moderator.get(url("inspect", contribution))
    for page, left in ((first, 1), (again, 0)):
        until: Any = soup(page).select_one("[data-civic-lock]")
        moderator.post(url("release", contribution), {"until": until["data-civic-until"]})
        assert ModerationLock.objects.count() == left


def test_the_next_one_is_not_what_a_colleague_reads(moderator: Client, colleague: Client) -> None:
    campaign, now = CampaignFactory(open=True), timezone.now()
    first, second, third = (
        ContributionFactory(campaign=campaign, created_at=now - timedelta(days=3 - n))
        for n in range(3)
    )
    colleague.get(url("inspect", second))
    response = moderator.post(url("publish", first))
    assert response["Location"] == url("inspect", third)


def test_reading_what_is_decided_takes_no_lock(moderator: Client) -> None:
    moderator.get(url("inspect", ContributionFactory(published=True)))
    assert not ModerationLock.objects.exists()


def test_the_queue_tells_mine_from_others_and_from_nobodys(
    moderator: Client, colleague: Client
) -> None:
    campaign = CampaignFactory(open=True)
    mine, theirs, free = ContributionFactory.create_batch(3, campaign=campaign)
    moderator.post(url("assign", mine), {"me": "1"})
    colleague.post(url("assign", theirs), {"me": "1"})

    def shown(value: str) -> list[str]:
        page = soup(moderator.get(f"{QUEUE}?assigned={value}"))
        return [str(box["data-object-id"]) for box in page.select("[data-object-id]")]

    assert shown("mine") == [str(mine.pk)]
    assert shown("others") == [str(theirs.pk)]
    assert shown("nobody") == [str(free.pk)]
    assert logged(mine) == ["civic.contribution.assign"]


def test_many_are_given_to_somebody_who_may_moderate(moderator: Client) -> None:
    made = ContributionFactory.create_batch(3, campaign=CampaignFactory(open=True))
    editor, admin = user_of("editor"), user_of("admin")
    path = reverse("wagtail_bulk_action", args=["civic_pages", "contribution", "assign"])
    query = urlencode([("id", c.pk) for c in made] + [("next", QUEUE)])
    offered = soup(moderator.get(f"{path}?{query}")).select("select[name=to] option")
    assert [option.get_text() for option in offered][1:] == ["admin", "moderator"]
    assert moderator.post(f"{path}?{query}", {"to": editor.pk}).status_code == 200
    assert not Contribution.objects.filter(assigned_to=editor).exists()
    moderator.post(f"{path}?{query}", {"to": admin.pk})
    assert Contribution.objects.filter(assigned_to=admin).count() == 3
    moderator.post(f"{path}?{query}", {"to": ""})
    assert not Contribution.objects.exclude(assigned_to=None).exists()


def test_notes_are_the_teams_alone(moderator: Client, client: Client) -> None:
    campaign = CampaignFactory(open=True)
    contribution = ContributionFactory(campaign=campaign, published=True, with_email=True)
    note = "Voir avec Mme <Durand>, service voirie"
    response = moderator.post(url("note", contribution), {"text": note}, follow=True)
    assert texts(response, ".civic-desk__notes .civic-desk__said") == [note]
    assert logged(contribution) == ["civic.contribution.note"]
    paths = [
        campaign.url,
        campaign.contributions_url,
        f"{campaign.contributions_url}{contribution.reference}/",
        f"/api/civic/v1/contributions/{contribution.reference}/",
        f"/api/civic/v1/campaigns/{campaign.pk}/export.csv",
        f"/api/civic/v1/campaigns/{campaign.pk}/export.geojson",
    ]
    for path in paths:
        response = client.get(path)
        content = b"".join(response) if response.streaming else response.content
        assert response.status_code == 200
        assert "Durand" not in content.decode()
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("chosen", "typed", "kept"),
    [
        (True, "", "Ce n'est pas le sujet."),
        (True, "Voyez la page Travaux.", "Ce n'est pas le sujet.\n\nVoyez la page Travaux."),
        (True, "Bonjour. Ce n'est pas le sujet.", "Bonjour. Ce n'est pas le sujet."),
        (False, "Propos injurieux.", "Propos injurieux."),
    ],
)
@pytest.mark.parametrize("many", [False, True])
def test_a_reason_is_chosen_typed_or_both(
    moderator: Client, chosen: bool, typed: str, kept: str, many: bool
) -> None:
    ready = RejectionReason.objects.create(name="Sujet", text="Ce n'est pas le sujet.")
    contribution = ContributionFactory()
    path = url("reject", contribution)
    if many:
        bulk = reverse("wagtail_bulk_action", args=["civic_pages", "contribution", "reject"])
        path = f"{bulk}?id={contribution.pk}"
    data = {"ready": str(ready.pk) if chosen else "", "reason": typed}
    assert moderator.post(path, data).status_code == 302
    contribution.refresh_from_db()
    assert (contribution.status, contribution.reason) == (Status.REJECTED, kept)


def test_a_citys_reasons_carry_their_text_to_the_page(moderator: Client) -> None:
    page = soup(moderator.get(url("inspect", ContributionFactory())))
    options = page.select("select[name=ready] option[data-civic-text]")
    assert [option.get_text() for option in options] == list(
        RejectionReason.objects.values_list("name", flat=True)
    )
    assert all(option["data-civic-text"] for option in options)


@pytest.mark.parametrize("default", list(Moderation))
@pytest.mark.parametrize("of_phase", ["", *Moderation])
def test_a_phase_decides_whether_contributions_wait(
    client: Client, default: str, of_phase: str
) -> None:
    campaign = CampaignFactory(open=True, moderation=default)
    CampaignPhase.objects.filter(page=campaign).update(moderation=of_phase)
    assert client.post(campaign.url, answers()).status_code == 303
    after = (of_phase or default) == Moderation.AFTER
    assert Contribution.objects.public().exists() == after
    assert Contribution.objects.get().status == (Status.PUBLISHED if after else Status.PENDING)


def test_an_editor_chooses_the_moderation_of_a_campaign_and_of_a_phase() -> None:
    campaign = CampaignFactory(open=True)
    page = soup(client_of("admin").get(f"/admin/pages/{campaign.pk}/edit/"))
    for name in ("moderation", "phases-0-moderation"):
        chosen: Any = page.select_one(f"[name={name}]")
        assert chosen is not None, name
        labels = page.get_text()
        assert str(Moderation.AFTER.label) in labels


def test_the_queue_costs_the_same_with_thirty_tasks_and_locks(
    moderator: Client, colleague: Client
) -> None:
    campaign = CampaignFactory(open=True)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert moderator.get(QUEUE).status_code == 200
        return len(queries)

    def held() -> None:
        contribution = ContributionFactory(campaign=campaign)
        colleague.post(url("assign", contribution), {"me": "1"})
        colleague.post(url("hold", contribution))

    held()
    moderator.get(QUEUE)
    before = cost()
    for _turn in range(29):
        held()
    assert cost() == before


def test_a_page_with_thirty_notes_and_answers_costs_the_same(moderator: Client) -> None:
    contribution = ContributionFactory(published=True)
    admin, now = user_of("admin"), timezone.now()

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert moderator.get(url("inspect", contribution)).status_code == 200
        return len(queries)

    def more() -> None:
        actions.add_note(contribution, text="Vu.", by=admin, now=now)
        actions.answer([contribution], reply=actions.Reply(text="Oui."), by=admin, now=now)

    more()
    moderator.get(url("inspect", contribution))
    before = cost()
    for _turn in range(29):
        more()
    assert cost() == before


def test_a_moderator_who_leaves_the_team_is_assigned_nothing_more(moderator: Client) -> None:
    contribution, former = ContributionFactory(), user_of("admin")
    former.is_active = False
    former.save()
    response = moderator.post(url("assign", contribution), {"to": former.pk})
    assert response.status_code == 422
    assert PASSWORD not in response.content.decode()
