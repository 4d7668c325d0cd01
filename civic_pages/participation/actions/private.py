"""Reading what is for staff only; erasing it is ``erasing``."""

from typing import Any

from wagtail.log_actions import log

from civic_pages.participation import policy
from civic_pages.participation.models import Contact, Contribution, ExactLocation


def read_exact_location(contribution: Contribution, *, by: Any) -> ExactLocation | None:
    """Return where a contribution really is; the reading itself is logged.

    Raises:
        PermissionDenied: ``by`` may not see exact locations.
    """
    policy.require(by, policy.VIEW_EXACT, contribution.campaign_id)
    location = ExactLocation.objects.filter(contribution_id=contribution.pk).first()
    if location is not None:
        log(instance=contribution, action="civic.contribution.read_location", user=by)
    return location


def read_contact(contribution: Contribution, *, by: Any) -> Contact | None:
    """Return whom a contribution is of, for a program; the reading itself is logged.

    Raises:
        PermissionDenied: ``by`` may not see contacts.
    """
    policy.require(by, policy.VIEW_CONTACT, contribution.campaign_id)
    contact = Contact.objects.filter(contribution_id=contribution.pk).first()
    if contact is not None:
        log(instance=contribution, action="civic.contribution.read_contact", user=by)
    return contact
