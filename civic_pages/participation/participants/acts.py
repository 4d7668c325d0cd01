"""What a participant did that waits for a confirmed address, each kind under its name.

A package registers its kinds when the app is ready::

    acts.register(Act("comment", describe=…, confirm=…, url=…))
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from civic_pages.participation.participants.models import Participant


@dataclass(frozen=True)
class Act:
    """One kind of act.

    Attributes:
        kind: unique, short letters only: it stands in links.
        describe: returns what was done, in words of the page's language, by primary key and
            participant; empty where it is gone or somebody else's.
        confirm: makes it count; called once or often, in one transaction.
        url: where to go on afterwards, by primary key.
    """

    kind: str
    describe: Callable[[int, Any], str]
    confirm: Callable[[int, datetime], None]
    url: Callable[[int], str]


_registered: dict[str, Act] = {}


def register(act: Act) -> None:
    """Add a kind of act.

    Raises:
        ImproperlyConfigured: another one has its name.
    """
    if _registered.get(act.kind, act) != act:
        raise ImproperlyConfigured(f"Two acts are named {act.kind!r}.")
    _registered[act.kind] = act


@transaction.atomic
def confirm(act: Act, pk: int, participant: Participant, *, now: datetime) -> None:
    """Make an act count whose link its participant has used, and take their mailbox as theirs."""
    if participant.confirmed_at is None:
        participant.confirmed_at = now
        participant.save(update_fields=["confirmed_at"])
    act.confirm(pk, now)


def known(kind: str) -> Act | None:
    """Return a kind of act by its name."""
    return _registered.get(kind)
