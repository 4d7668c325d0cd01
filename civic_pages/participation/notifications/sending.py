"""A message to a contributor: in the city's own words where it has any, else in ours."""

import re
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation

from civic_pages.participation import links
from civic_pages.participation.models import (
    Contribution,
    Event,
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
    "followed",
    "news",
    "manage_url",
    "stop_url",
)
# Without these a message would not do what it is for.
NEEDED = {
    Event.CONFIRM.value: ("confirm_url",),
    Event.REJECTED.value: ("reason",),
    Event.FOLLOW.value: ("confirm_url",),
    Event.NEWS.value: ("news", "stop_url"),
    Event.DIGEST.value: ("news", "stop_url"),
}


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
        "follow_url": links.follow_url(contribution, campaign),
        "confirm_url": links.confirm_url(contribution, campaign),
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
    with translation.override(contribution.language or translation.get_language() or "fr"):
        return worded(event, context_of(contribution, **extra))


def worded(event: str, context: dict[str, Any]) -> Message:
    """Return the message of an event in the language that is active: the city's wording, or ours."""
    language = (translation.get_language() or "fr")[:2]
    own = MailTemplate.objects.filter(event=event, language=language).first()
    if own is not None:
        return _tidy(filled(own.subject, context), filled(own.body, context))
    return of_template(f"civic_pages/emails/{event}.txt", context)


def of_template(name: str, context: dict[str, Any]) -> Message:
    """Return the message of a template: its first line is the subject."""
    subject, _empty, body = render_to_string(name, context).strip().partition("\n")
    return _tidy(subject, body)


def _tidy(subject: str, body: str) -> Message:
    return Message(" ".join(subject.split()), f"{body.strip()}\n")
