"""What is done with citations: cite, take back, move what a statement that is gone has left."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from civic_pages.participation.models import Contribution
from civic_pages.synthesis import access
from civic_pages.synthesis.records import Citation, CommitmentStep
from civic_pages.synthesis.statements import statement_ids


# Rows of one INSERT; and numbers of one IN, which SQLite limits.
BATCH = 500


def draft_of(page: Any) -> Any:
    """Return a synthesis as its editors see it: with what is not published yet."""
    return page.get_latest_revision_as_object()


def known_statement(page: Any, statement: str) -> str:
    """Return the id of a statement that stands in the newest draft or in what is published.

    Raises:
        ValidationError: there is no such statement.
    """
    if not statement or statement not in {*statement_ids(draft_of(page)), *statement_ids(page)}:
        raise ValidationError(_("This statement is no longer in the synthesis."), code="statement")
    return statement


@transaction.atomic
def cite(page: Any, statement: str, keys: Iterable[int], *, by: Any, now: datetime) -> int:
    """Rest a statement on contributions; returns how many it did not rest on before.

    Args:
        keys: primary keys; what is not public, or of another campaign, is passed over.

    Raises:
        PermissionDenied: ``by`` may not edit the synthesis, or not see contributions.
        ValidationError: there is no such statement.
    """
    access.require_edit(page, by)
    known_statement(page, statement)
    public = Contribution.objects.public().of(page.campaign).order_by()
    added = 0
    for batch in _batches(keys):
        cited = Citation.objects.of(page, [statement]).filter(contribution__in=batch)
        fresh = set(public.filter(pk__in=batch).values_list("pk", flat=True))
        fresh -= set(cited.values_list("contribution_id", flat=True))
        rows = [
            Citation(
                synthesis_id=page.pk,
                statement=statement,
                contribution_id=pk,
                created_by=by,
                created_at=now,
            )
            for pk in sorted(fresh)
        ]
        Citation.objects.bulk_create(rows, ignore_conflicts=True)
        added += len(rows)
    _log(page, "cite", by, added)
    return added


@transaction.atomic
def uncite(page: Any, statement: str, keys: Iterable[int] | None = None, *, by: Any) -> int:
    """Let a statement rest on contributions no more; returns how many.

    Args:
        statement: may be one that the body no longer holds.
        keys: primary keys of contributions; all of the statement's where not given.
    """
    access.require_edit(page, by)
    theirs = Citation.objects.of(page, [statement])
    if keys is None:
        removed = theirs.delete()[0]
    else:
        removed = sum(theirs.filter(contribution__in=b).delete()[0] for b in _batches(keys))
    _log(page, "uncite", by, removed)
    return removed


@transaction.atomic
def move(page: Any, source: str, target: str, *, by: Any) -> int:
    """Give a statement the citations of another; of one that is gone, its steps too.

    What both cite is cited once. Returns how many citations the target gained.

    Raises:
        ValidationError: the target is no statement of the synthesis, or is the source itself.
    """
    access.require_edit(page, by)
    known_statement(page, target)
    if source == target:
        raise ValidationError(_("Choose another statement."), code="same")
    there = Citation.objects.of(page, [target]).values("contribution_id")
    theirs = Citation.objects.of(page, [source])
    gained: int = theirs.exclude(contribution__in=there).update(statement=target)
    theirs.delete()
    if source not in statement_ids(draft_of(page)):
        steps = CommitmentStep.objects.filter(synthesis_id=page.pk, commitment=source)
        steps.update(commitment=target)
    _log(page, "move", by, gained)
    return gained


def _batches(keys: Iterable[int]) -> Iterable[list[int]]:
    known = sorted(set(keys))
    return (known[first : first + BATCH] for first in range(0, len(known), BATCH))


def _log(page: Any, verb: str, by: Any, count: int) -> None:
    if count:
        log(instance=page, action=f"civic.synthesis.{verb}", user=by, data={"count": count})
