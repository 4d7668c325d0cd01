"""Kept counts by cell under concurrent writers, folds and rebuilds, on PostgreSQL."""

import random
from collections.abc import Callable
from threading import Event
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from civic_pages.participation import actions, tallies
from civic_pages.participation.geo import counting, recounting
from civic_pages.participation.models import CellDelta, Contribution, Status
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.participation.mapping import scatter, seen
from tests.participation.test_concurrency import at_once


pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
]
DESKS, PER_DESK = 8, 125


@pytest.fixture
def campaigns(transactional_db: None) -> list[Any]:
    return [CampaignFactory(open=True), CampaignFactory(open=True)]


def place_of(number: int) -> tuple[float, float]:
    chance = random.Random(number % 20)
    return (round(48.87 + chance.random() / 20, 6), round(2.17 + chance.random() / 20, 6))


def desk(rows: list[Contribution], by: Any, number: int) -> Callable[[], int]:
    """Return a moderator who changes the status of rows of their own, at random, 125 times."""
    chance, now = random.Random(number), timezone.now()

    def work() -> int:
        for _turn in range(PER_DESK):
            row = chance.choice(rows)
            if Contribution.objects.get(pk=row.pk).status == Status.PUBLISHED:
                actions.reject(row, by=by, now=now, reason="Doublon")
            else:
                actions.publish(row, by=by, now=now)
        return PER_DESK

    return work


def until(stopped: Event, turn: Callable[[], Any]) -> Callable[[], int]:
    """Return a job that takes turns until it is told to stop."""

    def work() -> int:
        turns = 0
        while not stopped.is_set():
            turn()
            turns += 1
        return turns

    return work


def stopping(stopped: Event, jobs: list[Callable[[], Any]]) -> list[Callable[[], Any]]:
    """Return the jobs; the last to end stops the others."""
    left = [None] * len(jobs)

    def ended(job: Callable[[], Any]) -> Callable[[], Any]:
        def work() -> Any:
            try:
                return job()
            finally:
                left.pop()
                if not left:
                    stopped.set()

        return work

    return [ended(job) for job in jobs]


def test_a_thousand_changes_from_eight_desks_are_all_counted(
    campaigns: list[Any], admin_user: Any
) -> None:
    rows = [
        ContributionFactory(campaign=campaigns[n % 2], pinned=True, at=place_of(n))
        for n in range(80)
    ]
    stopped = Event()
    desks = [desk(rows[number::DESKS], admin_user, number) for number in range(DESKS)]
    jobs = [
        *stopping(stopped, desks),
        until(stopped, counting.fold_all),
        until(stopped, counting.fold_all),
        until(stopped, lambda: recounting.rebuild(campaigns[0].pk)),
    ]
    results = at_once(jobs)
    assert results[:DESKS] == [PER_DESK] * DESKS
    assert all(isinstance(turns, int) and turns > 0 for turns in results[DESKS:]), results
    assert tallies.differences() == []
    counting.fold_all()
    assert not CellDelta.objects.exists()
    assert recounting.differences() == []
    published = Contribution.objects.filter(status=Status.PUBLISHED)
    for campaign in campaigns:
        view = seen(campaign, kept=True, zoom=15)
        assert view.in_view == published.filter(campaign=campaign).count()
        assert view == seen(campaign, kept=False, zoom=15)


def test_a_reader_never_sees_a_contribution_twice_or_not_at_all_while_deltas_are_folded(
    campaigns: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "LOT", 5)
    campaign = campaigns[0]
    scatter(campaign, [place_of(n) for n in range(60)])
    stopped, found = Event(), set()

    def read() -> None:
        found.add(seen(campaign, kept=True, zoom=3).in_view)

    results = at_once([*stopping(stopped, [counting.fold_all]), *[until(stopped, read)] * 3])
    assert not any(isinstance(result, Exception) for result in results), results
    assert found == {60}


def test_what_commits_while_a_rebuild_counts_is_neither_lost_nor_counted_twice(
    campaigns: list[Any], admin_user: Any
) -> None:
    """One is published before the count and one after it, both while the rebuild is under way."""
    campaign, now = campaigns[0], timezone.now()
    rows = [ContributionFactory(campaign=campaign, pinned=True, at=place_of(n)) for n in range(2)]
    open_ = Event()
    counted = Event()

    def publisher() -> None:
        with transaction.atomic():
            actions.publish(rows[0], by=admin_user, now=now)
            # Written, but not committed, while the rebuild counts.
            open_.set()
            assert counted.wait(10)

    def rebuilder() -> None:
        assert open_.wait(10)
        with transaction.atomic():
            recounting.rebuild(campaign.pk)
            counted.set()

    assert at_once([publisher, rebuilder]) == [None, None]
    assert CellDelta.objects.count() == 1
    assert recounting.differences() == []
    actions.publish(rows[1], by=admin_user, now=now)
    recounting.rebuild(campaign.pk)
    assert not CellDelta.objects.exists()
    assert recounting.differences() == []
    assert seen(campaign, kept=True, zoom=5).in_view == 2


def test_whoever_publishes_does_not_wait_for_a_fold_or_a_rebuild(
    campaigns: list[Any], admin_user: Any
) -> None:
    campaign = campaigns[0]
    row, _folded = (
        ContributionFactory(campaign=campaign, pinned=True),
        scatter(campaign, [place_of(1)]),
    )
    held, published = Event(), Event()

    def holder() -> int:
        with transaction.atomic():
            recounting.rebuild(campaign.pk)
            held.set()
            assert published.wait(10)
            return 1

    def publisher() -> int:
        assert held.wait(10)
        actions.publish(row, by=admin_user, now=timezone.now())
        # Somebody is at it: a fold leaves it to them.
        assert counting.fold(campaign.pk) == 0
        published.set()
        return 1

    assert at_once([holder, publisher]) == [1, 1]
    assert CellDelta.objects.count() == 1
    assert recounting.differences() == []


def test_another_precision_and_publishing_at_once_leave_right_counts(
    campaigns: list[Any], admin_user: Any
) -> None:
    campaign = campaigns[0]
    rows = [ContributionFactory(campaign=campaign, pinned=True, at=place_of(n)) for n in range(24)]

    def toggle() -> int:
        for precision in ("sector", "exact") * 3:
            campaign.public_precision = precision
            campaign.save_revision().publish()
        return 1

    desks = [desk(rows[number::3], admin_user, number) for number in range(3)]
    results = at_once([toggle, *desks])
    assert [r for r in results if isinstance(r, Exception)] == []
    assert recounting.differences() == []
