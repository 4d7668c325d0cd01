"""The erasers of this app, registered as any other app registers its own."""

from civic_pages.participation.privacy import stores
from civic_pages.participation.privacy.base import Eraser
from civic_pages.participation.privacy.words import Words


def ours() -> list[Eraser]:
    """Return our erasers in the order they act: files and words need what the others take away."""
    return [
        stores.Files(),
        Words(),
        stores.Contacts(),
        stores.Places(),
        stores.Origins(),
        stores.Confirmations(),
        stores.Mails(),
        stores.Editions(),
        stores.Notes(),
        stores.Reports(),
        stores.TeamFiles(),
    ]
