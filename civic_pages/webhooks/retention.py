"""How long what was told is kept: payloads and answers some days, the log some weeks.

What waits is sent first: an erasure, too, is something that receivers have to be told.
"""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from civic_pages import conf
from civic_pages.participation.models import Contribution
from civic_pages.participation.privacy.base import Eraser, Person
from civic_pages.webhooks.models import Webhook, WebhookAttempt, WebhookDelivery


State = WebhookDelivery.State


def finished(*, now: datetime) -> QuerySet[WebhookDelivery]:
    """Return the deliveries whose payload has been kept long enough."""
    before = now - timedelta(days=conf.get("WEBHOOK_PAYLOAD_DAYS"))
    return _done().filter(happened_at__lt=before)


def erase_finished(*, now: datetime) -> int:
    """Erase the payloads that were delivered, or given up, some days ago; returns how many."""
    return _blank(finished(now=now))


def forget_payloads(hook: Webhook) -> None:
    """Erase what a webhook was told, as far as it is delivered or given up."""
    _blank(_done().filter(webhook=hook))


def old(*, now: datetime) -> QuerySet[WebhookDelivery]:
    """Return the lines of the log that have been kept long enough, delivered or not."""
    before = now - timedelta(days=conf.get("WEBHOOK_LOG_DAYS"))
    return WebhookDelivery.objects.filter(happened_at__lt=before)


def forget_old(*, now: datetime) -> int:
    """Delete them; returns how many."""
    count = old(now=now).count()
    old(now=now).delete()
    return count


def _done() -> QuerySet[WebhookDelivery]:
    return WebhookDelivery.objects.exclude(state=State.WAITING).exclude(data={})


def _blank(rows: QuerySet[WebhookDelivery]) -> int:
    keys = list(rows.values_list("pk", flat=True))
    WebhookAttempt.objects.filter(delivery__in=keys).update(answer="")
    return WebhookDelivery.objects.filter(pk__in=keys).update(data={}, subject="")


class Deliveries(Eraser):
    """What other programs were told of somebody's contributions: references and addresses."""

    slug: ClassVar[str] = "webhooks"
    label: ClassVar[str | Promise] = _("Events sent to other programs")
    told_as: ClassVar[str] = "payloads of webhooks"

    def _rows(self, who: Person) -> QuerySet[WebhookDelivery]:
        found = Contribution.objects.filter(pk__in=who.contributions)
        names = [f"contribution:{name}" for name in found.values_list("reference", flat=True)]
        return _done().filter(subject__in=names)

    def held(self, who: Person) -> int:
        return self._rows(who).count()

    def erase(self, who: Person) -> int:
        return _blank(self._rows(who))

    @staticmethod
    def _of_campaign(campaign_id: int) -> QuerySet[WebhookDelivery]:
        of_people = Q(subject__startswith="contribution:") | Q(subject__startswith="comment:")
        return _done().filter(of_people, campaign_id=campaign_id)

    def due(self, campaign_id: int) -> int:
        return self._of_campaign(campaign_id).count()

    def purge(self, campaign_id: int) -> int:
        return _blank(self._of_campaign(campaign_id))


def ours() -> Any:
    """Return the eraser of our log."""
    return Deliveries()
