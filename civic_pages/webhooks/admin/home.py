"""What the dashboard tells those who keep webhooks: which of them fail."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from civic_pages.participation import policy
from civic_pages.webhooks import actions
from civic_pages.webhooks.admin.viewset import state_of
from civic_pages.webhooks.models import Webhook, WebhookDelivery


class FailingPanel(Component):
    """Webhooks that fail, have switched themselves off, or gave events up; nothing where all is well."""

    name = "civic_webhooks"
    order = 97
    template_name = "civic_pages/admin/webhooks_panel.html"

    def get_context_data(self, _parent_context: Any) -> dict[str, Any]:
        lost = Q(deliveries__state=WebhookDelivery.State.GIVEN_UP) & ~Q(deliveries__data={})
        found = Webhook.objects.annotate(given_up=Count("deliveries", filter=lost))
        failing = Q(failing_since__isnull=False, enabled=True) | ~Q(stopped="") | Q(given_up__gt=0)
        hooks = [(hook, state_of(hook)) for hook in found.filter(failing).order_by("name")]
        return {"webhooks": hooks}


def add_panels(request: HttpRequest, panels: list[Component]) -> None:
    """Show the panel to those who may do something about it."""
    if policy.may(request.user, actions.CHANGE):
        panels.append(FailingPanel())
