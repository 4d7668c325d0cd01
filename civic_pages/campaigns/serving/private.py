"""A contribution's private page, and what its contributor does there; the link stands for them."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control

from civic_pages.campaigns import sections
from civic_pages.campaigns.serving.contexts import now_of
from civic_pages.campaigns.serving.places import own_place_context
from civic_pages.participation import actions, households, link_limit, links, own, rate
from civic_pages.participation.models import Contribution, Status


AGAIN_ROUTE = "renvoyer/"
View = Callable[[Any, HttpRequest, str], HttpResponse]


def follow_url(page: Any, request: HttpRequest | None, contribution: Contribution) -> str:
    """Return the address of a contribution's private page."""
    return f"{page.get_url(request)}{links.FOLLOW_ROUTE}{links.follow_token(contribution)}/"


def own_contribution(page: Any, request: HttpRequest, token: str) -> Contribution:
    """Return the contribution of a private link; not found where it is none of this campaign.

    Raises:
        Http404: the token is not ours, or another campaign's.
        rate.TooMany: the network tries too many links that are none.
    """
    return known(links.followed(token), page, request)


def known(contribution: Contribution | None, page: Any, request: HttpRequest) -> Contribution:
    """Return a contribution of the page; count a wrong link otherwise."""
    if contribution is None or contribution.campaign_id != page.pk:
        link_limit.note_wrong(rate.client_network(request.META))
        raise Http404("No such private link.")
    return contribution


def render_private(
    page: Any,
    request: HttpRequest,
    name: str,
    context: dict[str, Any],
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """Render a page that only the holder of its link may see, and that nobody keeps.

    Its address goes to no other site. Within this one it may: a page that sent no referrer at all
    would post its forms with ``Origin: null``, which the check against forged requests refuses.
    """
    response = TemplateResponse(
        request,
        f"civic_pages/private/{name}.html",
        {**page.get_context(request), **context},
        status=status,
    )
    return sealed(response)


def sealed(response: HttpResponse) -> HttpResponse:
    """Mark an answer as private: kept nowhere, found by no search engine, told to no other site."""
    patch_cache_control(response, no_store=True, private=True)
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


def guarded(view: View) -> View:
    """Answer a network that tries too many links which are none with 429."""

    @wraps(view)
    def answer(page: Any, request: HttpRequest, token: str) -> HttpResponse:
        try:
            return view(page, request, token)
        except rate.TooMany as error:
            status = HTTPStatus.TOO_MANY_REQUESTS
            response = render_private(page, request, "too_many", {}, status)
            response["Retry-After"] = str(error.seconds)
            return response

    return answer


def see_other(url: str) -> HttpResponse:
    response = HttpResponseRedirect(url)
    response.status_code = HTTPStatus.SEE_OTHER
    return sealed(response)


def not_allowed(methods: str) -> HttpResponse:
    return HttpResponse(status=HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": methods})


@guarded
def follow(page: Any, request: HttpRequest, token: str) -> HttpResponse:
    """Show where a contribution stands, all that was said, and what can be done about it."""
    if request.method not in {"GET", "HEAD"}:
        return not_allowed("GET, HEAD")
    contribution = own_contribution(page, request, token)
    now = now_of(request)
    context = {
        "contribution": contribution,
        "standing": own.standing(contribution, page),
        "answers": own.answers(contribution, page),
        **own_place_context(contribution, page, now=now),
        "official_answers": own.official_answers(contribution, now=now),
        "can_correct": form_of(page, contribution) is not None
        and actions.may_correct(contribution, campaign=page, now=now),
        "can_withdraw": contribution.may_become(Status.WITHDRAWN),
        "private_url": follow_url(page, request, contribution),
        "household": households.choice_context(contribution),
        "sections": sections.shown(page, request, contribution, private=True),
    }
    return render_private(page, request, "follow", context)


def form_of(page: Any, contribution: Contribution) -> Any:
    """Return the form that was answered, as the campaign has it now; ``None``: it is gone."""
    form_id = contribution.form_version.form_id
    return next((d for d in page.form_definitions() if d.form_id == form_id), None)


@guarded
def withdraw(page: Any, request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether it is meant (GET), then take the contribution back for good (POST)."""
    contribution = own_contribution(page, request, token)
    private = follow_url(page, request, contribution)
    if request.method == "POST":
        try:
            actions.withdraw_own(contribution, now=now_of(request))
        except actions.IllegalTransition:
            # It is withdrawn already: the page says so, whoever clicked twice.
            return see_other(private)
        return see_other(private)
    if request.method not in {"GET", "HEAD"}:
        return not_allowed("GET, HEAD, POST")
    if not contribution.may_become(Status.WITHDRAWN):
        return see_other(private)
    context = {"contribution": contribution, "private_url": private}
    return render_private(page, request, "withdraw", context)


@guarded
def send_again(page: Any, request: HttpRequest, token: str) -> HttpResponse:
    """Have the confirmation mailed once more; the answer is the same whatever comes of it."""
    contribution = own_contribution(page, request, token)
    private = follow_url(page, request, contribution)
    if request.method == "POST":
        actions.await_confirmation(contribution, now=now_of(request))
        return see_other(f"{private}{AGAIN_ROUTE}")
    if request.method not in {"GET", "HEAD"}:
        return not_allowed("GET, HEAD, POST")
    return render_private(page, request, "sent_again", {"private_url": private})
