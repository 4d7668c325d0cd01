"""Exports of the staff's: ordered, made in the background, polled and fetched."""

import uuid
from typing import Any

from django.db import transaction
from django.http import FileResponse, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.models import Page

from civic_api.exceptions import Problem
from civic_api.v1.staff import docs, paging
from civic_api.v1.staff.base import Body, Flag, Number, Text, form_errors, invalid, read
from civic_api.v1.staff.files import AnyRenderer
from civic_api.v1.staff.jobs import JobShape, JobsView, job_row
from civic_api.v1.staff.queue import FILTERS, filtered
from civic_pages.access import scopes
from civic_pages.participation import actions
from civic_pages.participation.demand.grid import SIZES
from civic_pages.participation.exports import jobs, making
from civic_pages.participation.exports.orders import Format, Order
from civic_pages.participation.exports.tables import PREFIX
from civic_pages.participation.models import Contribution, Job
from civic_pages.participation.moderation import listing
from civic_pages.participation.moderation.export_forms import PURPOSES, ExportForm


class NewExport(Body):
    """What is exported. Contacts and places need their scopes beside `exports:run`; an archive both."""

    campaign = Number()
    format = serializers.ChoiceField(Format.choices)
    purpose = serializers.ChoiceField(list(PURPOSES), default="machines")
    contacts = Flag(default=False)
    places = Flag(default=False)
    cell = serializers.ChoiceField(SIZES, required=False, help_text="Metres, of files of demand.")
    filters = serializers.DictField(
        child=Text(max_length=150),
        required=False,
        help_text="Those of `contributions`, and `answer_<key>`; none: all of the campaign.",
    )


class ExportShape(JobShape):
    format = serializers.ChoiceField(Format.choices)
    file = serializers.CharField(allow_null=True, help_text="Where to fetch it once it is done.")


def export_row(job: Job) -> dict[str, Any]:
    has_file = job.state == Job.State.DONE and bool(job.file)
    place = [job.uuid]
    return {
        **job_row(job, reverse("civic_api:staff-export", args=place)),
        "format": job.parameters.get("format", ""),
        "file": reverse("civic_api:staff-export-file", args=place) if has_file else None,
    }


class ExportsView(JobsView):
    scopes = (scopes.EXPORT,)
    kind = Job.Kind.EXPORT
    parameters = paging.PARAMETERS

    @extend_schema(
        operation_id="staff_exports",
        parameters=[docs.QUEUE[-1], *docs.PAGING],
        responses={200: docs.page_of(ExportShape), **docs.READING},
    )
    def get(self, request: Request) -> Response:
        return Response(
            paging.listed(request, self.jobs(), lambda page: list(map(export_row, page)))
        )

    @extend_schema(
        operation_id="staff_export_create",
        description="Answers at once; ask `url` until it is done, then fetch `file`. The same order "
        "while one is being made is a repeat: 200, and no second file.",
        request=NewExport,
        responses={200: ExportShape, 202: ExportShape, **docs.WRITING},
    )
    def post(self, request: Request) -> Response:
        typed = read(request, NewExport)
        campaign = self._campaign(typed["campaign"])
        order = self._order(typed, campaign)
        pending = self.jobs().filter(
            campaign_id=campaign.pk, state__in=(Job.State.WAITING, Job.State.RUNNING)
        )
        job = next((each for each in pending if each.parameters == order.as_dict()), None)
        status = 200
        if job is None:
            job, status = self._started(order, campaign), 202
        response = Response(export_row(job), status=status)
        response["Location"] = reverse("civic_api:staff-export", args=[job.uuid])
        return response

    def _started(self, order: Order, campaign: Any) -> Job:
        by = self.request.user
        count = making.chosen(order, by=by).order_by().count()
        with transaction.atomic():
            actions.order_export(order, campaign=campaign, by=by, count=count)
            job = jobs.start(order, by=by, total=count, now=timezone.now())
        job.refresh_from_db()
        return job

    def _campaign(self, pk: int) -> Any:
        page = (
            self.within(listing.campaigns_with_contributions(), campaign="").filter(pk=pk).first()
        )
        campaign = page.specific if page is not None else None
        if not hasattr(campaign, "territory"):
            raise Problem(404, "not-found", _("No such campaign, or nothing was said in it yet."))
        return campaign

    def _order(self, typed: dict[str, Any], campaign: Any) -> Order:
        query = self._query(typed.get("filters", {}), campaign)
        if typed["format"] == Format.ARCHIVE:
            order = Order(campaign.pk, Format.ARCHIVE, language=get_language() or "")
        else:
            form = ExportForm(typed, user=self.request.user, campaign=campaign)
            if not form.is_valid():
                raise form_errors(form)
            order = form.order(campaign.pk, query)
        # The form leaves out what one may not; a program is told instead.
        wanted = {
            scopes.CONTACTS: typed["contacts"] or typed["format"] == Format.ARCHIVE,
            scopes.PLACES: typed["places"] or typed["format"] == Format.ARCHIVE,
        }
        lacking = [name for name, is_wanted in wanted.items() if is_wanted]
        here = {name for name, where in self.principal.reaches.items() if where.holds_in(campaign)}
        if missing := sorted(set(lacking) - here):
            detail = _("This export needs these scopes too: %(scopes)s.")
            told = {"scopes": ", ".join(missing)}
            raise Problem(403, "missing-scope", detail % told, extra={"scopes": missing})
        return order

    def _query(self, filters: dict[str, str], campaign: Any) -> str:
        """Return the filters as a query string of the queue, each of them known and right."""
        strange = [n for n in filters if n not in FILTERS and not n.startswith(PREFIX)]
        if strange or "campaign" in filters:
            told = ", ".join(strange or ["campaign"])
            message = _("Unknown filters: %(names)s.") % {"names": told}
            raise invalid({"filters": [{"message": message, "code": "unknown"}]})
        if not filters:
            return ""
        query = QueryDict(mutable=True)
        query.update({"status": listing.ALL, **filters})
        asked = query.copy()
        asked["campaign"] = str(campaign.pk)
        try:
            page = Page.objects.filter(pk=campaign.pk)
            rows = Contribution.objects.all()
            filtered(asked, rows, user=self.request.user, campaigns=page)
        except Problem as problem:
            errors = problem.errors or {"": [{"message": str(problem.detail), "code": "unknown"}]}
            raise invalid({f"filters.{name}": told for name, told in errors.items()}) from problem
        return str(query.urlencode())


class ExportView(JobsView):
    scopes = (scopes.EXPORT,)
    kind = Job.Kind.EXPORT

    @extend_schema(
        operation_id="staff_export",
        responses={200: ExportShape, **docs.READING},
    )
    def get(self, request: Request, identifier: uuid.UUID) -> Response:
        return Response(export_row(self.job(identifier)))


class ExportFileView(JobsView):
    """The file, for whoever may still see what is in it."""

    scopes = (scopes.EXPORT,)
    kind = Job.Kind.EXPORT
    renderer_classes = (AnyRenderer,)

    @extend_schema(
        operation_id="staff_export_file",
        responses={(200, "*/*"): OpenApiResponse(OpenApiTypes.BINARY), **docs.READING},
    )
    def get(self, request: Request, identifier: uuid.UUID) -> HttpResponseBase:
        job = self.job(identifier)
        if not jobs.may_fetch(job, request.user):
            raise Problem(403, "missing-scope", _("The key may not see what is in this file."))
        if job.state != Job.State.DONE or not job.file:
            raise Problem(404, "not-found", _("There is no file, or not any more."))
        kinds = {**making.STREAMED, **making.FILES}
        response = FileResponse(job.file.open("rb"), content_type=kinds[job.parameters["format"]])
        name = str(job.file.name).rpartition("/")[2]
        response["Content-Disposition"] = content_disposition_header(
            as_attachment=True, filename=name
        )
        response["X-Content-Type-Options"] = "nosniff"
        return response
