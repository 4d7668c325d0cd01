"""Mails about comments: that a report has arrived, why a comment is not published."""

from typing import Any

from django.utils import timezone, translation
from django_tasks import task

from civic_pages.deliberation.models import Comment, CommentReport
from civic_pages.participation.choices import Status
from civic_pages.participation.models import Report
from civic_pages.participation.notifications import outbox, sending


TEMPLATES = "civic_pages/emails"


@task()
def send_report_acknowledgement(pk: int) -> None:
    """Acknowledge a report by mail (DSA, article 16.4); nothing where no address was left."""
    report = CommentReport.objects.select_related("comment__campaign").filter(pk=pk).first()
    if report is None or not report.email:
        return
    ground = dict(Report.Ground.choices).get(report.ground, report.ground)
    context = {"comment": report.comment, "campaign": report.comment.campaign, "ground": ground}
    message = sending.of_template(f"{TEMPLATES}/comment_reported.txt", context)
    key = f"comment_reported:{pk}"
    outbox.put(key, message, report.email, campaign=report.comment.campaign, now=timezone.now())


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
        context = {"comment": row, "campaign": campaign}
        message = sending.of_template(f"{TEMPLATES}/comment_rejected.txt", context)
    outbox.put(
        f"comment_rejected:{pk}:{row.decided_at:%Y%m%d%H%M%S}",
        message,
        who.email,
        campaign=campaign,
        reply_to=campaign.contact_email,
        now=timezone.now(),
    )
