"""The outcome each contribution stands at, kept on it: counted, filtered and indexed like a category.

An answer becomes public with no job to make it so. Until it is settled, who filters by outcome reads
the answers themselves (:func:`official.with_outcome`); ``manage.py civic_send`` settles what is due.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from civic_pages.participation import official
from civic_pages.participation.models import Contribution, OfficialAnswer, Status
from civic_pages.participation.tallies import Shifts


# Contributions that are locked at once: who moderates them waits no longer than a moment.
LOT = 500


def settle(answers: Iterable[OfficialAnswer], *, now: datetime) -> None:
    """Keep what answers come to on their contributions; in the transaction that locks or writes them."""
    rows = list(answers)
    # Written by its column alone: whoever settles knows nothing else of an answer.
    for is_public in (True, False):
        same = [row.pk for row in rows if official.is_public(row, now=now) == is_public]
        OfficialAnswer.objects.filter(pk__in=same).update(settled=is_public)
    links = OfficialAnswer.contributions.through.objects.filter(officialanswer__in=rows)
    _keep(sorted(set(links.values_list("contribution_id", flat=True))))


def settle_due(*, now: datetime) -> int:
    """Settle the answers that became public since they were written; returns how many.

    Safe to run often, and twice at once.
    """
    done = 0
    while pks := _settle_some(now=now):
        done += pks
    return done


@transaction.atomic
def _settle_some(*, now: datetime) -> int:
    due = OfficialAnswer.objects.filter(official.unsettled(now)).order_by("pk")
    rows = list(due.select_for_update(skip_locked=True)[:LOT])
    settle(rows, now=now)
    return len(rows)


def rebuild(campaign_id: int | None = None, *, now: datetime) -> None:
    """Keep the outcomes of one campaign or all anew, whatever is kept now."""
    scope = {} if campaign_id is None else {"campaign_id": campaign_id}
    with transaction.atomic():
        answers = OfficialAnswer.objects.filter(**scope).order_by("pk")
        settle(answers.select_for_update(), now=now)
        said = Contribution.objects.filter(**scope).exclude(outcome=0).order_by("pk")
        _keep(list(said.values_list("pk", flat=True)))


def differences(campaign_id: int | None = None) -> list[str]:
    """Return a line for every contribution that holds another outcome than settled answers give."""
    scope = {} if campaign_id is None else {"campaign_id": campaign_id}
    given = official.giving(settled=True, **scope)
    real = dict(given.values_list("contribution_id", "officialanswer__outcome_id"))
    said = Contribution.objects.filter(**scope).exclude(outcome=0)
    kept = dict(said.values_list("pk", "outcome"))
    return [
        f"contribution {pk}: kept outcome {kept.get(pk, 0)}, answered {real.get(pk, 0)}"
        for pk in sorted(kept.keys() | real.keys())
        if kept.get(pk) != real.get(pk)
    ]


def _keep(contributions: list[int]) -> None:
    shifts = Shifts()
    for start in range(0, len(contributions), LOT):
        _keep_lot(contributions[start : start + LOT], shifts)
    shifts.write()


def _keep_lot(contributions: list[int], shifts: Shifts) -> None:
    # Locked first, read afterwards: of two answers at once the second sees the first.
    locked = Contribution.objects.select_for_update(of=("self",)).filter(pk__in=contributions)
    rows = list(locked.order_by("pk"))
    given = _given(rows)
    changed: dict[int, list[int]] = {}
    for row in rows:
        outcome = given.get(row.pk, 0)
        if outcome == row.outcome:
            continue
        changed.setdefault(outcome, []).append(row.pk)
        if row.status == Status.PUBLISHED:
            shifts.add(row, -1)
            row.outcome = outcome
            shifts.add(row, 1)
    for outcome, pks in changed.items():
        Contribution.objects.filter(pk__in=pks).update(outcome=outcome)


def _given(rows: Iterable[Contribution]) -> dict[int, int]:
    """Return the outcome of contributions by the settled answers, by primary key; one query.

    What is due but not settled is left to whoever settles it, so that what is kept has one meaning.
    """
    given = official.giving(settled=True).filter(contribution__in=[row.pk for row in rows])
    return dict(given.values_list("contribution_id", "officialanswer__outcome_id"))
