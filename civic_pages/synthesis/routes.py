"""Addresses beneath a synthesis; nothing is decided here."""

from typing import Any

from wagtail.contrib.routable_page.models import RoutablePageMixin, path


class SynthesisRoutes(RoutablePageMixin):
    """Which function of ``serving`` answers which address."""

    @path("")
    def index_route(self, request: Any) -> Any:
        from civic_pages.synthesis import serving

        return serving.synthesis(self, request)

    @path("pdf/", name="pdf")
    def pdf_route(self, request: Any) -> Any:
        from civic_pages.synthesis import serving

        return serving.document(self, request)

    @path("constats/<str:statement>/", name="statement")
    def statement_route(self, request: Any, statement: str) -> Any:
        from civic_pages.synthesis import serving

        return serving.statement(self, request, statement)
