"""The kept index: which stems stand in which contribution of a campaign.

It is written in the transaction that writes the contribution, by a receiver of its ``post_save``
and, for rows that are made in bulk, by :func:`index_many`. What reads it always goes back to the
contributions themselves: an index that lags behind can hide something, never show it.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from civic_pages.participation.models import Contribution, ContributionTerm, Precision, Status
from civic_pages.participation.similar import terms


INDEXED = frozenset({Status.PENDING, Status.PUBLISHED})
# Columns whose change makes the stems of a contribution others.
WORDS = frozenset({"title", "answers", "form_version", "form_version_id", "language"})
RULES = frozenset({"status", "precision", "campaign", "campaign_id"})
LOT = 500


def is_indexed(contribution: Contribution) -> bool:
    """Tell whether a contribution can be close to another: active, and not of a home."""
    return contribution.status in INDEXED and contribution.precision != Precision.AREAS


def rows_of(contribution: Contribution) -> list[ContributionTerm]:
    """Return the unsaved rows of a contribution."""
    text = terms.text_of(contribution)
    return [
        ContributionTerm(
            contribution_id=contribution.pk,
            campaign_id=contribution.campaign_id,
            term=term,
            weight=weight,
            published=contribution.status == Status.PUBLISHED,
        )
        for term, weight in terms.weights(text, language=contribution.language).items()
    ]


def index_many(contributions: Iterable[Contribution]) -> None:
    """Write the stems of contributions that have none yet."""
    rows = [row for each in contributions if is_indexed(each) for row in rows_of(each)]
    # Two that write one contribution's words at once write the same: neither fails for it.
    ContributionTerm.objects.bulk_create(rows, batch_size=LOT, ignore_conflicts=True)


@transaction.atomic
def index(contribution: Contribution) -> None:
    """Write the stems of a contribution in the place of earlier ones."""
    ContributionTerm.objects.filter(contribution_id=contribution.pk).delete()
    index_many([contribution])


def on_saved(
    sender: type,
    instance: Contribution,
    *,
    created: bool = False,
    raw: bool = False,
    update_fields: Any = None,
    **kwargs: Any,
) -> None:
    """Follow a contribution that was saved, in its own transaction."""
    changed = set(update_fields) if update_fields is not None else WORDS | RULES
    if raw or not changed & (WORDS | RULES):
        return
    if created:
        index_many([instance])
    elif not is_indexed(instance):
        ContributionTerm.objects.filter(contribution_id=instance.pk).delete()
    elif changed & WORDS or not _told_status(instance):
        index(instance)


def _told_status(instance: Contribution) -> bool:
    """Note a new status beside words that stay; tell whether there were any."""
    known = ContributionTerm.objects.filter(contribution_id=instance.pk)
    return bool(known.update(published=instance.status == Status.PUBLISHED))


def rebuild(campaign_id: int | None = None) -> int:
    """Write the whole index anew, a lot of contributions at a time; return how many it holds."""
    wanted = Contribution.objects.filter(status__in=INDEXED).exclude(precision=Precision.AREAS)
    stale = ContributionTerm.objects.all()
    if campaign_id is not None:
        wanted = wanted.filter(campaign_id=campaign_id)
        stale = stale.filter(campaign_id=campaign_id)
    stale.exclude(contribution__in=wanted).delete()
    numbers = list(wanted.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(numbers), LOT):
        _rebuild_lot(numbers[start : start + LOT])
    return len(numbers)


@transaction.atomic
def _rebuild_lot(numbers: list[int]) -> None:
    # Locked: a correction that comes meanwhile waits, and writes its words after ours.
    rows = Contribution.objects.select_for_update(of=("self",)).filter(pk__in=numbers)
    found = list(rows.select_related("form_version").order_by("pk"))
    ContributionTerm.objects.filter(contribution_id__in=numbers).delete()
    index_many(found)
