"""Mailing somebody the private links of what they contributed, because they lost them."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django_tasks import task
from wagtail.models import Page

from civic_pages.participation import links
from civic_pages.participation.keys import Keys
from civic_pages.participation.models import Contribution, Status
from civic_pages.participation.notifications import outbox, sending


# Seconds in which one address is mailed the links of one campaign, however often they are asked for.
AT_MOST_EVERY = 1800
# Who contributed more often finds the rest by these.
MOST_LINKS = 50


def remind(campaign: Any, *, email: str) -> None:
    """Have the private links of an address mailed to it, and to nobody else.

    By them one asks for the link that confirms, too: no such mail is spent here, for anybody can ask.

    Whoever asks is answered the same, and as fast, whether or not the address is known: it is looked
    up by the task that writes the mail.
    """
    # The key, not the address: queues keep what they were given.
    key = Keys.of(campaign.pk).person(email)
    transaction.on_commit(lambda: write_links.enqueue(campaign.pk, key))


@task()
def write_links(campaign_id: int, key: str) -> None:
    """Write the mail with the links of a person; nothing where nobody has this key."""
    now = timezone.now()
    known = Contribution.objects.filter(campaign_id=campaign_id, contact__person_key=key)
    found = list(
        known.exclude(status=Status.WITHDRAWN)
        .select_related("contact")
        .order_by("-pk")[:MOST_LINKS]
    )
    if found:
        _write(found, key, now=now)


@transaction.atomic
def _write(found: list[Contribution], key: str, *, now: datetime) -> None:
    campaign: Any = Page.objects.get(pk=found[0].campaign_id).specific
    with translation.override(found[0].language or translation.get_language() or "fr"):
        context = {
            "campaign": campaign,
            "rows": [
                {"contribution": row, "follow_url": links.follow_url(row, campaign)}
                for row in found
            ],
            "contact_email": campaign.contact_email,
        }
        message = sending.of_template("civic_pages/emails/links.txt", context)
    outbox.put(
        outbox.key_every(AT_MOST_EVERY, f"links:{campaign.pk}:{key[:32]}", now=now),
        message,
        found[0].contact.email,
        campaign=campaign,
        reply_to=campaign.contact_email,
        now=now,
    )
