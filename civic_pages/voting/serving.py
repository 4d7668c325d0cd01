"""Requests to a vote: its page in each state, a ballot, its receipt."""

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control

from civic_pages import conf
from civic_pages.campaigns import phases
from civic_pages.campaigns.serving.contexts import CACHE_SECONDS, now_of
from civic_pages.campaigns.serving.private import not_allowed, sealed, see_other
from civic_pages.participation import link_limit, login, rate
from civic_pages.participation.abuse import showing
from civic_pages.participation.choices import Identity
from civic_pages.participation.participants import identity
from civic_pages.voting import checking, presenting, receiving
from civic_pages.voting.ballot_form import BallotForm
from civic_pages.voting.models import Ballot, Voter
from civic_pages.voting.receiving import THANKS_COOKIE, THANKS_SALT, THANKS_SECONDS
from civic_pages.voting.state import VoteState, result_of, state_of, tells_totals, when


def vote(page: Any, request: HttpRequest) -> HttpResponse:
    """Answer a request to the vote itself."""
    is_preview = getattr(request, "is_preview", False)
    if request.method == "POST" and not is_preview:
        return receiving.receive(page, request, form_of(page, request, request.POST), again)
    if request.method not in {"GET", "HEAD", "POST"}:
        return not_allowed("GET, HEAD, POST")
    response = render(page, request)
    now = now_of(request)
    if is_preview or state_of(page, now) is VoteState.OPEN:
        # It says whether this browser has voted, and holds a form's token.
        patch_cache_control(response, private=True, no_cache=True)
    else:
        patch_cache_control(response, max_age=_seconds(page, now))
    return response


def again(page: Any, request: HttpRequest, form: BallotForm, status: int) -> HttpResponse:
    """Show the page with the ballot as it was typed, and what is wrong with it."""
    request.civic_ballot_form = form  # type: ignore[attr-defined]
    return sealed(render(page, request, status))


def render(page: Any, request: HttpRequest, status: int = HTTPStatus.OK) -> TemplateResponse:
    return TemplateResponse(
        request, page.get_template(request), page.get_context(request), status=status
    )


def form_of(page: Any, request: HttpRequest, data: Any = None) -> BallotForm:
    """Return the ballot as the page shows or takes it."""
    known = identity.of_request(page.campaign, request)
    asks_email = page.campaign.identity == Identity.EMAIL and known is None
    return BallotForm(page, data, asks_email=asks_email)


def context(page: Any, request: HttpRequest) -> dict[str, Any]:
    """Return what the template of a vote is given beside ``page``."""
    now = now_of(request)
    state = state_of(page, now)
    given: dict[str, Any] = {
        "now": now,
        "state": state,
        "campaign": page.campaign,
        "rules": page.rules,
        "base_template": conf.get("BASE_TEMPLATE"),
        "when": when(page.campaign.schedule, now, state),
        "held_back": _held_back(page, state, now),
        "voters": _voters(page) if tells_totals(page, now) else None,
    }
    if state is VoteState.OPEN:
        return {**given, **_ballot_context(page, request, now)}
    if state is VoteState.RESULTS:
        return {**given, **_result_context(page)}
    posted = getattr(request, "civic_ballot_form", None)
    return {**given, "form": posted or BallotForm(page)}


def _held_back(page: Any, state: VoteState, now: datetime) -> str:
    """Return why a rule of another app holds a vote back; empty where none does."""
    is_waiting = state is VoteState.UPCOMING
    return page.campaign.refusal(phases.VOTE, now=now) if is_waiting else ""


def _voters(page: Any) -> int:
    return Ballot.objects.counted(page.pk).count() if page.pk else 0


def _ballot_context(page: Any, request: HttpRequest, now: datetime) -> dict[str, Any]:
    campaign = page.campaign
    form = getattr(request, "civic_ballot_form", None) or form_of(page, request)
    known = identity.of_request(campaign, request)
    return {
        "form": form,
        "key": receiving.key_for(request),
        "started": showing.started(campaign, request, now=now),
        "challenge": showing.challenge_for(campaign, request, now=now, input_id="civic-question"),
        "login_url": _login_url(page, request),
        "has_voted": known is not None
        and Voter.objects.filter(vote_id=page.pk, key=known.key, ballot__isnull=False).exists(),
    }


def _login_url(page: Any, request: HttpRequest) -> str:
    if not login.is_missing(page.campaign, getattr(request, "user", None)):
        return ""
    target = page.get_url(request) or ""
    return login.address_then(target, host=request.get_host(), secure=request.is_secure())


def _result_context(page: Any) -> dict[str, Any]:
    result = result_of(page)
    if result is None:
        raise Http404("No result.")
    rows = presenting.rows_of(page, result)
    return {
        "result": result,
        "rows": rows,
        "winners": [row for row in rows if row.wins],
        "others": [row for row in rows if not row.wins],
        "ties": presenting.ties(rows),
        "drawn": [row for row in rows if row.lot],
        "spent": presenting.spent(result),
    }


def _seconds(page: Any, now: datetime) -> int:
    """Return how long a page without a form may be cached: never past the opening."""
    opens = phases.opening(page.campaign.schedule, phases.VOTE, now)
    left = (opens - now) if opens is not None else timedelta(seconds=CACHE_SECONDS)
    return max(0, min(CACHE_SECONDS, int(left.total_seconds())))


def thanks(page: Any, request: HttpRequest) -> HttpResponse:
    """Show the code of a ballot, once: the browser forgets it as it is shown."""
    if request.method not in {"GET", "HEAD"}:
        return not_allowed("GET, HEAD")
    try:
        sent = request.COOKIES.get(THANKS_COOKIE, "")
        given = signing.loads(sent, salt=THANKS_SALT, max_age=THANKS_SECONDS)
    except signing.BadSignature:
        return see_other(page.get_url(request))
    if given["vote"] != page.pk:
        return see_other(page.get_url(request))
    response = sealed(_page(page, request, "vote_thanks", given))
    if request.method == "GET":
        response.delete_cookie(THANKS_COOKIE, path=receiving.cookie_path(page, request))
    return response


def verify(page: Any, request: HttpRequest) -> HttpResponse:
    """Tell whether the ballot of a code is counted, and nothing of what it holds."""
    if request.method not in {"GET", "HEAD", "POST"}:
        return not_allowed("GET, HEAD, POST")
    if request.method != "POST":
        return sealed(_page(page, request, "vote_verify", {}))
    typed = request.POST.get("code", "")[:60]
    standing = checking.standing(page, typed)
    status = HTTPStatus.OK if standing is not checking.Standing.NO_CODE else 422
    given: dict[str, Any] = {"typed": typed, "standing": standing}
    try:
        if standing is checking.Standing.UNKNOWN:
            link_limit.note_wrong(rate.client_network(request.META))
    except rate.TooMany as error:
        given = {"typed": typed, "too_many": True}
        response = _page(page, request, "vote_verify", given, HTTPStatus.TOO_MANY_REQUESTS)
        response["Retry-After"] = str(error.seconds)
        return sealed(response)
    return sealed(_page(page, request, "vote_verify", given, status))


def receipt_list(page: Any, request: HttpRequest) -> HttpResponse:
    """Hand out what is stored of each code that was counted, in no order but the alphabet's."""
    if request.method not in {"GET", "HEAD"}:
        return not_allowed("GET, HEAD")
    if result_of(page) is None:
        raise Http404("Nothing of a vote is told before its result.")
    text = "".join(f"{line}\n" for line in checking.listed(page))
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{page.slug}-recepisses.txt"'
    patch_cache_control(response, max_age=CACHE_SECONDS)
    return response


def _page(
    page: Any, request: HttpRequest, name: str, given: dict[str, Any], status: int = HTTPStatus.OK
) -> HttpResponse:
    values = {**page.get_context(request), **given}
    return TemplateResponse(request, f"civic_pages/{name}.html", values, status=status)
