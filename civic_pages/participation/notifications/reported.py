"""Messages about reports: an acknowledgement to whoever reports, a notice to moderators."""

from django.template.loader import render_to_string
from django_tasks import task

from civic_pages.participation.models import Report
from civic_pages.participation.notifications import messages, sending


@task()
def send_acknowledgement(pk: int) -> None:
    """Acknowledge a report by mail (DSA, article 16.4); nothing where no address was left."""
    report = Report.objects.select_related("contribution__campaign").filter(pk=pk).first()
    if report is None or not report.email:
        return
    context = {"report": report, "contribution": report.contribution}
    text = render_to_string("civic_pages/emails/reported.txt", context)
    subject, _empty, body = text.strip().partition("\n")
    message = sending.Message(" ".join(subject.split()), f"{body.strip()}\n")
    sending.deliver(message, [report.email])


def tell_moderators(pk: int) -> None:
    """Tell moderators that a contribution waits again."""
    messages.send_notice.enqueue(pk)
