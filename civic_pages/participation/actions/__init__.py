"""Everything that happens to a contribution, one function a verb.

Page, API, moderation desk, imports and commands call these and nothing else. Each asks whether one
may, whether it is legal from here, does it in one transaction, writes it in Wagtail's audit log and
tells it by a signal once it is committed.
"""

from civic_pages.participation.actions.deciding import publish, reject, withdraw
from civic_pages.participation.actions.private import erase_private_data, read_exact_location
from civic_pages.participation.actions.submitting import (
    AccountRequired,
    KeyReused,
    ParticipationClosed,
    Submitted,
    key_digest,
    submit,
)
from civic_pages.participation.actions.transitions import IllegalTransition


__all__ = [
    "AccountRequired",
    "IllegalTransition",
    "KeyReused",
    "ParticipationClosed",
    "Submitted",
    "erase_private_data",
    "key_digest",
    "publish",
    "read_exact_location",
    "reject",
    "submit",
    "withdraw",
]
