"""Projects for tests."""

from datetime import date
from typing import Any

from django.utils import timezone

from civic_pages.projects import actions
from civic_pages.projects.models import Project, ProjectListPage, ProjectStep
from civic_pages.testing import INSIDE


def list_page(campaign: Any, **values: Any) -> ProjectListPage:
    """Return a live page of projects beneath a campaign."""
    slug = values.pop("slug", "projets")
    page = ProjectListPage(title=values.pop("title", "Les projets"), slug=slug, **values)
    campaign.add_child(instance=page)
    return ProjectListPage.objects.get(pk=page.pk)


def project(campaign: Any, *steps: tuple[str, str], placed: bool = False, **values: Any) -> Project:
    """Return a stored project whose history is ``steps``, (status, ISO day) each."""
    told = steps or (("study", "2025-01-10"),)
    row = Project(
        campaign_id=campaign.pk,
        status=told[-1][0],
        **{"title": "Un verger partagé", "edition": "2025", "cost": 20_000, **values},
    )
    if placed:
        row.latitude, row.longitude = INSIDE
    history = [ProjectStep(status=status, on=date.fromisoformat(on)) for status, on in told]
    actions.store_many([(row, history)], code=campaign.code, now=timezone.now())
    return Project.objects.get(reference=row.reference)


WON = (("study", "2024-12-01"), ("vote", "2025-03-01"), ("chosen", "2025-04-02"))
DONE = (*WON, ("works", "2025-09-01"), ("done", "2026-01-15"))
