"""What is kept of a person by following: subscriptions, and mails on their way."""

from collections.abc import Iterable
from typing import ClassVar

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from civic_pages.following.models import Subscription
from civic_pages.participation.models import OutboxMessage
from civic_pages.participation.notifications import channels
from civic_pages.participation.privacy.base import Eraser, NamedFile, Person
from civic_pages.participation.privacy.stores import as_json


class Subscriptions(Eraser):
    slug: ClassVar[str] = "subscriptions"
    label: ClassVar[str | Promise] = _("What somebody follows by e-mail")
    told_as: ClassVar[str] = "subscriptions"

    def _rows(self, who: Person) -> QuerySet[Subscription]:
        if not who.email:
            return Subscription.objects.none()
        return Subscription.objects.filter(email__iexact=who.email)

    def held(self, who: Person) -> int:
        return self._rows(who).count()

    def export(self, who: Person) -> Iterable[NamedFile]:
        columns = ("target", "email", "pace", "created_at", "confirmed_at", "told_until")
        rows = list(self._rows(who).values(*columns))
        return [as_json(self.slug, rows)] if rows else []

    def erase(self, who: Person) -> int:
        count: int = self._rows(who).delete()[0]
        return count

    def due(self, campaign_id: int) -> int:
        return Subscription.objects.filter(campaign_id=campaign_id).count()

    def purge(self, campaign_id: int) -> int:
        count: int = Subscription.objects.filter(campaign_id=campaign_id).delete()[0]
        return count


class Outbox(Eraser):
    """E-mails with their text and address, for the days they are kept; waiting ones are not sent."""

    slug: ClassVar[str] = "outbox"
    label: ClassVar[str | Promise] = _("E-mails sent lately, or waiting to be sent")
    told_as: ClassVar[str] = "mails in the outbox"

    def _rows(self, who: Person) -> QuerySet[OutboxMessage]:
        mine = Q(contribution_id__in=who.contributions)
        if who.email:
            mine |= Q(recipient__iexact=who.email)
            elsewhere = channels.addresses_of(channels.Addressee(who.email))
            for slug, address in elsewhere.items():
                mine |= Q(channel=slug, recipient=address)
        return OutboxMessage.objects.filter(mine).exclude(recipient="")

    def held(self, who: Person) -> int:
        return self._rows(who).count()

    def export(self, who: Person) -> Iterable[NamedFile]:
        columns = ("recipient", "subject", "body", "state", "created_at", "sent_at")
        rows = list(self._rows(who).values(*columns))
        return [as_json(self.slug, rows)] if rows else []

    def erase(self, who: Person) -> int:
        count: int = self._rows(who).delete()[0]
        return count

    def _of_campaign(self, campaign_id: int) -> QuerySet[OutboxMessage]:
        return OutboxMessage.objects.filter(campaign_id=campaign_id).exclude(recipient="")

    def due(self, campaign_id: int) -> int:
        return self._of_campaign(campaign_id).count()

    def purge(self, campaign_id: int) -> int:
        count: int = self._of_campaign(campaign_id).delete()[0]
        return count


def ours() -> list[Eraser]:
    return [Subscriptions(), Outbox()]
