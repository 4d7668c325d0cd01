"""What Wagtail's audit log says of contributions; an action that is not registered cannot be logged."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.log_actions import LogActionRegistry, LogFormatter

from civic_pages.participation.models import ExactLocation, Source


class Submitted(LogFormatter):
    label = gettext_lazy("Receive a contribution")

    def format_message(self, log_entry: Any) -> str:
        source = log_entry.data.get("source", "")
        if source not in Source.values:
            return _("Received")
        received = _("Received (%(source)s)") % {"source": Source(source).label}
        if reason := log_entry.data.get("outside", ""):
            outside = _("taken though outside the perimeter: %(reason)s") % {"reason": reason}
            return f"{received}, {outside}"
        return received


class Rejected(LogFormatter):
    label = gettext_lazy("Do not publish a contribution")

    def format_message(self, log_entry: Any) -> str:
        reason = log_entry.data.get("reason", "")
        return _("Not published: %(reason)s") % {"reason": reason} if reason else _("Not published")


class Confirmed(LogFormatter):
    label = gettext_lazy("Confirm a contribution")

    def format_message(self, log_entry: Any) -> str:
        reason = log_entry.data.get("reason", "")
        if not reason:
            return _("Confirmed by its author")
        return _("Confirmed by hand: %(reason)s") % {"reason": reason}


class Relocated(LogFormatter):
    label = gettext_lazy("Put a contribution in another place")

    def format_message(self, log_entry: Any) -> str:
        return _("Put in another place: %(reason)s") % {"reason": log_entry.data.get("reason", "")}


class Erased(LogFormatter):
    label = gettext_lazy("Erase contacts and exact places of a campaign")

    def format_message(self, log_entry: Any) -> str:
        return _("Contacts and exact places erased: %(count)s") % {
            "count": log_entry.data.get("count", 0)
        }


class Merged(LogFormatter):
    label = gettext_lazy("Merge a duplicate")

    def format_message(self, log_entry: Any) -> str:
        return _("Merged into %(reference)s") % {"reference": log_entry.data.get("into", "")}


class HouseholdChosen(LogFormatter):
    label = gettext_lazy("Say what a second answer of a home means")

    def format_message(self, log_entry: Any) -> str:
        choice = log_entry.data.get("choice", "")
        known = choice in ExactLocation.Choice.values
        return _("Said of its home: %(choice)s") % {
            "choice": ExactLocation.Choice(choice).label if known else choice
        }


class Exported(LogFormatter):
    label = gettext_lazy("Export contributions")

    def format_message(self, log_entry: Any) -> str:
        data = log_entry.data
        text = _("Exported for the staff: %(count)s contributions (%(format)s)") % {
            "count": data.get("count", 0),
            "format": data.get("format", ""),
        }
        if data.get("contacts") or data.get("places"):
            text = f"{text}, {_('with personal data')}"
        return f"{text} [{data['filters']}]" if data.get("filters") else text


class Imported(LogFormatter):
    label = gettext_lazy("Import contributions")

    def format_message(self, log_entry: Any) -> str:
        count = log_entry.data.get("count", 0)
        return ngettext(
            "%(count)d contribution imported", "%(count)d contributions imported", count
        ) % {"count": count}


# Actions that say more than their name: what is in the entry.
FORMATTED: dict[str, type[LogFormatter]] = {
    "civic.contribution.submit": Submitted,
    "civic.contribution.rejected": Rejected,
    "civic.contribution.confirmed": Confirmed,
    "civic.contribution.merged": Merged,
    "civic.contribution.household": HouseholdChosen,
    "civic.contribution.relocated": Relocated,
    "civic.campaign.erase": Erased,
    "civic.campaign.import": Imported,
    "civic.campaign.export": Exported,
}
# Actions by name: what is done, and what was.
PLAIN = {
    "civic.contribution.published": (
        gettext_lazy("Publish a contribution"),
        gettext_lazy("Published"),
    ),
    "civic.contribution.corrected": (
        gettext_lazy("Correct one's own contribution"),
        gettext_lazy("Corrected by its author"),
    ),
    "civic.contribution.sent_back": (
        gettext_lazy("Send a corrected contribution back"),
        gettext_lazy("Waits again, because its author corrected it"),
    ),
    "civic.contribution.withdrawn": (
        gettext_lazy("Withdraw a contribution"),
        gettext_lazy("Withdrawn"),
    ),
    "civic.contribution.read_location": (
        gettext_lazy("Read an exact place"),
        gettext_lazy("Exact place read"),
    ),
    "civic.contribution.restored": (
        gettext_lazy("Put a contribution back into the queue"),
        gettext_lazy("Waits again"),
    ),
    "civic.contribution.read_contact": (
        gettext_lazy("Read an e-mail address"),
        gettext_lazy("E-mail address read"),
    ),
    "civic.campaign.read_demand": (
        gettext_lazy("Read demand by places"),
        gettext_lazy("Demand read by grid, street or exact place"),
    ),
    "civic.contribution.unmerged": (
        gettext_lazy("Take a merge back"),
        gettext_lazy("Merge taken back"),
    ),
    "civic.contribution.set_apart": (
        gettext_lazy("Hold an answer back whose home is in doubt"),
        gettext_lazy("Waits again: its author says the earlier answer is not of this home"),
    ),
    "civic.contribution.export_person": (
        gettext_lazy("Hand a person their data out"),
        gettext_lazy("A copy of the data was made for its author"),
    ),
    "civic.contribution.erase_person": (
        gettext_lazy("Erase the data of a person"),
        gettext_lazy("Personal data erased at its author's wish"),
    ),
}


def register(actions: LogActionRegistry) -> None:
    """Register every action that ``participation.actions`` and the purge write."""
    for name, formatter in FORMATTED.items():
        actions.register_action(name)(formatter)
    for name, (label, message) in PLAIN.items():
        actions.register_action(name, label, message)
