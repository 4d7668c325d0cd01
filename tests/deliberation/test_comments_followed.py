"""Who follows a contribution hears of its comments; who follows the campaign does not."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from civic_pages.following import sources, targets
from civic_pages.following.models import News, Subscription
from tests.deliberation.discussion import discussed
from tests.deliberation.test_comments_actions import say


pytestmark = pytest.mark.django_db


def follower(target: Any, email: str) -> None:
    earlier = timezone.now() - timedelta(hours=1)
    Subscription.objects.create(
        campaign_id=target.campaign.pk,
        target=target.key,
        email=email,
        created_at=earlier,
        confirmed_at=earlier,
        **target.columns,
    )


def test_a_comment_is_told_once_to_those_who_follow_what_it_is_about(
    django_capture_on_commit_callbacks: Any,
) -> None:
    contribution = discussed()
    campaign = contribution.campaign.specific
    follower(targets.of_contribution(contribution, campaign), "suit@example.org")
    follower(targets.of_campaign(campaign), "campagne@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        made = say(contribution, "Une fontaine au milieu de la place.")
    (sent,) = mail.outbox
    assert sent.to == ["suit@example.org"]
    assert f"#comment-{made.pk}" in sent.body
    assert "fontaine" not in sent.body
    assert News.objects.get(kind="comment").url.startswith("http")
    assert "comment" not in {item.kind for item in sources.recent(campaign, now=timezone.now())}


def test_a_comment_that_waits_is_told_to_nobody() -> None:
    contribution = discussed()
    contribution.campaign.specific.phases.update(moderation="before")
    contribution.refresh_from_db()
    say(
        discussed(contribution.campaign.specific.__class__.objects.get(pk=contribution.campaign_id))
    )
    assert not News.objects.filter(kind="comment").exists()
