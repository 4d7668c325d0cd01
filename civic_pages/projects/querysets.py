"""Which projects are public, and how they are looked for."""

from typing import Any, Self

from django.apps import apps
from django.db.models import Exists, OuterRef, QuerySet
from wagtail.models import Page

from civic_pages.participation.searching import matching


class ProjectQuerySet(QuerySet[Any]):
    """Projects, with the one definition of what is public."""

    def public(self) -> Self:
        """Published projects of campaigns that are live and open to everybody."""
        return self.filter(is_public=True, campaign__in=Page.objects.live().public())

    def of(self, campaign: Any) -> Self:
        """Projects of one campaign, given as a page or a primary key."""
        return self.filter(campaign_id=getattr(campaign, "pk", campaign))

    def of_editions(self, editions: list[str]) -> Self:
        """Projects of some editions; of all where none is named."""
        return self.filter(edition__in=editions) if editions else self

    def reached(self, *statuses: str) -> Self:
        """Projects that have one of these in their history, whatever became of them."""
        return self.filter(came_to(*statuses))

    def matching(self, query: str) -> Self:
        """Projects whose words hold every word of a query, accents and case aside."""
        return self.filter(matching(query))


def came_to(*statuses: str) -> Exists:
    """Return a condition: the project's history holds one of these statuses."""
    steps = apps.get_model("civic_pages", "ProjectStep").objects
    return Exists(steps.filter(project_id=OuterRef("pk"), status__in=statuses))
