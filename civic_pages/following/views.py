"""Pages of those who follow: the form, the link that confirms, what one follows, and the end of it."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from civic_pages.campaigns.serving.contexts import now_of
from civic_pages.campaigns.serving.private import sealed, see_other
from civic_pages.following import actions, links, showing, targets
from civic_pages.following.forms import FollowForm
from civic_pages.following.models import Pace, Subscription
from civic_pages.participation import link_limit, rate
from civic_pages.participation.abuse import gate
from civic_pages.participation.abuse import showing as asking
from civic_pages.participation.actions import key_digest


ALL = "all"
# What the address of one's page ends with where everything is about to be stopped.
ASKS_ALL = "?arreter=tout"
# What the page says after a change, by what its address ends with.
DONE = {
    "rythme": gettext_lazy("It is noted: we write to you as often as you chose."),
    "arret": gettext_lazy("It is done: you do not follow it any more."),
}
View = Callable[..., HttpResponse]


def _render(
    request: HttpRequest,
    page: Any,
    name: str,
    context: dict[str, Any],
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    context = {**page.get_context(request), **context}
    template = f"civic_pages/following/{name}.html"
    return sealed(TemplateResponse(request, template, context, status=status))


def _campaign(request: HttpRequest, pk: int) -> Any:
    """Return a public campaign, and speak its language."""
    found = targets.public_campaign(pk)
    if found is None:
        raise Http404("No such campaign.")
    found.speak(request)
    return found


# Whoever sends it is nobody yet, and has no session that could be abused: the mailbox decides. So the
# form may stand on pages that caches keep, which hold no token.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form, or have the mailbox asked: 303 to one and the same answer, 422 with what is wrong."""
    page = _campaign(request, pk)
    data = request.POST if request.method == "POST" else request.GET
    key = data.get(showing.PARAMETER, "")
    target = targets.find(page, key) if key else targets.of_campaign(page)
    if target is None:
        raise Http404("Nothing to follow.")
    if request.method != "POST":
        return _form(request, target, None)
    form = FollowForm(request.POST)
    if not form.is_valid():
        return _form(request, target, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _take(request, target, form)


def _take(request: HttpRequest, target: targets.Target, form: FollowForm) -> HttpResponse:
    now = now_of(request)
    page = target.campaign
    sender = gate.Sender.of_form(request.POST, request.META)
    key = key_digest(request.POST.get(showing.KEY_PARAMETER, ""))
    try:
        gate.admit(page.pk, key=key, sender=sender, now=now)
    except gate.ChallengeNeeded as error:
        if sender.answered != gate.NOTHING:
            asking.refuse(request, error)
        return _form(request, target, form, HTTPStatus.UNPROCESSABLE_ENTITY, is_step=True)
    except rate.TooMany as error:
        form.add_error(None, _("Too many requests come from your network. Try again later."))
        response = _form(request, target, form, HTTPStatus.TOO_MANY_REQUESTS)
        response["Retry-After"] = str(error.seconds)
        return response
    actions.follow(
        target, email=form.cleaned_data["email"], pace=form.cleaned_data["pace"], now=now
    )
    return see_other(links.path("thanks", page.pk))


def _form(
    request: HttpRequest,
    target: targets.Target,
    form: FollowForm | None,
    status: int = HTTPStatus.OK,
    *,
    is_step: bool = False,
) -> HttpResponse:
    """Show the form alone; ``is_step``: all is right but the challenge, which other pages lack."""
    box = showing.box(target, request, now=now_of(request), form=form)
    return _render(request, target.campaign, "form", {"box": box, "is_step": is_step}, status)


@require_safe
def thanks(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a mail comes, to everybody alike."""
    return _render(request, _campaign(request, pk), "thanks", {})


def guarded(view: View) -> View:
    """Slow down whoever tries links that are none; such a link is answered "not found"."""

    @wraps(view)
    def answer(request: HttpRequest, token: str) -> HttpResponse:
        try:
            return view(request, token)
        except Http404:
            try:
                link_limit.note_wrong(rate.client_network(request.META))
            except rate.TooMany as error:
                status = HTTPStatus.TOO_MANY_REQUESTS
                return HttpResponse(status=status, headers={"Retry-After": str(error.seconds)})
            raise

    return answer


def _own(token: str, purpose: str) -> Subscription | None:
    """Return the subscription of a link; ``None`` where it was ended since.

    Raises:
        Http404: the link is not ours.
    """
    if not links.signed(token, purpose):
        raise Http404("No such link.")
    return links.found(token, purpose)


def _page_of(request: HttpRequest, subscription: Subscription) -> Any:
    """Return the campaign of a subscription, and speak its language."""
    page = subscription.campaign.specific
    page.speak(request)
    return page


@require_http_methods(["GET", "HEAD", "POST"])
@guarded
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for one click (programs that read mail follow links too), then begin."""
    if not links.signed(token, links.CONFIRM):
        raise Http404("No such link.")
    now = now_of(request)
    known = links.to_confirm(token)
    if known is None or actions.is_expired(known[0], now=now):
        return _gone(request)
    subscription, pace = known
    if request.method == "POST":
        actions.confirm(subscription, pace=pace, now=now)
        own = links.token(subscription, links.MANAGE)
        return see_other(f"{links.path(links.MANAGE, own)}?merci=1")
    page = _page_of(request, subscription)
    target = targets.find(page, subscription.target)
    context = {"followed": target.title if target else page.title, "pace": Pace(pace).label}
    return _render(request, page, "confirm", context)


@require_http_methods(["GET", "HEAD", "POST"])
@guarded
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """Show all that the mailbox follows; change the pace of one, or stop one or, once asked, all."""
    subscription = _own(token, links.MANAGE)
    if subscription is None:
        return _gone(request)
    if request.method == "POST":
        return _change(request, subscription)
    context = {
        "subscriptions": [showing.row(row) for row in actions.of_mailbox(subscription)],
        "own": links.path(links.MANAGE, links.token(subscription, links.MANAGE)),
        "all_url": ASKS_ALL,
        "paces": Pace.choices,
        "is_new": "merci" in request.GET,
        "done": DONE.get(request.GET.get("fait", ""), ""),
        "all": ALL,
    }
    name = "stop_all" if request.GET.get("arreter") == "tout" else "manage"
    return _render(request, _page_of(request, subscription), name, context)


def _change(request: HttpRequest, subscription: Subscription) -> HttpResponse:
    own = links.path(links.MANAGE, links.token(subscription, links.MANAGE))
    stopped = request.POST.get("stop", "")
    if stopped == ALL:
        return _stop_all(request, subscription, own)
    mailbox = actions.of_mailbox(subscription)
    try:
        row = mailbox.filter(uuid=stopped or request.POST.get("subscription", "")).first()
    except ValidationError:
        row = None
    pace = request.POST.get("pace", "")
    if row is None or not (stopped or pace in Pace.values):
        return see_other(own)
    if not stopped:
        actions.change_pace(row, pace=pace)
        return see_other(f"{own}?fait=rythme")
    left = mailbox.exclude(pk=row.pk).first()
    page = _page_of(request, subscription)
    uuid = row.uuid
    actions.stop(row)
    if uuid != subscription.uuid and left is not None:
        return see_other(f"{own}?fait=arret")
    if left is not None:
        other = links.path(links.MANAGE, links.token(left, links.MANAGE))
        return see_other(f"{other}?fait=arret")
    return _render(request, page, "stopped", {})


def _stop_all(request: HttpRequest, subscription: Subscription, own: str) -> HttpResponse:
    if not request.POST.get("sure"):
        return see_other(f"{own}{ASKS_ALL}")
    page = _page_of(request, subscription)
    actions.stop_all(subscription)
    return _render(request, page, "stopped", {})


# RFC 8058: a mail program posts here by itself, without cookies.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@guarded
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether it is meant (GET); end the subscription (POST), once or often."""
    subscription = _own(token, links.STOP)
    if subscription is None:
        return _gone(request)
    page = _page_of(request, subscription)
    if request.method == "POST":
        actions.stop(subscription)
        return _render(request, page, "stopped", {})
    manage_url = links.path(links.MANAGE, links.token(subscription, links.MANAGE))
    target = targets.find(page, subscription.target)
    context = {"followed": target.title if target else page.title, "manage_url": manage_url}
    return _render(request, page, "stop", context)


def _gone(request: HttpRequest) -> HttpResponse:
    """Say that there is nothing to confirm, manage or stop any more."""
    return sealed(TemplateResponse(request, "civic_pages/following/gone.html", showing.bare()))
