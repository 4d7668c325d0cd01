"""Links that stand for their holder: the private page of a contribution, and its confirmation.

Signed, so that nobody can make one; a private link has no end of its own (the data it leads to has),
a confirmation link has. Neither holds an address.
"""

from datetime import timedelta

from django.core import signing

from civic_pages import conf
from civic_pages.participation.models import Contribution


FOLLOW_SALT = "civic_pages.follow"
CONFIRM_SALT = "civic_pages.confirm"
FOLLOW_ROUTE = "suivi/"
CONFIRM_ROUTE = "confirmer/"


class LinkExpired(Exception):
    """The link was a true one, and is too old."""


def follow_token(contribution: Contribution) -> str:
    """Return the token of a contribution's private page."""
    return signing.dumps(contribution.uuid.hex, salt=FOLLOW_SALT)


def confirm_token(contribution: Contribution) -> str:
    """Return a token that confirms a contribution, for ``CIVIC_PAGES["CONFIRMATION_HOURS"]``."""
    return signing.dumps(contribution.uuid.hex, salt=CONFIRM_SALT)


def followed(token: str) -> Contribution | None:
    """Return the contribution of a private link; ``None`` where the token is not ours."""
    try:
        return _found(signing.loads(token, salt=FOLLOW_SALT))
    except signing.BadSignature:
        return None


def confirmed(token: str) -> Contribution | None:
    """Return the contribution of a confirmation link; ``None`` where the token is not ours.

    Raises:
        LinkExpired: it was made longer ago than a link lasts.
    """
    lasts = timedelta(hours=conf.get("CONFIRMATION_HOURS"))
    try:
        return _found(signing.loads(token, salt=CONFIRM_SALT, max_age=lasts))
    except signing.SignatureExpired as error:
        raise LinkExpired from error
    except signing.BadSignature:
        return None


def _found(uuid: str) -> Contribution | None:
    return (
        Contribution.objects.select_related("campaign", "form_version").filter(uuid=uuid).first()
    )
