"""Homes that have answered: how many, and whether one of them has answered before.

Nothing here is public. Who sends a contribution is told the same whether or not their home is
known; only the holder of a confirmed e-mail address, and staff, are asked what a second answer of
one home means.
"""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet

from civic_pages.participation.keys import Keys
from civic_pages.participation.models import (
    Contact,
    Contribution,
    ExactLocation,
    PublicAreas,
    Status,
)
from civic_pages.participation.querysets import ContributionQuerySet
from civic_pages.participation.submission import Submission


Choice = ExactLocation.Choice
ACTIVE = (Status.PENDING, Status.PUBLISHED)
# Makes a contribution wait whose author says that the home is not theirs, or corrects which it is.
FLAG = "home"


def earlier(contribution: Contribution) -> QuerySet[Any]:
    """Return the active contributions of the same home that came before, oldest first."""
    household = household_id(contribution)
    if household is None:
        return Contribution.objects.none()
    return Contribution.objects.filter(
        exact_location__household_id=household, status__in=ACTIVE, pk__lt=contribution.pk
    ).order_by("pk")


def household_id(contribution: Contribution) -> int | None:
    """Return the home of a contribution, as the database has it now."""
    return (
        ExactLocation.objects.filter(contribution_id=contribution.pk)
        .values_list("household_id", flat=True)
        .first()
    )


def needs_choice(contribution: Contribution, *, by_staff: bool = False) -> bool:
    """Tell whether one is to be asked what this second answer of a home means.

    Whoever came first is never asked: it would tell them that a neighbour answered.

    Args:
        by_staff: a member of staff asks; else whoever holds the private link, who must have
            confirmed their address.
    """
    if contribution.status not in ACTIVE:
        return False
    if not by_staff and not _may_be_told(contribution):
        return False
    asked = ExactLocation.objects.filter(
        contribution_id=contribution.pk, choice=Choice.NONE, household__isnull=False
    )
    return asked.exists() and earlier(contribution).exists()


def _may_be_told(contribution: Contribution) -> bool:
    """Tell whether the holder of the private link may learn that their home has answered.

    Once, of one home: who confirms their address, and does not then try one home after another, by
    correcting their answer or by sending another. Staff see to those.
    """
    if contribution.confirmed_at is None or FLAG in contribution.flags:
        return False
    contact = Contact.objects.filter(contribution_id=contribution.pk).first()
    if contact is None or not contact.person_key:
        return contact is not None
    elsewhere = ExactLocation.objects.filter(
        contribution__contact__person_key=contact.person_key,
        contribution__campaign_id=contribution.campaign_id,
        contribution_id__lt=contribution.pk,
    )
    return not elsewhere.exclude(household_id=household_id(contribution) or 0).exists()


def moves(contribution: Contribution, submission: Submission, *, keys: Keys) -> bool:
    """Tell whether a correction gives another home than the one that was given before."""
    known = (
        ExactLocation.objects.filter(contribution_id=contribution.pk, household__isnull=False)
        .values_list("household__key", flat=True)
        .first()
    )
    return known is not None and known != keys.household(submission.home)


def choice_context(contribution: Contribution, *, by_staff: bool = False) -> dict[str, Any]:
    """Return what ``includes/household_choice.html`` shows.

    ``asks``: the choices to offer, as (value, text), empty where nothing is asked; ``chosen`` and
    ``chosen_label``: what was chosen before, or empty.
    """
    location = ExactLocation.objects.filter(contribution_id=contribution.pk).first()
    asks = needs_choice(contribution, by_staff=by_staff)
    chosen = location.choice if location is not None else ""
    return {
        "asks": [(choice.value, choice.label) for choice in Choice if choice] if asks else [],
        "chosen": chosen,
        "chosen_label": Choice(chosen).label if chosen else "",
    }


def carry(before: ExactLocation | None, contribution: Contribution) -> None:
    """Keep what was said of a home when its author corrects other answers.

    Call it once the new exact place is stored in place of ``before``.
    """
    if before is None or not before.choice:
        return
    ExactLocation.objects.filter(
        contribution_id=contribution.pk, address=before.address, unit=before.unit
    ).update(household=before.household_id, choice=before.choice)


@dataclass(frozen=True)
class HomeCounts:
    """Homes and people among published contributions, each once however often they answered.

    ``sectors``: (homes, people) by sector key; the empty key holds those outside of all.
    ``frozen``: private data are erased, these are the last published figures.
    """

    homes: int = 0
    persons: int = 0
    sectors: dict[str, tuple[int, int]] = field(default_factory=dict)
    frozen: bool = False


# A published home: the households that are known, and answers whose author or the city says that
# they are another one's.
_HOMES = Count("exact_location__household", distinct=True) + Count(
    "exact_location", filter=Q(exact_location__household=None)
)
# People who left no address cannot be told from each other: each answer is somebody.
_KNOWN = Q(contact__isnull=False) & ~Q(contact__person_key="")
_PERSONS = Count("contact__person_key", filter=_KNOWN, distinct=True) + Count(
    "pk", filter=Q(contact=None) | Q(contact__person_key=""), distinct=True
)


def counts(campaign_id: int) -> HomeCounts:
    """Return how many homes and people a campaign has, for staff; three queries at any size."""
    batch = PublicAreas.objects.filter(campaign_id=campaign_id, frozen=True).first()
    if batch is not None:
        sectors = {key: (count, 0) for key, count in batch.sector_counts.items()}
        return HomeCounts(batch.households, batch.persons, sectors, frozen=True)
    return counted(Contribution.objects.of(campaign_id).filter(status=Status.PUBLISHED))


def counted(published: ContributionQuerySet) -> HomeCounts:
    """Return the same of a set of published contributions, in two queries."""
    published = published.order_by()
    total = published.aggregate(homes=_HOMES, persons=_PERSONS)
    by_sector = published.values_list("sector").annotate(_h=_HOMES, _p=_PERSONS)
    return HomeCounts(
        total["homes"],
        total["persons"],
        {sector: (homes, persons) for sector, homes, persons in by_sector},
    )
