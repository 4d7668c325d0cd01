"""Who of the team may do what with votes: a permission holds in the votes beneath its page."""

from typing import Any

from civic_pages.participation import policy


ENTER = "civic_pages.enter_ballot"
COUNT = "civic_pages.count_ballots"
BOTH = (ENTER, COUNT)


def may_somewhere(user: Any) -> bool:
    """Tell whether a user enters or counts the ballots of some vote."""
    return any(policy.may_somewhere(user, permission) for permission in BOTH)


def may_open(user: Any, vote: Any) -> bool:
    """Tell whether a user enters or counts the ballots of a vote."""
    return any(policy.may(user, permission, vote) for permission in BOTH)
