"""The list of a campaign's public contributions, and each of them."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control

from civic_pages.campaigns.serving.contexts import CACHE_SECONDS, now_of
from civic_pages.participation import official, providers, tallies
from civic_pages.participation.filters import CampaignContributionFilter
from civic_pages.participation.models import Contribution
from civic_pages.participation.paging import UncountedPaginator
from civic_pages.participation.uploads import showing


PAGE_SIZE = 20
REPORT_ROUTE = "signaler/"


def contribution_list(page: Any, request: HttpRequest) -> HttpResponse:
    """Show all public contributions of a campaign, filtered by the query string."""
    now = now_of(request)
    filtered = CampaignContributionFilter(
        request.GET,
        queryset=Contribution.objects.public().of(page).recent_first(),
        categories=providers.categories_of(page),
        sectors=[(key, name) for key, name, _shape in page.territory.sectors],
        outcomes=official.outcomes_in_use(page, now=now),
        now=now,
    )
    hidden = page.public_precision == "areas"
    paginator = _paginator(page, filtered, told=page.shows_totals(now))
    results = paginator.get_page(request.GET.get("page"))
    results.object_list = providers.cards(results.object_list, page, now=now)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        **page.get_context(request),
        "filter_form": filtered.form,
        "results": results,
        **_numbers(paginator, results.number),
        "individual_hidden": hidden,
        "exports": [] if hidden else providers.export_links(page, query.urlencode()),
        "querystring": query.urlencode(),
    }
    response = TemplateResponse(request, "civic_pages/contribution_list.html", context)
    patch_cache_control(response, max_age=_seconds(page, now))
    return response


def _seconds(page: Any, now: datetime) -> int:
    """Return how long the answer may be cached: until a scheduled answer of the city is public."""
    change = official.next_change(page, now=now)
    if change is None:
        return CACHE_SECONDS
    return max(0, min(CACHE_SECONDS, int((change - now).total_seconds())))


def _paginator(page: Any, filtered: CampaignContributionFilter, *, told: bool) -> Any:
    """Return the pages of a filtered set; of a length that is not told, where totals are not."""
    rows = providers.card_rows(filtered.qs)
    if not told:
        return UncountedPaginator(rows, PAGE_SIZE)
    paginator = Paginator(rows, PAGE_SIZE)
    if not filtered.form.has_changed():
        # The kept total: counting a whole campaign at every visit would grow with it.
        homes = page.public_precision == "areas"
        paginator.count = 0 if homes else tallies.totals(page.pk)["all"]
    return paginator


def _numbers(paginator: Any, number: int) -> dict[str, Any]:
    """Return what the template tells of the length of a list."""
    if isinstance(paginator, UncountedPaginator):
        return {"total": None, "page_numbers": []}
    pages = paginator.get_elided_page_range(number, on_each_side=2)
    return {"total": paginator.count, "page_numbers": pages, "ellipsis": paginator.ELLIPSIS}


def contribution_detail(page: Any, request: HttpRequest, reference: str) -> HttpResponse:
    """Show one public contribution; anything else is not found."""
    contribution = (
        Contribution.objects.public()
        .of(page)
        .filter(reference=reference)
        .select_related("form_version")
        .first()
    )
    if contribution is None:
        raise Http404("No such contribution.")
    now = now_of(request)
    url = f"{page.contributions_url}{contribution.reference}/"
    context = {
        **page.get_context(request),
        "card": providers.card_of(contribution, page, now=now),
        "official_answers": official.answers_to(contribution, now=now),
        "answers": [
            {"label": label, "text": text}
            for label, text in contribution.answered(public_only=True, skip={"file"})
        ],
        "file_answers": [
            {"key": answer.key, "label": answer.label, "files": answer.shown(f"{url}files/")}
            for answer in showing.file_answers(contribution, public_only=True)
        ],
        "back_url": page.contributions_url,
        "report_url": f"{url}{REPORT_ROUTE}",
    }
    response = TemplateResponse(request, "civic_pages/contribution_detail.html", context)
    patch_cache_control(response, max_age=_seconds(page, now))
    return response
