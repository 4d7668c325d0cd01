"""What Wagtail's audit log says of votes."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogActionRegistry, LogFormatter


class Published(LogFormatter):
    label = gettext_lazy("Publish the result of a vote")

    def format_message(self, log_entry: Any) -> str:
        return _("Result published: %(count)s ballots") % {"count": log_entry.data.get("count", "")}


class Box(LogFormatter):
    label = gettext_lazy("Open or correct a ballot box")

    def format_message(self, log_entry: Any) -> str:
        data = {"box": log_entry.data.get("box", ""), "count": log_entry.data.get("count", "")}
        return _("Ballot box “%(box)s”: %(count)s ballots announced") % data


class Undone(LogFormatter):
    label = gettext_lazy("Take back a paper ballot")

    def format_message(self, log_entry: Any) -> str:
        return _("Paper ballot of box “%(box)s” taken back") % {
            "box": log_entry.data.get("box", "")
        }


class Recounted(LogFormatter):
    label = gettext_lazy("Recount a vote")

    def format_message(self, log_entry: Any) -> str:
        count = log_entry.data.get("count", 0)
        return (
            _("Recount: equal")
            if not count
            else _("Recount: %(count)s differences") % {"count": count}
        )


def register(actions: LogActionRegistry) -> None:
    for name, formatter in (
        ("civic.vote.publish", Published),
        ("civic.vote.box", Box),
        ("civic.vote.undo_paper", Undone),
        ("civic.vote.recount", Recounted),
    ):
        actions.register_action(name)(formatter)
