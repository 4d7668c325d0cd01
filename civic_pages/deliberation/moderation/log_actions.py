"""What Wagtail's audit log says of comments."""

from typing import Any

from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from wagtail.log_actions import LogActionRegistry, LogFormatter

from civic_pages.participation.choices import Status
from civic_pages.participation.models import Report


class Rejected(LogFormatter):
    label = gettext_lazy("Do not publish a comment")

    def format_message(self, log_entry: Any) -> str:
        told = pgettext("comment", "Not published: %(reason)s")
        return told % {"reason": log_entry.data.get("reason", "")}


class Reported(LogFormatter):
    label = gettext_lazy("Report a comment")

    def format_message(self, log_entry: Any) -> str:
        ground = log_entry.data.get("ground", "")
        named = dict(Report.Ground.choices).get(ground, ground)
        return pgettext("comment", "Reported by a citizen: %(ground)s") % {"ground": named}


# What else is logged: name, what it is, what the history of a comment says.
PLAIN = (
    ("submit", gettext_lazy("Receive a comment"), pgettext_lazy("comment", "Received")),
    (Status.PUBLISHED, gettext_lazy("Publish a comment"), pgettext_lazy("comment", "Published")),
    (
        Status.PENDING,
        gettext_lazy("Put a comment back into the queue"),
        gettext_lazy("Waits again"),
    ),
    (Status.WITHDRAWN, gettext_lazy("Withdraw a comment"), pgettext_lazy("comment", "Withdrawn")),
    (
        "hidden",
        gettext_lazy("Take a reported comment back"),
        gettext_lazy("Waits again, because citizens reported it"),
    ),
)


def register(registry: LogActionRegistry) -> None:
    """Register what may happen to a comment."""
    registry.register_action(f"civic.comment.{Status.REJECTED.value}")(Rejected)
    registry.register_action("civic.comment.report")(Reported)
    for name, label, message in PLAIN:
        registry.register_action(f"civic.comment.{name}", label, message)
