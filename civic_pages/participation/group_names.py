"""Groups that have spoken before: suggested to whoever contributes or moderates, never a block."""

from typing import Any

from civic_pages.participation.models import Contribution, Kind, Status


MOST = 5
ACTIVE = (Status.UNCONFIRMED, Status.PENDING, Status.PUBLISHED)


def _same_group(contribution: Contribution) -> Any:
    """Return the other contributions of a campaign under the same name, case aside."""
    if contribution.kind != Kind.COLLECTIVE or not contribution.group_name:
        return Contribution.objects.none()
    return (
        Contribution.objects.of(contribution.campaign_id)
        .filter(kind=Kind.COLLECTIVE, group_name__iexact=contribution.group_name)
        .exclude(pk=contribution.pk)
        .order_by("created_at", "pk")
    )


def public_of_same_group(contribution: Contribution) -> list[Contribution]:
    """Return the public contributions of the same group, five at most: nothing else is told."""
    found = Contribution.objects.public().filter(pk__in=_same_group(contribution).values("pk"))
    return list(found.recent_first()[:MOST])


def of_same_group(contribution: Contribution) -> list[Contribution]:
    """Return the active contributions of the same group, five at most, for the team."""
    return list(_same_group(contribution).filter(status__in=ACTIVE)[:MOST])
