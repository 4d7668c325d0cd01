"""A person's right to have a copy of their data, and to have it erased (GDPR, articles 15 and 17)."""

import io
import zipfile
from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from civic_pages.participation import policy
from civic_pages.participation.actions.transitions import tell, transition
from civic_pages.participation.models import Contribution, Status
from civic_pages.participation.privacy import ledger
from civic_pages.participation.privacy.base import Person, erasers
from civic_pages.participation.signals import contribution_erased, contribution_withdrawn


# What is left of a contribution whose author wants it gone: its reference, for the city's records.
BLANK: dict[str, Any] = {
    "answers": {},
    "title": "",
    "excerpt": "",
    "search_text": "",
    "category": "",
    "group_name": "",
    "group_type": "",
    "held": "",
    "represented": None,
    "latitude": None,
    "longitude": None,
    "cell_key": None,
    "shape": None,
    "sector": "",
    "external_id": "",
}


def export_person(who: Person, *, by: Any) -> bytes:
    """Return all that is held of a person as a ZIP archive; the reading is logged.

    Raises:
        PermissionDenied: ``by`` is not in charge of personal data.
    """
    policy.require(by, policy.ERASE)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for eraser in erasers():
            for file in eraser.export(who):
                archive.writestr(file.name, file.content)
    _log(who, "civic.contribution.export_person", by)
    return buffer.getvalue()


@transaction.atomic
def erase_person(who: Person, *, by: Any, now: datetime, words: bool) -> int:
    """Erase what is held of a person in every store; returns how many rows that concerned.

    Args:
        words: the contributions too are withdrawn and blanked; else they stay, with nothing that
            leads to their author.

    Raises:
        PermissionDenied: ``by`` is not in charge of personal data.
    """
    policy.require(by, policy.ERASE)
    ledger.note(who, words=words, now=now)
    return _erase(who, by=by, now=now, words=words)


@transaction.atomic
def erase_again(who: Person, *, now: datetime, words: bool) -> int:
    """Erase what a restored backup brought back; the ledger has it already."""
    return _erase(who, by=None, now=now, words=words)


def _erase(who: Person, *, by: Any, now: datetime, words: bool) -> int:
    if words:
        for contribution in Contribution.objects.filter(pk__in=who.contributions):
            _blank(contribution, by=by, now=now)
    erased = sum(eraser.erase(who) for eraser in erasers())
    _log(who, "civic.contribution.erase_person", by)
    return erased


def _blank(contribution: Contribution, *, by: Any, now: datetime) -> None:
    # Told first, so that whoever listens still sees whether it was public.
    tell(contribution_erased, contribution, now=now)
    if contribution.status != Status.WITHDRAWN:
        transition(contribution, Status.WITHDRAWN, by=by, now=now, told=contribution_withdrawn)
    Contribution.objects.filter(pk=contribution.pk).update(**BLANK)
    # Those told on commit must not be handed the words that are gone.
    contribution.refresh_from_db()


def _log(who: Person, action: str, by: Any) -> None:
    """Write in each contribution's history that it was done, never whose it was."""
    for contribution in Contribution.objects.filter(pk__in=who.contributions):
        log(instance=contribution, action=action, user=by)
