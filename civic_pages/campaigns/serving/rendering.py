"""A campaign page as an answer."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse


@dataclass(frozen=True)
class Elsewhere:
    """A form that stands in another page than the campaign's own; set on a request before it is served.

    Attributes:
        address: path that the form posts to, and under which its receipt is shown.
        render: shows that page, with what was typed, under a status.
    """

    address: str
    render: Callable[[int], HttpResponse]

    def stand_in(self, request: HttpRequest) -> None:
        """Show this page in place of the campaign's, for one request."""
        request.civic_elsewhere = self  # type: ignore[attr-defined]
        # Where forms post to, for those who know nothing of campaigns.
        request.civic_address = self.address  # type: ignore[attr-defined]


def render(page: Any, request: HttpRequest, status: int = HTTPStatus.OK) -> HttpResponse:
    """Answer with the campaign page, or with the page elsewhere whose form was posted."""
    elsewhere: Elsewhere | None = getattr(request, "civic_elsewhere", None)
    if elsewhere is not None:
        return elsewhere.render(status)
    return TemplateResponse(
        request, page.get_template(request), page.get_context(request), status=status
    )


def address_of(page: Any, request: HttpRequest) -> str:
    """Return the path under which a form of this request is answered."""
    return getattr(request, "civic_address", "") or page.get_url(request) or ""
