"""System checks: campaigns that ask for what the site does not have."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import DatabaseError

from civic_pages.campaigns.agenda import campaigns
from civic_pages.participation import login
from civic_pages.participation.choices import Identity


def accounts_without_login(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Warn (``civic_pages.W001``) of each campaign that asks for an account nobody can have."""
    if not databases or login.is_possible():
        return []
    try:
        asking = [page for page in campaigns(live=True) if page.identity == Identity.ACCOUNT]
    except DatabaseError:
        # Our tables are not there yet: the first migration runs the checks too.
        return []
    return [
        Warning(
            f"The campaign “{page.title}” asks for an account, and nobody can log in.",
            hint='Install the extra "accounts" and set CIVIC_ACCOUNTS, or name the page where '
            'citizens log in: CIVIC_PAGES["LOGIN_URL"].',
            obj=page,
            id="civic_pages.W001",
        )
        for page in asking
    ]


def connect() -> None:
    """Register the checks; called once, when the app is ready."""
    register(accounts_without_login, Tags.database)
