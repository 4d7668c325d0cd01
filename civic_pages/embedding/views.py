"""Pages for the frames of other sites, the page that hands out their code, and the custom element."""

from collections.abc import Callable
from functools import lru_cache, wraps
from hashlib import md5
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from civic_pages.campaigns.serving.contexts import CACHE_SECONDS, cache_seconds, now_of
from civic_pages.campaigns.serving.private import sealed
from civic_pages.campaigns.serving.receipts import RECEIPT_PARAMETER, receipt_context
from civic_pages.campaigns.serving.rendering import Elsewhere
from civic_pages.embedding import choosing, finding, framing, receiving, rendering
from civic_pages.embedding.models import settings_of
from civic_pages.embedding.parts import Part


ELEMENT = "civic_pages/js/civic-embed.js"
ELEMENT_SECONDS = 3600
REFERRERS = "strict-origin-when-cross-origin"
View = Callable[..., HttpResponse]


def in_its_language(view: View) -> View:
    """Find the campaign and speak its language, or the one a frame asks for, to the end."""

    @wraps(view)
    def answer(request: HttpRequest, campaign: str, **kwargs: Any) -> HttpResponse:
        # Nobody is known in a frame, so that nothing can be done there in anybody's name.
        request.user = AnonymousUser()
        asked = finding.asked_language(request)
        page = finding.in_language(finding.campaign_at(request, campaign), asked)
        language = finding.language_for(page, asked)
        with translation.override(language):
            response = view(request, page, **kwargs)
        response["Content-Language"] = language
        return response

    return answer


# No cookie reaches a frame of another site, so no token can: see ``receiving``.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@in_its_language
def part(request: HttpRequest, page: Any, slug: str) -> HttpResponse:
    """Show a part of a campaign, or take what its form sends."""
    found = finding.part_at(page, slug)
    if request.method == "POST" and not found.kind.takes_part:
        return HttpResponse(status=HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": "GET, HEAD"})
    response = _answer(page, request, found)
    ancestors = settings_of(request).ancestors(takes_part=found.kind.takes_part)
    response["X-Robots-Tag"] = "noindex"
    response.setdefault("Referrer-Policy", REFERRERS)
    return framing.frameable(response, ancestors)


def _answer(page: Any, request: HttpRequest, found: Part) -> HttpResponse:
    asked = finding.asked_language(request)
    address = f"{request.path}?lang={asked}" if asked else request.path
    if request.method == "POST":
        return receiving.take(page, request, found, address)
    token = request.GET.get(RECEIPT_PARAMETER)
    if token and found.kind.takes_part:
        context = {**receipt_context(page, request, token), "again_url": address}
        return sealed(rendering.render(page, request, found, "receipt", context))
    Elsewhere(address, lambda status: _page(page, request, found, status)).stand_in(request)
    return _cacheable(page, request, found, _page(page, request, found))


def _page(
    page: Any, request: HttpRequest, found: Part, status: int = HTTPStatus.OK
) -> HttpResponse:
    return rendering.render_part(page, request, found, status)


def _cacheable(
    page: Any, request: HttpRequest, found: Part, response: HttpResponse
) -> HttpResponse:
    """Let the answer be kept until the next date that changes it; never a form with its key."""
    now = now_of(request)
    if found.kind.takes_part and page.allows("contribute", now=now):
        patch_cache_control(response, private=True, no_cache=True)
        return response
    seconds = cache_seconds(page, now)
    boundary = page.next_change(now)
    if boundary is not None:
        seconds = max(0, min(seconds, int((boundary - now).total_seconds())))
    patch_cache_control(response, public=True, max_age=seconds)
    return response


@require_safe
def codes(request: HttpRequest, campaign: str) -> HttpResponse:
    """Hand out the code of a part, chosen by ``?part=``, to whoever runs another site."""
    page = finding.campaign_at(request, campaign)
    page.speak(request)
    choice = choosing.choice(page, request)
    context = {**page.get_context(request), "choice": choice}
    status = HTTPStatus.OK if choice.is_valid else HTTPStatus.UNPROCESSABLE_ENTITY
    response = TemplateResponse(request, "civic_pages/embed/codes.html", context, status=status)
    patch_cache_control(response, max_age=CACHE_SECONDS)
    response["X-Robots-Tag"] = "noindex"
    return framing.frames_ours(response)


@require_safe
def element(request: HttpRequest) -> HttpResponse:
    """Serve the custom element under an address that never changes, to every site."""
    source, etag = _element()
    response: Any = get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(source, content_type="text/javascript; charset=utf-8")
    response["ETag"] = etag
    # A module of another origin is fetched with CORS; it is the same for everybody.
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    patch_cache_control(response, public=True, max_age=ELEMENT_SECONDS)
    return response


@lru_cache(maxsize=1)
def _element() -> tuple[bytes, str]:
    """Return the script and its validator.

    Raises:
        Http404: our static files are neither installed nor collected.
    """
    found = finders.find(ELEMENT)
    if found:
        source = Path(str(found)).read_bytes()
    elif staticfiles_storage.exists(ELEMENT):
        with staticfiles_storage.open(ELEMENT) as file:
            source = file.read()
    else:
        raise Http404("The script is not installed.")
    return source, f'"{md5(source, usedforsecurity=False).hexdigest()}"'
