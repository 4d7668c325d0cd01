"""Everything that is done around a synthesis, one function a verb; admin and commands call these."""

from civic_pages.synthesis.citing import cite, draft_of, move, uncite
from civic_pages.synthesis.committing import Standing, add_step, remove_step
from civic_pages.synthesis.telling import recipients, tell


__all__ = [
    "Standing",
    "add_step",
    "cite",
    "draft_of",
    "move",
    "recipients",
    "remove_step",
    "tell",
    "uncite",
]
