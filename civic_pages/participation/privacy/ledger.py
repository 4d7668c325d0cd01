"""What was erased of whom, told outside of the database: a restored backup would bring it back.

One line of JSON for each erasure goes to the logger ``civic_pages.erasures``. It names nobody: the
references of contributions, and of an address only what proves it (HMAC with ``SECRET_KEY``).
``manage.py civic_erase_again`` reads the lines after a restore.
"""

import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.utils.crypto import salted_hmac
from django.utils.dateparse import parse_datetime

from civic_pages.participation.models import Contribution
from civic_pages.participation.privacy.base import Person


logger = logging.getLogger("civic_pages.erasures")


@dataclass(frozen=True)
class Erasure:
    """One line: when, whose, and whether their words went too.

    ``address`` is the digest of an e-mail address in lower case; empty where none was known.
    """

    at: datetime
    references: tuple[str, ...]
    address: str
    words: bool


def note(who: Person, *, words: bool, now: datetime) -> None:
    """Write a line once the transaction is committed; call it before anything is erased."""
    mine = Contribution.objects.filter(pk__in=who.contributions).order_by("pk")
    line = {
        "at": now.isoformat(),
        "references": list(mine.values_list("reference", flat=True)),
        "address": digest(who.email) if who.email else "",
        "words": words,
    }
    transaction.on_commit(lambda: logger.info(json.dumps(line)))


def digest(email: str, secret: str | None = None) -> str:
    """Return what proves an address without telling it: 64 hexadecimal digits."""
    made = salted_hmac("civic_pages.erasures", email.lower(), secret=secret, algorithm="sha256")
    return made.hexdigest()


def read(lines: Iterable[str]) -> Iterator[Erasure]:
    """Yield the erasures of a ledger; what comes before a line's first brace, a journal's, is skipped.

    Raises:
        ValueError: a line is none of ours.
    """
    for line in lines:
        if not line.strip():
            continue
        data = json.loads(line[max(line.find("{"), 0) :])
        at = parse_datetime(data["at"])
        if at is None:
            raise ValueError(line)
        yield Erasure(at, tuple(data["references"]), data["address"], bool(data["words"]))


def addresses() -> dict[str, str]:
    """Return every address that our tables hold, by its digest under each key in use."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return {digest(email, secret): email for email in _emails() for secret in secrets}


def _emails() -> set[str]:
    found: set[str] = set()
    for model in apps.get_app_config("civic_pages").get_models():
        for field in model._meta.get_fields():  # noqa: SLF001 - Django documents it
            if isinstance(field, models.EmailField):
                rows: Any = model._default_manager.exclude(  # noqa: SLF001 - Django documents it
                    **{field.name: ""}
                )
                found |= {
                    email.lower() for email in rows.values_list(field.name, flat=True) if email
                }
    return found


def person(erasure: Erasure, known: dict[str, str]) -> Person | None:
    """Return whom an erasure was about, as far as they are here again; ``None``: they are not.

    Args:
        known: ``addresses()``.
    """
    email = known.get(erasure.address, "")
    mine = models.Q(reference__in=erasure.references)
    if email:
        mine |= models.Q(contact__email__iexact=email)
    found = Contribution.objects.filter(mine, created_at__lte=erasure.at).order_by(
        "created_at", "pk"
    )
    keys = tuple(found.values_list("pk", flat=True))
    return Person(email, keys) if email or keys else None
