"""Addresses beneath a campaign's own."""

from typing import Any

from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from civic_pages.campaigns import serving


class CampaignRoutes(RoutablePageMixin):
    """Which function of ``serving`` answers which address; nothing is decided here."""

    @path("")
    def index_route(self, request: Any) -> Any:
        return serving.campaign(self, request)

    @path("contributions/", name="contributions")
    def contributions_route(self, request: Any) -> Any:
        return serving.contribution_list(self, request)

    @path("contributions/<str:reference>/", name="contribution")
    def contribution_route(self, request: Any, reference: str) -> Any:
        return serving.contribution_detail(self, request, reference)
