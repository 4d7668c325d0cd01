"""System checks: campaigns that ask for what the site does not have."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import DatabaseError

from civic_blocks.requirements import missing_apps
from civic_pages import conf
from civic_pages.campaigns.agenda import campaigns
from civic_pages.participation import login
from civic_pages.participation.choices import Identity
from civic_pages.participation.files import FOLDER


# Without the second one the whole admin fails: its menu leads to our site settings.
NEEDED = ("civic_blocks", "wagtail.contrib.settings", "wagtail.contrib.routable_page")


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


def needed_apps(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse to start (``civic_pages.E010``) without the apps that campaigns need."""
    return missing_apps("civic_pages", NEEDED)


def private_storage(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn before deployment (``civic_pages.W010``) that citizens' files lie where nobody chose."""
    alias = conf.get("PRIVATE_STORAGE")
    if alias in settings.STORAGES:
        return []
    text = f"STORAGES has no “{alias}”: citizens' files are kept beside MEDIA_ROOT, in “{FOLDER}”."
    hint = (
        f'Add to STORAGES:\n    "{alias}": {{"BACKEND": "django.core.files.storage.'
        'FileSystemStorage", "OPTIONS": {"location": "/srv/private"}},\n'
        "with a folder, or a bucket, that no web server serves."
    )
    return [Warning(text, hint=hint, id="civic_pages.W010")]


def connect() -> None:
    """Register the checks; called once, when the app is ready."""
    register(needed_apps, "civic_pages")
    register(accounts_without_login, Tags.database)
    register(private_storage, Tags.security, deploy=True)
