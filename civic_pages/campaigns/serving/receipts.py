"""What somebody is shown who has just contributed."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from civic_pages.campaigns.serving import private
from civic_pages.campaigns.serving.rendering import address_of
from civic_pages.participation import group_names, own
from civic_pages.participation.models import Contribution, Status


RECEIPT_SALT = "civic_pages.receipt"
RECEIPT_PARAMETER = "merci"
RECEIPT_SECONDS = 30 * 24 * 3600


def redirect_to(page: Any, request: HttpRequest, contribution: Contribution) -> HttpResponse:
    """Return the redirect (303) to a contribution's receipt."""
    token = signing.dumps(str(contribution.uuid), salt=RECEIPT_SALT)
    address = address_of(page, request)
    joint = "&" if "?" in address else "?"
    response = HttpResponseRedirect(f"{address}{joint}{RECEIPT_PARAMETER}={token}")
    response.status_code = HTTPStatus.SEE_OTHER
    return response


@dataclass(frozen=True)
class Receipt:
    """What somebody who has just contributed is told.

    ``url`` is the public page, empty where there is none; ``private_url`` the one of their own.
    """

    reference: str
    message: str
    email_sent: bool
    unconfirmed: bool = False
    url: str = ""
    private_url: str = ""


def receipt(page: Any, request: HttpRequest, token: str) -> HttpResponse:
    context = {**page.get_context(request), **receipt_context(page, request, token)}
    response = TemplateResponse(request, "civic_pages/contribution_receipt.html", context)
    return private.sealed(response)


def receipt_context(page: Any, request: HttpRequest, token: str) -> dict[str, Any]:
    """Return what a receipt's template is given beside the page's own context.

    Raises:
        Http404: the token is none of this campaign's, or too old.
    """
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
    return {
        "receipt": _told(page, request, contribution),
        "again_route": private.AGAIN_ROUTE,
        "same_group": group_names.public_of_same_group(contribution),
    }


def _told(page: Any, request: HttpRequest, contribution: Contribution) -> Receipt:
    standing = own.standing(contribution, page)
    unconfirmed = contribution.status == Status.UNCONFIRMED
    return Receipt(
        reference=contribution.reference,
        message=str(standing.words),
        email_sent=hasattr(contribution, "contact") and not unconfirmed,
        unconfirmed=unconfirmed,
        url=standing.url,
        private_url=request.build_absolute_uri(private.follow_url(page, request, contribution)),
    )
