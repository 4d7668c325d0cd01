"""Which state of a contribution somebody has read: equal for the same, another after any change."""

import hashlib

from django.core.exceptions import ValidationError

from civic_pages.participation.models import Contribution, Edition


class Outdated(ValidationError):
    """The contribution changed after its author had read it."""


def version_of(contribution: Contribution) -> str:
    """Return a short text that changes with the words, the status or the answer to a home's question.

    Row and editions are read as they are given: hold the row's lock to rely on it.
    """
    latest = Edition.objects.filter(contribution_id=contribution.pk).order_by("-pk")
    read = (
        contribution.uuid.hex,
        contribution.status,
        contribution.confirmed_at,
        contribution.edited_at,
        contribution.decided_at,
        latest.values_list("pk", flat=True).first(),
    )
    return hashlib.sha256(repr(read).encode()).hexdigest()[:20]
