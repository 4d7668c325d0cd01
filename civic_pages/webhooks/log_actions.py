"""What Wagtail's audit log says of webhooks."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.log_actions import LogActionRegistry, LogFormatter

from civic_pages.webhooks.models import Webhook


class Stopped(LogFormatter):
    label = gettext_lazy("Webhook switched itself off")

    def format_message(self, log_entry: Any) -> str:
        why = log_entry.data.get("why", "")
        known = dict(Webhook.Stopped.choices)
        return str(known.get(why, _("Switched off")))


class Replayed(LogFormatter):
    label = gettext_lazy("Send events again")

    def format_message(self, log_entry: Any) -> str:
        count = log_entry.data.get("count", 1)
        told = ngettext("%(n)d event is sent again.", "%(n)d events are sent again.", count)
        return told % {"n": count}


def register(actions: LogActionRegistry) -> None:
    """Register every action that is written of webhooks."""
    actions.register_action("civic.webhook.stopped")(Stopped)
    actions.register_action("civic.webhook.replay")(Replayed)
    actions.register_action(
        "civic.webhook.rotate", gettext_lazy("New secret"), gettext_lazy("New secret")
    )
    actions.register_action(
        "civic.webhook.ping", gettext_lazy("Send a test"), gettext_lazy("Test sent")
    )
