"""The map of a campaign to print: what is public, as a drawing that needs no tiles and no script."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from civic_pages.campaigns.serving.contexts import CACHE_SECONDS, now_of
from civic_pages.participation.demand import contents, sheets
from civic_pages.participation.demand.papers import PAPERS, Paper
from civic_pages.participation.exports.licences import terms_of


def printed_map(page: Any, request: HttpRequest) -> HttpResponse:
    """Show the public map as it goes on paper; ``?paper=a3-landscape`` chooses the paper."""
    now = now_of(request)
    content = contents.of_everybody(page, now=now)
    bounds = sheets.bounds_of(content)
    if bounds is None and content.places is not None:
        bounds = sheets.centred(contents.public_places(page, None))
    paper = Paper.of(*request.GET.get("paper", "").partition("-")[::2])
    context = {
        **page.get_context(request),
        "sheet": sheets.sheet(content, paper, bounds) if bounds else None,
        "paper": paper,
        "papers": PAPERS,
        "title": _("Map of the contributions"),
        "licence": terms_of(page).title,
        "back_url": page.get_url(request),
        "made_at": now,
    }
    response = TemplateResponse(request, "civic_pages/map_sheet.html", context)
    patch_cache_control(response, max_age=CACHE_SECONDS)
    response["X-Robots-Tag"] = "noindex"
    return response
