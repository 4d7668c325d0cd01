"""Importing projects: a file, what it would give, and the button that stores it."""

from http import HTTPStatus
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from civic_pages import conf
from civic_pages.participation import policy
from civic_pages.participation.desk.tables import TableError
from civic_pages.participation.files import Job
from civic_pages.projects import actions, importing
from civic_pages.projects.admin.forms import campaigns
from civic_pages.projects.choices import ProjectStatus


class UploadForm(forms.Form):
    campaign = forms.ModelChoiceField(
        queryset=Page.objects.none(), label=gettext_lazy("Campaign"), empty_label=None
    )
    edition = forms.CharField(
        label=gettext_lazy("Edition"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("Of the rows that name none."),
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV or XLSX, with one project a row and the names of the columns on top. "
            "Nothing is stored before you have seen what it would give."
        ),
        widget=forms.FileInput({"accept": ".csv,.txt,.tsv,.xlsx"}),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        campaign: Any = self.fields["campaign"]
        campaign.queryset = campaigns(user, actions.ADD)

    def clean_file(self) -> Any:
        file, most = self.cleaned_data["file"], conf.get("IMPORT_MAX_MB")
        if file.size > most * 1_000_000:
            raise forms.ValidationError(_("At most %(most)d MB.") % {"most": most})
        return file


class ImportPage(WagtailAdminTemplateMixin, View):
    """A page for those who may add projects; never kept by a browser or a proxy."""

    header_icon = "upload"
    page_title = gettext_lazy("Import projects")
    template_name = "civic_pages/admin/project_import.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        policy.require_somewhere(request.user, actions.ADD)
        self.now = timezone.now()
        response = super().dispatch(request, *args, **kwargs)
        patch_cache_control(response, no_store=True, private=True)
        return response

    @property
    def operator(self) -> Any:
        """The member of staff, whom ``dispatch`` has let in."""
        return self.request.user

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        projects = {"url": reverse("civic_projects:index"), "label": _("Projects")}
        return [*self.breadcrumbs_items, projects, {"url": "", "label": _("Import projects")}]

    def page(self, status: int = HTTPStatus.OK, **context: Any) -> HttpResponse:
        response: HttpResponse = self.render_to_response(
            self.get_context_data(**context), status=status
        )
        return response


class ImportView(ImportPage):
    """The first step: a file, kept for a day, and a dry run of it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(form=UploadForm(user=self.operator))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES, user=self.operator)
        if form.is_valid():
            typed = form.cleaned_data
            try:
                report = self._tried(typed)
            except TableError as error:
                form.add_error("file", error)
            else:
                return self._kept(typed, report)
        return self.page(HTTPStatus.UNPROCESSABLE_ENTITY, form=form)

    def _tried(self, typed: dict[str, Any]) -> importing.Report:
        return importing.run(
            typed["file"],
            campaign=typed["campaign"].specific,
            edition=typed["edition"],
            by=self.request.user,
            now=self.now,
            store=False,
        )

    def _kept(self, typed: dict[str, Any], report: importing.Report) -> HttpResponse:
        job = Job(
            kind=Job.Kind.PROJECTS,
            campaign_id=typed["campaign"].pk,
            user=self.operator,
            parameters={"edition": typed["edition"], "file_name": typed["file"].name[:200]},
            report=report.as_dict(),
            created_at=self.now,
        )
        typed["file"].seek(0)
        job.file.save("projects", typed["file"])
        return HttpResponseRedirect(
            reverse("civic_project_import_job", args=[job.uuid]), status=HTTPStatus.SEE_OTHER
        )


class ImportJobView(ImportPage):
    """What a file would give, and the button that stores it; only for whoever uploaded it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        known = Job.objects.filter(kind=Job.Kind.PROJECTS, user=self.operator)
        theirs = policy.theirs(known, self.operator, actions.ADD)
        self.job = get_object_or_404(theirs.select_related("campaign"), uuid=kwargs["uuid"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        report = self.job.report
        statuses = [
            (ProjectStatus(status).label, count) for status, count in report["statuses"].items()
        ]
        may_run = self.job.state == Job.State.WAITING and report["valid"] and self.job.file
        return self.page(job=self.job, report=report, statuses=statuses, may_run=may_run)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        report = self._imported()
        if report is not None:
            added = report.added or 0
            text = ngettext("%(n)d project was imported.", "%(n)d projects were imported.", added)
            messages.success(request, text % {"n": added})
            self.job.file.delete(save=False)
            Job.objects.filter(pk=self.job.pk).update(report=report.as_dict(), file="")
        url = f"{reverse('civic_projects:index')}?campaign={self.job.campaign_id}"
        return HttpResponseRedirect(url, status=HTTPStatus.SEE_OTHER)

    @transaction.atomic
    def _imported(self) -> importing.Report | None:
        """Store what the file gives; ``None`` where that is done: a second click waits, and finds so.

        Where it fails the file is still to be imported.
        """
        waiting = Job.objects.filter(pk=self.job.pk, state=Job.State.WAITING)
        if not self.job.file or not waiting.update(state=Job.State.DONE, finished_at=self.now):
            return None
        return importing.run(
            self.job.file,
            campaign=self.job.campaign.specific,
            edition=self.job.parameters["edition"],
            by=self.request.user,
            now=self.now,
            store=True,
        )
