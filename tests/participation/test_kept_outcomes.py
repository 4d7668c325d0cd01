"""Outcomes kept on contributions: as right as the answers themselves, whoever has settled them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from civic_pages.participation import actions, settling, tallies
from civic_pages.participation.models import Contribution, OfficialAnswer, Outcome
from civic_pages.testing import CampaignFactory
from tests.participation.desk import soup
from tests.participation.mapping import scatter
from tests.participation.test_city_answers import answered
from tests.participation.test_concurrency import at_once


pytestmark = pytest.mark.django_db
PLACES = [(48.892 + n / 10_000, 2.206) for n in range(4)]
ZOOMS = (11, 15, 17, 20)


@pytest.fixture
def campaign(db: None) -> Any:
    return CampaignFactory(open=True)


@pytest.fixture
def get(client: Client) -> Callable[..., Any]:
    """Return a function that asks the API."""
    return lambda path, **query: client.get(f"/api/civic/v1/{path}", query)


@pytest.fixture
def told(get: Any, campaign: Any) -> Callable[[str], set[int]]:
    """Return a function that tells how many are of an outcome, by list, page and map of any zoom."""

    def ask(slug: str) -> set[int]:
        found = {get("contributions/", campaign=campaign.pk, outcome=slug).json()["count"]}
        page = Client().get(f"{campaign.contributions_url}?outcome={slug}")
        found.add(len(soup(page).select(".civic-card")))
        for zoom in ZOOMS:
            meta = get("pins/", campaign=campaign.pk, zoom=zoom, outcome=slug).json()["meta"]
            found |= {meta["in_view"], meta["total"], meta["mapped"]}
        return found

    return ask


def outcome(slug: str) -> Outcome:
    return Outcome.objects.get(slug=slug)


def reply(slug: str | None, at: datetime | None) -> actions.Reply:
    return actions.Reply("Merci.", outcome(slug) if slug else None, publish_at=at)


def test_an_answer_counts_from_the_request_that_publishes_it(
    campaign: Any, told: Any, admin_user: Any
) -> None:
    one, other, *_rest = scatter(campaign, PLACES)
    now = timezone.now()
    actions.answer([one, other], reply=reply("etudiee", now), by=admin_user, now=now)
    assert (told("etudiee"), told("retenue")) == ({2}, {0})
    made = actions.answer([one], reply=reply("retenue", now), by=admin_user, now=now)
    assert (told("etudiee"), told("retenue")) == ({1}, {1})
    actions.edit_answer(made, reply=reply("retenue", None), by=admin_user, now=now)
    assert (told("etudiee"), told("retenue")) == ({2}, {0})
    actions.edit_answer(made, reply=reply(None, now), by=admin_user, now=now)
    assert told("etudiee") == {2}
    actions.edit_answer(made, reply=reply("realisee", now), by=admin_user, now=now)
    assert (told("etudiee"), told("realisee")) == ({1}, {1})
    assert settling.differences() == tallies.differences() == []


def test_an_answer_that_is_due_counts_at_its_second_before_and_after_it_is_settled(
    campaign: Any, told: Any, admin_user: Any
) -> None:
    one, *_rest = scatter(campaign, PLACES)
    now = timezone.now()
    due = now + timedelta(hours=2)
    actions.answer([one], reply=reply("etudiee", now), by=admin_user, now=now)
    actions.answer([one], reply=reply("retenue", due), by=admin_user, now=now)
    with time_machine.travel(due - timedelta(seconds=1), tick=False):
        call_command("civic_send", stdout=StringIO())
        assert (told("etudiee"), told("retenue")) == ({1}, {0})
    with time_machine.travel(due, tick=False):
        assert (told("etudiee"), told("retenue")) == ({0}, {1})
        call_command("civic_send", stdout=StringIO())
        assert Contribution.objects.get(pk=one.pk).outcome == outcome("retenue").pk
        assert (told("etudiee"), told("retenue")) == ({0}, {1})
        # Put off again, once it was public.
        made = OfficialAnswer.objects.latest("pk")
        actions.edit_answer(
            made, reply=reply("retenue", due + timedelta(1)), by=admin_user, now=due
        )
        assert (told("etudiee"), told("retenue")) == ({1}, {0})
    assert settling.differences() == tallies.differences() == []


def test_an_answer_beside_one_that_is_due_leaves_nothing_wrong(
    campaign: Any, told: Any, admin_user: Any
) -> None:
    one, *_rest = scatter(campaign, PLACES)
    now = timezone.now()
    actions.answer([one], reply=reply("retenue", now + timedelta(1)), by=admin_user, now=now)
    later = now + timedelta(days=2)
    with time_machine.travel(later, tick=False):
        actions.answer(
            [one], reply=reply("etudiee", now + timedelta(hours=1)), by=admin_user, now=later
        )
        assert settling.differences() == tallies.differences() == []
        assert (told("etudiee"), told("retenue")) == ({0}, {1})
        call_command("civic_send", stdout=StringIO())
        assert settling.differences() == tallies.differences() == []
        assert (told("etudiee"), told("retenue")) == ({0}, {1})


def test_what_is_written_past_the_verbs_is_read_from_the_answers_until_it_is_settled(
    campaign: Any, told: Any
) -> None:
    one, *_rest = scatter(campaign, PLACES)
    answered(one, outcome=outcome("retenue"))
    assert told("retenue") == {1}
    assert settling.settle_due(now=timezone.now()) == 1
    assert told("retenue") == {1}
    assert settling.settle_due(now=timezone.now()) == 0


def test_a_preview_of_another_day_reads_the_answers_of_that_day(
    campaign: Any, admin_user: Any, client: Client
) -> None:
    one, *_rest = scatter(campaign, PLACES)
    now = timezone.now()
    actions.answer([one], reply=reply("retenue", now), by=admin_user, now=now)
    with time_machine.travel(now - timedelta(days=1), tick=False):
        page = client.get(f"{campaign.contributions_url}?outcome=retenue")
        assert soup(page).select(".civic-card") == []


def test_what_leaves_and_comes_back_keeps_its_outcome(
    campaign: Any, told: Any, admin_user: Any
) -> None:
    one, other, *_rest = scatter(campaign, PLACES)
    now = timezone.now()
    made = actions.answer([one, other], reply=reply("etudiee", now), by=admin_user, now=now)
    actions.reject(one, by=admin_user, now=now, reason="Hors sujet")
    assert told("etudiee") == {1}
    # Changed while it was away: counted under the new one when it is back.
    actions.edit_answer(made, reply=reply("retenue", now), by=admin_user, now=now)
    assert told("retenue") == {1}
    actions.publish(one, by=admin_user, now=now)
    assert (told("etudiee"), told("retenue")) == ({0}, {2})
    assert settling.differences() == tallies.differences() == []


def test_an_outcome_that_does_not_exist_finds_nothing(campaign: Any, told: Any) -> None:
    scatter(campaign, PLACES)
    assert told("inconnue") == {0}


def test_an_outcome_under_another_name_in_addresses_is_found_by_that(
    campaign: Any, told: Any, admin_user: Any
) -> None:
    one, *_rest = scatter(campaign, PLACES)
    now = timezone.now()
    actions.answer([one], reply=reply("retenue", now), by=admin_user, now=now)
    Outcome.objects.filter(slug="retenue").update(slug="acceptee")
    assert (told("acceptee"), told("retenue")) == ({1}, {0})


def test_recounting_tells_and_mends_what_somebody_changed_by_hand(
    campaign: Any, told: Any, admin_user: Any
) -> None:
    one, other, *_rest = scatter(campaign, PLACES)
    now = timezone.now()
    actions.answer([one], reply=reply("retenue", now), by=admin_user, now=now)
    Contribution.objects.filter(pk=one.pk).update(outcome=0)
    Contribution.objects.filter(pk=other.pk).update(outcome=outcome("etudiee").pk)
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("civic_recount", "--verify", stdout=out)
    assert (
        f"contribution {one.pk}: kept outcome 0, answered {outcome('retenue').pk}" in out.getvalue()
    )
    call_command("civic_recount", stdout=StringIO())
    call_command("civic_recount", "--verify", stdout=StringIO())
    assert (told("retenue"), told("etudiee")) == ({1}, {0})


@pytest.mark.parametrize("zoom", ZOOMS)
def test_an_outcome_costs_as_many_queries_for_thirty_answers_as_for_one(
    get: Any, campaign: Any, admin_user: Any, zoom: int
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            get("pins/", campaign=campaign.pk, zoom=zoom, outcome="retenue")
        return len(captured)

    now = timezone.now()
    (one,) = scatter(campaign, PLACES[:1], category="Nature")
    actions.answer([one], reply=reply("retenue", now), by=admin_user, now=now)
    cost()
    alone = cost()
    for row in scatter(campaign, [PLACES[0]] * 29, category="Nature"):
        actions.answer([row], reply=reply("retenue", now), by=admin_user, now=now)
    assert cost() == alone


def test_settling_many_costs_as_many_queries_as_settling_few(campaign: Any) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            settling.settle_due(now=timezone.now())
        return len(captured)

    answered(scatter(campaign, PLACES[:1])[0], outcome=outcome("retenue"))
    few = cost()
    for row in scatter(campaign, PLACES[:1] * 30):
        answered(row, outcome=outcome("retenue"))
    assert cost() <= few


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_of_two_answers_at_once_the_later_counts_and_none_waits_for_ever(
        self, admin_user: Any
    ) -> None:
        campaign = CampaignFactory(open=True)
        rows = scatter(campaign, PLACES)
        now = timezone.now()
        for turn in range(6):
            moment = now + timedelta(seconds=turn)

            def give(
                slug: str, *, before: int, backwards: bool, moment: datetime = moment
            ) -> Callable[[], Any]:
                some = rows[::-1] if backwards else rows
                said = reply(slug, moment - timedelta(milliseconds=before))
                return lambda: actions.answer(some, reply=said, by=admin_user, now=moment)

            results = at_once([
                give("etudiee", before=2, backwards=False),
                give("retenue", before=1, backwards=True),
                partial(settling.settle_due, now=moment),
            ])  # fmt: skip
            assert not [result for result in results if isinstance(result, Exception)], results
            kept = set(Contribution.objects.values_list("outcome", flat=True))
            assert kept == {outcome("retenue").pk}
        assert settling.differences() == tallies.differences() == []

    def test_answers_and_decisions_at_once_lose_no_count(self, admin_user: Any) -> None:
        campaign = CampaignFactory(open=True)
        rows = scatter(campaign, PLACES, sector="est") + scatter(campaign, PLACES, sector="ouest")
        now = timezone.now()
        for slug in ("etudiee", "retenue", "realisee"):
            made = actions.answer(
                Contribution.objects.filter(status="published"),
                reply=reply(None, now), by=admin_user, now=now,
            )  # fmt: skip

            def edit(made: OfficialAnswer = made, slug: str = slug) -> Any:
                return actions.edit_answer(made, reply=reply(slug, now), by=admin_user, now=now)

            def turn(number: int) -> Callable[[], Any]:
                def work() -> None:
                    for row in rows[number::2]:
                        actions.reject(row, by=admin_user, now=now, reason="Non.")
                        actions.publish(row, by=admin_user, now=now)

                return work

            results = at_once([edit, turn(0), turn(1)])
            assert not [result for result in results if isinstance(result, Exception)], results
        assert settling.differences() == tallies.differences() == []
