"""What citizens report: the queue, and one contribution with all that is said against it."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Min, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from civic_pages.participation import actions, policy, reach
from civic_pages.participation.models import Contribution, Report, Status
from civic_pages.participation.moderation.columns import status_column
from civic_pages.participation.moderation.forms import RejectForm


OPEN = Q(reports__isnull=False, reports__handled_at=None)


def open_reports(user: Any) -> QuerySet[Report]:
    """Return the reports that nobody has dealt with, where a user moderates."""
    found = Report.objects.filter(handled_at=None).order_by()
    mine: QuerySet[Report] = reach.within(
        found, user, policy.MODERATE, campaign="contribution__campaign"
    )
    return mine


def reported(user: Any) -> QuerySet[Contribution]:
    """Return a moderator's contributions with open reports, those reported longest ago first."""
    found: QuerySet[Contribution] = (
        reach.within(Contribution.objects.filter(OPEN), user, policy.MODERATE)
        .select_related("campaign")
        .annotate(
            report_count=Count("reports", filter=OPEN),
            first_report=Min("reports__created_at", filter=OPEN),
        )
        .order_by("first_report", "pk")
    )
    return found


def decide_url(contribution: Contribution) -> str:
    return reverse("civic_citizen_report", args=[contribution.pk])


class CitizenReportsView(generic.IndexView):
    """Contributions that citizens report, each once however many do."""

    model = Contribution
    any_permission_required = ["view"]
    page_title = gettext_lazy("Reports by citizens")
    header_icon = "warning"
    index_url_name = "civic_citizen_reports"
    index_results_url_name = "civic_citizen_reports_results"
    default_ordering = "first_report"
    is_searchable = False
    paginate_by = 30

    @cached_property
    def columns(self) -> list[Any]:
        return [
            TitleColumn("contribution", label=_("Contribution"), accessor=str, get_url=decide_url),
            Column("campaign", label=_("Campaign"), accessor="campaign.title"),
            status_column(),
            NumberColumn("report_count", label=_("Reports received")),
            DateColumn("first_report", label=_("First report")),
        ]

    def get_base_queryset(self) -> QuerySet[Contribution]:
        return reported(self.request.user)

    def order_queryset(self, queryset: Any) -> Any:
        return queryset

    @cached_property
    def no_results_message(self) -> str:
        return _("No report waits for you.")


class CitizenReportView(WagtailAdminTemplateMixin, TemplateView):
    """One contribution, what is said against it, and the decision."""

    template_name = "civic_pages/admin/citizen_report.html"
    header_icon = "warning"
    page_title = gettext_lazy("Reports by citizens")
    index_url_name = "civic_citizen_reports"
    _show_breadcrumbs = True
    object: Contribution

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse(self.index_url_name), "label": self.page_title},
            {"url": "", "label": str(self.object)},
        ]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        known = Contribution.objects.select_related("campaign", "form_version")
        mine = policy.theirs(known, request.user, policy.MODERATE)
        self.object = get_object_or_404(mine, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sees_contact = policy.may(self.request.user, policy.VIEW_CONTACT, self.object.campaign)
        reports = Report.objects.filter(contribution=self.object).select_related("handled_by")
        context: dict[str, Any] = super().get_context_data(
            contribution=self.object,
            answers=self.object.answered(public_only=False),
            reports=reports.order_by("-created_at", "-pk"),
            waits=open_reports(self.request.user).filter(contribution=self.object).exists(),
            sees_contact=sees_contact,
            can_reject=self.object.may_become(Status.REJECTED),
            is_hidden=self.object.status == Status.PENDING,
            **{"reject_form": RejectForm(), **kwargs},
        )
        return context

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        form = RejectForm(request.POST)
        rejects = request.POST.get("decision") == "reject"
        if rejects and not form.is_valid():
            context = self.get_context_data(reject_form=form)
            return self.render_to_response(context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            if rejects:
                self._reject(form.cleaned_data["reason"])
            else:
                actions.keep_reported(self.object, by=request.user, now=timezone.now())
        except ValidationError as error:
            for message in error.messages:
                messages.error(request, message)
            return redirect(decide_url(self.object))
        messages.success(request, _("The reports are dealt with."))
        return redirect(self.index_url_name)

    def _reject(self, reason: str) -> None:
        by, now = self.request.user, timezone.now()
        actions.reject(self.object, by=by, now=now, reason=reason)
        actions.settle_reports(self.object, by=by, now=now)


class ReportsMenuItem(MenuItem):
    """In the menu of reports, with how many wait."""

    def is_shown(self, request: HttpRequest) -> bool:
        return policy.may_somewhere(request.user, policy.MODERATE)


def menu_item() -> MenuItem:
    return ReportsMenuItem(
        gettext_lazy("Reports by citizens"),
        reverse("civic_citizen_reports"),
        name="civic-citizen-reports",
        icon_name="warning",
        order=90,
    )


class ReportsSummaryItem(SummaryItem):
    """How many contributions are reported; nothing where none is."""

    order = 220
    template_name = "civic_pages/admin/reports_summary.html"

    def is_shown(self) -> bool:
        return open_reports(self.request.user).exists()

    def get_context_data(self, _parent_context: Any) -> dict[str, Any]:
        theirs = open_reports(self.request.user).values("contribution")
        return {"reported": theirs.distinct().count()}


def add_summary_items(request: HttpRequest, items: list[SummaryItem]) -> None:
    items.append(ReportsSummaryItem(request))


def urls() -> list[URLPattern]:
    results = CitizenReportsView.as_view(results_only=True)
    root = "reports/civic-citizen-reports/"
    return [
        path(root, CitizenReportsView.as_view(), name="civic_citizen_reports"),
        path(f"{root}results/", results, name="civic_citizen_reports_results"),
        path(f"{root}<int:pk>/", CitizenReportView.as_view(), name="civic_citizen_report"),
    ]
