"""What became of an idea, on the page of the contribution and on its contributor's own page."""

from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest

from civic_pages.campaigns.sections import Section
from civic_pages.projects.addresses import Addresses
from civic_pages.projects.models import Project, ProjectStep


class BecameSection(Section):
    """The public projects that grew out of a contribution, and where each stands."""

    slug = "projects"
    template = "civic_pages/includes/project_became.html"

    def context(self, page: Any, request: HttpRequest, contribution: Any) -> dict[str, Any] | None:
        found = became(contribution)
        return {"became": found, "slug": self.slug} if found else None


class OwnBecameSection(BecameSection):
    """The same, on the contributor's private page."""

    slug = "ownprojects"
    private = True


def became(contribution: Any) -> list[dict[str, Any]]:
    """Return the public projects that grew out of a contribution: ``project``, ``url``, ``last``."""
    steps = Prefetch("steps", ProjectStep.objects.order_by("-on", "-pk"))
    grown = Project.objects.public().filter(contributions=contribution).prefetch_related(steps)
    projects = list(grown.order_by("reference"))
    addresses = Addresses({project.campaign_id for project in projects}) if projects else None
    return [_told(project, addresses) for project in projects if addresses is not None]


def _told(project: Project, addresses: Addresses) -> dict[str, Any]:
    last = next(iter(project.steps.all()), None)
    return {"project": project, "url": addresses.of(project), "last": last}
