"""Requests to campaign pages: reading, contributing, the list of contributions and each of them."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from civic_pages import conf
from civic_pages.campaigns.teasers import teasers
from civic_pages.participation import actions, providers, rate, tallies
from civic_pages.participation.filters import CampaignContributionFilter
from civic_pages.participation.forms import ContributionForm
from civic_pages.participation.models import Contribution, Status


PAGE_SIZE = 20
CACHE_SECONDS = 60
RECEIPT_SALT = "civic_pages.receipt"
RECEIPT_PARAMETER = "merci"
RECEIPT_SECONDS = 30 * 24 * 3600
Refusal = rate.TooMany | ValidationError | actions.ParticipationClosed


def now_of(request: HttpRequest) -> datetime:
    """Return the clock of a request: the real one, but for an editor's preview of another day."""
    return getattr(request, "civic_now", None) or timezone.now()


def campaign(page: Any, request: HttpRequest) -> HttpResponse:
    """Answer a request to the campaign itself."""
    is_preview = getattr(request, "is_preview", False)
    if request.method == "POST" and not is_preview:
        return _receive(page, request)
    if request.method not in {"GET", "HEAD", "POST"}:
        return HttpResponse(
            status=HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": "GET, HEAD, POST"}
        )
    if token := request.GET.get(RECEIPT_PARAMETER):
        return _receipt(page, request, token)
    return _cacheable(page, request, _render(page, request))


def _render(page: Any, request: HttpRequest, status: int = HTTPStatus.OK) -> TemplateResponse:
    return TemplateResponse(
        request, page.get_template(request), page.get_context(request), status=status
    )


def _cacheable(page: Any, request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let the answer be cached until the next date that changes it; never a form's token."""
    now = now_of(request)
    if page.allows("contribute", now=now) or getattr(request, "is_preview", False):
        patch_cache_control(response, private=True, no_cache=True)
        return response
    boundary = page.state(now).boundary
    seconds = CACHE_SECONDS
    if boundary is not None:
        seconds = max(0, min(seconds, int((boundary - now).total_seconds())))
    patch_cache_control(response, max_age=seconds)
    return response


def _receive(page: Any, request: HttpRequest) -> HttpResponse:
    """Take a posted contribution: 303 to its receipt, or the page again with what is wrong."""
    now = now_of(request)
    definition = next(
        (
            d
            for d in page.form_definitions()
            if d.form_id == request.POST.get(providers.FORM_PARAMETER)
        ),
        None,
    )
    if definition is None:
        raise Http404("This campaign has no such form.")
    form = providers.form_for(definition, page, request.POST)
    key = request.POST.get(providers.KEY_PARAMETER, "")
    if not form.is_valid() or not providers.is_key(key):
        if form.is_valid():
            form.add_error(None, _("Please send the form once more."))
        return _again(page, request, form)
    try:
        rate.check(page.pk, rate.client_network(request.META))
        submitted = actions.submit(
            form.submission(), campaign=page, key=actions.key_digest(key), now=now
        )
    except (rate.TooMany, ValidationError, actions.ParticipationClosed) as error:
        return _refused(page, request, form, error)
    token = signing.dumps(str(submitted.contribution.uuid), salt=RECEIPT_SALT)
    response = HttpResponseRedirect(f"{page.get_url(request)}?{RECEIPT_PARAMETER}={token}")
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def _refused(
    page: Any, request: HttpRequest, form: ContributionForm, error: Refusal
) -> HttpResponse:
    """Say on the page why a valid contribution was not taken."""
    if isinstance(error, rate.TooMany):
        form.add_error(None, _("Too many contributions come from your network. Try again later."))
        response = _again(page, request, form, HTTPStatus.TOO_MANY_REQUESTS)
        response["Retry-After"] = str(error.seconds)
        return response
    if isinstance(error, actions.ParticipationClosed):
        form.add_error(None, str(error))
        return _again(page, request, form, HTTPStatus.FORBIDDEN)
    form.add_error(None, error)
    return _again(page, request, form)


def _again(
    page: Any,
    request: HttpRequest,
    form: ContributionForm,
    status: int = HTTPStatus.UNPROCESSABLE_ENTITY,
) -> HttpResponse:
    """Show the page with the form as it was typed, and a new key for the next try."""
    request.civic_form = form  # type: ignore[attr-defined]
    response = _render(page, request, status)
    patch_cache_control(response, no_store=True, private=True)
    return response


@dataclass(frozen=True)
class Receipt:
    """What somebody who has just contributed is told."""

    reference: str
    status_label: str
    message: str
    email_sent: bool
    url: str = ""


def _receipt(page: Any, request: HttpRequest, token: str) -> HttpResponse:
    try:
        uuid = signing.loads(token, salt=RECEIPT_SALT, max_age=RECEIPT_SECONDS)
    except signing.BadSignature as error:
        raise Http404("This receipt is not valid any more.") from error
    contribution = (
        Contribution.objects.filter(uuid=uuid, campaign_id=page.pk)
        .select_related("contact")
        .first()
    )
    if contribution is None:
        raise Http404("This receipt is not valid any more.")
    published = contribution.status == Status.PUBLISHED
    shown = published and Contribution.objects.public().filter(pk=contribution.pk).exists()
    receipt = Receipt(
        reference=contribution.reference,
        status_label=contribution.get_status_display(),
        message=_("It is published.")
        if published
        else _("The city's team reads it before it is published."),
        email_sent=hasattr(contribution, "contact"),
        url=f"{page.contributions_url}{contribution.reference}/" if shown else "",
    )
    context = {**page.get_context(request), "receipt": receipt}
    response = TemplateResponse(request, "civic_pages/contribution_receipt.html", context)
    patch_cache_control(response, no_store=True, private=True)
    response["Referrer-Policy"] = "no-referrer"
    return response


def contribution_list(page: Any, request: HttpRequest) -> HttpResponse:
    """Show all public contributions of a campaign, filtered by the query string."""
    filtered = CampaignContributionFilter(
        request.GET,
        queryset=Contribution.objects.public().of(page).recent_first(),
        categories=providers.categories_of(page),
        sectors=[(key, name) for key, name, _shape in page.territory.sectors],
    )
    hidden = page.public_precision == "areas"
    paginator = Paginator(providers.card_rows(filtered.qs), PAGE_SIZE)
    if not filtered.form.has_changed():
        # The kept total: counting a whole campaign at every visit would grow with it.
        paginator.count = 0 if hidden else tallies.totals(page.pk)["all"]
    results = paginator.get_page(request.GET.get("page"))
    results.object_list = [providers.card(row, page) for row in results.object_list]
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        **page.get_context(request),
        "filter_form": filtered.form,
        "results": results,
        "page_numbers": paginator.get_elided_page_range(results.number, on_each_side=2),
        "ellipsis": paginator.ELLIPSIS,
        "total": paginator.count,
        "individual_hidden": hidden,
        "exports": [] if hidden else providers.export_links(page, query.urlencode()),
        "querystring": query.urlencode(),
    }
    response = TemplateResponse(request, "civic_pages/contribution_list.html", context)
    patch_cache_control(response, max_age=CACHE_SECONDS)
    return response


def contribution_detail(page: Any, request: HttpRequest, reference: str) -> HttpResponse:
    """Show one public contribution; anything else is not found."""
    contribution = (
        Contribution.objects.public()
        .of(page)
        .filter(reference=reference)
        .select_related("form_version")
        .first()
    )
    if contribution is None:
        raise Http404("No such contribution.")
    context = {
        **page.get_context(request),
        "card": providers.card_of(contribution, page),
        "answers": [
            {"label": label, "text": text}
            for label, text in contribution.answered(public_only=True)
        ],
        "back_url": page.contributions_url,
    }
    response = TemplateResponse(request, "civic_pages/contribution_detail.html", context)
    patch_cache_control(response, max_age=CACHE_SECONDS)
    return response


def campaign_context(page: Any, request: HttpRequest) -> dict[str, Any]:
    """Return what every template of a campaign is given beside ``page``."""
    now = now_of(request)
    return {
        "now": now,
        "state": page.state(now),
        "actions": page.civic_actions(now),
        "figures": providers.figures(page),
        "base_template": conf.get("BASE_TEMPLATE"),
    }


def index_context(page: Any, request: HttpRequest) -> dict[str, Any]:
    """Return what the portal's template is given beside ``page``."""
    now = now_of(request)
    return {"now": now, "campaigns": teasers(page, now), "base_template": conf.get("BASE_TEMPLATE")}
