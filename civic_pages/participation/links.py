"""Links that stand for their holder: the private page of a contribution, and its confirmation.

Signed, so that nobody can make one. A private link has no end of its own (the data it leads to has);
a confirmation link ends some hours after the last mail. Neither holds an address.
"""

from datetime import datetime
from typing import Any

from django.core import signing

from civic_pages.participation import front_end
from civic_pages.participation.models import Contribution


FOLLOW_SALT = "civic_pages.follow"
CONFIRM_SALT = "civic_pages.confirm"
FOLLOW_ROUTE = "suivi/"
CONFIRM_ROUTE = "confirmer/"
# Enough of a person's key to tell one mailbox from another.
MAILBOX_LENGTH = 16
UUID_LENGTH = 32


class LinkExpired(Exception):
    """The link was a true one, and is too old; ``contribution`` is the one it was made for."""

    def __init__(self, contribution: Contribution) -> None:
        super().__init__(contribution.reference)
        self.contribution = contribution


def follow_token(contribution: Contribution) -> str:
    """Return the token of a contribution's private page."""
    return _signed(contribution.uuid.hex, FOLLOW_SALT)


def follow_url(contribution: Contribution, page: Any) -> str:
    """Return the whole address of a contribution's private page.

    Beneath its campaign's, or where the site's other front end has it.
    """
    return _url(front_end.FOLLOW, FOLLOW_ROUTE, follow_token(contribution), page)


def confirm_url(contribution: Contribution, page: Any) -> str:
    """Return the whole address that confirms a contribution, for the mailbox it is sent to."""
    return _url(front_end.CONFIRM, CONFIRM_ROUTE, confirm_token(contribution), page)


def _url(purpose: str, route: str, token: str, page: Any) -> str:
    elsewhere = front_end.address(purpose, token, page)
    own = (page.get_full_url() or "").rstrip("/")
    return elsewhere or f"{own}/{route}{token}/"


def confirm_token(contribution: Contribution) -> str:
    """Return a token that confirms a contribution for the mailbox it is sent to, and no other."""
    return _signed(contribution.uuid.hex + _mailbox(contribution), CONFIRM_SALT)


def followed(token: str) -> Contribution | None:
    """Return the contribution of a private link; ``None`` where the token is not ours."""
    uuid = _content(token, UUID_LENGTH, FOLLOW_SALT)
    return _found(uuid) if uuid else None


def confirmed(token: str, *, now: datetime) -> Contribution | None:
    """Return the contribution of a confirmation link; ``None`` where the token is not ours.

    A link that was mailed to an address which has been corrected since is not ours any more.

    Raises:
        LinkExpired: nobody used it for ``CIVIC_PAGES["CONFIRMATION_HOURS"]``, counted from the
            last mail.
    """
    content = _content(token, UUID_LENGTH + MAILBOX_LENGTH, CONFIRM_SALT)
    found = _found(content[:UUID_LENGTH]) if content else None
    if found is None or content[UUID_LENGTH:] != _mailbox(found):
        return None
    awaited = getattr(found, "confirmation", None)
    if awaited is not None and awaited.expires_at <= now:
        raise LinkExpired(found)
    return found


def _mailbox(contribution: Contribution) -> str:
    contact = getattr(contribution, "contact", None)
    return (contact.person_key[:MAILBOX_LENGTH] if contact else "").ljust(MAILBOX_LENGTH, "0")


def _signed(content: str, salt: str) -> str:
    """Return a content with its signature, in the letters that Wagtail allows in an address."""
    return content + signing.Signer(salt=salt).signature(content)


def _content(token: str, length: int, salt: str) -> str:
    """Return the content of a token, of a known length; empty where we have not signed it."""
    try:
        return signing.Signer(salt=salt).unsign(f"{token[:length]}:{token[length:]}")
    except signing.BadSignature:
        return ""


def _found(uuid: str) -> Contribution | None:
    known = Contribution.objects.select_related(
        "campaign", "form_version", "contact", "confirmation", "exact_location"
    )
    return known.filter(uuid=uuid).first()
