"""Who takes part: by account, by a confirmed address, or by browser, as the campaign asks.

A browser that has proved who it is keeps a signed cookie that names the participant, one for each
campaign; the cookie is set by an act of the person only, never by reading.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from civic_pages.participation import login
from civic_pages.participation.choices import Identity
from civic_pages.participation.keys import Keys
from civic_pages.participation.participants.models import Participant


COOKIE = "civic_participant_{campaign}"
SALT = "civic_pages.participant"
# Half a year: longer than a phase of discussion, shorter than the data is kept.
COOKIE_SECONDS = 180 * 24 * 3600


class LoginNeeded(PermissionDenied):
    """The campaign asks for an account, and nobody is logged in."""


@dataclass(frozen=True)
class Known:
    """Who takes part.

    Attributes:
        participant: stored already.
        is_proven: the request itself shows that it comes from them; otherwise what they do counts
            once they follow the link that is mailed to them.
    """

    participant: Participant
    is_proven: bool


def of_request(campaign: Any, request: HttpRequest) -> Participant | None:
    """Return the participant whom a request proves to be; ``None`` for whoever only reads."""
    identity = getattr(campaign, "identity", Identity.ANONYMOUS)
    if identity == Identity.ACCOUNT:
        user = login.author_of(campaign, getattr(request, "user", None))
        found = Participant.objects.filter(campaign_id=campaign.pk, user=user) if user else None
        return found.first() if found is not None else None
    return of_token(campaign, request.COOKIES.get(COOKIE.format(campaign=campaign.pk), ""))


def token_of(participant: Participant) -> str:
    """Return what a browser, or a client of the API, keeps to be known again."""
    return signing.Signer(salt=SALT).sign(participant.uuid.hex)


def holder(sent: str) -> Participant | None:
    """Return the participant whom a kept token names; ``None`` where we have not signed it."""
    try:
        uuid = signing.Signer(salt=SALT).unsign(sent) if sent else ""
    except signing.BadSignature:
        return None
    return Participant.objects.filter(uuid=uuid).first() if uuid else None


def suffices(participant: Participant, campaign: Any) -> bool:
    """Tell whether a participant is of a campaign, and as much is known of them as it asks for now.

    It may ask for more than it did when they were given their token.
    """
    identity = getattr(campaign, "identity", Identity.ANONYMOUS)
    if participant.campaign_id != campaign.pk or identity == Identity.ACCOUNT:
        return False
    return identity != Identity.EMAIL or participant.confirmed_at is not None


def of_token(campaign: Any, sent: str) -> Participant | None:
    """Return the participant whom a kept token proves to be, unless the campaign asks for more."""
    participant = holder(sent)
    return participant if participant is not None and suffices(participant, campaign) else None


def take(
    campaign: Any,
    request: HttpRequest,
    *,
    email: str = "",
    name: str = "",
    browser: str = "",
    now: datetime,
) -> Known:
    """Return who takes part, stored where they are new.

    Args:
        email: what was typed; needed where the campaign confirms addresses and the request does not
            show who it comes from.
        name: shown beside their words; kept where it is given.
        browser: what the page has made up for whoever reads it: two clicks of somebody new, whose
            browser keeps nothing yet, then come from one person.

    Raises:
        LoginNeeded: an account is asked for, and nobody is logged in.
        ValidationError: an address is needed, and none or none that is one was given.
    """
    known = of_request(campaign, request)
    if known is not None:
        return Known(_named(known, name), is_proven=True)
    identity = getattr(campaign, "identity", Identity.ANONYMOUS)
    if identity == Identity.ACCOUNT:
        user = login.author_of(campaign, getattr(request, "user", None))
        if user is None:
            raise LoginNeeded(_("Log in to take part in this campaign."))
        values = {"user": user, "email": user.email or "", "confirmed_at": now}
        key = Keys.of(campaign.pk).account(user.pk)
        return Known(_stored(campaign, key, values, name, now), is_proven=True)
    return _new(campaign, browser or secrets.token_hex(16), email, name, now)


def take_bare(
    campaign: Any, *, token: str, number: str, email: str = "", name: str = "", now: datetime
) -> Known:
    """Return who takes part through the API, which knows no cookies and no sessions.

    Args:
        token: as ``token_of`` gave it before; empty for somebody new.
        number: names somebody new, so that a request that is sent again is theirs.

    Raises:
        LoginNeeded: the campaign asks for an account.
        ValidationError: an address is needed, and none or none that is one was given.
    """
    if getattr(campaign, "identity", Identity.ANONYMOUS) == Identity.ACCOUNT:
        raise LoginNeeded(_("Log in to take part in this campaign."))
    known = of_token(campaign, token)
    if known is not None:
        return Known(_named(known, name), is_proven=True)
    return _new(campaign, number, email, name, now)


def _new(campaign: Any, number: str, email: str, name: str, now: datetime) -> Known:
    """Return somebody who is not known yet: by the address they say, or by a number."""
    keys = Keys.of(campaign.pk)
    if getattr(campaign, "identity", Identity.ANONYMOUS) == Identity.EMAIL:
        address = _address(email)
        values = {"email": address}
        return Known(_stored(campaign, keys.person(address), values, name, now), is_proven=False)
    return Known(_stored(campaign, keys.browser(number), {}, name, now), is_proven=True)


def remember(response: HttpResponse, participant: Participant, request: HttpRequest) -> None:
    """Have the browser keep who it is; where accounts are asked for, the session does."""
    if participant.user_id is not None:
        return
    response.set_cookie(
        COOKIE.format(campaign=participant.campaign_id),
        token_of(participant),
        max_age=COOKIE_SECONDS,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def _address(email: str) -> str:
    address = email.strip().lower()
    if not address:
        raise ValidationError(_("Give your e-mail address: a link confirms it."), code="email")
    validate_email(address)
    return address


def _stored(
    campaign: Any, key: str, values: dict[str, Any], name: str, now: datetime
) -> Participant:
    """Return the participant of a key; two requests at once make one (the database sees to it)."""
    participant, made = Participant.objects.get_or_create(
        campaign_id=campaign.pk,
        key=key,
        defaults={
            **values,
            "name": name.strip()[:60],
            "language": get_language() or "",
            "created_at": now,
        },
    )
    # A name typed without proof must not rename somebody else.
    return participant if made or "confirmed_at" not in values else _named(participant, name)


def _named(participant: Participant, name: str) -> Participant:
    wanted = name.strip()[:60]
    if wanted and wanted != participant.name:
        participant.name = wanted
        participant.save(update_fields=["name"])
    return participant
