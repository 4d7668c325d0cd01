"""The pages of projects: the same filtered set as a list, on a map and through time; and one project."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from civic_blocks.map_config import MapSettings, map_context, texts
from civic_pages import conf
from civic_pages.campaigns.serving.contexts import CACHE_SECONDS, now_of
from civic_pages.participation.models import Contribution
from civic_pages.projects import cards, votes
from civic_pages.projects.choices import ENDED, ProjectStatus
from civic_pages.projects.figures import funnel
from civic_pages.projects.filters import NARROWING, ProjectFilter
from civic_pages.projects.models import Project, ProjectStep
from civic_pages.projects.querysets import ProjectQuerySet


PAGE_SIZE = 20
STEPS_A_PAGE = 100
REFUSED = ("not_chosen", "infeasible")


def project_list(page: Any, request: HttpRequest) -> HttpResponse:
    """Show the projects as cards, twenty a page."""
    context = _explored(page, request, "list")
    rows = cards.card_rows(context["filtered"].sorted_qs)
    paginator = Paginator(rows, PAGE_SIZE)
    results = paginator.get_page(request.GET.get("page"))
    results.object_list = cards.cards(
        results.object_list, page, context["categories"], context["sector_names"]
    )
    context |= {
        "results": results,
        "total": paginator.count,
        "page_numbers": paginator.get_elided_page_range(results.number, on_each_side=2),
        "ellipsis": paginator.ELLIPSIS,
    }
    return _rendered(request, "civic_pages/project_list.html", context)


def project_map(page: Any, request: HttpRequest) -> HttpResponse:
    """Show the same projects on a map, the list of places first."""
    context = _explored(page, request, "map")
    projects = context["filtered"].sorted_qs
    contents = cards.map_contents(projects, page)
    settings = MapSettings(contents, legend=cards.map_legend(_statuses(projects)))
    context |= map_context("projects-map", settings, texts=_map_texts())
    context |= {"contents": contents, "total": contents.total}
    return _rendered(request, "civic_pages/project_map.html", context)


def _statuses(projects: ProjectQuerySet) -> list[str]:
    placed = projects.filter(latitude__isnull=False).order_by()
    return list(placed.values_list("status", flat=True).distinct())


def _map_texts() -> dict[str, str]:
    """Return what the script of a map says, with projects for contributions."""
    return {
        **texts(),
        "cluster": _("{count} projects, zoom in"),
        "stack": _("{count} projects at this place"),
    }


def project_timeline(page: Any, request: HttpRequest) -> HttpResponse:
    """Show what became of the projects day by day, the latest first, grouped by year."""
    context = _explored(page, request, "timeline")
    projects = context["filtered"].qs.order_by()
    steps = (
        ProjectStep.objects.filter(project__in=projects.values("pk"))
        .select_related("project")
        .defer("project__description", "project__search_text")
        .order_by("-on", "-pk")
    )
    paginator = Paginator(steps, STEPS_A_PAGE)
    results = paginator.get_page(request.GET.get("page"))
    context |= {
        "results": results,
        "years": _by_year(list(results.object_list), page),
        "total": projects.count(),
        "realised": _realised(projects, page),
        "page_numbers": paginator.get_elided_page_range(results.number, on_each_side=2),
        "ellipsis": paginator.ELLIPSIS,
    }
    return _rendered(request, "civic_pages/project_timeline.html", context)


def _by_year(steps: Sequence[ProjectStep], page: Any) -> list[tuple[int, list[dict[str, Any]]]]:
    """Gather steps by year, then by month and status: one vote makes one entry, not sixty-eight."""
    months: dict[date, dict[str, list[Any]]] = {}
    for step in steps:
        of_month = months.setdefault(step.on.replace(day=1), {})
        told = (step.project, page.url_of(step.project.reference), step.note)
        of_month.setdefault(step.status, []).append(told)
    return [
        (
            year,
            [
                {
                    "month": month,
                    "groups": [(s, cards.label_of(s), told) for s, told in months[month].items()],
                }
                for month in of_year
            ],
        )
        for year, of_year in groupby(months, key=lambda month: month.year)
    ]


def _realised(projects: ProjectQuerySet, page: Any) -> list[tuple[int, int]]:
    """Return how many projects were realised in each year, the latest first."""
    done = ProjectStep.objects.filter(
        project__in=projects.filter(status="done").values("pk"), status="done"
    )
    years: dict[int, set[int]] = {}
    for project, on in done.values_list("project_id", "on"):
        years.setdefault(on.year, set()).add(project)
    return [(year, len(years[year])) for year in sorted(years, reverse=True)]


def project_detail(page: Any, request: HttpRequest, reference: str) -> HttpResponse:
    """Show one project: what it is, where it stands, how it came to be."""
    projects = Project.objects.public().of(page.campaign).of_editions(page.edition_names)
    project = cards.card_rows(projects).filter(reference=reference).first()
    if project is None:
        raise Http404("No such project.")
    now, sectors = now_of(request), cards.sector_names(page.campaign)
    steps = list(project.steps.all())
    context = {
        **_page_context(page, request),
        "project": project,
        "sector": sectors.get(project.sector, project.sector),
        "history": cards.history(project, steps),
        "next_step": cards.next_step(project),
        "is_ended": project.status in ENDED,
        "ideas": _ideas(project, page.campaign),
        "verdicts": votes.verdicts(project, now=now),
    }
    if project.is_placed:
        here = Project.objects.filter(pk=project.pk)
        settings = MapSettings(
            cards.map_contents(here, page),
            centre=(project.latitude, project.longitude),
            zoom=16,
            legend=cards.map_legend([project.status]),
            shows_sectors=False,
        )
        context |= map_context("project-map", settings, texts=_map_texts())
    return _rendered(request, "civic_pages/project_detail.html", context)


def _ideas(project: Project, campaign: Any) -> list[tuple[Contribution, str]]:
    found = Contribution.objects.public().filter(projects=project).order_by("published_at", "pk")
    known = found.only("reference", "title", "published_at", "kind", "group_name", "campaign_id")
    return [(idea, f"{campaign.contributions_url}{idea.reference}/") for idea in known]


def _page_context(page: Any, request: HttpRequest) -> dict[str, Any]:
    return {
        **page.get_context(request),
        "campaign": page.campaign,
        "now": now_of(request),
        "base_template": conf.get("BASE_TEMPLATE"),
    }


def shown(page: Any) -> ProjectQuerySet:
    """Return the public projects that a page of projects shows."""
    return Project.objects.public().of(page.campaign).of_editions(page.edition_names)


def offered(projects: ProjectQuerySet, sectors: dict[str, str]) -> dict[str, list[tuple[str, str]]]:
    """Return what the filters of a list are chosen from, in one query."""
    rows = list(projects.order_by().values_list("category", "sector", "edition").distinct())
    categories, keys, editions = (sorted({row[i] for row in rows} - {""}) for i in range(3))
    named = sorted(((key, sectors.get(key, key)) for key in keys), key=lambda pair: pair[1])
    return {
        "category": [(name, name) for name in categories],
        "sector": named,
        "edition": [(name, name) for name in reversed(editions)],
    }


def _explored(page: Any, request: HttpRequest, view: str) -> dict[str, Any]:
    """Return what list, map and timeline have in common: the filter, and the other views of it."""
    everything, sectors = shown(page), cards.sector_names(page.campaign)
    choices = offered(everything, sectors)
    filtered = ProjectFilter(request.GET, queryset=everything, offered=choices)
    is_whole = page.shows_refused or bool(filtered.query.get("status"))
    if not is_whole:
        filtered.queryset = everything.exclude(status__in=REFUSED)
    query = filtered.query
    text = urlencode(query)
    address = f"?{text}" if text else ""
    return {
        **_page_context(page, request),
        "filtered": filtered,
        "filter_form": filtered.form,
        "more_fields": [bound for bound in filtered.form.visible_fields() if bound.name != "q"],
        "categories": [value for value, _label in choices["category"]],
        "sector_names": sectors,
        "left_out": [] if is_whole else _left_out(filtered, page, view),
        "chips": _chips(filtered, query, page, view),
        "querystring": text,
        "is_filtered": bool(filtered.narrowing or filtered.form.errors),
        "stages": funnel(everything) if page.shows_figures and view == "list" else [],
        "view": view,
        "here": _view_url(page, view),
        "views": [(name, label, f"{_view_url(page, name)}{address}") for name, label in _views()],
    }


def _left_out(filtered: ProjectFilter, page: Any, view: str) -> list[tuple[str, int, str]]:
    """Return what a page leaves out as (status, number, address that shows it), filters kept."""
    narrowed = filtered.filter_queryset(shown(page)).filter(status__in=REFUSED).order_by()
    counts = dict(narrowed.values_list("status").annotate(Count("pk")))
    return [
        (
            str(ProjectStatus(status).label),
            counts[status],
            f"{_view_url(page, view)}?{urlencode({**filtered.query, 'status': status})}#resultats",
        )
        for status in REFUSED
        if counts.get(status)
    ]


def _views() -> list[tuple[str, str]]:
    return [("list", _("List")), ("map", _("Map")), ("timeline", _("Through time"))]


def _view_url(page: Any, view: str) -> str:
    return f"{page.url or ''}{ {'map': 'carte/', 'timeline': 'chronologie/'}.get(view, '') }"


def _chips(
    filtered: ProjectFilter, query: dict[str, str], page: Any, view: str
) -> list[tuple[str, str]]:
    """Return the filters in use as (words, address without it)."""
    found = []
    for name in NARROWING:
        if name in query:
            field: Any = filtered.form.fields[name]
            named = dict(getattr(field.widget, "choices", ())).get(query[name], query[name])
            rest = urlencode({key: text for key, text in query.items() if key != name})
            url = f"{_view_url(page, view)}{'?' if rest else ''}{rest}"
            found.append(
                (_("%(filter)s: %(value)s") % {"filter": field.label, "value": named}, url)
            )
    return found


def _rendered(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    response = TemplateResponse(request, template, context)
    patch_cache_control(response, max_age=CACHE_SECONDS)
    return response
