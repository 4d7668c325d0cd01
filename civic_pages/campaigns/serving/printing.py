"""A form to print: on paper it is filled in without a network, then typed at the staff desk."""

import io
from typing import Any

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control

from civic_blocks.definitions import FormDefinition
from civic_pages.campaigns.mixins import form_anchor
from civic_pages.campaigns.serving.contexts import CACHE_SECONDS
from civic_pages.participation.desk import paper


def printed_form(page: Any, request: HttpRequest, form_id: str) -> HttpResponse:
    """Show a form as it goes on paper, in black on white, without the site around it."""
    definition = _definition(page, form_id)
    context = {
        **page.get_context(request),
        "definition": definition,
        "paper_pages": paper.pages(definition),
        "online_url": _online_url(page, request, definition),
        "typed_url": page.get_full_url(request),
        "code_url": f"{page.print_url(form_id)}qr/",
    }
    response = TemplateResponse(request, "civic_pages/printed_form.html", context)
    patch_cache_control(response, max_age=CACHE_SECONDS)
    response["X-Robots-Tag"] = "noindex"
    return response


def form_code(page: Any, request: HttpRequest, form_id: str) -> HttpResponse:
    """Return the QR code of a form's address as SVG."""
    address = _online_url(page, request, _definition(page, form_id))
    drawing = io.BytesIO()
    # Level M: still read with a crease or a stain on it.
    segno.make(address, error="m", micro=False).save(
        drawing, kind="svg", border=4, svgclass=None, lineclass=None, xmldecl=False, scale=4
    )
    response = HttpResponse(drawing.getvalue(), content_type="image/svg+xml")
    patch_cache_control(response, max_age=CACHE_SECONDS)
    return response


def _definition(page: Any, form_id: str) -> FormDefinition:
    for definition in page.form_definitions():
        if definition.form_id == form_id:
            return definition
    raise Http404("This campaign has no such form.")


def _online_url(page: Any, request: HttpRequest, definition: FormDefinition) -> str:
    address = page.get_full_url(request) or request.build_absolute_uri(page.get_url(request) or "")
    return f"{address}#{form_anchor(definition.form_id)}"
