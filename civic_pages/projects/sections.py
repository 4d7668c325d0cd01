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
        steps = Prefetch("steps", ProjectStep.objects.order_by("-on", "-pk"))
        grown = Project.objects.public().filter(contributions=contribution).prefetch_related(steps)
        projects = list(grown.order_by("reference"))
        if not projects:
            return None
        addresses = Addresses({project.campaign_id for project in projects})
        return {"became": [_told(project, addresses) for project in projects], "slug": self.slug}


class OwnBecameSection(BecameSection):
    """The same, on the contributor's private page."""

    slug = "ownprojects"
    private = True


def _told(project: Project, addresses: Addresses) -> dict[str, Any]:
    last = next(iter(project.steps.all()), None)
    return {"project": project, "url": addresses.of(project), "last": last}
