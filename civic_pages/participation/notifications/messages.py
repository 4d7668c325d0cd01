"""E-mails of participation: written to the outbox in the transaction of what they tell.

A mail server that fails never undoes a contribution.
"""

from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from wagtail.admin.utils import get_admin_base_url
from wagtail.models import Page

from civic_pages.participation import official, reach
from civic_pages.participation.models import Contribution, Event, Precision, Status
from civic_pages.participation.notifications import beside, channels, outbox, sending


def _load(pk: int) -> Contribution | None:
    return (
        Contribution.objects.select_related("campaign", "contact", "form_version", "confirmation")
        .filter(pk=pk)
        .first()
    )


def write_event(event: str, pk: int, *, now: datetime) -> None:
    """Write a contributor the message of an event (``Event``), by e-mail and by other channels.

    Nothing where they left no address.
    """
    contribution = _load(pk)
    contact = getattr(contribution, "contact", None)
    if contribution is None or (contact is None and not channels.channels()):
        return
    key = f"{event}:{pk}:{_occasion(event, contribution, now)}"
    message = sending.render(event, contribution)
    write(event, key, message, contribution, url=_public_url(contribution), now=now)


def write(
    event: str,
    key: str,
    message: sending.Message,
    contribution: Contribution,
    *,
    url: str,
    now: datetime,
) -> None:
    """Write a message to a contributor: by e-mail where they left an address, and beside it.

    Args:
        url: public address that tells more, for other channels.
    """
    contact = getattr(contribution, "contact", None)
    email = contact.email if contact else ""
    campaign = contribution.campaign
    beside.tell(
        key,
        event,
        message.subject,
        email=email,
        campaign=campaign,
        contribution=contribution,
        url=url,
        now=now,
    )
    if email:
        outbox.put(
            key,
            message,
            email,
            campaign=campaign,
            contribution=contribution,
            event=event,
            reply_to=getattr(campaign.specific, "contact_email", ""),
            now=now,
        )


def _public_url(contribution: Contribution) -> str:
    """Return where everybody may read it, or else its campaign."""
    campaign: Any = contribution.campaign.specific
    address = (campaign.get_full_url() or "").rstrip("/") + "/"
    is_public = contribution.status == Status.PUBLISHED
    if not is_public or campaign.public_precision == Precision.AREAS:
        return address
    return f"{address}{campaign.contribution_list_route}{contribution.reference}/"


def _occasion(event: str, contribution: Contribution, now: datetime) -> Any:
    """Return what tells this message from the next one of its kind to the same contributor."""
    if event == Event.CONFIRM:
        awaited = getattr(contribution, "confirmation", None)
        return awaited.sends if awaited else 0
    if event == Event.ANSWERED:
        return official.answers_to(contribution, now=now).values_list("pk", flat=True).first()
    moment = {
        Event.RECEIPT.value: contribution.confirmed_at,
        Event.CORRECTED.value: contribution.edited_at,
    }.get(event, contribution.decided_at)
    return moment.isoformat() if moment else ""


def moderator_addresses(campaign: Page) -> list[str]:
    """Return the addresses of active users who may moderate a campaign by one of their groups."""
    codename = "moderate_contribution"
    allowed = (
        Q(groups__permissions__codename=codename)
        | Q(user_permissions__codename=codename)
        | Q(groups__in=reach.groups_given(codename, campaign))
    )
    users = get_user_model().objects.filter(allowed, is_active=True).exclude(email="")
    return sorted(set(users.values_list("email", flat=True)))


def _queue_url(contribution: Contribution) -> str:
    try:
        path = reverse("civic_contributions:inspect", args=[contribution.pk])
    except NoReverseMatch:
        return ""
    return f"{get_admin_base_url() or ''}{path}"


def _notice(contribution: Contribution) -> sending.Message:
    context: dict[str, Any] = {
        "contribution": contribution,
        "campaign": contribution.campaign,
        "queue_url": _queue_url(contribution),
    }
    return sending.of_template("civic_pages/emails/notice.txt", context)


def write_notice(pk: int, *, now: datetime) -> None:
    """Tell moderators that something waits for them; the mail holds no personal data."""
    contribution = _load(pk)
    if contribution is None or contribution.status != Status.PENDING:
        return
    message = _notice(contribution)
    for number, address in enumerate(moderator_addresses(contribution.campaign)):
        key = f"notice:{pk}:{now.isoformat()}:{number}"
        outbox.put(key, message, address, campaign=contribution.campaign, now=now)
