"""The log: every event that was written for a webhook, and every attempt to deliver it."""

import json
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.reports import ReportView

from civic_pages.deliberation.models import Comment
from civic_pages.participation import policy
from civic_pages.participation.exports.base import harmless
from civic_pages.participation.models import Contribution
from civic_pages.webhooks import actions, delivering, events
from civic_pages.webhooks.models import Failure, Webhook, WebhookDelivery


State = WebhookDelivery.State


def may_see(user: Any) -> bool:
    """Tell whether somebody may see webhooks and their log."""
    return any(policy.may(user, one) for one in (actions.VIEW, actions.CHANGE, actions.ADD))


def may_read(user: Any, row: WebhookDelivery) -> bool:
    """Tell whether somebody may read what an event told, and what was answered to it.

    Whoever moderates its campaign may. Everybody else who sees the log: only of what is still
    public, and nothing that a webhook was told for the team.
    """
    if row.event == events.PING or policy.may(user, policy.MODERATE, row.campaign_id):
        return True
    kind, _colon, name = row.subject.partition(":")
    if kind == "contribution":
        is_public = Contribution.objects.public().filter(reference=name).exists()
    elif kind == "comment":
        is_public = Comment.objects.public().filter(pk=name).exists()
    else:
        is_public = True
    return is_public and not row.webhook.team


class DeliveryFilterSet(WagtailFilterSet):
    webhook = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Webhook"),
        queryset=lambda _request: Webhook.objects.all(),
        empty_label=gettext_lazy("All"),
        widget=forms.RadioSelect,
    )
    state = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("State"), choices=State, widget=forms.CheckboxSelectMultiple
    )
    error = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("Error"), choices=Failure, widget=forms.CheckboxSelectMultiple
    )
    event = django_filters.MultipleChoiceFilter(
        label=gettext_lazy("Event"),
        choices=lambda: [(name, name) for name in (*events.EVENTS, events.PING)],
        widget=forms.CheckboxSelectMultiple,
    )
    happened_at = django_filters.DateFromToRangeFilter(
        label=gettext_lazy("Happened"), widget=DateRangePickerWidget
    )

    class Meta:
        model = WebhookDelivery
        fields: tuple[str, ...] = ()


class LogView(ReportView):
    """All deliveries, the latest first, with filters and Wagtail's CSV and XLSX."""

    model = WebhookDelivery
    permission_required = None
    page_title = gettext_lazy("Events sent")
    header_icon = "history"
    index_url_name = "civic_webhook_log"
    index_results_url_name = "civic_webhook_log_results"
    filterset_class = DeliveryFilterSet
    is_searchable = False
    list_export = [
        "sequence", "event", "event_id", "webhook.name", "campaign.title", "get_state_display",
        "attempts", "status", "get_error_display", "milliseconds", "happened_at", "delivered_at",
    ]  # fmt: skip
    custom_field_preprocess = {
        name: {"csv": harmless, "xlsx": harmless} for name in ("webhook.name", "campaign.title")
    }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_see(request.user):
            raise PermissionDenied(actions.VIEW)
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("event", label=_("Event"), get_url=delivery_url),
            NumberColumn("sequence", label=_("Sequence number")),
            Column("webhook", label=_("Webhook")),
            Column("campaign", label=_("Campaign")),
            StatusTagColumn(
                "state",
                label=_("State"),
                accessor="get_state_display",
                primary=lambda row: row.state == State.DELIVERED,
            ),
            NumberColumn("status", label=_("Answer")),
            NumberColumn("attempts", label=_("Attempts")),
            DateColumn("happened_at", label=_("Happened")),
        ]

    def get_queryset(self) -> Any:
        found = WebhookDelivery.objects.select_related("webhook", "campaign").defer("data")
        return found.order_by("-happened_at", "-pk")

    def get_filename(self) -> str:
        return f"webhooks-{timezone.localdate().isoformat()}"

    @cached_property
    def no_results_message(self) -> str:
        return _("No event has been sent.")


def delivery_url(row: WebhookDelivery) -> str:
    return reverse("civic_webhook_delivery", args=[row.pk])


class DeliveryView(WagtailAdminTemplateMixin, TemplateView):
    """One event on its way to one webhook: what is sent, and every attempt."""

    page_title = gettext_lazy("Event sent")
    header_icon = "history"
    template_name = "civic_pages/admin/webhook_delivery.html"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_see(request.user):
            raise PermissionDenied(actions.VIEW)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        log = {"url": reverse("civic_webhook_log"), "label": _("Events sent")}
        return [*self.breadcrumbs_items, log, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = WebhookDelivery.objects.select_related("webhook", "campaign")
        row = get_object_or_404(found, pk=self.kwargs["pk"])
        body = json.loads(delivering.body_of(row))
        may = policy.may(self.request.user, actions.CHANGE)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "delivery": row,
            "attempts": row.log.all(),
            "waits": row.state == State.WAITING,
            "is_erased": not row.data and row.event != events.PING,
            "may_read": may_read(self.request.user, row),
            "body": json.dumps(body, ensure_ascii=False, indent=2),
            "may_replay": may and actions.replayable(row.webhook).filter(pk=row.pk).exists(),
        }
