"""Options out of the projects that are at the vote."""

from typing import Any

from django.db import transaction
from django.db.models import prefetch_related_objects

from civic_pages.projects.addresses import Addresses
from civic_pages.projects.models import Project, ProjectStatus, Scope


def addresses(options: list[Any]) -> dict[str, str]:
    """Return where the projects of options are shown, by the options' keys; those that are public."""
    prefetch_related_objects(options, "project")
    shown = {str(o.key): o.project for o in options if o.project and o.project.is_public}
    if not shown:
        return {}
    known = Addresses({project.campaign_id for project in shown.values()})
    return {key: known.of(project) for key, project in shown.items()}


def waiting(vote: Any) -> list[Project]:
    """Return the projects at the vote that are no options of its newest draft yet."""
    draft = vote.get_latest_revision_as_object()
    known = {option.project_id for option in draft.options.all()}
    found = Project.objects.filter(
        campaign_id=vote.campaign.pk, status=ProjectStatus.VOTE, is_public=True
    )
    return list(found.exclude(pk__in=known - {None}))


@transaction.atomic
def add_projects(vote: Any, *, by: Any) -> int:
    """Add them to the newest draft; an editor looks at it and publishes. Returns how many."""
    projects = waiting(vote)
    draft = vote.get_latest_revision_as_object()
    option_class: Any = draft.options.model
    last = max((option.sort_order or 0 for option in draft.options.all()), default=-1)
    for number, project in enumerate(projects, last + 1):
        draft.options.add(
            option_class(
                sort_order=number,
                title=project.title,
                description=project.summary,
                cost=project.cost,
                scope=str(Scope(project.scope).label),
                project=project,
            )
        )
    if projects:
        draft.save_revision(user=by, log_action=True)
    return len(projects)
