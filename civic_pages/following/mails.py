"""The mails to those who follow: a link that confirms, and news."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from civic_pages.following import links
from civic_pages.following.models import News, Pace, Subscription
from civic_pages.following.targets import Target, address
from civic_pages.participation.models import Event
from civic_pages.participation.notifications import beside, outbox, sending


# Seconds in which one address is sent one confirmation of one thing, however often it is asked for.
AT_MOST_EVERY = 300


def _context(subscription: Subscription, target: Target) -> dict[str, Any]:
    campaign = target.campaign
    return {
        "campaign": campaign,
        "campaign_url": address(campaign),
        "followed": target.title,
        "followed_url": target.url,
        "contact_email": getattr(campaign, "contact_email", ""),
        "manage_url": links.mailed(campaign, links.MANAGE, links.token(subscription, links.MANAGE)),
        "stop_url": links.mailed(campaign, links.STOP, links.token(subscription, links.STOP)),
    }


def write_confirmation(
    subscription: Subscription, target: Target, pace: str, *, now: datetime
) -> None:
    """Write the link that makes a subscription count, to whoever reads the mailbox."""
    token = links.confirm_token(subscription, pace)
    context = {
        **_context(subscription, target),
        "pace": Pace(pace).label,
        "confirm_url": links.mailed(target.campaign, links.CONFIRM, token),
    }
    _put(
        outbox.key_every(AT_MOST_EVERY, f"follow:{subscription.uuid.hex}", now=now),
        Event.FOLLOW,
        subscription,
        context,
        now=now,
    )


def write_news(
    subscription: Subscription, target: Target, news: Sequence[News], *, now: datetime
) -> None:
    """Write what happened, with the headers by which a mail program ends it at one click."""
    context = {
        **_context(subscription, target),
        "news": [(one.title, one.url) for one in news],
        "first": news[0].title,
        "count": len(news),
    }
    event = Event.NEWS if subscription.pace == Pace.AT_ONCE else Event.DIGEST
    headers = _one_click(subscription, target)
    key = f"{event}:{subscription.uuid.hex}:{max(one.pk for one in news)}"
    _put(key, event, subscription, context, now=now, headers=headers)


def _one_click(subscription: Subscription, target: Target) -> dict[str, str]:
    """Return the headers of RFC 8058: a mail program posts to us, whatever front end there is."""
    if not links.path(links.STOP, "x"):
        return {}
    own = links.url(target.campaign, links.STOP, links.token(subscription, links.STOP))
    return {
        "List-Unsubscribe": f"<{own}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _put(
    key: str,
    event: str,
    subscription: Subscription,
    context: dict[str, Any],
    *,
    now: datetime,
    headers: dict[str, str] | None = None,
) -> None:
    message = sending.worded(event, context)
    beside.tell(
        key,
        event,
        message.subject,
        email=subscription.email,
        campaign=context["campaign"],
        url=context["followed_url"],
        now=now,
    )
    outbox.put(
        key,
        message,
        subscription.email,
        campaign=context["campaign"],
        reply_to=context["contact_email"],
        headers=headers,
        now=now,
    )
