"""Addresses beneath a vote's own."""

from typing import Any

from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from civic_pages.voting import serving


class VoteRoutes(RoutablePageMixin):
    """Which function of ``serving`` answers which address; nothing is decided here."""

    @path("")
    def index_route(self, request: Any) -> Any:
        return serving.vote(self, request)

    @path("merci/", name="thanks")
    def thanks_route(self, request: Any) -> Any:
        return serving.thanks(self, request)

    @path("verifier/", name="verify")
    def verify_route(self, request: Any) -> Any:
        return serving.verify(self, request)

    @path("recepisses/", name="receipts")
    def receipts_route(self, request: Any) -> Any:
        return serving.receipt_list(self, request)
