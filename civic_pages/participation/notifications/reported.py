"""Messages about reports: an acknowledgement to whoever reports, a notice to moderators."""

from datetime import datetime

from civic_pages.participation.models import Report
from civic_pages.participation.notifications import messages, outbox, sending


def acknowledge(report: Report, *, now: datetime) -> None:
    """Acknowledge a report by mail (DSA, article 16.4); nothing where no address was left."""
    if not report.email:
        return
    contribution = report.contribution
    context = {"report": report, "contribution": contribution}
    message = sending.of_template("civic_pages/emails/reported.txt", context)
    key = f"report:{report.pk}"
    outbox.put(key, message, report.email, campaign=contribution.campaign, now=now)


def tell_moderators(pk: int, *, now: datetime) -> None:
    """Tell moderators that a contribution waits again."""
    messages.write_notice(pk, now=now)
