"""Demand by sector in Wagtail's admin: figures, maps, files and printed sheets for the operator."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from civic_pages.participation import actions, policy
from civic_pages.participation.demand import contents, sheets, tables
from civic_pages.participation.demand.counting import Demand, by_place, by_sector
from civic_pages.participation.demand.grid import DEFAULT_SIZE, SIZES
from civic_pages.participation.demand.papers import PAPERS, Paper
from civic_pages.participation.moderation import listing
from civic_pages.participation.moderation.demand_map import map_data


MOST_ROWS = 50


def campaign_of(pk: int, user: Any) -> Any:
    """Return a campaign of those that a user exports; nobody may have contributed to it yet.

    Raises:
        PermissionDenied: they export nothing anywhere.
        Http404: there is none of theirs, or it is no campaign.
    """
    policy.require_somewhere(user, policy.EXPORT)
    page = policy.theirs(Page.objects.all(), user, policy.EXPORT, campaign="").filter(pk=pk).first()
    campaign = page.specific if page is not None else None
    if not hasattr(campaign, "territory"):
        raise Http404("No such campaign.")
    return campaign


def size_of(text: str) -> int:
    """Return the edge of a cell that is asked for; the usual one for anything else."""
    return int(text) if text in map(str, SIZES) else DEFAULT_SIZE


def bounds_of(content: sheets.Content, demand: Demand | None = None) -> Any:
    """Return what a map shows: the territory, or else the places.

    Args:
        demand: of a campaign without any border: its exact places say where it is.
    """
    found = sheets.bounds_of(content)
    if found is None and demand is not None:
        found = sheets.centred(contents.exact_places(demand))
    return found


class DemandBase(WagtailAdminTemplateMixin, TemplateView):
    """Shared by the list of campaigns and the page of one; for those who may export only."""

    page_title = gettext_lazy("Demand by sector")
    header_icon = "table"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        policy.require_somewhere(request.user, policy.EXPORT)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]


class DemandIndex(DemandBase):
    """The campaigns whose demand can be counted."""

    template_name = "civic_pages/admin/demand_index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "campaigns": listing.campaigns_with_contributions(self.request.user, policy.EXPORT),
        }


class DemandPage(DemandBase):
    """The demand of a campaign: by sector; by grid and street once it is asked for, and logged."""

    template_name = "civic_pages/admin/demand.html"
    size = 0

    @cached_property
    def campaign(self) -> Any:
        return campaign_of(self.kwargs["campaign_id"], self.request.user)

    def get_page_subtitle(self) -> str:
        return str(self.campaign.title)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        index = {"url": reverse("civic_demand_index"), "label": self.get_page_title()}
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.campaign.title}
        return [*self.breadcrumbs_items, index, here]

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponseBase:
        self.size = size_of(request.POST.get("cell", ""))
        actions.read_demand(self.campaign, by=request.user, size=self.size, points=True)
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        by_places, campaign = bool(self.size), self.campaign
        demand = by_place(campaign, size=self.size) if by_places else by_sector(campaign)
        content = contents.of_staff(demand, points=by_places and not demand.frozen)
        bounds = bounds_of(content, demand if by_places else None)
        drawn = sheets.sheet(content, Paper(), bounds) if bounds else None
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "campaign": campaign,
            "demand": demand,
            "sheet": drawn,
            "tables": list(self._tables(demand)),
            "is_by_place": by_places,
            "sees_places": policy.may(self.request.user, policy.VIEW_EXACT, campaign),
            "sizes": SIZES,
            "size": self.size or DEFAULT_SIZE,
            "papers": PAPERS,
            "note": tables.sums_note(),
            "map_data": map_data(demand, by_places=by_places) if drawn else None,
        }

    def _tables(self, demand: Demand) -> Any:
        """Yield what each table shows: its title, columns, the first rows, how many are left out."""
        parts: list[tuple[str, Any, Any, int | None]] = [
            (_("By sector"), tables.sector_columns(demand), demand.sectors, None)
        ]
        if self.size:
            cells = _("By cells of %(size)d m") % {"size": self.size}
            parts.append((cells, tables.grid_columns(demand), demand.grid, MOST_ROWS))
            parts.append((_("By street"), tables.street_columns(demand), demand.streets, MOST_ROWS))
        for title, columns, rows, most in parts:
            shown = [column for column in columns if column.key != "key"]
            yield {
                "title": title,
                "columns": shown,
                "rows": list(tables.table(shown, rows[:most])),
                "total": next(tables.table(shown, [demand.total])),
                "left_out": len(rows) - len(rows[:most]),
            }


class SheetView(View):
    """A map to print: figures by sector for who may export; exact places by POST, logged."""

    http_method_names = ("get", "post")

    def get(self, request: HttpRequest, campaign_id: int) -> HttpResponse:
        return self._answer(
            request, campaign_of(campaign_id, request.user), request.GET, points=False
        )

    def post(self, request: HttpRequest, campaign_id: int) -> HttpResponse:
        campaign, points = campaign_of(campaign_id, request.user), "points" in request.POST
        if points:
            actions.read_demand(campaign, by=request.user, size=0, points=True)
        return self._answer(request, campaign, request.POST, points=points)

    def _answer(self, request: Any, campaign: Any, asked: Any, *, points: bool) -> HttpResponse:
        demand = by_sector(campaign)
        content = contents.of_staff(demand, points=points and not demand.frozen)
        bounds = bounds_of(content, demand if points else None)
        paper = Paper.of(*asked.get("paper", "").partition("-")[::2])
        context = {
            "page": campaign,
            "sheet": sheets.sheet(content, paper, bounds) if bounds else None,
            "paper": paper,
            "title": _("Demand by sector"),
            "back_url": reverse("civic_demand", args=[campaign.pk]),
            "made_at": timezone.now(),
            "is_staff_copy": True,
        }
        response = TemplateResponse(request, "civic_pages/map_sheet.html", context)
        response["Cache-Control"] = "no-store, private"
        response["X-Robots-Tag"] = "noindex"
        return response


class DemandMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return policy.may_somewhere(request.user, policy.EXPORT)


def menu_item() -> MenuItem:
    return DemandMenuItem(
        gettext_lazy("Demand by sector"), reverse("civic_demand_index"),
        name="civic-demand", icon_name="table", order=112,
    )  # fmt: skip


def page_buttons(page: Any, user: Any, view_name: str, **_kwargs: Any) -> list[Button]:
    """Return the button of a campaign's menu in the editor."""
    if page.pk is None or not hasattr(page, "territory"):
        return []
    if not policy.may(user, policy.EXPORT, page):
        return []
    url = reverse("civic_demand", args=[page.pk])
    return [Button(_("Demand by sector"), url, icon_name="table", priority=66)]


def urls() -> list[URLPattern]:
    one = "civic-demand/<int:campaign_id>/"
    return [
        path("civic-demand/", DemandIndex.as_view(), name="civic_demand_index"),
        path(one, DemandPage.as_view(), name="civic_demand"),
        path(f"{one}sheet/", SheetView.as_view(), name="civic_demand_sheet"),
    ]
