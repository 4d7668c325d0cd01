"""Versions of a text: one for each publication with other clauses, kept for good."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.models import Page

from civic_pages.deliberation import clauses
from civic_pages.deliberation.clauses import Clause
from civic_pages.deliberation.models import TextVersion


@transaction.atomic
def record(page: Any, *, now: datetime) -> TextVersion | None:
    """Store the clauses of a text that is published, where they are others than before.

    Returns:
        The new version; ``None`` where nothing changed, or there is no clause yet.
    """
    rows = [clause.as_row() for clause in clauses.of_stream(page.clauses)]
    # Two editors who publish at once make one version each, and not two of one number.
    Page.objects.select_for_update().get(pk=page.pk)
    last = of(page).first()
    if not rows or (last is not None and last.clauses == rows):
        return None
    return TextVersion.objects.create(
        text_id=page.pk,
        number=last.number + 1 if last is not None else 1,
        clauses=rows,
        note=_new_note(page),
        published_at=now,
    )


def _new_note(page: Any) -> str:
    """Return what changed: a note that an earlier version has already was left from then."""
    note = str(page.version_note)
    return "" if of(page).filter(note=note).exists() else note


def of(page: Any) -> Any:
    """Return the versions of a text, newest first."""
    return TextVersion.objects.filter(text_id=page.pk).order_by("-number")


def last_with(clause_id: str, versions: Sequence[TextVersion]) -> tuple[TextVersion, Clause] | None:
    """Return the newest of some versions that has a clause, by its key or id, and the clause."""
    for version in sorted(versions, key=lambda version: -version.number):
        found = clauses.find(clauses.of_rows(version.clauses), clause_id)
        if found is not None:
            return version, found
    return None
