"""The report on syntheses: how many contributions each cites, and how many it leaves out."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, NumberColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page, get_page_models

from civic_pages.participation.exports.base import harmless
from civic_pages.participation.models import Contribution
from civic_pages.synthesis import access
from civic_pages.synthesis.models import AbstractSynthesisPage
from civic_pages.synthesis.records import Citation
from civic_pages.synthesis.statements import statement_ids


@dataclass(frozen=True)
class CoverageRow:
    """What one synthesis, as it stands on the site, covers."""

    pk: int
    campaign: str
    synthesis: str
    statements: int
    total: int
    cited: int

    @property
    def left_out(self) -> int:
        return self.total - self.cited

    @property
    def percent(self) -> int:
        return int(100 * self.cited / self.total) if self.total else 0


def rows(user: Any) -> list[CoverageRow]:
    """Return the coverage of the syntheses a user may edit; queries do not grow with them."""
    pages = [page for page in _syntheses() if access.may_edit(page, user)]
    if not pages:
        return []
    parents = {page.path: page for page in Page.objects.filter(path__in=map(_above, pages))}
    campaigns = {page.pk: parents[_above(page)] for page in pages}
    public = Contribution.objects.public().order_by()
    totals = dict(
        public.filter(campaign__in=[page.pk for page in campaigns.values()])
        .values_list("campaign_id")
        .annotate(Count("pk"))
    )
    cited = _cited(pages)
    return [
        CoverageRow(
            pk=page.pk,
            campaign=campaigns[page.pk].title,
            synthesis=page.title,
            statements=len(statement_ids(page)),
            total=totals.get(campaigns[page.pk].pk, 0),
            cited=cited.get(page.pk, 0),
        )
        for page in pages
    ]


def _syntheses() -> list[Any]:
    models = [model for model in get_page_models() if issubclass(model, AbstractSynthesisPage)]
    found = Page.objects.type(*models) if models else Page.objects.none()
    return list(found.order_by("path").specific())


def _above(page: Any) -> str:
    return str(page.path[: -page.steplen])


def _cited(pages: list[Any]) -> dict[int, int]:
    """Return how many public contributions standing statements cite, by synthesis; one query."""
    standing = Q(pk__in=[])
    for page in pages:
        standing |= Q(synthesis=page.pk, statement__in=statement_ids(page))
    found = Citation.objects.public().filter(standing).order_by()
    return dict(found.values_list("synthesis_id").annotate(Count("contribution_id", distinct=True)))


class CoverageReportView(ReportView):
    """Coverage by synthesis, with Wagtail's CSV and XLSX."""

    model = Contribution
    page_title = gettext_lazy("Coverage of the syntheses")
    header_icon = "openquote"
    index_url_name = "civic_coverage_report"
    index_results_url_name = "civic_coverage_report_results"
    list_export = ["campaign", "synthesis", "statements", "total", "cited", "left_out", "percent"]
    export_headings = {
        "campaign": gettext_lazy("Campaign"),
        "synthesis": gettext_lazy("Synthesis"),
        "statements": gettext_lazy("Statements"),
        "total": gettext_lazy("Contributions"),
        "cited": gettext_lazy("Cited"),
        "left_out": gettext_lazy("Cited nowhere"),
        "percent": gettext_lazy("Share cited (%)"),
    }
    custom_field_preprocess = {
        name: {"csv": harmless, "xlsx": harmless} for name in ("campaign", "synthesis")
    }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        access.require_view(request.user)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    @cached_property
    def columns(self) -> list[Column]:
        numbers = ("statements", "total", "cited", "left_out", "percent")
        return [
            TitleColumn("synthesis", label=_("Synthesis"), get_url=citations_url),
            Column("campaign", label=_("Campaign")),
            *[NumberColumn(name, label=self.export_headings[name]) for name in numbers],
        ]

    def get_queryset(self) -> list[CoverageRow]:
        return rows(self.request.user)

    def get_filename(self) -> str:
        return f"syntheses-{timezone.localdate().isoformat()}"

    @cached_property
    def no_results_message(self) -> str:
        return _("No campaign has a synthesis yet.")


def citations_url(row: CoverageRow) -> str:
    """Return the address of a synthesis' citations."""
    return reverse("civic_citations", args=[row.pk])


class CoverageMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return access.may_view(request.user)


def menu_item() -> MenuItem:
    return CoverageMenuItem(
        gettext_lazy("Coverage of the syntheses"),
        reverse("civic_coverage_report"),
        name="civic-coverage",
        icon_name="openquote",
        order=118,
    )
