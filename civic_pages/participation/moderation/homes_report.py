"""The report on homes: how many answered, and how many people, by sector of each campaign."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, NumberColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page

from civic_pages.participation import households, policy, reach
from civic_pages.participation.exports.base import harmless
from civic_pages.participation.models import Contribution, Household, PublicAreas


@dataclass(frozen=True)
class SectorHomes:
    """Homes and people of one sector of a campaign, or of all of it; each counted once."""

    campaign: str
    sector: str
    homes: int
    persons: int | None


def rows(user: Any) -> Iterator[SectorHomes]:
    """Yield a moderator's campaigns that count homes, each as a whole, then its sectors.

    The most homes come first.

    What is purged is told as it was last published: people by sector are not.
    """
    counted = set(Household.objects.order_by().values_list("campaign_id", flat=True).distinct())
    frozen = PublicAreas.objects.filter(frozen=True, households__gt=0)
    counted |= set(frozen.values_list("campaign_id", flat=True))
    theirs = reach.within(Page.objects.filter(pk__in=counted), user, policy.MODERATE, campaign="")
    for page in theirs.specific().order_by("title", "pk"):
        campaign: Any = page
        counts = households.counts(campaign.pk)
        yield SectorHomes(campaign.title, _("All sectors"), counts.homes, counts.persons)
        ranked = sorted(counts.sectors.items(), key=lambda item: (-item[1][0], item[0]))
        for key, (homes, persons) in ranked:
            name = _sector_names(campaign, key)
            yield SectorHomes(campaign.title, name, homes, None if counts.frozen else persons)


def _sector_names(campaign: Any, key: str) -> str:
    """Return the name of a sector, or of several that a last batch tells together."""
    outside = _("Outside of all sectors")
    names = [campaign.territory.sector_name(part) if part else outside for part in key.split("+")]
    return ", ".join(names)


class HomesReportView(ReportView):
    """Counts only, but exact and of today: for staff, with Wagtail's CSV and XLSX."""

    model = Contribution
    permission_required = "view"
    page_title = gettext_lazy("Homes and people")
    header_icon = "home"
    index_url_name = "civic_homes_report"
    index_results_url_name = "civic_homes_report_results"
    list_export = ["campaign", "sector", "homes", "persons"]
    export_headings = {
        "campaign": gettext_lazy("Campaign"),
        "sector": gettext_lazy("Sector"),
        "homes": gettext_lazy("Homes"),
        "persons": gettext_lazy("People"),
    }
    custom_field_preprocess = {
        name: {"csv": harmless, "xlsx": harmless} for name in ("campaign", "sector")
    }

    @cached_property
    def columns(self) -> list[Column]:
        return [
            Column("campaign", label=_("Campaign")),
            Column("sector", label=_("Sector")),
            NumberColumn("homes", label=_("Homes")),
            NumberColumn("persons", label=_("People")),
        ]

    def get_queryset(self) -> list[SectorHomes]:
        return list(rows(self.request.user))

    def get_filename(self) -> str:
        return f"homes-{timezone.localdate().isoformat()}"

    @cached_property
    def no_results_message(self) -> str:
        return _("No campaign counts homes yet.")


class HomesReportMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return policy.may_somewhere(request.user, policy.MODERATE)


def menu_item() -> MenuItem:
    return HomesReportMenuItem(
        gettext_lazy("Homes and people"),
        reverse("civic_homes_report"),
        name="civic-homes",
        icon_name="home",
        order=115,
    )


def urls() -> list[URLPattern]:
    results = HomesReportView.as_view(results_only=True)
    return [
        path("reports/civic-homes/", HomesReportView.as_view(), name="civic_homes_report"),
        path("reports/civic-homes/results/", results, name="civic_homes_report_results"),
    ]
