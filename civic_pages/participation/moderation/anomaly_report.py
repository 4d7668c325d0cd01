"""The report of anomalies: each line leads to its contributions, where they can be excluded."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
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
from civic_pages.participation.abuse.anomalies import Anomaly, anomalies
from civic_pages.participation.exports.base import harmless
from civic_pages.participation.models import Contribution


class AnomalyReportView(ReportView):
    """What looks unlike people, campaign by campaign, with Wagtail's CSV and XLSX."""

    model = Contribution
    permission_required = "view"
    page_title = gettext_lazy("Anomalies")
    header_icon = "warning"
    index_url_name = "civic_anomaly_report"
    index_results_url_name = "civic_anomaly_report_results"
    list_export = ["campaign", "label", "detail", "count", "first", "last"]
    export_headings = {
        "campaign": gettext_lazy("Campaign"),
        "label": gettext_lazy("What is odd"),
        "detail": gettext_lazy("Details"),
        "count": gettext_lazy("Contributions"),
        "first": gettext_lazy("First one"),
        "last": gettext_lazy("Last one"),
    }
    custom_field_preprocess = {
        name: {"csv": harmless, "xlsx": harmless} for name in ("campaign", "detail")
    }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_see(request):
            raise PermissionDenied(policy.VIEW_ORIGIN)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("label", label=_("What is odd"), get_url=list_url),
            Column("detail", label=_("Details")),
            Column("campaign", label=_("Campaign")),
            NumberColumn("count", label=_("Contributions")),
            DateColumn("first", label=_("First one")),
            DateColumn("last", label=_("Last one")),
        ]

    def get_queryset(self) -> list[Anomaly]:
        return anomalies(reach.of(self.request.user, policy.VIEW_ORIGIN))

    def get_filename(self) -> str:
        return f"anomalies-{timezone.localdate().isoformat()}"

    @cached_property
    def no_results_message(self) -> str:
        return _("Nothing looks odd.")


def may_see(request: HttpRequest) -> bool:
    """Tell whether somebody may see where contributions come from."""
    return policy.may_somewhere(request.user, policy.VIEW_ORIGIN)


def list_url(anomaly: Anomaly) -> str:
    """Return the address of the list of an anomaly's contributions."""
    query = {"status": "all", "campaign": anomaly.campaign_id, "anomaly": anomaly.code}
    return f"{reverse('civic_contributions:index')}?{urlencode(query)}"


class AnomalyMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_see(request)


def menu_item() -> MenuItem:
    return AnomalyMenuItem(
        gettext_lazy("Anomalies"),
        reverse("civic_anomaly_report"),
        name="civic-anomalies",
        icon_name="warning",
        order=110,
    )


def urls() -> list[URLPattern]:
    results = AnomalyReportView.as_view(results_only=True)
    return [
        path("reports/civic-anomalies/", AnomalyReportView.as_view(), name="civic_anomaly_report"),
        path("reports/civic-anomalies/results/", results, name="civic_anomaly_report_results"),
    ]
