"""Everything that happens to comments and reactions, one function a verb.

Page, API and moderation desk call these and nothing else.
"""

from civic_pages.deliberation.actions.commenting import (
    KeyReused,
    comment,
    confirm_comment,
    earlier,
    speak,
)
from civic_pages.deliberation.actions.deciding import (
    publish,
    reject,
    restore,
    withdraw,
    withdraw_own,
)
from civic_pages.deliberation.actions.reacting import (
    confirm_reaction,
    react,
    take_back,
    withdraw_position,
)
from civic_pages.deliberation.actions.reporting import keep_reported, report
from civic_pages.deliberation.policy import DiscussionClosed


__all__ = [
    "DiscussionClosed",
    "KeyReused",
    "comment",
    "confirm_comment",
    "confirm_reaction",
    "earlier",
    "keep_reported",
    "publish",
    "react",
    "reject",
    "report",
    "restore",
    "speak",
    "take_back",
    "withdraw",
    "withdraw_own",
    "withdraw_position",
]
