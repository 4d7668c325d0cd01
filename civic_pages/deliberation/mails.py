"""Mails about comments: that a report has arrived, why a comment is not published."""

from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django_tasks import task

from civic_pages.deliberation.models import Comment, CommentReport
from civic_pages.participation.choices import Status
from civic_pages.participation.models import Report
from civic_pages.participation.notifications import sending


@task()
def send_report_acknowledgement(pk: int) -> None:
    """Acknowledge a report by mail (DSA, article 16.4); nothing where no address was left."""
    report = CommentReport.objects.select_related("comment__campaign").filter(pk=pk).first()
    if report is None or not report.email:
        return
    ground = dict(Report.Ground.choices).get(report.ground, report.ground)
    context = {"comment": report.comment, "campaign": report.comment.campaign, "ground": ground}
    sending.deliver(_message("comment_reported", context), [report.email])


@task()
def send_rejection(pk: int) -> None:
    """Tell the author why a comment is not published (DSA, article 17), where an address is known."""
    row = Comment.objects.select_related("campaign", "participant").filter(pk=pk).first()
    if row is None or row.status != Status.REJECTED:
        return
    who = row.participant
    if who is None or not who.email or who.confirmed_at is None:
        return
    campaign: Any = row.campaign.specific
    with translation.override(who.language or "fr"):
        message = _message("comment_rejected", {"comment": row, "campaign": campaign})
    sending.deliver(message, [who.email], reply_to=campaign.contact_email)


def _message(name: str, context: dict[str, Any]) -> sending.Message:
    text = render_to_string(f"civic_pages/emails/{name}.txt", context)
    subject, _empty, body = text.strip().partition("\n")
    return sending.Message(" ".join(subject.split()), f"{body.strip()}\n")
