"""The verbs of votes, one per change; page, API and admin call the same."""

from civic_pages.voting.actions.casting import (
    Cast,
    IdentityTooWeak,
    KeyReused,
    VoteClosed,
    cancel,
    cast,
    confirm,
    problems,
    require_identity,
    require_open,
)
from civic_pages.voting.actions.closing import (
    AlreadyPublished,
    BoxesIncomplete,
    StillOpen,
    count,
    differences,
    publish,
)
from civic_pages.voting.actions.papers import BatchFull, enter_paper, open_batch, undo_paper


__all__ = [
    "AlreadyPublished",
    "BatchFull",
    "BoxesIncomplete",
    "Cast",
    "IdentityTooWeak",
    "KeyReused",
    "StillOpen",
    "VoteClosed",
    "cancel",
    "cast",
    "confirm",
    "count",
    "differences",
    "enter_paper",
    "open_batch",
    "problems",
    "publish",
    "require_identity",
    "require_open",
    "undo_paper",
]
