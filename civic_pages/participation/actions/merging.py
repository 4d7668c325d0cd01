"""Two contributions told as one: both stay as they were given, one of them counts."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from civic_pages.participation import policy
from civic_pages.participation.actions.transitions import IllegalTransition, locked, transition
from civic_pages.participation.models import Contribution, Status


ACTIVE = (Status.PENDING, Status.PUBLISHED)


class CannotMerge(ValidationError):
    """These two cannot be told as one."""


@transaction.atomic
def merge(duplicate: Contribution, *, into: Contribution, by: Any, now: datetime) -> Contribution:
    """Keep a duplicate from being shown and counted; it leads to the one that stays.

    Raises:
        PermissionDenied: ``by`` may not moderate.
        CannotMerge: they are of two campaigns, or one and the same.
        IllegalTransition: one of them is not active any more: rejected, withdrawn, merged itself.
    """
    for page in {duplicate.campaign_id, into.campaign_id}:
        policy.require(by, policy.MODERATE, page)
    return merged(duplicate, into=into, by=by, now=now)


def merged(  # its caller has asked whether one may
    duplicate: Contribution, *, into: Contribution, by: Any, now: datetime, **told: Any
) -> Contribution:
    """Merge without asking who; call it inside a transaction. ``told`` is ``transition``'s.

    Both rows are locked, the older first, so that two merges the other way round cannot wait for
    each other; what stays is active, so that no circle of merges can be made.
    """
    if duplicate.pk == into.pk or duplicate.campaign_id != into.campaign_id:
        raise CannotMerge(_("Choose two different contributions of one campaign."), code="merge")
    rows = {row.pk: row for row in map(locked, sorted((duplicate, into), key=lambda c: c.pk))}
    stays = rows[into.pk]
    if stays.status not in ACTIVE:
        raise IllegalTransition(
            _("Nothing can be merged into %(reference)s: it is “%(status)s”.")
            % {"reference": stays.reference, "status": stays.get_status_display()},
            code="illegal",
        )
    row = rows[duplicate.pk]
    return transition(
        row,
        Status.MERGED,
        by=by,
        now=now,
        data={"into": stays.reference},
        merged_into=stays,
        previous_status=row.status,
        **told,
    )


@transaction.atomic
def unmerge(contribution: Contribution, *, by: Any, now: datetime) -> Contribution:
    """Take a merge back: the contribution is again what it was before.

    Raises:
        PermissionDenied: ``by`` may not moderate.
        IllegalTransition: it is not merged.
    """
    policy.require(by, policy.MODERATE, contribution.campaign_id)
    row = locked(contribution)
    if row.status != Status.MERGED:
        raise IllegalTransition(
            _("%(reference)s is not merged.") % {"reference": row.reference}, code="illegal"
        )
    return transition(
        row,
        row.previous_status or Status.PENDING,
        by=by,
        now=now,
        action="civic.contribution.unmerged",
        merged_into=None,
        previous_status="",
    )
