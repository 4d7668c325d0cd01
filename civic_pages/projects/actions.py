"""What may be done with projects: the admin, imports, votes and the demo call the same."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from civic_pages.participation import policy
from civic_pages.participation.models import Contribution, Status
from civic_pages.participation.signals import project_status_changed
from civic_pages.projects import references
from civic_pages.projects.models import Project, ProjectStatus, ProjectStep


ADD = "civic_pages.add_project"
CHANGE = "civic_pages.change_project"
EXCERPT = 300


class IllegalStep(ValidationError):
    """The project's history does not allow this status, or not on this day."""


def locked(project: Project) -> Project:
    """Return the project as the database has it now, its row locked until the transaction ends."""
    found: Project = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    return found


@transaction.atomic
def create(
    project: Project,
    *,
    code: str,
    by: Any,
    now: datetime,
    contributions: Iterable[Contribution] = (),
    on: date | None = None,
) -> Project:
    """Store a new project with the first step of its history.

    Args:
        project: not saved yet; its ``status`` is the one it begins with.
        code: of its campaign; begins the reference.
        on: day of the first step; the day of ``now`` where it is not given.

    Raises:
        PermissionDenied: ``by`` may not add projects.
    """
    policy.require(by, ADD, project.campaign_id)
    project.reference = references.take(code)[0]
    project.created_at = project.updated_at = now
    project.save()
    project.contributions.set(contributions)
    day = on or timezone.localdate(now)
    ProjectStep.objects.create(project=project, status=project.status, on=day, created_by=by)
    log(instance=project, action="wagtail.create", user=by)
    return project


def create_from_contributions(
    contributions: Sequence[Contribution], *, title: str, edition: str = "", by: Any, now: datetime
) -> Project:
    """Make one project of one or several ideas; it is not published yet.

    Place, category and sector are those of the first idea that has them; the text is the first
    idea's own, for the city to go on writing.

    Raises:
        PermissionDenied: ``by`` may not add projects.
        ValidationError: no idea, ideas of several campaigns, or one that is not public.
    """
    for campaign in {idea.campaign_id for idea in contributions}:
        policy.require(by, ADD, campaign)
    _require_ideas(contributions)
    first = contributions[0]
    placed = next((idea for idea in contributions if idea.latitude is not None), None)
    project = Project(
        campaign_id=first.campaign_id,
        edition=edition,
        title=(title.strip() or first.title or first.reference)[:200],
        summary=first.excerpt[:EXCERPT],
        category=next((idea.category for idea in contributions if idea.category), ""),
        sector=next((idea.sector for idea in contributions if idea.sector), ""),
        latitude=placed.latitude if placed else None,
        longitude=placed.longitude if placed else None,
        is_public=False,
    )
    page: Any = first.campaign.specific
    return create(project, code=page.code, by=by, now=now, contributions=contributions)


def _require_ideas(contributions: Sequence[Contribution]) -> None:
    if not contributions:
        raise ValidationError(_("Choose at least one idea."), code="required")
    if len({idea.campaign_id for idea in contributions}) > 1:
        raise ValidationError(_("A project grows out of ideas of one campaign."), code="campaigns")
    hidden = [idea.reference for idea in contributions if idea.status != Status.PUBLISHED]
    if hidden:
        raise ValidationError(
            _("Not published, so no public project can grow out of them: %(references)s.")
            % {"references": ", ".join(hidden)},
            code="unpublished",
        )


@transaction.atomic
def change_status(
    project: Project, status: str, *, on: date, by: Any, now: datetime, note: str = ""
) -> ProjectStep:
    """Write the next step of a project's history, and tell it on commit.

    The same status again, with a note, is news about it.

    Raises:
        PermissionDenied: ``by`` may not change projects.
        IllegalStep: its status does not lead there, or the day is before the last step or ahead.
    """
    policy.require(by, CHANGE, project.campaign_id)
    row = locked(project)
    _require_legal(row, status, on, today=timezone.localdate(now), note=note)
    step: ProjectStep = ProjectStep.objects.create(
        project=row, status=status, on=on, note=note.strip(), created_by=by
    )
    before, row.status, row.updated_at = row.status, status, now
    row.save(update_fields=["status", "updated_at", "search_text"])
    project.status = row.status
    data = {"from": before, "to": status, "on": on.isoformat()}
    log(instance=row, action="civic.project.status", user=by, data=data)
    if row.is_public:
        transaction.on_commit(lambda: project_status_changed.send(Project, instance=row, step=step))
    return step


def _require_legal(row: Project, status: str, on: date, *, today: date, note: str) -> None:
    is_news = status == row.status and bool(note.strip())
    if not is_news and not row.may_become(status):
        values = {
            "reference": row.reference,
            "now": row.get_status_display(),
            "then": ProjectStatus(status).label,
        }
        told = _("%(reference)s is “%(now)s”: it cannot become “%(then)s”.")
        raise IllegalStep(told % values, code="illegal")
    last = row.steps.order_by("-on", "-pk").first()
    values = {"reference": row.reference}
    if on > today:
        raise IllegalStep(
            _(
                "%(reference)s: this day is still ahead; say in “realisation expected” what is planned."
            )
            % values,
            code="ahead",
        )
    if last is not None and on < last.on:
        values["day"] = date_format(last.on, "SHORT_DATE_FORMAT")
        raise IllegalStep(
            _("%(reference)s: its last step is of %(day)s, this one cannot be earlier.") % values,
            code="earlier",
        )


def publish(project: Project, *, by: Any, now: datetime) -> Project:
    """Let everybody see a project."""
    return _show(project, public=True, by=by, now=now)


def unpublish(project: Project, *, by: Any, now: datetime) -> Project:
    """Take a project from the public; its history is kept."""
    return _show(project, public=False, by=by, now=now)


@transaction.atomic
def _show(project: Project, *, public: bool, by: Any, now: datetime) -> Project:
    policy.require(by, CHANGE, project.campaign_id)
    row = locked(project)
    if row.is_public == public:
        told = _("%(reference)s is published.") if public else _("%(reference)s is not published.")
        raise ValidationError(told % {"reference": row.reference}, code="same")
    row.is_public, row.updated_at = public, now
    row.save(update_fields=["is_public", "updated_at", "search_text"])
    project.is_public = public
    log(instance=row, action=f"civic.project.{'publish' if public else 'unpublish'}", user=by)
    return row


@transaction.atomic
def store_many(
    projects: Sequence[tuple[Project, Sequence[ProjectStep]]], *, code: str, now: datetime
) -> int:
    """Store many projects with their histories at once, in order; returns how many.

    For imports and the demo: permission is the caller's business, and nobody is told.
    """
    names = references.take(code, len(projects))
    for reference, (project, steps) in zip(names, projects, strict=True):
        project.reference = reference
        project.created_at = project.updated_at = now
        project.prepare()
        for step in steps:
            step.project = project
    Project.objects.bulk_create([project for project, _steps in projects])
    known = dict(Project.objects.filter(reference__in=names).values_list("reference", "pk"))
    written = [step for _project, steps in projects for step in steps]
    for step in written:
        step.project_id = known[step.project.reference]
    ProjectStep.objects.bulk_create(written)
    return len(projects)
