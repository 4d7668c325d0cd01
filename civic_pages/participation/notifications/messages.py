"""E-mails of participation: a receipt, a decision with its reason, a notice to moderators.

Each is a task: with the immediate backend it is sent at once, with a queue later; a mail server
that fails never undoes a contribution.
"""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django_tasks import task
from wagtail.admin.utils import get_admin_base_url

from civic_pages.participation.models import Contribution, Status


def _load(pk: int) -> Contribution | None:
    return (
        Contribution.objects.select_related("campaign", "contact", "form_version")
        .filter(pk=pk)
        .first()
    )


def _send(template: str, context: dict[str, Any], to: list[str], reply_to: str = "") -> None:
    """Send a plain-text mail; the template's first line is the subject."""
    subject, _empty, body = render_to_string(template, context).strip().partition("\n")
    EmailMessage(
        " ".join(subject.split()),
        f"{body.strip()}\n",
        to=to,
        reply_to=[reply_to] if reply_to else None,
        headers={"Auto-Submitted": "auto-generated"},
    ).send()


def _context(contribution: Contribution) -> dict[str, Any]:
    campaign = contribution.campaign.specific
    return {
        "contribution": contribution,
        "campaign": campaign,
        "campaign_url": campaign.get_full_url(),
        "answers": contribution.answered(public_only=False),
        "published": contribution.status == Status.PUBLISHED,
        "contact_email": getattr(campaign, "contact_email", ""),
    }


def _to_contributor(contribution: Contribution | None, template: str) -> None:
    if contribution is None or not hasattr(contribution, "contact"):
        return
    with translation.override(contribution.language or None):
        context = _context(contribution)
        _send(template, context, [contribution.contact.email], context["contact_email"])


@task()
def send_receipt(pk: int) -> None:
    """Tell a contributor that their contribution has arrived, with all they said."""
    _to_contributor(_load(pk), "civic_pages/emails/receipt.txt")


@task()
def send_decision(pk: int) -> None:
    """Tell a contributor what was decided, and why."""
    _to_contributor(_load(pk), "civic_pages/emails/decision.txt")


def moderator_addresses() -> list[str]:
    """Return the addresses of active users who may moderate by one of their groups."""
    allowed = Q(groups__permissions__codename="moderate_contribution") | Q(
        user_permissions__codename="moderate_contribution"
    )
    users = get_user_model().objects.filter(allowed, is_active=True).exclude(email="")
    return sorted(set(users.values_list("email", flat=True)))


def _queue_url(contribution: Contribution) -> str:
    try:
        path = reverse("civic_contributions:inspect", args=[contribution.pk])
    except NoReverseMatch:
        return ""
    return f"{get_admin_base_url() or ''}{path}"


@task()
def send_notice(pk: int) -> None:
    """Tell moderators that something waits for them; the mail holds no personal data."""
    contribution = _load(pk)
    if contribution is None or contribution.status != Status.PENDING:
        return
    for address in moderator_addresses():
        context = {**_context(contribution), "queue_url": _queue_url(contribution)}
        _send("civic_pages/emails/notice.txt", context, [address])
