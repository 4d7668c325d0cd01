"""On which page a project is shown."""

from typing import Any

from django.apps import apps
from wagtail.models import Page

from civic_pages.projects.pages import AbstractProjectListPage


def pages_of(campaign_ids: set[int]) -> dict[int, list[Any]]:
    """Return the live pages of projects of some campaigns, by campaign, in the editor's order."""
    paths = dict(Page.objects.filter(pk__in=campaign_ids).values_list("path", "pk"))
    found: dict[int, list[Any]] = {pk: [] for pk in campaign_ids}
    if not paths:
        return found
    for model in _page_classes():
        for page in model.objects.live().public().order_by("path"):
            campaign = paths.get(page.path[: -page.steplen])
            if campaign is not None:
                found[campaign].append(page)
    return found


def _page_classes() -> list[Any]:
    """Return the classes of pages of projects, ours and a host's."""
    return [model for model in apps.get_models() if issubclass(model, AbstractProjectListPage)]


class Addresses:
    """Answers the address of each of many projects, at a fixed number of queries.

    A page that names the project's edition goes before one that shows all.
    """

    def __init__(self, campaign_ids: set[int]) -> None:
        self._pages = pages_of(campaign_ids)

    def of(self, project: Any) -> str:
        """Return the address of a project; empty where no live page shows it."""
        page = self.page_of(project.campaign_id, project.edition)
        return page.url_of(project.reference) if page is not None else ""

    def page_of(self, campaign_id: int, edition: str) -> Any:
        """Return the page that shows an edition, or ``None``."""
        pages = self._pages.get(campaign_id, [])
        named = [page for page in pages if edition and edition in page.edition_names]
        return next(iter(named or [page for page in pages if not page.edition_names]), None)
