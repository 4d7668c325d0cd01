"""Projects of a campaign: what grew out of ideas, where each stands, and what it cost."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import EmptyPage, Paginator
from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from civic_api import cursors
from civic_api.base import (
    CivicView,
    GeoJSONRenderer,
    OrjsonRenderer,
    integer,
    public_campaign,
)
from civic_api.exceptions import Problem
from civic_api.v1 import docs, project_docs, project_expansions
from civic_api.v1.exports import CsvRenderer, dialect_of
from civic_pages.campaigns.serving import now_of
from civic_pages.participation.exports import csv
from civic_pages.participation.exports.names import file_name
from civic_pages.participation.models import Contribution
from civic_pages.projects import tables, votes
from civic_pages.projects.addresses import Addresses
from civic_pages.projects.choices import ProjectStatus, Scope
from civic_pages.projects.figures import as_rows, funnel
from civic_pages.projects.filters import KEYS, NARROWING, SORTS, ProjectFilter, with_ranks
from civic_pages.projects.models import Project


MOST_ROWS = 100
COLUMNS = (
    "reference", "edition", "title", "summary", "category", "scope", "sector", "address", "latitude",
    "longitude", "cost", "status", "expected",
)  # fmt: skip
PARAMETERS = [
    OpenApiParameter("q", str, description="Words to find; accents and case do not matter."),
    OpenApiParameter("status", str, enum=[*ProjectStatus.values, docs.EMPTY]),
    OpenApiParameter("scope", str, enum=[*Scope.values, docs.EMPTY]),
    OpenApiParameter("category", str, description="Category, to the letter."),
    OpenApiParameter("sector", str, description="Key of a sector."),
    OpenApiParameter("edition", str, description="Edition, to the letter."),
]
SORT = OpenApiParameter("sort", str, enum=[*SORTS, docs.EMPTY])


def filtered(request: Request, campaign: Any) -> ProjectFilter:
    """Return the public projects of a campaign at a query string.

    Raises:
        Problem: 400 for a value that is none of its filter's.
    """
    found = ProjectFilter(request.query_params, queryset=Project.objects.public().of(campaign))
    if found.form.errors:
        names = ", ".join(sorted(found.form.errors))
        raise Problem(400, "bad-parameter", _("Not valid: %(names)s.") % {"names": names})
    return found


def _face(row: dict[str, Any], url: str) -> dict[str, Any]:
    latitude, longitude = row.pop("latitude"), row.pop("longitude")
    place = None if latitude is None else {"latitude": latitude, "longitude": longitude}
    return {**row, "url": url, "place": place}


def _rows(rows: Iterable[dict[str, Any]], campaign: Any) -> list[dict[str, Any]]:
    addresses = Addresses({campaign.pk})
    return [_face(row, _url(addresses, campaign, row)) for row in rows]


def _url(addresses: Addresses, campaign: Any, row: dict[str, Any]) -> str:
    page = addresses.page_of(campaign.pk, row["edition"])
    return page.url_of(row["reference"]) if page is not None else ""


class ProjectsView(CivicView):
    """The public projects of a campaign."""

    parameters = (*NARROWING, "sort", "cursor", "page", "page_size")
    shape = project_docs.ProjectPage
    expansions = project_expansions.OF_LIST

    @extend_schema(
        operation_id="projects",
        parameters=[*PARAMETERS, SORT, docs.PAGE, docs.PAGE_SIZE, docs.CURSOR],
        responses={200: project_docs.ProjectPage, **docs.NOT_FOUND},
    )
    def get(self, request: Request, pk: int) -> Response:
        campaign = public_campaign(pk)
        found = filtered(request, campaign)
        size = integer(request, "page_size", 20, 1, MOST_ROWS)
        edition = found.query.get("edition", "")
        counted = Project.objects.public().of(campaign).of_editions([edition] if edition else [])
        rows, beside = _page(request, found, size)
        return Response(
            {
                **beside,
                "figures": as_rows(funnel(counted)),
                "results": _rows(rows, campaign),
            }
        )


def _page(
    request: Request, found: ProjectFilter, size: int
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return the rows of a page, by its number or its cursor, and what is beside it."""
    if cursors.is_asked(request):
        keys = [cursors.Key(key.lstrip("-"), key.startswith("-")) for key in KEYS[found.order]]
        page = cursors.page(request, with_ranks(found.qs), COLUMNS, keys, size)
        rows = [dict(zip(COLUMNS, row, strict=True)) for row in page.rows]
        return rows, {"count": None, "next": page.next, "previous": page.previous}
    number = integer(request, "page", 1, 1, 10**9)
    paginator = Paginator(found.sorted_qs.values(*COLUMNS), size)
    try:
        shown = paginator.page(number)
    except EmptyPage as error:
        raise Problem(404, "not-found", _("There is no such page.")) from error
    return list(shown.object_list), {
        "count": paginator.count,
        "next": cursors.numbered(request, number + 1 if shown.has_next() else None),
        "previous": cursors.numbered(request, number - 1 if shown.has_previous() else None),
    }


class ProjectView(CivicView):
    """One public project with its history."""

    shape = project_docs.ProjectDetail

    @extend_schema(
        operation_id="project",
        responses={200: project_docs.ProjectDetail, 404: OpenApiResponse(docs.Problem)},
    )
    def get(self, request: Request, pk: int, reference: str) -> Response:
        campaign = public_campaign(pk)
        project = Project.objects.public().of(campaign).filter(reference=reference).first()
        if project is None:
            raise Problem(404, "not-found", _("No such project."))
        row = {name: getattr(project, name) for name in COLUMNS}
        linked = Contribution.objects.public().filter(projects=project).order_by("reference")
        return Response(
            {
                **_rows([row], campaign)[0],
                "description": project.description,
                "steps": list(project.steps.values("status", "on", "note")),
                "contributions": list(linked.values_list("reference", flat=True)),
                "votes": [
                    {
                        "vote": verdict.vote_title,
                        "url": verdict.vote_url,
                        "score": verdict.score,
                        "rank": verdict.rank,
                        "wins": verdict.wins,
                        "ballots": verdict.ballots,
                    }
                    for verdict in votes.verdicts(project, now=now_of(request))
                ],
            }
        )


class ProjectsGeoJSONView(CivicView):
    """The same set as a map layer; what has no place has a null geometry."""

    throttle_scope = "export"
    renderer_classes = (GeoJSONRenderer, OrjsonRenderer)
    parameters = (*NARROWING, "sort")

    @extend_schema(
        operation_id="projects_geojson",
        parameters=[*PARAMETERS, SORT],
        responses={200: docs.FeatureCollection, **docs.NOT_FOUND},
    )
    def get(self, request: Request, pk: int) -> Response:
        campaign = public_campaign(pk)
        rows = _rows(filtered(request, campaign).sorted_qs.values(*COLUMNS), campaign)
        return Response({"type": "FeatureCollection", "features": [_feature(row) for row in rows]})


def _feature(row: dict[str, Any]) -> dict[str, Any]:
    place = row.pop("place")
    point = place and {"type": "Point", "coordinates": [place["longitude"], place["latitude"]]}
    return {"type": "Feature", "id": row["reference"], "geometry": point, "properties": row}


class ProjectsCsvView(CivicView):
    """The same set as a table, harmless in a spreadsheet."""

    throttle_scope = "export"
    renderer_classes = (CsvRenderer, OrjsonRenderer)
    parameters = (*NARROWING, "sort", "bom", "delimiter", "headers")

    @extend_schema(
        operation_id="projects_csv",
        parameters=[*PARAMETERS, SORT, *docs.CSV],
        responses={(200, "text/csv"): OpenApiTypes.STR, **docs.NOT_FOUND},
    )
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        campaign = public_campaign(pk)
        found = filtered(request, campaign)
        dialect = dialect_of(request)
        lines = csv.rows(tables.columns(), tables.cells(found.sorted_qs, campaign), dialect)
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        name = file_name(campaign, "csv", now=now_of(request))
        response["Content-Disposition"] = content_disposition_header(
            as_attachment=True, filename=f"projets-{name}"
        )
        return response
