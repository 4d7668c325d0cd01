"""Races of a discussion, on PostgreSQL with real concurrent connections."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from civic_pages.deliberation import actions, counts
from civic_pages.deliberation.models import Comment, Reaction
from civic_pages.participation.choices import Status
from tests.deliberation.discussion import (
    commented,
    discussed,
    discussed_campaign,
    somebody,
    target_of,
    url_of,
)
from tests.deliberation.test_comments_pages import clicked, typed
from tests.participation.test_concurrency import at_once


pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def contribution(transactional_db: None, settings: Any) -> Any:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "RATE_LIMIT": (10_000, 60)}
    return discussed(discussed_campaign())


def post(url: str, data: dict[str, Any]) -> int:
    return Client(raise_request_exception=False).post(url, data).status_code


def test_eight_identical_posts_store_one_comment(contribution: Any) -> None:
    data, url = typed(), url_of(contribution)
    assert at_once([lambda: post(url, data)] * 8) == [303] * 8
    assert Comment.objects.count() == 1
    assert Comment.objects.get().status == Status.PUBLISHED
    assert counts.differences() == []


def test_two_hundred_supports_from_eight_clients_are_counted_exactly(contribution: Any) -> None:
    url, top = url_of(contribution), commented(contribution)

    def client_of(number: int) -> Callable[[], list[int]]:
        pk = top.pk if number % 2 else ""
        return lambda: [post(url, clicked(pk)) for _turn in range(25)]

    codes = at_once([client_of(number) for number in range(8)])
    assert [code for of_one in codes for code in of_one] == [303] * 200
    assert Reaction.objects.count() == 200
    assert counts.of_target(target_of(contribution))["support"] == 100
    top.refresh_from_db()
    assert top.supports == 100
    assert counts.differences() == []


def test_one_person_in_eight_windows_supports_once(contribution: Any) -> None:
    target, known, now = target_of(contribution), somebody(contribution.campaign), timezone.now()

    def support() -> None:
        actions.react("support", target=target, known=known, now=now, toggles=False)

    at_once([support] * 8)
    assert Reaction.objects.count() == 1
    assert counts.of_target(target)["support"] == 1


def test_a_person_who_clicks_on_and_off_is_counted_as_they_end(contribution: Any) -> None:
    target, known, now = target_of(contribution), somebody(contribution.campaign), timezone.now()

    def toggle() -> Any:
        return actions.react("support", target=target, known=known, now=now)

    outcomes = at_once([toggle] * 8)
    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert counts.differences() == []
    assert counts.of_target(target)["support"] == Reaction.objects.count()


def test_answers_and_decisions_on_one_thread_leave_right_counts(
    contribution: Any, admin_user: Any
) -> None:
    target, now = target_of(contribution), timezone.now()
    top = commented(contribution)
    answers = [commented(contribution, f"{n}", parent=top) for n in range(3)]

    def say() -> Any:
        known = somebody(contribution.campaign)
        return actions.comment(
            "Encore.", target=target, known=known, key=uuid.uuid4().hex, now=now, parent=answers[0]
        )

    def reject(comment: Comment) -> Callable[[], Any]:
        return lambda: actions.reject(comment, by=admin_user, now=now, reason="Hors sujet.")

    at_once([say, say, say, reject(top), reject(answers[0]), reject(answers[1]), reject(top)])
    assert counts.differences() == []
    actions.publish(Comment.objects.get(pk=top.pk), by=admin_user, now=now)
    assert counts.differences() == []
