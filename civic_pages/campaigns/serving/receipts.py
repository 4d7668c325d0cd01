"""What somebody is shown who has just contributed."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from civic_pages.participation import group_names
from civic_pages.participation.models import Contribution, Status


RECEIPT_SALT = "civic_pages.receipt"
RECEIPT_PARAMETER = "merci"
RECEIPT_SECONDS = 30 * 24 * 3600


def redirect_to(page: Any, request: HttpRequest, contribution: Contribution) -> HttpResponse:
    """Return the redirect (303) to a contribution's receipt."""
    token = signing.dumps(str(contribution.uuid), salt=RECEIPT_SALT)
    response = HttpResponseRedirect(f"{page.get_url(request)}?{RECEIPT_PARAMETER}={token}")
    response.status_code = HTTPStatus.SEE_OTHER
    return response


@dataclass(frozen=True)
class Receipt:
    """What somebody who has just contributed is told."""

    reference: str
    status_label: str
    message: str
    email_sent: bool
    url: str = ""


def receipt(page: Any, request: HttpRequest, token: str) -> HttpResponse:
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
    told = Receipt(
        reference=contribution.reference,
        status_label=contribution.get_status_display(),
        message=_("It is published.")
        if published
        else _("The city's team reads it before it is published."),
        email_sent=hasattr(contribution, "contact"),
        url=f"{page.contributions_url}{contribution.reference}/" if shown else "",
    )
    context = {
        **page.get_context(request),
        "receipt": told,
        "same_group": group_names.public_of_same_group(contribution),
    }
    response = TemplateResponse(request, "civic_pages/contribution_receipt.html", context)
    patch_cache_control(response, no_store=True, private=True)
    response["Referrer-Policy"] = "no-referrer"
    return response
