"""Writing to those who follow: each piece of news once to each, at the pace they chose."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django_tasks import task

from civic_pages.following import mails, targets
from civic_pages.following.models import News, Pace, Subscription
from civic_pages.following.standing import standing
from civic_pages.participation.notifications import beside, channels


# The kind of news that a single comment is: only for those who follow what it is about.
COMMENT = "comment"
# What is older is history.
OLDEST = timedelta(days=30)
# News that are committed this long after they were written are still told.
LATE = timedelta(days=1)
# Least time from one digest to the next: a little less than its name says, for cron is never exact.
APART = {Pace.DAILY: timedelta(hours=20), Pace.WEEKLY: timedelta(days=6, hours=12)}


@task()
def tell_at_once(campaign_id: int) -> None:
    """Write to those who follow something of a campaign at once, and in the rooms of channels."""
    announce(campaign_id, now=timezone.now())
    tell_followers(Pace.AT_ONCE, now=timezone.now(), campaign_id=campaign_id)


def announce(campaign_id: int, *, now: datetime) -> None:
    """Tell everybody what happened lately in a public campaign, by channels that have a room for it.

    The same as a follower of the campaign is told; each piece of news once.
    """
    campaign = targets.public_campaign(campaign_id)
    if campaign is None or not channels.channels():
        return
    news = News.objects.filter(campaign_id=campaign_id, stored_at__gt=now - LATE, at__lte=now)
    news = news.exclude(target__startswith=f"{targets.CONTRIBUTION}:").exclude(kind=COMMENT)
    for one in standing(news.order_by("at", "pk"), campaign, now=now):
        beside.announce(one.key, one.title, campaign=campaign, url=one.url, now=now)


def tell_followers(pace: str, *, now: datetime, campaign_id: int | None = None) -> int:
    """Write to all who follow at a pace and have something to be told; returns to how many.

    Safe to run often and twice at once: each subscription is told in a transaction of its own.
    """
    told = 0
    for pk in list(_due(pace, now, campaign_id).values_list("pk", flat=True)):
        told += _tell_one(pk, now=now)
    return told


def _due(pace: str, now: datetime, campaign_id: int | None) -> QuerySet[Subscription]:
    fresh = News.objects.filter(stored_at__gt=now - OLDEST, at__lte=now)
    if campaign_id is not None:
        fresh = fresh.filter(campaign_id=campaign_id)
    due = Subscription.objects.filter(
        pace=pace,
        confirmed_at__isnull=False,
        campaign_id__in=fresh.order_by().values("campaign_id"),
    )
    apart = APART.get(Pace(pace))
    if apart is not None:
        due = due.filter(Q(told_until=None) | Q(told_until__lte=now - apart))
    return due.order_by("pk")


@transaction.atomic
def _tell_one(pk: int, *, now: datetime) -> bool:
    """Write one message with all that one subscription was not told yet."""
    waiting = Subscription.objects.select_for_update(skip_locked=True, of=("self",))
    subscription = waiting.filter(pk=pk).first()
    if subscription is None or _was_just_told(subscription, now):
        return False
    untold = list(_untold(subscription, now))
    if not untold:
        return False
    campaign = targets.public_campaign(subscription.campaign_id)
    target = targets.find(campaign, subscription.target) if campaign else None
    if target is None:
        # Not public now: told of nothing, as long as it is not.
        return False
    news = standing(untold, campaign, now=now)
    if not news:
        return False
    with translation.override(subscription.language or settings.LANGUAGE_CODE):
        mails.write_news(subscription, target, news, now=now)
    _note_told(subscription, news, now)
    return True


def _was_just_told(subscription: Subscription, now: datetime) -> bool:
    """Tell whether another run of the same digest was faster."""
    apart = APART.get(Pace(subscription.pace))
    last = subscription.told_until
    return bool(apart and last and last > now - apart)


def _untold(subscription: Subscription, now: datetime) -> QuerySet[News]:
    begun: Any = subscription.confirmed_at
    since = (subscription.told_until or begun) - LATE
    news = News.objects.filter(
        campaign_id=subscription.campaign_id,
        stored_at__gt=since,
        at__gte=max(begun, now - OLDEST),
        at__lte=now,
    ).exclude(pk__in=subscription.told)
    if subscription.target.startswith(f"{targets.CAMPAIGN}:"):
        news = news.exclude(target__startswith=f"{targets.CONTRIBUTION}:").exclude(kind=COMMENT)
    else:
        news = news.filter(target=subscription.target)
    return news.order_by("at", "pk")


def _note_told(subscription: Subscription, news: Iterable[News], now: datetime) -> None:
    pks = [*subscription.told, *(one.pk for one in news)]
    recent = News.objects.filter(pk__in=pks, stored_at__gt=now - LATE)
    subscription.told = sorted(recent.values_list("pk", flat=True))
    subscription.told_until = now
    subscription.save(update_fields=["told", "told_until"])
