"""Importing a file: upload, columns, dry run, run."""

import csv
from http import HTTPStatus
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin import messages

from civic_pages import conf
from civic_pages.participation import policy
from civic_pages.participation.desk import jobs, tables
from civic_pages.participation.desk.admin_views import DeskView
from civic_pages.participation.desk.campaigns import entrance
from civic_pages.participation.desk.entry_views import FormView, see_other
from civic_pages.participation.desk.import_forms import ColumnsForm, OptionsForm, UploadForm
from civic_pages.participation.desk.targets import remembered, targets
from civic_pages.participation.exports.base import harmless
from civic_pages.participation.files import ImportMapping, Job
from civic_pages.participation.geo.geocoders import geocoder
from civic_pages.participation.moderation.listing import is_key


PROBLEMS_A_PAGE = 50


class UploadView(FormView):
    """The first step: a file."""

    template_name = "civic_pages/admin/desk_upload.html"
    page_title = gettext_lazy("Import contributions")

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        return self._page(UploadForm())

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                job = jobs.start(
                    form.cleaned_data["file"],
                    campaign=self.campaign,
                    definition=self.definition,
                    user=self.operator,
                    now=self.now,
                )
            except tables.TableError as error:
                form.add_error("file", error)
            else:
                return see_other(reverse("civic_desk_job", args=[job.uuid]))
        return self._page(form, HTTPStatus.UNPROCESSABLE_ENTITY)

    def _page(self, form: UploadForm, status: int = HTTPStatus.OK) -> HttpResponse:
        most = {"size": conf.get("IMPORT_MAX_MB"), "rows": conf.get("IMPORT_MAX_ROWS")}
        context = {"campaign": self.campaign, "definition": self.definition, "most": most}
        return self.page(status, form=form, **context)


class JobMixin(DeskView):
    """A page about one file; only for whoever uploaded it, for it quotes people."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        known = Job.objects.filter(kind=Job.Kind.IMPORT, user=self.operator)
        theirs = policy.theirs(known, self.operator, policy.ENTER)
        self.job = get_object_or_404(theirs.select_related("campaign"), uuid=kwargs["uuid"])
        return super().dispatch(request, *args, **kwargs)


class JobView(JobMixin):
    """The columns of a file, what a dry run finds in it, and the button that imports it."""

    template_name = "civic_pages/admin/desk_job.html"
    page_title = gettext_lazy("Import contributions")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.now = timezone.now()
        return super().dispatch(request, *args, **kwargs)

    def crumbs(self) -> list[dict[str, Any]]:
        place = [self.job.campaign_id, self.job.parameters["form_id"]]
        return [
            {"url": reverse("civic_desk_enter", args=place), "label": self.job.campaign.title},
            {"url": reverse("civic_desk_import", args=place), "label": _("Import contributions")},
            {"url": "", "label": self.job.parameters["file_name"]},
        ]

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        return self._page(*self._forms())

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        if request.POST.get("action") == "run":
            return self._run()
        columns, options = self._forms(request.POST)
        if not (columns.is_valid() & options.is_valid()) or not self.job.file:
            return self._page(columns, options, HTTPStatus.UNPROCESSABLE_ENTITY)
        if self.job.state == Job.State.WAITING:
            name = options.cleaned_data.pop("mapping")
            jobs.configure(self.job, columns.columns, options.cleaned_data)
            jobs.save_mapping(self.job, name, now=self.now)
        return self._work(store=False)

    def _run(self) -> HttpResponse:
        report = self.job.report
        if report.get("error") or report.get("problem_count") or "rows" not in report:
            messages.error(self.request, _("Try the file first, and correct what is wrong in it."))
            return see_other(self.request.path)
        return self._work(store=True)

    def _work(self, *, store: bool) -> HttpResponse:
        if self.job.file and jobs.claim(self.job):
            user, language = self.operator, get_language() or ""
            jobs.work.enqueue(self.job.pk, user.pk, store=store, language=language)
        return see_other(f"{self.request.path}#civic-report")

    def _forms(self, data: Any = None) -> tuple[ColumnsForm, OptionsForm]:
        parameters = self.job.parameters
        campaign, definition = entrance(self.job.campaign_id, parameters["form_id"], self.operator)
        may_decide = policy.may(self.operator, policy.MODERATE, campaign)
        wanted = targets(definition, may_decide=may_decide)
        chosen, options = parameters["columns"], parameters.get("options", {})
        if kept := self._kept(self.request.GET.get("mapping", "")):
            chosen = remembered(kept.columns, wanted, parameters["headers"])
            options = {**options, "mapping": kept.name}
        columns = ColumnsForm(data, targets=wanted, headers=parameters["headers"], initial=chosen)
        has_place = definition.of_type("point") or definition.of_type("home")
        return columns, OptionsForm(
            data,
            definition=definition,
            geocodes=bool(has_place and geocoder()),
            initial=options,
        )

    def _mappings(self) -> Any:
        form_id = self.job.parameters["form_id"]
        kept = ImportMapping.objects.filter(campaign_id=self.job.campaign_id, form_id=form_id)
        return kept.exclude(name="").order_by("name")

    def _kept(self, pk: str) -> ImportMapping | None:
        return self._mappings().filter(pk=pk).first() if is_key(pk) else None

    def _page(
        self, columns: ColumnsForm, options: OptionsForm, status: int = HTTPStatus.OK
    ) -> HttpResponse:
        report = self.job.report
        paginator = Paginator(report.get("problems", []), PROBLEMS_A_PAGE)
        return self.page(
            status,
            job=self.job,
            columns=columns,
            options=options,
            mappings=self._mappings(),
            report=report,
            problems=paginator.get_page(self.request.GET.get("p")),
            may_run="rows" in report and not report.get("problem_count") and report.get("valid"),
            queue_url=f"{reverse('civic_contributions:index')}?status=all&campaign={self.job.campaign_id}",
            may_moderate=policy.may(self.operator, policy.MODERATE, self.job.campaign),
        )


class ProblemsView(JobMixin):
    """All problems of a file, as a table to work through."""

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="problems.csv"'
        writer = csv.writer(response, delimiter=";")
        writer.writerow([_("Row"), _("Column"), _("Value"), _("Problem")])
        for problem in self.job.report.get("problems", []):
            row = [problem["row"], problem["column"], problem["value"], problem["message"]]
            writer.writerow([harmless(cell) for cell in row])
        return response
