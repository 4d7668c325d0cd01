"""The map of a campaign to print: what is public, as a drawing that needs no tiles and no script."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import shapely
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from civic_blocks import ports
from civic_pages.campaigns.home_filters import HOME_FILTERS
from civic_pages.campaigns.serving import chips
from civic_pages.campaigns.serving.contexts import CACHE_SECONDS, now_of
from civic_pages.campaigns.serving.exploring import list_filter
from civic_pages.participation import home_map
from civic_pages.participation.demand import contents, sheets
from civic_pages.participation.demand.papers import PAPERS, Paper
from civic_pages.participation.exports.licences import terms_of
from civic_pages.participation.geo import publication
from civic_pages.participation.geo.cells import BoundingBox
from civic_pages.participation.models import Precision


# A word that is longer is cut: a sheet has room for a few lines of them.
MOST_LETTERS = 90


def printed_map(page: Any, request: HttpRequest) -> HttpResponse:
    """Show the public map as it goes on paper; ``?paper=a3-landscape`` chooses the paper.

    The filters of the list, or that of the map of homes, narrow it and stand on it in words.
    """
    now = now_of(request)
    of_kind = _of_homes if page.public_precision == Precision.AREAS else _of_contributions
    content, bounds, query, back_url = of_kind(page, request, now)
    paper = Paper.of(*request.GET.get("paper", "").partition("-")[::2])
    context = {
        **page.get_context(request),
        "sheet": sheets.sheet(content, paper, bounds) if bounds else None,
        "paper": paper,
        "papers": PAPERS,
        "title": _("Map of the contributions"),
        "licence": terms_of(page).title,
        "querystring": query,
        "back_url": back_url,
        "made_at": now,
    }
    response = TemplateResponse(request, "civic_pages/map_sheet.html", context)
    patch_cache_control(response, max_age=CACHE_SECONDS)
    response["X-Robots-Tag"] = "noindex"
    return response


def _of_contributions(page: Any, request: HttpRequest, now: datetime) -> Any:
    """Return what is drawn, its bounds, the filters as a query string, and where they come from."""
    filtered = list_filter(page, request, now)
    query = {name: text for name, text in chips.parameters(filtered).items() if name != "ordering"}
    within = filtered.qs if query else None
    content = contents.of_everybody(page, now=now, within=within)
    words = [chip.text for chip in chips.chips(filtered, page.contributions_url)]
    bounds = sheets.bounds_of(content)
    if bounds is None:
        bounds = sheets.centred(contents.public_places(page, None, within))
    box = _drawn(filtered.narrowing.get("bbox"))
    content = replace(content, filters=_in_words(words), box=box)
    back_url = chips.address(page.contributions_url, query) if query else page.get_url(request)
    return content, bounds, chips.query_string(query), back_url


def _of_homes(page: Any, request: HttpRequest, now: datetime) -> Any:
    """Return the same of a campaign of homes, filtered by what it declared and nothing else."""
    chosen = request.GET.get(ports.AREAS_PARAMETER, "")
    choice = home_map.choice_of(publication.current(page.pk, now=now), chosen)
    content = contents.of_everybody(page, now=now, chosen=chosen)
    bounds, url = sheets.bounds_of(content), page.get_url(request)
    if choice is None:
        return content, bounds, "", url
    parts = {"filter": dict(HOME_FILTERS)[choice.name], "value": choice.label}
    words = [_("%(filter)s: %(value)s") % parts]
    return (
        replace(content, filters=_in_words(words)), bounds, choice.query, f"{url}?{choice.query}",
    )  # fmt: skip


def _drawn(box: BoundingBox | None) -> Any:
    """Return a box as a shape, in two parts where it crosses the antimeridian."""
    if box is None:
        return None
    return shapely.MultiPolygon(
        [shapely.box(part.west, part.south, part.east, part.north) for part in box.parts()]
    )


def _in_words(filters: Sequence[str]) -> str:
    told = " · ".join(Truncator(text).chars(MOST_LETTERS) for text in filters)
    return _("Only a part, filtered by: %(filters)s") % {"filters": told} if told else ""
