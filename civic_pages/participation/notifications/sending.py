"""A message to a contributor: in the city's own words where it has any, else in ours."""

import re
from dataclasses import dataclass
from typing import Any

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone, translation

from civic_pages.participation import links
from civic_pages.participation.models import (
    Contribution,
    Event,
    MailRecord,
    MailTemplate,
    Status,
)


# What a city's own wording may name in braces; any other brace stays as it is typed.
PLACEHOLDERS = (
    "reference",
    "title",
    "campaign",
    "campaign_url",
    "follow_url",
    "confirm_url",
    "contact_email",
    "reason",
    "outcome",
    "answer",
    "answers",
    "synthesis_url",
    "statements",
)
# Without these a message would not do what it is for.
NEEDED = {Event.CONFIRM.value: ("confirm_url",), Event.REJECTED.value: ("reason",)}


@dataclass(frozen=True)
class Message:
    """A rendered mail: one line of subject, and plain text."""

    subject: str
    body: str


def context_of(contribution: Contribution, **extra: Any) -> dict[str, Any]:
    """Return what the default templates are given, and what placeholders stand for."""
    campaign: Any = contribution.campaign.specific
    address = (campaign.get_full_url() or "").rstrip("/") + "/"
    return {
        "contribution": contribution,
        "reference": contribution.reference,
        "title": contribution.title,
        "campaign": campaign,
        "campaign_url": address,
        "follow_url": f"{address}{links.FOLLOW_ROUTE}{links.follow_token(contribution)}/",
        "confirm_url": f"{address}{links.CONFIRM_ROUTE}{links.confirm_token(contribution)}/",
        "contact_email": getattr(campaign, "contact_email", ""),
        "reason": contribution.reason,
        "answers": contribution.answered(public_only=False),
        "published": contribution.status == Status.PUBLISHED,
        "synthesis_url": "",
        "statements": "",
        **_official(contribution),
        **extra,
    }


def _official(contribution: Contribution) -> dict[str, str]:
    """Return the city's latest public answer as texts; empty where there is none."""
    latest = (
        contribution.official_answers.filter(publish_at__lte=timezone.now())
        .select_related("outcome")
        .first()
    )
    if latest is None:
        return {"outcome": "", "answer": ""}
    return {"outcome": str(latest.outcome or ""), "answer": latest.text}


def filled(text: str, context: dict[str, Any]) -> str:
    """Return a city's wording with its placeholders filled in; never run as a template."""
    values = {name: _as_text(context.get(name, "")) for name in PLACEHOLDERS}
    return re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], found[0]), text)


def _as_text(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(f"{label}\n  {text}" for label, text in value)
    return str(value)


def render(event: str, contribution: Contribution, **extra: Any) -> Message:
    """Return the message of an event, in the contributor's language."""
    language = contribution.language or translation.get_language() or "fr"
    with translation.override(language):
        context = context_of(contribution, **extra)
        own = MailTemplate.objects.filter(event=event, language=language[:2]).first()
        if own is not None:
            subject, body = filled(own.subject, context), filled(own.body, context)
        else:
            text = render_to_string(f"civic_pages/emails/{event}.txt", context)
            subject, _empty, body = text.strip().partition("\n")
    return Message(" ".join(subject.split()), f"{body.strip()}\n")


def send(event: str, contribution: Contribution, **extra: Any) -> bool:
    """Send a contributor a message, and record that it went or why it did not.

    Returns whether there was anybody to write to.

    Raises:
        OSError: the mail server fails; the record says so before.
    """
    contact = getattr(contribution, "contact", None)
    if contact is None:
        return False
    message = render(event, contribution, **extra)
    reply_to = getattr(contribution.campaign.specific, "contact_email", "")
    record = MailRecord(
        contribution=contribution,
        event=event,
        address=contact.email,
        state=MailRecord.State.SENT,
        at=timezone.now(),
    )
    try:
        deliver(message, [contact.email], reply_to=reply_to)
    except OSError as error:
        record.state, record.error = MailRecord.State.FAILED, type(error).__name__
        raise
    finally:
        record.save()
    return True


def deliver(message: Message, to: list[str], *, reply_to: str = "") -> None:
    """Hand a message to the mail server."""
    EmailMessage(
        message.subject,
        message.body,
        to=to,
        reply_to=[reply_to] if reply_to else None,
        headers={"Auto-Submitted": "auto-generated"},
    ).send()
