"""What happens to comments and reactions, and what is counted of them."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from civic_pages.campaigns.models import CampaignPage
from civic_pages.deliberation import actions, counts
from civic_pages.deliberation.models import Comment, Reaction
from civic_pages.participation.choices import Status
from civic_pages.participation.participants.identity import Known
from tests.deliberation.discussion import discussed, discussed_campaign, somebody, target_of


pytestmark = pytest.mark.django_db


def say(contribution: Any, words: str = "Bonne idée.", **values: Any) -> Comment:
    given = {
        "target": target_of(contribution),
        "known": somebody(contribution.campaign),
        "key": uuid.uuid4().hex,
        "now": timezone.now(),
        **values,
    }
    return actions.comment(words, **given)


def public_count(contribution: Any) -> int:
    return counts.of_target(target_of(contribution))[counts.COMMENT]


def test_a_comment_appears_at_once_where_the_city_reads_afterwards() -> None:
    contribution = discussed()
    made = say(contribution)
    assert made.status == Status.PUBLISHED
    assert list(Comment.objects.public().on(target_of(contribution))) == [made]
    assert public_count(contribution) == 1


def test_a_comment_waits_where_the_city_reads_before() -> None:
    contribution = discussed(discussed_campaign(moderation="before"))
    made = say(contribution)
    assert made.status == Status.PENDING
    assert not Comment.objects.public().exists()
    assert public_count(contribution) == 0


def test_the_phase_of_discussion_has_a_rule_of_its_own() -> None:
    campaign = discussed_campaign()
    campaign.phases.update(moderation="before")
    made = say(discussed(CampaignPage.objects.get(pk=campaign.pk)))
    assert made.status == Status.PENDING


def test_a_comment_that_breaks_a_rule_waits() -> None:
    made = say(
        discussed(), "Voyez https://a.example https://b.example https://c.example https://d.example"
    )
    assert made.status == Status.PENDING
    assert "links" in made.flags


def test_the_same_key_brings_the_same_comment_and_refuses_another() -> None:
    contribution, key = discussed(), uuid.uuid4().hex
    first = say(contribution, key=key)
    assert say(contribution, key=key).pk == first.pk
    with pytest.raises(actions.KeyReused):
        say(contribution, "Autre chose.", key=key)
    assert public_count(contribution) == 1


def test_an_answer_too_deep_hangs_on_the_last_level() -> None:
    contribution = discussed()
    top = say(contribution)
    first = say(contribution, parent=top)
    second = say(contribution, parent=first)
    third = say(contribution, parent=second)
    assert [c.depth for c in (top, first, second, third)] == [0, 1, 2, 2]
    assert third.parent == first
    assert third.root == top
    assert public_count(contribution) == 4


def test_a_thread_goes_with_what_it_answers_and_comes_back_with_it(admin_user: Any) -> None:
    contribution, now = discussed(), timezone.now()
    top = say(contribution)
    first = say(contribution, parent=top)
    say(contribution, parent=first)
    actions.reject(top, by=admin_user, now=now, reason="Hors sujet.")
    assert public_count(contribution) == 0
    assert not Comment.objects.public().exists()
    actions.reject(first, by=admin_user, now=now, reason="Hors sujet.")
    actions.publish(top, by=admin_user, now=now)
    assert public_count(contribution) == 1
    actions.publish(first, by=admin_user, now=now)
    assert public_count(contribution) == 3
    assert Comment.objects.public().count() == 3
    assert counts.differences() == []


def test_nobody_answers_what_is_not_published(admin_user: Any) -> None:
    contribution = discussed()
    top = say(contribution)
    actions.reject(top, by=admin_user, now=timezone.now(), reason="Hors sujet.")
    with pytest.raises(ValidationError):
        say(contribution, parent=top)


def test_only_moderators_decide(django_user_model: Any) -> None:
    made, nobody = say(discussed()), django_user_model.objects.create(username="personne")
    for decide in (actions.publish, actions.withdraw, actions.restore):
        with pytest.raises(PermissionDenied):
            decide(made, by=nobody, now=timezone.now())
    with pytest.raises(PermissionDenied):
        actions.reject(made, by=nobody, now=timezone.now(), reason="Non.")


def test_nothing_is_said_once_the_phase_is_over() -> None:
    contribution = discussed()
    later = timezone.now() + timedelta(days=30)
    with pytest.raises(actions.DiscussionClosed):
        say(contribution, now=later)
    with pytest.raises(actions.DiscussionClosed):
        actions.react(
            "support",
            target=target_of(contribution),
            known=somebody(contribution.campaign),
            now=later,
        )


def test_the_city_may_speak_after_the_close(admin_user: Any) -> None:
    contribution = discussed()
    later = timezone.now() + timedelta(days=30)
    made = actions.speak(
        "Merci, nous étudions.",
        target=target_of(contribution),
        by=admin_user,
        name="Ville",
        key=uuid.uuid4().hex,
        now=later,
    )
    assert made.is_official
    assert made.status == Status.PUBLISHED
    assert public_count(contribution) == 1


def test_a_support_counts_once_and_is_taken_back() -> None:
    contribution = discussed()
    target, known, now = target_of(contribution), somebody(contribution.campaign), timezone.now()
    actions.react("support", target=target, known=known, now=now)
    actions.react("support", target=target, known=known, now=now, toggles=False)
    assert counts.of_target(target)["support"] == 1
    assert actions.react("support", target=target, known=known, now=now) is None
    assert counts.of_target(target)["support"] == 0
    assert not Reaction.objects.exists()


def test_a_contribution_takes_no_positions() -> None:
    contribution = discussed()
    with pytest.raises(actions.DiscussionClosed):
        actions.react(
            "for",
            target=target_of(contribution),
            known=somebody(contribution.campaign),
            now=timezone.now(),
        )


def test_whoever_knows_an_address_changes_nothing_of_its_owner() -> None:
    contribution = discussed(discussed_campaign(identity="email"))
    target, now = target_of(contribution), timezone.now()
    known = somebody(contribution.campaign, email="awa@example.org")
    actions.react("support", target=target, known=known, now=now)
    stranger = Known(known.participant, is_proven=False)
    actions.react("support", target=target, known=stranger, now=now)
    actions.take_back(target=target, known=stranger, now=now)
    assert counts.of_target(target)["support"] == 1


def test_a_reaction_counts_once_confirmed_however_often_the_link_is_followed() -> None:
    contribution = discussed(discussed_campaign(identity="email"))
    target, now = target_of(contribution), timezone.now()
    participant = somebody(contribution.campaign, email="awa@example.org").participant
    row = actions.react(
        "support", target=target, known=Known(participant, is_proven=False), now=now
    )
    assert row is not None
    assert counts.of_target(target)["support"] == 0
    for _turn in range(2):
        actions.confirm_reaction(row.pk, now)
    assert counts.of_target(target)["support"] == 1
    assert counts.differences() == []
