"""A part of a campaign as a page of its own, for the frame of another site."""

import re
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from civic_pages.embedding.parts import CARD, Part


# An opening tag <a …>: a quoted value may hold ">".
LINK = re.compile(r"""<a\b((?:[^"'>]|"[^"]*"|'[^']*')*)>""")
HREF = re.compile(r"""\shref=["']([^"']*)["']""")
# Asking for the real one would make a cookie; templates print none where it is empty.
NO_TOKEN = ""


def render_part(
    page: Any, request: HttpRequest, part: Part, status: int = HTTPStatus.OK
) -> HttpResponse:
    """Show a part by the template of its block, or the campaign as a card."""
    name = "card" if part.slug == CARD else "part"
    return render(page, request, part, name, {}, status)


def render(
    page: Any,
    request: HttpRequest,
    part: Part,
    name: str,
    context: dict[str, Any],
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """Render a template of ours; its links open in a window of their own.

    The pages they lead to refuse to stand in a frame, and a citizen who opens one is better off
    with its address in sight.
    """
    url = page.get_full_url(request)
    given = {
        **page.get_context(request),
        "part": part,
        "campaign_url": url,
        "host": urlsplit(url).netloc,
        "csrf_token": NO_TOKEN,
        # The answer to a form is shorter than the form: the page around it may have to scroll back.
        "is_moved": request.method == "POST" or "merci" in request.GET,
        **context,
    }
    html = render_to_string(f"civic_pages/embed/{name}.html", given, request)
    return HttpResponse(LINK.sub(_outward, html), status=status)


def _outward(link: re.Match[str]) -> str:
    attributes = link[1]
    href = HREF.search(attributes)
    if href is None or href[1].startswith(("#", "mailto:", "tel:")) or "target=" in attributes:
        return link[0]
    rel = "" if "rel=" in attributes else ' rel="noopener"'
    return f'<a{attributes} target="_blank"{rel}>'
