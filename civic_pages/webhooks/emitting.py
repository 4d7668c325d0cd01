"""Writing down that something happened, for every webhook that is to be told of it.

In the transaction of what happened: rolled back, nothing is told; committed, nothing is forgotten.
"""

import uuid
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from wagtail.models import Page

from civic_pages.following import targets
from civic_pages.participation import policy
from civic_pages.webhooks import waking
from civic_pages.webhooks.models import Webhook, WebhookDelivery


Data = dict[str, Any]


def emit(  # noqa: PLR0913 - what an event is
    name: str,
    *,
    campaign_id: int,
    data: Callable[[Any], Data],
    at: datetime,
    subject: str = "",
    is_public: bool = True,
    team: Data | None = None,
    key: str = "",
) -> int:
    """Write an event in the caller's transaction; returns how many webhooks will be told.

    Args:
        data: given the campaign's page, returns what is told; called where anybody listens.
        at: when it happened.
        subject: what it is about: "contribution:ASV-2026-00042", "comment:12".
        is_public: what it is about is, or was until now, public; in a campaign that is not, nothing
            is.
        team: what only webhooks that tell what is not public are told besides.
        key: names it for ever where it may be told twice, by a clock: the second time does nothing,
            and who was switched on after it happened is not told.
    """
    listening = _listening(name, campaign_id, at=at, key=key)
    if not listening:
        return 0
    page = targets.public_campaign(campaign_id)
    if page is None:
        is_public = name == "campaign.unpublished" and is_public
    told = [hook for hook in listening if is_public or tells_team(hook)]
    if not told:
        return 0
    _write(told, name, data(page or _any_campaign(campaign_id)), team or {}, {
        "event_id": uuid.uuid4(), "key": key, "campaign_id": campaign_id, "subject": subject,
        "at": at,
    })  # fmt: skip
    return len(told)


def _listening(name: str, campaign_id: int, *, at: datetime, key: str) -> list[Webhook]:
    here = Q(campaigns=None) | Q(campaigns=campaign_id)
    found = Webhook.objects.filter(here, enabled=True).select_related("owner").distinct()
    hooks = [hook for hook in found.order_by("pk") if name in hook.events]
    if not key or not hooks:
        return hooks
    known = set(
        WebhookDelivery.objects.filter(webhook__in=hooks, key=key).values_list(
            "webhook_id", flat=True
        )
    )
    return [
        hook
        for hook in hooks
        if hook.pk not in known and hook.enabled_at is not None and hook.enabled_at <= at
    ]


def tells_team(hook: Webhook) -> bool:
    """Tell whether a webhook may be told of what is not public: as long as its owner may moderate."""
    return hook.team and policy.may(hook.owner, policy.MODERATE)


def _any_campaign(campaign_id: int) -> Any:
    return Page.objects.get(pk=campaign_id).specific


def _write(hooks: Iterable[Webhook], name: str, data: Data, team: Data, common: Data) -> None:
    at = common.pop("at")
    key = common.pop("key") or str(common["event_id"])
    rows = [
        WebhookDelivery(
            webhook=hook,
            event=name,
            key=key,
            data={**data, **team} if tells_team(hook) else data,
            happened_at=at,
            due_at=at,
            **common,
        )
        for hook in hooks
    ]
    WebhookDelivery.objects.bulk_create(rows, ignore_conflicts=True)
    for row in rows:
        transaction.on_commit(waking.waker(row.webhook_id))
