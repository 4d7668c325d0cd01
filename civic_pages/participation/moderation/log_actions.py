"""What Wagtail's audit log says of contributions; an action that is not registered cannot be logged."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogActionRegistry, LogFormatter

from civic_pages.participation.models import Source


class Submitted(LogFormatter):
    label = gettext_lazy("Receive a contribution")

    def format_message(self, log_entry: Any) -> str:
        source = log_entry.data.get("source", "")
        if source not in Source.values:
            return _("Received")
        return _("Received (%(source)s)") % {"source": Source(source).label}


class Rejected(LogFormatter):
    label = gettext_lazy("Do not publish a contribution")

    def format_message(self, log_entry: Any) -> str:
        reason = log_entry.data.get("reason", "")
        return _("Not published: %(reason)s") % {"reason": reason} if reason else _("Not published")


class Erased(LogFormatter):
    label = gettext_lazy("Erase contacts and exact places of a campaign")

    def format_message(self, log_entry: Any) -> str:
        return _("Contacts and exact places erased: %(count)s") % {
            "count": log_entry.data.get("count", 0)
        }


def register(actions: LogActionRegistry) -> None:
    """Register every action that ``participation.actions`` and the purge write."""
    actions.register_action("civic.contribution.submit")(Submitted)
    actions.register_action(
        "civic.contribution.published",
        gettext_lazy("Publish a contribution"),
        gettext_lazy("Published"),
    )
    actions.register_action("civic.contribution.rejected")(Rejected)
    actions.register_action(
        "civic.contribution.withdrawn",
        gettext_lazy("Withdraw a contribution"),
        gettext_lazy("Withdrawn"),
    )
    actions.register_action(
        "civic.contribution.read_location",
        gettext_lazy("Read an exact place"),
        gettext_lazy("Exact place read"),
    )
    actions.register_action("civic.campaign.erase")(Erased)
