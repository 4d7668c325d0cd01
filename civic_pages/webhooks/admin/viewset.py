"""The list of webhooks, their forms, and what each is doing."""

from typing import Any

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import log

from civic_pages.participation import policy
from civic_pages.webhooks import actions, events, signing
from civic_pages.webhooks.admin.forms import ReplayForm, WebhookForm
from civic_pages.webhooks.models import Webhook, WebhookDelivery


State = WebhookDelivery.State
# The session remembers for which webhook the secret is to be shown once, never the secret.
SHOWN_ONCE = "civic_webhook_secret"
LATEST = 10


def state_of(hook: Webhook) -> str:
    """Return in words how a webhook does."""
    if not hook.enabled:
        return str(hook.get_stopped_display() or _("Switched off"))
    if hook.failing_since is not None:
        return _("Failing")
    return _("Switched on")


class WebhooksView(generic.IndexView):
    """All webhooks, and how they do."""

    any_permission_required = ["add", "change", "delete", "view"]
    default_ordering = "name"
    add_item_label = gettext_lazy("Add a webhook")

    @cached_property
    def columns(self) -> list[Any]:
        return [
            TitleColumn("name", label=_("Name"), get_url=self.get_inspect_url, sort_key="name"),
            Column("url", label=_("Address")),
            StatusTagColumn(
                "state",
                label=_("State"),
                accessor=state_of,
                primary=lambda hook: hook.enabled and hook.failing_since is None,
            ),
            NumberColumn("waiting", label=_("Waiting")),
            NumberColumn("given_up", label=_("Given up")),
            DateColumn("last_delivered", label=_("Last delivered")),
        ]

    def get_base_queryset(self) -> Any:
        return Webhook.objects.annotate(
            waiting=Count("deliveries", filter=Q(deliveries__state=State.WAITING)),
            given_up=Count("deliveries", filter=Q(deliveries__state=State.GIVEN_UP)),
            last_delivered=Max("deliveries__delivered_at"),
        )

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        buttons: list[HeaderButton] = list(super().header_buttons)
        url = reverse("civic_webhook_log")
        return [*buttons, HeaderButton(_("Events sent"), url=url, icon_name="history")]


class _Saving:
    """Saves by our action; Wagtail's own would know nothing of owners and fresh starts."""

    form: Any
    request: Any

    def _save(self, verb: str) -> Webhook:
        hook = self.form.save(commit=False)
        chosen = self.form.cleaned_data["campaigns"]
        actions.save(hook, campaigns=chosen, by=self.request.user, now=timezone.now())
        log(instance=hook, action=f"wagtail.{verb}", user=self.request.user, content_changed=True)
        return hook


class AddWebhookView(_Saving, generic.CreateView):
    """A new webhook; its secret is shown on the page that follows, once."""

    def save_instance(self) -> Webhook:
        hook = self._save("create")
        self.request.session[SHOWN_ONCE] = hook.pk
        return hook

    def get_success_url(self) -> str:
        return reverse("civic_webhooks:inspect", args=[self.object.pk])


class EditWebhookView(_Saving, generic.EditView):
    def save_instance(self) -> Webhook:
        return self._save("edit")

    def get_success_url(self) -> str:
        return reverse("civic_webhooks:inspect", args=[self.object.pk])


class WebhookView(generic.InspectView):
    """What a webhook is told, how it does, and what can be done with it."""

    template_name = "civic_pages/admin/webhook.html"
    page_title = gettext_lazy("Webhook")

    def get_fields(self) -> list[str]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        hook, now = self.object, timezone.now()
        is_new = self.request.session.get(SHOWN_ONCE) == hook.pk
        if is_new:
            del self.request.session[SHOWN_ONCE]
        known = [events.EVENTS[name] for name in hook.events if name in events.EVENTS]
        latest = hook.deliveries.select_related("campaign").order_by("-happened_at", "-pk")
        return {
            **context,
            "webhook": hook,
            "state": state_of(hook),
            "secret": signing.secret(hook.key) if is_new else "",
            "overlaps": bool(hook.previous_until and hook.previous_until > now),
            "events": known,
            "campaigns": hook.campaigns.all(),
            "deliveries": list(latest[:LATEST]),
            "may_change": policy.may(self.request.user, actions.CHANGE),
            "replay_form": kwargs.get("replay_form") or ReplayForm(auto_id="replay_%s"),
            "log_url": f"{reverse('civic_webhook_log')}?webhook={hook.pk}",
        }

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> Any:
        response = super().render_to_response(context, **kwargs)
        response.headers["Cache-Control"] = "no-store, private"
        return response


class WebhookViewSet(ModelViewSet):
    """Kept by those whom the permissions of the model allow it; at first superusers alone."""

    model = Webhook
    name = "civic_webhooks"
    icon = "code"
    menu_label = gettext_lazy("Webhooks")
    menu_name = "civic-webhooks"
    add_to_settings_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_template_name = WebhookView.template_name
    index_view_class = WebhooksView
    add_view_class = AddWebhookView
    edit_view_class = EditWebhookView
    inspect_view_class = WebhookView
    ordering = "name"

    def get_form_class(self, *, for_update: bool = False) -> type[WebhookForm]:
        return WebhookForm
