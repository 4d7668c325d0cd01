"""What Wagtail's audit log says of projects."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.log_actions import LogActionRegistry, LogFormatter

from civic_pages.projects.choices import ProjectStatus


class StatusChanged(LogFormatter):
    label = gettext_lazy("Change the status of a project")

    def format_message(self, log_entry: Any) -> str:
        status = log_entry.data.get("to", "")
        if status not in ProjectStatus.values:
            return _("Status changed")
        return _("Is now: %(status)s") % {"status": ProjectStatus(status).label}


class Imported(LogFormatter):
    label = gettext_lazy("Import projects")

    def format_message(self, log_entry: Any) -> str:
        count = log_entry.data.get("count", 0)
        text = ngettext("%(count)d project imported", "%(count)d projects imported", count)
        return text % {"count": count}


def register(actions: LogActionRegistry) -> None:
    """Register every action that is written of projects."""
    actions.register_action("civic.project.status")(StatusChanged)
    actions.register_action("civic.project.import")(Imported)
    actions.register_action(
        "civic.project.publish", gettext_lazy("Publish a project"), gettext_lazy("Published")
    )
    actions.register_action(
        "civic.project.unpublish",
        gettext_lazy("Take a project from the public"),
        gettext_lazy("Not published any more"),
    )
