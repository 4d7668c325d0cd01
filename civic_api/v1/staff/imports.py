"""Imports: a file is uploaded, its columns are told, it is tried, then all of it or nothing is added."""

import uuid
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.log_actions import log
from wagtail.models import Page

from civic_api.base import integer
from civic_api.exceptions import Problem
from civic_api.v1.staff import docs, paging
from civic_api.v1.staff.base import Body, Flag, Text, invalid
from civic_api.v1.staff.jobs import JobShape, JobsView, job_row
from civic_api.v1.staff.verbs import read_if_any
from civic_pages import conf
from civic_pages.access import scopes
from civic_pages.participation import policy
from civic_pages.participation.desk import jobs, tables
from civic_pages.participation.desk.campaigns import entrance
from civic_pages.participation.desk.import_forms import ColumnsForm, OptionsForm
from civic_pages.participation.desk.targets import targets
from civic_pages.participation.geo.geocoders import geocoder
from civic_pages.participation.models import Job, Source


MOST_PROBLEMS = 100
# What a multipart body has beside its file.
MARGIN = 64 * 1024
SOURCES = [choice for choice in Source.choices if choice[0] != Source.WEB]


class NewImport(serializers.Serializer[None]):
    campaign = serializers.IntegerField()
    form = serializers.CharField(help_text="Id of the form.")
    file = serializers.FileField(help_text="CSV or XLSX, names of the columns on top.")


class Plan(Body):
    """What the columns are; what is left out is as the first guess had it, or as told before."""

    columns = serializers.DictField(
        child=Text(max_length=500), required=False, help_text="Column by target; see `targets`."
    )
    source = serializers.ChoiceField(SOURCES, required=False)  # type: ignore[assignment]
    batch = Text(required=False, allow_blank=True, max_length=60)
    consents = Flag(required=False)
    geocode = Flag(required=False)
    mapping = Text(required=False, allow_blank=True, max_length=100)


class TargetShape(serializers.Serializer[None]):
    name = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    required = serializers.BooleanField()  # type: ignore[assignment]


class ProblemShape(serializers.Serializer[None]):
    row = serializers.IntegerField()
    column = serializers.CharField()
    value = serializers.CharField()
    message = serializers.CharField()


class ReportShape(serializers.Serializer[None]):
    rows = serializers.IntegerField()
    valid = serializers.IntegerField(help_text="Would be, or were, added.")
    known = serializers.IntegerField(help_text="An earlier import brought them.")
    doubles = serializers.IntegerField(help_text="Say the same as an earlier row.")
    refused = serializers.IntegerField()
    problem_count = serializers.IntegerField()
    added = serializers.IntegerField(allow_null=True, help_text="null: it was tried only.")
    problems = ProblemShape(many=True, help_text="100 of them; `problems_page` for others.")


class ImportShape(JobShape):
    form = serializers.CharField()
    file_name = serializers.CharField()
    headers = serializers.ListField(child=serializers.CharField())
    columns = serializers.DictField(child=serializers.CharField())
    report = ReportShape(allow_null=True)


class ImportDetail(ImportShape):
    targets = TargetShape(many=True)


def import_row(job: Job, page: int = 1) -> dict[str, Any]:
    parameters = job.parameters
    return {
        **job_row(job, reverse("civic_api:staff-import", args=[job.uuid])),
        "form": parameters.get("form_id", ""),
        "file_name": parameters.get("file_name", ""),
        "headers": list(parameters.get("headers", [])),
        "columns": parameters.get("columns", {}),
        "report": _report(job.report, page) if "rows" in job.report else None,
    }


def _report(report: dict[str, Any], page: int) -> dict[str, Any]:
    told = {name: report.get(name, 0) for name in ("rows", "valid", "known", "refused")}
    first = (page - 1) * MOST_PROBLEMS
    return {
        **told,
        "doubles": len(report.get("doubles", [])),
        "problem_count": report.get("problem_count", 0),
        "added": report.get("added"),
        "problems": report.get("problems", [])[first : first + MOST_PROBLEMS],
    }


class ImportsView(JobsView):
    scopes = (scopes.IMPORT,)
    kind = Job.Kind.IMPORT
    parser_classes: Any = (MultiPartParser,)
    parameters = paging.PARAMETERS

    @extend_schema(
        operation_id="staff_imports",
        parameters=[docs.QUEUE[-1], *docs.PAGING],
        responses={200: docs.page_of(ImportShape), **docs.READING},
    )
    def get(self, request: Request) -> Response:
        return Response(
            paging.listed(request, self.jobs(), lambda page: list(map(import_row, page)))
        )

    @extend_schema(
        operation_id="staff_import_create",
        description="Puts a file aside and guesses its columns; nothing is added. Forgotten after a "
        "day.",
        request={"multipart/form-data": NewImport},
        responses={201: ImportDetail, **docs.WRITING},
    )
    def post(self, request: Request) -> Response:
        _require_length(request)
        data: Any = request.data
        campaign, definition = self._entrance(data.get("campaign"), data.get("form"))
        file = request.FILES.get("file")
        if file is None:
            raise invalid({"file": [{"message": _("Send a file."), "code": "required"}]})
        try:
            job = jobs.start(
                file,
                campaign=campaign,
                definition=definition,
                user=request.user,
                now=timezone.now(),
            )
        except tables.TableError as error:
            told = [{"message": text, "code": error.code or "invalid"} for text in error.messages]
            raise invalid({"file": told}) from error
        response = Response(detail_of(job, request.user), status=201)
        response["Location"] = reverse("civic_api:staff-import", args=[job.uuid])
        return response

    def _entrance(self, campaign: Any, form: Any) -> tuple[Any, Any]:
        number, form_id = str(campaign or ""), str(form or "").replace("\x00", "")
        if not number.isdecimal() or len(number) > 18:
            message = _("This is no number of a campaign.")
            raise invalid({"campaign": [{"message": message, "code": "invalid"}]})
        pages = self.within(Page.objects.filter(pk=int(number)), campaign="")
        if not pages.exists():
            raise Problem(404, "not-found", _("No such campaign."))
        return entrance(int(number), form_id, self.request.user)


def _require_length(request: Request) -> None:
    """Refuse a body that is too large by its own word, before any of it is read."""
    length = request.META.get("CONTENT_LENGTH") or ""
    if length.isdecimal() and int(length) > conf.get("IMPORT_MAX_MB") * jobs.MEGABYTE + MARGIN:
        raise Problem(413, "too-large", _("The file is too large."))


def detail_of(job: Job, user: Any, page: int = 1) -> dict[str, Any]:
    """Return a job with what its columns may be; the form may be gone since."""
    try:
        campaign, definition = entrance(job.campaign_id, job.parameters["form_id"], user)
    except Http404:
        wanted = []
    else:
        wanted = targets(definition, may_decide=policy.may(user, policy.MODERATE, campaign))
    told = [{"name": t.name, "label": t.label, "required": t.required} for t in wanted]
    return {**import_row(job, page), "targets": told}


class ImportView(JobsView):
    scopes = (scopes.IMPORT,)
    kind = Job.Kind.IMPORT
    parameters = ("problems_page",)

    @extend_schema(
        operation_id="staff_import",
        parameters=[docs.query("problems_page", "Page of the problems, 100 each.", int)],
        responses={200: ImportDetail, **docs.READING},
    )
    def get(self, request: Request, identifier: uuid.UUID) -> Response:
        page = integer(request, "problems_page", 1, 1, 10_000)
        return Response(detail_of(self.job(identifier), request.user, page))


class WorkView(JobsView):
    """Base of trying and running: a job of which nobody works yet, and whose file is there."""

    scopes = (scopes.IMPORT,)
    kind = Job.Kind.IMPORT

    def work(self, job: Job, *, store: bool) -> Response:
        if not job.file or not jobs.claim(job):
            raise Problem(409, "not-waiting", _("It is under way, done, or its file is forgotten."))
        by: Any = self.request.user
        if store:
            # A worker elsewhere knows no key: the log of the key tells which import was its own.
            data = {"job": str(job.uuid), "campaign": job.campaign_id}
            log(instance=self.principal.key, action="civic.api_key.import", user=by, data=data)
        jobs.work.enqueue(job.pk, by.pk, store=store, language=get_language() or "")
        job.refresh_from_db()
        response = Response(detail_of(job, by), status=202)
        response["Location"] = reverse("civic_api:staff-import", args=[job.uuid])
        return response


class ImportCheckView(WorkView):
    @extend_schema(
        operation_id="staff_import_check",
        description="Reads every row through the form and stores nothing; ask `url` for the report.",
        request=Plan,
        responses={202: ImportDetail, **docs.WRITING},
    )
    def post(self, request: Request, identifier: uuid.UUID) -> Response:
        typed = read_if_any(request, Plan)
        job = self.job(identifier)
        if job.state != Job.State.WAITING:
            raise Problem(409, "not-waiting", _("It is under way, done, or its file is forgotten."))
        columns, options = self._forms(job, typed)
        wrong = {f"columns.{n}": e for n, e in columns.errors.get_json_data().items()}
        wrong |= options.errors.get_json_data()
        if wrong:
            raise invalid(wrong)
        name = options.cleaned_data.pop("mapping")
        jobs.configure(job, columns.columns, options.cleaned_data)
        if name:
            jobs.save_mapping(job, name, now=timezone.now())
        return self.work(job, store=False)

    def _forms(self, job: Job, typed: dict[str, Any]) -> tuple[ColumnsForm, OptionsForm]:
        """Return the admin's own two forms, filled."""
        by = self.request.user
        campaign, definition = entrance(job.campaign_id, job.parameters["form_id"], by)
        wanted = targets(definition, may_decide=policy.may(by, policy.MODERATE, campaign))
        chosen = typed.get("columns", job.parameters["columns"])
        if strange := sorted(set(chosen) - {target.name for target in wanted}):
            message = _("There is nothing to import called so: %(names)s.")
            told = message % {"names": ", ".join(strange)}
            raise invalid({"columns": [{"message": told, "code": "unknown"}]})
        columns = ColumnsForm(
            {f"column-{name}": header for name, header in chosen.items()},
            targets=wanted,
            headers=job.parameters["headers"],
        )
        kept = {"source": Source.IMPORT.value, **job.parameters.get("options", {}), **typed}
        has_place = definition.of_type("point") or definition.of_type("home")
        options = OptionsForm(
            {f"option-{name}": value for name, value in kept.items()},
            definition=definition,
            geocodes=bool(has_place and geocoder()),
        )
        return columns, options


class ImportRunView(WorkView):
    @extend_schema(
        operation_id="staff_import_run",
        description="Adds all new rows in one transaction, or none where one is wrong. 409 before "
        "it was tried without a problem.",
        request=docs.Nothing,
        responses={202: ImportDetail, **docs.WRITING},
    )
    def post(self, request: Request, identifier: uuid.UUID) -> Response:
        job = self.job(identifier)
        report = job.report
        if report.get("error") or report.get("problem_count") or "rows" not in report:
            detail = _("Try the file first, and correct what is wrong in it.")
            raise Problem(409, "not-tried", detail)
        return self.work(job, store=True)
