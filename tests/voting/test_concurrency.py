"""One ballot for each person, on PostgreSQL with real concurrent connections."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from civic_pages.models import Ballot, Voter
from civic_pages.voting import actions
from tests.participation.test_concurrency import at_once
from tests.voting import votes


pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
]
VOTERS, CLIENTS = 500, 8


def test_five_hundred_voters_with_retries_have_five_hundred_ballots(admin_user: Any) -> None:
    vote = votes.make()
    options = votes.keys(vote)
    voters = [votes.known(vote, f"{number}@example.org") for number in range(VOTERS)]
    posts = [(number, f"key-{number}-{uuid.uuid4().hex}") for number in range(VOTERS)]

    def client(start: int) -> Callable[[], int]:
        # Each ballot is sent twice, by two clients that overlap; each client has its own page.
        mine = [*posts[start::CLIENTS], *posts[(start + 1) % CLIENTS :: CLIENTS]]

        def work() -> int:
            page = votes.again(vote)
            now = timezone.now()
            for number, key in mine:
                actions.cast(
                    [options[number % 4]], vote=page, voter=voters[number], key=key, now=now
                )
            return len(mine)

        return work

    done = at_once([client(start) for start in range(CLIENTS)])
    assert sum(done) == 2 * VOTERS
    assert Voter.objects.filter(ballot__state="counted").count() == VOTERS
    assert Ballot.objects.count() == VOTERS
    vote.campaign.phases.update(end_date="2026-01-02", start_date="2026-01-01")
    vote = votes.again(vote)
    result = actions.publish(vote, by=admin_user, now=timezone.now())
    assert result.ballots == VOTERS
    assert [row["score"] for row in result.rows] == [VOTERS // 4] * 4
    assert list(actions.differences(vote, result)) == []


def test_two_ballots_of_one_person_at_once_are_one() -> None:
    vote = votes.make()
    options = votes.keys(vote)
    voter, now = votes.known(vote, "a@example.org"), timezone.now()

    def post(number: int) -> Callable[[], Any]:
        def work() -> Any:
            page, key = votes.again(vote), uuid.uuid4().hex
            return actions.cast([options[number % 4]], vote=page, voter=voter, key=key, now=now)

        return work

    made = at_once([post(number) for number in range(8)])
    assert all(isinstance(one, actions.Cast) for one in made), made
    assert Ballot.objects.counted(vote.pk).count() == 1
    assert Voter.objects.count() == 1
    assert Ballot.objects.filter(state="cancelled", choices=[]).count() == 7


def test_no_ballot_slips_in_while_votes_are_counted(admin_user: Any) -> None:
    vote = votes.make()
    key = votes.keys(vote)[0]
    voters = [votes.known(vote, f"{number}@example.org") for number in range(40)]
    now = timezone.now()
    for voter in voters[:10]:
        actions.cast([key], vote=vote, voter=voter, key=uuid.uuid4().hex, now=now)
    # Counting waits for the close; those who clicked just before it are still on their way.
    later = vote.campaign.schedule[0].end.ends

    def late(start: int) -> Callable[[], int]:
        def work() -> int:
            page, taken = votes.again(vote), 0
            for voter in voters[10 + start :: 4]:
                try:
                    actions.cast([key], vote=page, voter=voter, key=uuid.uuid4().hex, now=now)
                    taken += 1
                except actions.VoteClosed:
                    continue
            return taken

        return work

    def publish() -> int:
        return actions.publish(votes.again(vote), by=admin_user, now=later).ballots

    *taken, published = at_once([*(late(start) for start in range(4)), publish])
    assert published == 10 + sum(taken) == Ballot.objects.counted(vote.pk).count()
