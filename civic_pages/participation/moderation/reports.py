"""The report on the queue: how long citizens of each campaign have waited for a decision."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Min, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn, TitleColumn
from wagtail.admin.views.reports import ReportView

from civic_pages.participation import policy, reach
from civic_pages.participation.exports.base import harmless
from civic_pages.participation.models import Contribution, Status


@dataclass(frozen=True)
class CampaignQueue:
    """What waits in one campaign; ages are whole days."""

    campaign_id: int
    campaign: str
    waiting: int
    oldest: datetime
    oldest_days: int
    median_days: int


def queues(user: Any, now: datetime) -> list[CampaignQueue]:
    """Return the queue of each of a moderator's campaigns that has one, the longest wait first.

    One query.
    """
    by_campaign: dict[str, Any] = {"partition_by": F("campaign_id")}
    middle = (
        reach.within(Contribution.objects.filter(status=Status.PENDING), user, policy.MODERATE)
        .order_by()
        .annotate(
            rank=Window(RowNumber(), order_by=["created_at", "pk"], **by_campaign),
            waiting=Window(Count("pk"), **by_campaign),
            oldest=Window(Min("created_at"), **by_campaign),
        )
        .filter(rank=(F("waiting") + 1) / 2)
        .values_list("campaign_id", "campaign__title", "waiting", "oldest", "created_at")
    )
    found = [
        CampaignQueue(pk, title, waiting, oldest, (now - oldest).days, (now - median).days)
        for pk, title, waiting, oldest, median in middle
    ]
    return sorted(found, key=lambda queue: (queue.oldest, queue.campaign_id))


class QueueReportView(ReportView):
    """Age of what waits, by campaign, with Wagtail's CSV and XLSX."""

    model = Contribution
    permission_required = "view"
    page_title = gettext_lazy("Moderation queue")
    header_icon = "time"
    index_url_name = "civic_queue_report"
    index_results_url_name = "civic_queue_report_results"
    list_export = ["campaign", "waiting", "oldest", "oldest_days", "median_days"]
    export_headings = {
        "campaign": gettext_lazy("Campaign"),
        "waiting": gettext_lazy("To moderate"),
        "oldest": gettext_lazy("Oldest"),
        "oldest_days": gettext_lazy("Age of the oldest (days)"),
        "median_days": gettext_lazy("Median age (days)"),
    }
    custom_field_preprocess = {"campaign": {"csv": harmless, "xlsx": harmless}}

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("campaign", label=_("Campaign"), get_url=queue_url),
            NumberColumn("waiting", label=_("To moderate")),
            DateColumn("oldest", label=_("Oldest")),
            NumberColumn("oldest_days", label=_("Age of the oldest (days)")),
            NumberColumn("median_days", label=_("Median age (days)")),
        ]

    def get_queryset(self) -> list[CampaignQueue]:
        return queues(self.request.user, timezone.now())

    def get_filename(self) -> str:
        return f"moderation-{timezone.localdate().isoformat()}"

    @cached_property
    def no_results_message(self) -> str:
        return _("Nothing waits for a moderator.")


def queue_url(queue: CampaignQueue) -> str:
    """Return the address of the queue of one campaign."""
    return f"{reverse('civic_contributions:index')}?campaign={queue.campaign_id}"


class QueueReportMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return policy.may_somewhere(request.user, policy.MODERATE)


def menu_item() -> MenuItem:
    return QueueReportMenuItem(
        gettext_lazy("Moderation queue"),
        reverse("civic_queue_report"),
        name="civic-queue",
        icon_name="time",
        order=100,
    )


def urls() -> list[URLPattern]:
    results = QueueReportView.as_view(results_only=True)
    return [
        path("reports/civic-queue/", QueueReportView.as_view(), name="civic_queue_report"),
        path("reports/civic-queue/results/", results, name="civic_queue_report_results"),
    ]
