"""What Wagtail's audit log says of the team's work on a contribution, beside its decisions."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogActionRegistry, LogFormatter


class Assigned(LogFormatter):
    label = gettext_lazy("Assign a contribution")

    def format_message(self, log_entry: Any) -> str:
        name = log_entry.data.get("to", "")
        return _("Assigned to %(name)s") % {"name": name} if name else _("Assigned to nobody")


class TakenOver(LogFormatter):
    label = gettext_lazy("Take a contribution over")

    def format_message(self, log_entry: Any) -> str:
        return _("Taken over from %(name)s") % {"name": log_entry.data.get("from", "")}


class Answered(LogFormatter):
    label = gettext_lazy("Answer a contribution")

    def format_message(self, log_entry: Any) -> str:
        state, outcome = log_entry.data.get("state", ""), log_entry.data.get("outcome", "")
        told = {
            "draft": _("Answer of the city drafted"),
            "scheduled": _("Answer of the city scheduled"),
        }.get(state, _("Answered by the city"))
        return f"{told} ({outcome})" if outcome else told


def register(actions: LogActionRegistry) -> None:
    """Register what locks, assignments, notes, redactions and answers write."""
    actions.register_action("civic.contribution.assign")(Assigned)
    actions.register_action("civic.contribution.take_over")(TakenOver)
    actions.register_action("civic.contribution.answer")(Answered)
    actions.register_action(
        "civic.contribution.note",
        gettext_lazy("Write an internal note"),
        gettext_lazy("Internal note written"),
    )
    actions.register_action(
        "civic.contribution.redact",
        gettext_lazy("Remove personal data"),
        gettext_lazy("Personal data removed"),
    )
    actions.register_action(
        "civic.contribution.read_editions",
        gettext_lazy("Read earlier texts"),
        gettext_lazy("Earlier texts read"),
    )
