"""Reading and erasing what is for staff only."""

from collections.abc import Iterable
from typing import Any

from wagtail.log_actions import log

from civic_pages.participation import policy
from civic_pages.participation.models import Contact, Contribution, ExactLocation


def read_exact_location(contribution: Contribution, *, by: Any) -> ExactLocation | None:
    """Return where a contribution really is; the reading itself is logged.

    Raises:
        PermissionDenied: ``by`` may not see exact locations.
    """
    policy.require(by, policy.VIEW_EXACT)
    location = ExactLocation.objects.filter(contribution_id=contribution.pk).first()
    if location is not None:
        log(instance=contribution, action="civic.contribution.read_location", user=by)
    return location


def erase_private_data(contributions: Iterable[int]) -> int:
    """Erase contacts and exact places of contributions, given by primary key; returns how many."""
    keys = list(contributions)
    erased, _by_model = Contact.objects.filter(contribution_id__in=keys).delete()
    located, _by_model = ExactLocation.objects.filter(contribution_id__in=keys).delete()
    return erased + located
