"""What Wagtail's audit log says of sorting."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogActionRegistry, LogFormatter


class NotAlike(LogFormatter):
    label = gettext_lazy("Say that contributions are not alike")

    def format_message(self, log_entry: Any) -> str:
        others = ", ".join(log_entry.data.get("others", ()))
        return _("Said not to be like %(others)s") % {"others": others}


class Themed(LogFormatter):
    label = gettext_lazy("Sort a contribution into a theme")

    def format_message(self, log_entry: Any) -> str:
        theme = log_entry.data.get("theme", "")
        return _("Sorted into “%(theme)s”") % {"theme": theme} if theme else _("Out of its theme")


class Renamed(LogFormatter):
    label = gettext_lazy("Rename a theme")

    def format_message(self, log_entry: Any) -> str:
        return _("Renamed, before: “%(name)s”") % {"name": log_entry.data.get("from", "")}


class MergedTheme(LogFormatter):
    label = gettext_lazy("Merge themes")

    def format_message(self, log_entry: Any) -> str:
        return _("“%(name)s” merged into it") % {"name": log_entry.data.get("from", "")}


def register(actions: LogActionRegistry) -> None:
    """Register what sorting writes."""
    actions.register_action("civic.contribution.not_alike")(NotAlike)
    actions.register_action("civic.contribution.theme")(Themed)
    actions.register_action("civic.theme.rename")(Renamed)
    actions.register_action("civic.theme.merge")(MergedTheme)
