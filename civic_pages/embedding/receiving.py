"""A form that is sent from a frame, without any cookie.

Browsers keep cookies from frames of other sites, so the token that usually proves a form is ours
cannot be kept. It is not needed here: such a token protects somebody whose cookies stand for them,
and nothing here reads any. Whoever sends is anonymous, as for ``POST /api/civic/v1/contributions/``;
the same key, challenge, pace and rules apply. What is left is another site that would have its
visitors' browsers send a form without their knowing: browsers name the page a form comes from, and
ours is the only one that is listened to.
"""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from civic_pages.campaigns.serving import receiving
from civic_pages.campaigns.serving.rendering import Elsewhere
from civic_pages.embedding.parts import Part
from civic_pages.embedding.rendering import render_part
from civic_pages.participation import providers


def take(page: Any, request: HttpRequest, part: Part, address: str) -> HttpResponse:
    """Take a contribution posted from a frame: 303 to its receipt, or the form again.

    Args:
        address: path of the part, with the language that was asked for.

    Raises:
        Http404: the form is not the one of this part.
    """
    if request.POST.get(providers.FORM_PARAMETER) != str(part.block.id):
        raise Http404("Another form.")
    Elsewhere(address, lambda status: render_part(page, request, part, status)).stand_in(request)
    if is_foreign(request):
        return _refuse(page, request)
    return receiving.receive(page, request)


def is_foreign(request: HttpRequest) -> bool:
    """Tell whether a browser says that a form comes from a page that is not ours.

    HTTP and HTTPS of one host are alike: a proxy in front may take care of the latter. A program
    that says nothing is no browser, and has nobody's cookies.
    """
    origin = request.headers.get("Origin")
    if origin is None:
        return request.headers.get("Sec-Fetch-Site", "none") not in {"same-origin", "none"}
    return urlsplit(origin).netloc != request.get_host()


def _refuse(page: Any, request: HttpRequest) -> HttpResponse:
    """Show the form again with all that was typed, its files apart; nothing of it is looked up."""
    form = providers.form_for(receiving.definition_of(page, request), page, request.POST)
    form.search = None
    form.full_clean()
    form.add_error(
        None,
        _("This form was not sent from its own page. Send it once more, or open it on our site."),
    )
    return receiving.again(page, request, form, HTTPStatus.FORBIDDEN)
