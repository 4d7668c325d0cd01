"""A page to which citizens have contributed is not deleted: their words are not ours to throw away."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from civic_pages.participation.models import Contribution, FormVersion


def kept_pages(pages: list[Page]) -> list[str]:
    """Return the titles of pages, among these and all beneath them, that hold contributions."""
    trees = Q()
    for page in pages:
        trees |= Q(path__startswith=page.path)
    if not trees:
        return []
    theirs = Exists(Contribution.objects.filter(campaign_id=OuterRef("pk")))
    forms = Exists(FormVersion.objects.filter(campaign_id=OuterRef("pk")))
    return list(Page.objects.filter(trees).filter(theirs | forms).values_list("title", flat=True))


def _refuse(request: HttpRequest, titles: list[str], pages: list[Page]) -> HttpResponse:
    message = _(
        "Not deleted: citizens have contributed to %(titles)s. "
        "Unpublish the page instead; contributions are kept."
    )
    return refuse(request, message, titles, pages)


def refuse(
    request: HttpRequest, message: str, titles: list[str], pages: list[Page]
) -> HttpResponse:
    """Say why nothing was deleted (``%(titles)s``: of what), and go back to the page above."""
    shown = ", ".join(f"“{title}”" for title in titles[:5]) + (" …" if len(titles) > 5 else "")
    messages.error(request, message % {"titles": shown})
    parent = pages[0].get_parent()
    return redirect("wagtailadmin_explore", parent.pk if parent else pages[0].pk)


def before_delete_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    titles = kept_pages([page])
    return _refuse(request, titles, [page]) if titles else None


def before_bulk_action(
    request: HttpRequest, action_type: str, objects: list[Any], _action: Any
) -> HttpResponse | None:
    if action_type != "delete" or not objects or not isinstance(objects[0], Page):
        return None
    titles = kept_pages(objects)
    return _refuse(request, titles, objects) if titles else None
