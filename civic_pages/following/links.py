"""Links for those who follow: confirm, manage, stop. Signed; none holds an address.

They lead beneath wherever the host includes ``civic_pages.following.urls``.
"""

from typing import Any

from django.core import signing
from django.urls import NoReverseMatch, reverse

from civic_pages.following.models import Pace, Subscription
from civic_pages.participation import front_end


CONFIRM, MANAGE, STOP = "confirm", "manage", "stop"
_ELSEWHERE = {
    CONFIRM: front_end.SUBSCRIBE,
    MANAGE: front_end.SUBSCRIPTIONS,
    STOP: front_end.UNSUBSCRIBE,
}


def _signer(purpose: str) -> signing.Signer:
    return signing.Signer(salt=f"civic_pages.following.{purpose}")


def token(subscription: Subscription, purpose: str) -> str:
    """Return what stands in a link; of one purpose, and no other."""
    return _signer(purpose).sign(subscription.uuid.hex)


def confirm_token(subscription: Subscription, pace: str) -> str:
    """Return the token that confirms a subscription, at the pace that was asked for with it."""
    return _signer(CONFIRM).sign(f"{subscription.uuid.hex}-{pace}")


def signed(text: str, purpose: str) -> str:
    """Return what was signed for a purpose; empty where it is not ours."""
    try:
        return _signer(purpose).unsign(text)
    except signing.BadSignature:
        return ""


def found(text: str, purpose: str) -> Subscription | None:
    """Return the subscription of a token; ``None``: not ours, or gone."""
    uuid = signed(text, purpose)
    known = Subscription.objects.select_related("campaign")
    return known.filter(uuid=uuid).first() if uuid else None


def to_confirm(text: str) -> tuple[Subscription, str] | None:
    """Return the subscription of a confirmation link, and its pace; ``None`` where it is gone."""
    uuid, _hyphen, pace = signed(text, CONFIRM).partition("-")
    subscription = Subscription.objects.filter(uuid=uuid).first() if uuid else None
    return (subscription, pace) if subscription and pace in Pace.values else None


def path(name: str, *args: Any) -> str:
    """Return a path of ours; empty where the host has not included our addresses."""
    try:
        return reverse(f"civic_following:{name}", args=args)
    except NoReverseMatch:
        return ""


def is_offered(campaign: Any) -> bool:
    """Tell whether a link that is mailed leads anywhere: to our pages, or another front end's."""
    return bool(path(CONFIRM, "x") or front_end.template(front_end.SUBSCRIBE, campaign))


def mailed(campaign: Any, name: str, text: str) -> str:
    """Return the whole address of a link in a mail: our page, or that of another front end."""
    return front_end.address(_ELSEWHERE[name], text, campaign) or url(campaign, name, text)


def url(campaign: Any, name: str, *args: Any) -> str:
    """Return a whole address on the site of a campaign."""
    site = campaign.get_site()
    return f"{site.root_url if site else ''}{path(name, *args)}"
