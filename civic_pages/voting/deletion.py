"""A vote in which somebody voted is not deleted, nor the campaign above it."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from wagtail.models import Page

from civic_pages.participation.moderation import deletion
from civic_pages.voting.models import Ballot


def _kept(pages: list[Page]) -> list[str]:
    """Return the titles of votes, among these pages and all beneath them, that hold ballots."""
    trees = Q(pk=None)
    for page in pages:
        trees |= Q(path__startswith=page.path)
    theirs = Exists(Ballot.objects.filter(vote_id=OuterRef("pk")))
    return list(Page.objects.filter(trees).filter(theirs).values_list("title", flat=True))


def _refuse(request: HttpRequest, titles: list[str], pages: list[Page]) -> HttpResponse:
    message = _("Not deleted: ballots were cast in %(titles)s. Unpublish the page instead.")
    return deletion.refuse(request, message, titles, pages)


def before_delete_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    titles = _kept([page])
    return _refuse(request, titles, [page]) if titles else None


def before_bulk_action(
    request: HttpRequest, action_type: str, objects: list[Any], _action: Any
) -> HttpResponse | None:
    if action_type != "delete" or not objects or not isinstance(objects[0], Page):
        return None
    titles = _kept(objects)
    return _refuse(request, titles, objects) if titles else None
