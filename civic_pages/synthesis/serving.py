"""Requests to a synthesis: the page, what one statement rests on, and the document to print."""

from http import HTTPStatus
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import etag

from civic_pages import conf
from civic_pages.campaigns.serving.contexts import CACHE_SECONDS
from civic_pages.synthesis import pdf
from civic_pages.synthesis.reading import reading
from civic_pages.synthesis.statements import themes


PER_PAGE = 50
# What a visitor waits before asking again for a document that somebody else has being made.
RETRY_SECONDS = 10


def synthesis(page: Any, request: HttpRequest) -> HttpResponse:
    """Show a synthesis."""
    is_preview = getattr(request, "is_preview", False)
    context = reading(page, request)
    if not is_preview and pdf.is_available():
        context["pdf"] = pdf.link(page)
    response = TemplateResponse(request, page.get_template(request), context)
    if is_preview:
        patch_cache_control(response, private=True, no_cache=True)
    else:
        patch_cache_control(response, max_age=CACHE_SECONDS)
    return response


def statement(page: Any, request: HttpRequest, statement: str) -> HttpResponse:
    """Show all the contributions a statement rests on, a page at a time."""
    for theme in themes(page):
        for found in theme.statements:
            if found.id == statement:
                listed = Paginator(found.cited, PER_PAGE).get_page(request.GET.get("page"))
                context = {
                    **page.get_context(request),
                    "base_template": conf.get("BASE_TEMPLATE"),
                    "theme": theme,
                    "statement": found,
                    "listed": listed,
                }
                response = TemplateResponse(
                    request, "civic_pages/synthesis/statement.html", context
                )
                patch_cache_control(response, max_age=CACHE_SECONDS)
                return response
    raise Http404("This synthesis has no such statement.")


def document(page: Any, request: HttpRequest) -> HttpResponseBase:
    """Return a synthesis as a PDF: made once, then kept as long as nothing it says has changed.

    Raises:
        Http404: this site makes none.
    """
    if not pdf.is_available() or request.method not in {"GET", "HEAD"}:
        raise Http404("No PDF is made here.")
    source = pdf.source(page, request)

    @etag(lambda _request: f'"{source.digest}"')
    def answer(_request: HttpRequest) -> HttpResponse:
        made = pdf.made(page, source)
        if made is None:
            headers = {"Retry-After": str(RETRY_SECONDS)}
            return HttpResponse(status=HTTPStatus.SERVICE_UNAVAILABLE, headers=headers)
        name = f"{page.campaign.slug}-{page.slug}.pdf"
        response = HttpResponse(made, content_type="application/pdf")
        response["Content-Disposition"] = f'inline; filename="{name}"'
        return response

    response = answer(request)
    patch_cache_control(response, max_age=CACHE_SECONDS)
    return response
