"""The link that confirms one act of one participant; mailed to their address."""

from typing import Any

from django.core import signing

from civic_pages.participation import front_end
from civic_pages.participation.participants.acts import Act, known
from civic_pages.participation.participants.models import Participant


SALT = "civic_pages.act"
ROUTE = "participation/"
UUID_LENGTH = 32


def token(participant: Participant, kind: str, pk: int) -> str:
    """Return what stands in the link: whose act, of which kind, and its signature."""
    content = f"{participant.uuid.hex}{kind}-{pk}"
    return f"{content}-{signing.Signer(salt=SALT).signature(content)}"


def url(participant: Participant, kind: str, pk: int, *, campaign: Any) -> str:
    """Return the whole address, beneath the campaign's page or in the site's other front end."""
    text = token(participant, kind, pk)
    own = (campaign.get_full_url() or "").rstrip("/")
    return front_end.address(front_end.ACT, text, campaign) or f"{own}/{ROUTE}{text}/"


def read(text: str) -> tuple[Participant, Act, int] | None:
    """Return participant, kind and primary key; ``None`` where we have not signed it."""
    # The signature itself may hold hyphens: the first two are ours.
    first, _hyphen, rest = text.partition("-")
    pk, _second, signature = rest.partition("-")
    content = f"{first}-{pk}"
    try:
        signing.Signer(salt=SALT).unsign(f"{content}:{signature}")
    except signing.BadSignature:
        return None
    act = known(first[UUID_LENGTH:])
    participant = Participant.objects.filter(uuid=first[:UUID_LENGTH]).first()
    if act is None or participant is None:
        return None
    return participant, act, int(pk)
