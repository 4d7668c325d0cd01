"""What the city answered, as everybody may read it: public exactly from ``publish_at`` on."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from civic_pages.participation.models import Contribution, OfficialAnswer, Outcome
from civic_pages.participation.querysets import ContributionQuerySet


def public_answers(now: datetime) -> QuerySet[OfficialAnswer]:
    """Return the answers that are public at ``now``, the latest first."""
    return OfficialAnswer.objects.filter(publish_at__lte=now).order_by("-publish_at", "-pk")


def answers_to(contribution: Contribution, *, now: datetime) -> QuerySet[OfficialAnswer]:
    """Return the public answers to a contribution with their outcomes, the latest first."""
    return public_answers(now).filter(contributions=contribution.pk).select_related("outcome")


def outcomes(references: Iterable[str], *, now: datetime) -> dict[str, tuple[str, str]]:
    """Return (slug, name) of the outcome of contributions, by reference; one query.

    It is the one of the latest public answer that gives any.
    """
    given = OfficialAnswer.contributions.through.objects.filter(
        contribution__reference__in=list(references),
        officialanswer__publish_at__lte=now,
        officialanswer__outcome__isnull=False,
    ).order_by("officialanswer__publish_at", "officialanswer_id")
    rows = given.values_list(
        "contribution__reference", "officialanswer__outcome__slug", "officialanswer__outcome__name"
    )
    return {reference: (slug, name) for reference, slug, name in rows}


def with_outcome(
    queryset: ContributionQuerySet, slug: str, *, now: datetime
) -> ContributionQuerySet:
    """Return the contributions whose outcome is ``slug`` at ``now``."""
    given = OfficialAnswer.contributions.through.objects.filter(
        officialanswer__publish_at__lte=now, officialanswer__outcome__isnull=False
    )
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
