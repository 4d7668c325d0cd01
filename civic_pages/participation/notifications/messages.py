"""E-mails of participation as tasks: with the immediate backend sent at once, with a queue later.

A mail server that fails never undoes a contribution.
"""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django_tasks import task
from wagtail.admin.utils import get_admin_base_url

from civic_pages.participation.models import Contribution, Status
from civic_pages.participation.notifications import sending


def _load(pk: int) -> Contribution | None:
    return (
        Contribution.objects.select_related("campaign", "contact", "form_version")
        .filter(pk=pk)
        .first()
    )


@task()
def send_event(event: str, pk: int) -> None:
    """Send a contributor the message of an event (``Event``); nothing where they left no address."""
    contribution = _load(pk)
    if contribution is not None:
        sending.send(event, contribution)


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


def _notice(contribution: Contribution) -> sending.Message:
    context: dict[str, Any] = {
        "contribution": contribution,
        "campaign": contribution.campaign,
        "queue_url": _queue_url(contribution),
    }
    text = render_to_string("civic_pages/emails/notice.txt", context)
    subject, _empty, body = text.strip().partition("\n")
    return sending.Message(" ".join(subject.split()), f"{body.strip()}\n")


@task()
def send_notice(pk: int) -> None:
    """Tell moderators that something waits for them; the mail holds no personal data."""
    contribution = _load(pk)
    if contribution is None or contribution.status != Status.PENDING:
        return
    message = _notice(contribution)
    for address in moderator_addresses():
        sending.deliver(message, [address])
