"""What Wagtail's audit log says of keys."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogActionRegistry, LogFormatter


class Created(LogFormatter):
    label = gettext_lazy("Make an API key")

    def format_message(self, log_entry: Any) -> str:
        data = log_entry.data
        return _("API key made for %(name)s: %(scopes)s") % {
            "name": data.get("for", ""),
            "scopes": ", ".join(data.get("scopes", [])),
        }


def register(registry: LogActionRegistry) -> None:
    """Register what happens to keys, and what is done by them alone."""
    registry.register_action("civic.api_key.create")(Created)
    registry.register_action(
        "civic.api_key.revoke", gettext_lazy("Revoke an API key"), gettext_lazy("API key revoked")
    )
    registry.register_action(
        "civic.api_key.import",
        gettext_lazy("Import by API key"),
        gettext_lazy("Import started by API key"),
    )
