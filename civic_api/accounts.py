"""Campaigns that ask for an account: the API knows no sessions, the campaign's page does."""

from typing import Any

from django.utils.translation import gettext as _

from civic_api.exceptions import Problem


# Said of every operation that takes something from a citizen.
ACCOUNT = (
    "Where the campaign's `identity` is `account`: 403 `account-required`, with the page where one "
    "logs in as `url`, for the API has no sessions."
)


def account_required(campaign: Any, detail: str = "") -> Problem:
    """Return the problem 403 ``account-required``; ``url`` in it is the page where one logs in."""
    return Problem(
        403,
        "account-required",
        detail or _("Log in to take part in this campaign."),
        extra={"url": campaign.get_full_url() or ""},
    )
