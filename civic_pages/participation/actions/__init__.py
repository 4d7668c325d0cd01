"""Everything that happens to a contribution, one function a verb.

Page, API, moderation desk, imports and commands call these and nothing else. Each asks whether one
may, whether it is legal from here, does it in one transaction, writes it in Wagtail's audit log and
tells it by a signal once it is committed.
"""

from civic_pages.participation.actions.answering import (
    Reply,
    answer,
    edit_answer,
    notify_due,
    state_of,
)
from civic_pages.participation.actions.confirming import (
    await_confirmation,
    confirm,
    confirm_by_hand,
    count_attempt,
)
from civic_pages.participation.actions.correcting import (
    BeingRead,
    correct,
    may_correct,
    withdraw_own,
)
from civic_pages.participation.actions.deciding import publish, reject, restore, withdraw
from civic_pages.participation.actions.erasing import erase_again, erase_person, export_person
from civic_pages.participation.actions.excluding import exclude, readmit
from civic_pages.participation.actions.exporting import order_export, read_demand
from civic_pages.participation.actions.homes import NothingToChoose, choose_household
from civic_pages.participation.actions.locking import (
    HeldByAnother,
    hold,
    lock_of,
    release,
    take_over,
    told_of,
)
from civic_pages.participation.actions.merging import CannotMerge, merge, unmerge
from civic_pages.participation.actions.private import read_contact, read_exact_location
from civic_pages.participation.actions.redacting import read_editions, redact
from civic_pages.participation.actions.relocating import relocate
from civic_pages.participation.actions.reminding import remind
from civic_pages.participation.actions.reporting import (
    Notice,
    keep_reported,
    report,
    settle_reports,
)
from civic_pages.participation.actions.submitting import (
    AccountRequired,
    KeyReused,
    ParticipationClosed,
    Submitted,
    key_digest,
    submit,
)
from civic_pages.participation.actions.teamwork import add_note, assign
from civic_pages.participation.actions.transitions import IllegalTransition
from civic_pages.participation.actions.undoing import may_undo, undo_entry
from civic_pages.participation.freshness import Outdated


__all__ = [
    "AccountRequired",
    "BeingRead",
    "CannotMerge",
    "HeldByAnother",
    "IllegalTransition",
    "KeyReused",
    "NothingToChoose",
    "Notice",
    "Outdated",
    "ParticipationClosed",
    "Reply",
    "Submitted",
    "add_note",
    "answer",
    "assign",
    "await_confirmation",
    "choose_household",
    "confirm",
    "confirm_by_hand",
    "correct",
    "count_attempt",
    "edit_answer",
    "erase_again",
    "erase_person",
    "exclude",
    "export_person",
    "hold",
    "keep_reported",
    "key_digest",
    "lock_of",
    "may_correct",
    "may_undo",
    "merge",
    "notify_due",
    "order_export",
    "publish",
    "read_contact",
    "read_demand",
    "read_editions",
    "read_exact_location",
    "readmit",
    "redact",
    "reject",
    "release",
    "relocate",
    "remind",
    "report",
    "restore",
    "settle_reports",
    "state_of",
    "submit",
    "take_over",
    "told_of",
    "undo_entry",
    "unmerge",
    "withdraw",
    "withdraw_own",
]
