"""What the city answered, as everybody may read it: public exactly from ``publish_at`` on.

The outcome that a contribution stands at is kept on it by ``settling``; :func:`unsettled` finds the
answers that this does not tell of yet.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from civic_pages.participation.models import Contribution, OfficialAnswer, Outcome
from civic_pages.participation.querysets import ContributionQuerySet


# What no contribution holds in ``outcome``.
NO_OUTCOME = -1


def public_answers(now: datetime) -> QuerySet[OfficialAnswer]:
    """Return the answers that are public at ``now``, the latest first."""
    return OfficialAnswer.objects.filter(publish_at__lte=now).order_by("-publish_at", "-pk")


def is_public(answer: OfficialAnswer, *, now: datetime) -> bool:
    """Tell whether an answer is public at ``now``."""
    return answer.publish_at is not None and answer.publish_at <= now


def unsettled(now: datetime) -> Q:
    """Return the condition of answers that are public at ``now`` but not settled, or the reverse."""
    return Q(settled=False, publish_at__lte=now) | Q(settled=True, publish_at__gt=now)


def giving(**of_answers: Any) -> QuerySet[Any]:
    """Return the links from answers that give an outcome to contributions, the latest answer last.

    Args:
        of_answers: which answers, as a filter of them.
    """
    which = {f"officialanswer__{name}": value for name, value in of_answers.items()}
    links = OfficialAnswer.contributions.through.objects.filter(
        officialanswer__outcome__isnull=False, **which
    )
    return links.order_by("officialanswer__publish_at", "officialanswer_id")


def answers_to(contribution: Contribution, *, now: datetime) -> QuerySet[OfficialAnswer]:
    """Return the public answers to a contribution with their outcomes, the latest first."""
    return public_answers(now).filter(contributions=contribution.pk).select_related("outcome")


def outcomes(references: Iterable[str], *, now: datetime) -> dict[str, tuple[str, str]]:
    """Return (slug, name) of the outcome of contributions, by reference; one query.

    It is the one of the latest public answer that gives any.
    """
    given = giving(publish_at__lte=now).filter(contribution__reference__in=list(references))
    rows = given.values_list(
        "contribution__reference", "officialanswer__outcome__slug", "officialanswer__outcome__name"
    )
    return {reference: (slug, name) for reference, slug, name in rows}


def kept_as(slug: str, *, now: datetime) -> int | None:
    """Return what contributions hold in ``outcome`` whose outcome is ``slug``; one query.

    ``None`` where some answer is not settled as of ``now``: then ask :func:`with_outcome`. What no
    contribution holds where there is no such outcome.
    """
    waiting = Exists(OfficialAnswer.objects.filter(unsettled(now)))
    found = Outcome.objects.filter(slug=slug).values_list("pk", waiting).first()
    pk, waits = found or (NO_OUTCOME, False)
    return None if waits else pk


def with_outcome(
    queryset: ContributionQuerySet, slug: str, *, now: datetime
) -> ContributionQuerySet:
    """Return the contributions whose outcome is ``slug`` at ``now``, by the answers themselves."""
    given = giving(publish_at__lte=now).order_by()
    later = given.filter(contribution_id=OuterRef("contribution_id")).filter(
        Q(officialanswer__publish_at__gt=OuterRef("officialanswer__publish_at"))
        | Q(
            officialanswer__publish_at=OuterRef("officialanswer__publish_at"),
            officialanswer_id__gt=OuterRef("officialanswer_id"),
        )
    )
    # Answers are joined to answers, all at once: asking each contribution for its latest one took
    # 0.3 s for 20,000 of them.
    latest = given.filter(~Exists(later), officialanswer__outcome__slug=slug)
    return queryset.filter(pk__in=latest.values("contribution_id"))


def outcomes_in_use(campaign: Any, *, now: datetime) -> list[tuple[str, str]]:
    """Return (slug, name) of the outcomes that a campaign's public answers give."""
    used = public_answers(now).filter(campaign_id=campaign.pk, outcome__isnull=False)
    rows = Outcome.objects.filter(pk__in=used.order_by().values("outcome_id"))
    return list(rows.values_list("slug", "name"))


def next_change(campaign: Any, *, now: datetime) -> datetime | None:
    """Return when the next scheduled answer of a campaign becomes public; ``None``: none is."""
    scheduled = OfficialAnswer.objects.filter(campaign_id=campaign.pk, publish_at__gt=now)
    return scheduled.order_by("publish_at").values_list("publish_at", flat=True).first()
