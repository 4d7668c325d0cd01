"""What Wagtail's dashboard tells moderators."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.components import Component

from civic_pages.participation import policy, reach
from civic_pages.participation.models import Contribution, Status


SHOWN = 5


def _waiting(user: Any) -> Any:
    """Return what waits for a moderator in the campaigns that are a user's."""
    return reach.within(Contribution.objects.filter(status=Status.PENDING), user, policy.MODERATE)


class WaitingSummaryItem(SummaryItem):
    """How many contributions wait for a moderator."""

    order = 210
    template_name = "civic_pages/admin/summary_item.html"

    def is_shown(self) -> bool:
        return policy.may_somewhere(self.request.user, policy.MODERATE)

    def get_context_data(self, _parent_context: Any) -> dict[str, Any]:
        return {"waiting": _waiting(self.request.user).order_by().count()}


class WaitingPanel(Component):
    """The contributions that have waited longest."""

    name = "civic_waiting"
    order = 90
    template_name = "civic_pages/admin/waiting_panel.html"

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_context_data(self, _parent_context: Any) -> dict[str, Any]:
        waiting = _waiting(self.user).select_related("campaign")
        oldest = waiting.order_by("created_at", "pk").defer("answers", "search_text")
        return {"contributions": list(oldest[:SHOWN])}


def add_summary_items(request: HttpRequest, items: list[SummaryItem]) -> None:
    items.append(WaitingSummaryItem(request))


def add_panels(request: HttpRequest, panels: list[Component]) -> None:
    if policy.may_somewhere(request.user, policy.MODERATE):
        panels.append(WaitingPanel(request.user))
