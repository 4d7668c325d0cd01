"""Apps and addresses that one of ours cannot do without: said at the start, with the line to add."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from django.urls import NoReverseMatch, reverse


# wagtailgeowidget: the maps of the page editor; the others: the choosers and players of our blocks.
BLOCKS_NEED = ("wagtailgeowidget", "wagtail.documents", "wagtail.images", "wagtail.embeds")


def missing_apps(label: str, needed: Iterable[str]) -> list[CheckMessage]:
    """Return an error (``<label>.E010``) for each app that one of ours needs and the site lacks."""
    return [
        Error(
            f"{label} needs “{name}”, which is not in INSTALLED_APPS.",
            hint=f'Add this line to INSTALLED_APPS:\n    "{name}",\nSee docs/install.md.',
            id=f"{label}.E010",
        )
        for name in needed
        if not apps.is_installed(name)
    ]


def missing_address(label: str, name: str, line: str) -> list[CheckMessage]:
    """Return an error (``<label>.E011``) where the site's URLs do not hold one that we lead to."""
    try:
        reverse(name)
    except NoReverseMatch:
        text = f"{label} is installed, and its addresses are not among the site's URLs."
        hint = (
            f"Add this line to urlpatterns, before Wagtail's own:\n    {line}\nSee docs/install.md."
        )
        return [Error(text, hint=hint, id=f"{label}.E011")]
    return []


@register("civic_blocks")
def needed_apps(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse to start (``civic_blocks.E010``) without the apps that blocks need."""
    return missing_apps("civic_blocks", BLOCKS_NEED)
