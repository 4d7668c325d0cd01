"""All contributions of a campaign at one address: filters, list and map of the same set."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from civic_blocks import ports
from civic_blocks.blocks.map_layers import layers_config
from civic_blocks.map_config import MapSettings, endpoint
from civic_blocks.map_legend import legend_of
from civic_blocks.templatetags.civic_blocks import grouped
from civic_pages.campaigns.serving import chips
from civic_pages.campaigns.serving.contexts import cache_seconds, now_of
from civic_pages.campaigns.serving.places import map_value
from civic_pages.participation import official, providers, tallies
from civic_pages.participation.filters import CampaignContributionFilter, ContributionFilter
from civic_pages.participation.models import Contribution, Precision
from civic_pages.participation.paging import UncountedPaginator


PAGE_SIZE = 20
TEMPLATE = "civic_pages/contribution_list.html"


@dataclass(frozen=True)
class Numbers:
    """How many contributions a filtered set holds, with a point, and by key of sector."""

    total: int
    mapped: int
    by_sector: dict[str, int]

    @property
    def unmapped(self) -> int:
        return self.total - self.mapped

    @property
    def in_words(self) -> str:
        words = ngettext("%(shown)s contribution", "%(shown)s contributions", self.total)
        return words % {"shown": grouped(self.total)}

    @property
    def places_in_words(self) -> str:
        if not self.unmapped:
            return _("all of them on the map") if self.total > 1 else _("on the map")
        if not self.mapped:
            return _("none of them has a place on the map")
        return _("%(mapped)s on the map, %(unmapped)s without a place") % {
            "mapped": grouped(self.mapped),
            "unmapped": grouped(self.unmapped),
        }


def contribution_list(page: Any, request: HttpRequest) -> HttpResponse:
    """Show all public contributions of a campaign, filtered by the query string."""
    now = now_of(request)
    context = {**page.get_context(request), "is_of_homes": page.public_precision == Precision.AREAS}
    if not context["is_of_homes"]:
        context |= _explored(page, request, now)
    response = TemplateResponse(request, TEMPLATE, context)
    patch_cache_control(response, max_age=cache_seconds(page, now))
    return response


def _explored(page: Any, request: HttpRequest, now: datetime) -> dict[str, Any]:
    """Return what the template shows of a campaign that tells its contributions one by one."""
    filtered = list_filter(page, request, now)
    numbers = _numbers(page, filtered) if page.shows_totals(now) else None
    paginator = _paginator(filtered, numbers)
    results = paginator.get_page(request.GET.get("page"))
    results.object_list = providers.cards(results.object_list, page, now=now)
    query = chips.parameters(filtered)
    own = {**query, "page": str(results.number)} if results.number > 1 else query
    return {
        "filter_form": filtered.form,
        "more_fields": [bound for bound in filtered.form.visible_fields() if bound.name != "q"],
        "chips": chips.chips(filtered, page.contributions_url),
        "numbers": numbers,
        "tells_places": page.public_precision == Precision.EXACT,
        "results": results,
        **_pages(paginator, results.number),
        "sector_links": chips.sector_links(filtered, page, numbers.by_sector if numbers else None),
        "exports": providers.export_links(page, chips.query_string(query)),
        "box": query.get("bbox", ""),
        "querystring": chips.query_string(query),
        "canonical": request.build_absolute_uri(chips.address(page.contributions_url, own)),
        "is_filtered": bool(query or filtered.form.errors),
        **_map(page, results.object_list, filtered, numbers),
    }


def list_filter(page: Any, request: HttpRequest, now: datetime) -> CampaignContributionFilter:
    """Return the filter of a campaign's public contributions that a query string asks for."""
    return CampaignContributionFilter(
        request.GET,
        queryset=Contribution.objects.public().of(page).recent_first(),
        categories=providers.categories_of(page),
        sectors=_sectors(page, request.GET.get("sector", ""), now),
        outcomes=official.outcomes_in_use(page, now=now),
        places=page.public_precision == Precision.EXACT,
        now=now,
    )


def _sectors(page: Any, chosen: str, now: datetime) -> list[tuple[str, str]]:
    """Return the sectors to choose from: not those that hold nothing, where totals are told."""
    named = [(key, name) for key, name, _shape in page.territory.sectors]
    if not page.shows_totals(now):
        return named
    held = tallies.by_sector(page.pk)
    return [pair for pair in named if pair[0] in held or pair[0] == chosen]


def _numbers(page: Any, filtered: ContributionFilter) -> Numbers:
    """Count a filtered set in one query; what is kept ready is read, whatever its size."""
    facets = filtered.facets
    if facets is not None:
        rows = [(row.sector, row.total, row.mapped) for row in tallies.of_facets(page.pk, facets)]
    else:
        counted = filtered.qs.order_by().values("sector")
        counted = counted.annotate(n=Count("pk"), m=Count("cell_key"))
        rows = list(counted.values_list("sector", "n", "m"))
    by_sector = {sector: total for sector, total, _mapped in rows}
    return Numbers(sum(by_sector.values()), sum(row[2] for row in rows), by_sector)


def _paginator(filtered: CampaignContributionFilter, numbers: Numbers | None) -> Any:
    """Return the pages of a filtered set; of a length that is not told, where totals are not."""
    rows = providers.card_rows(filtered.qs)
    if numbers is None:
        return UncountedPaginator(rows, PAGE_SIZE)
    paginator = Paginator(rows, PAGE_SIZE)
    paginator.count = numbers.total
    return paginator


def _pages(paginator: Any, number: int) -> dict[str, Any]:
    """Return what the template tells of the length of a list."""
    if isinstance(paginator, UncountedPaginator):
        return {"page_numbers": []}
    pages = paginator.get_elided_page_range(number, on_each_side=2)
    return {"page_numbers": pages, "ellipsis": paginator.ELLIPSIS}


def _by_sector(page: Any, filtered: CampaignContributionFilter, numbers: Numbers) -> dict[str, int]:
    """Return what each sector holds under the other filters, wherever somebody looks.

    A list of one sector, or of a part of the map, says nothing of the others.
    """
    if not filtered.narrowing.keys() & {"sector", "bbox"}:
        return numbers.by_sector
    rest = {
        name: text for name, text in chips.parameters(filtered).items()
        if name not in {"sector", "bbox", "ordering"}
    }  # fmt: skip
    queryset = Contribution.objects.public().of(page)
    wider = ContributionFilter(rest, queryset=queryset, now=filtered.now)
    return _numbers(page, wider).by_sector


def _map(
    page: Any,
    cards: list[ports.ContributionCard],
    filtered: CampaignContributionFilter,
    numbers: Numbers | None,
) -> dict[str, Any]:
    """Return the parts of the map; nothing where no points are published, or nobody serves pins."""
    source = ports.current(ports.ContributionSource)
    if source is None or page.public_precision != Precision.EXACT or not endpoint(page, "pins"):
        return {}
    contents = source.map_contents(page, limit=0)
    if not contents.mapped:
        return {}
    told = numbers or contents
    counts = _by_sector(page, filtered, numbers) if numbers else None
    sectors = () if counts is None else [
        replace(each, count=counts.get(each.key, 0)) for each in contents.sectors
    ]  # fmt: skip
    contents = replace(
        contents, pins=cards, sectors=sectors, mapped=told.mapped, unmapped=told.unmapped
    )
    value = map_value(page)
    settings = _settings(page, contents, filtered, value)
    layers = layers_config(value, {"page": page}) if value else {}
    return {
        "map_id": "explorer-map",
        "config_id": "explorer-map-config",
        "map_config": {**settings.config(), **layers},
        "map_views": settings.views(),
        "legend": settings.legend,
        **settings.figures(total=sum(counts.values()) if counts else 0),
        "contents": contents,
    }


def _settings(
    page: Any, contents: ports.MapContents, filtered: CampaignContributionFilter, value: Any
) -> MapSettings:
    query = chips.parameters(filtered)
    return MapSettings(
        contents,
        page=page,
        query=chips.query_string(
            {name: text for name, text in query.items() if name not in {"bbox", "ordering"}}
        ),
        legend=legend_of(contents.categories, (value and value.get("legend")) or ()),
        interests=value.points_of_interest() if value else None,
        shows_sectors=bool(value.get("show_sectors", True)) if value else True,
        always_asks=True,
    )
