"""Projects as lists, maps and pages show them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from civic_blocks.map_legend import LegendEntry, legend_of
from civic_blocks.ports import ContributionCard, MapContents, Place
from civic_pages.projects.choices import DRAWN, ENDED, WAY, ProjectStatus
from civic_pages.projects.models import Project, ProjectStep
from civic_pages.projects.querysets import ProjectQuerySet


# More than a city has in ten years; a map of more would want the API's clusters.
MOST_PINS = 1000


@dataclass(frozen=True)
class ProjectCard:
    """One project of a list. ``glyph`` stands where there is no image."""

    project: Project
    url: str
    sector: str
    glyph: LegendEntry | None

    @property
    def summary(self) -> str:
        """The summary; the beginning of the description where there is none."""
        return self.project.summary or strip_tags(self.project.description)[:300]


def card_rows(projects: ProjectQuerySet) -> ProjectQuerySet:
    """Read with projects what cards show, at a fixed number of queries."""
    return projects.select_related("image").prefetch_related("image__renditions")


def cards(
    projects: Iterable[Project], page: Any, categories: list[str], sectors: Mapping[str, str]
) -> list[ProjectCard]:
    """Return the cards of projects on a page of projects."""
    glyphs = {entry.category: entry for entry in legend_of(categories)}
    return [
        ProjectCard(
            project,
            page.url_of(project.reference),
            sectors.get(project.sector, project.sector),
            glyphs.get(project.category),
        )
        for project in projects
    ]


def sector_names(campaign: Any) -> dict[str, str]:
    """Return the names of a campaign's sectors by their keys."""
    return {key: name for key, name, _shape in campaign.territory.sectors}


def map_contents(projects: ProjectQuerySet, page: Any) -> MapContents:
    """Return what the map shows of some projects: their pins say how far each came."""
    campaign, labels = page.campaign, dict(ProjectStatus.choices)
    placed = projects.filter(latitude__isnull=False)
    rows = placed.values_list("reference", "title", "status", "latitude", "longitude")[:MOST_PINS]
    pins = [
        ContributionCard(
            reference=reference,
            url=page.url_of(reference),
            title=title,
            category=str(labels[status]),
            place=Place(latitude, longitude),
        )
        for reference, title, status, latitude, longitude in rows
    ]
    return MapContents(
        pins=pins,
        perimeter=campaign.perimeter,
        sector_shapes=campaign.sectors,
        mapped=len(pins),
        unmapped=projects.filter(latitude=None).count(),
    )


def map_legend(statuses: Iterable[str]) -> list[LegendEntry]:
    """Return how each status is drawn, of those that occur, in the legend's order."""
    occurring = set(statuses)
    return [
        LegendEntry(str(ProjectStatus(status).label), *look)
        for status, look in DRAWN.items()
        if status in occurring
    ]


@dataclass(frozen=True)
class Moment:
    """One step of a project's history, or (without a day) of what is still to come."""

    status: str
    label: str
    on: date | None
    note: str
    state: str  # "done", "current" or "upcoming"


# What a step of the past is called: not where a project is, but what became of it that day.
PAST = {
    ProjectStatus.STUDY: lambda: _("The study begins"),
    ProjectStatus.INFEASIBLE: lambda: _("Found not to be feasible"),
    ProjectStatus.VOTE: lambda: _("Put to the vote"),
    ProjectStatus.NOT_CHOSEN: lambda: _("Not chosen"),
    ProjectStatus.CHOSEN: lambda: _("Chosen"),
    ProjectStatus.DESIGN: lambda: _("Preparation begins"),
    ProjectStatus.WORKS: lambda: _("Works begin"),
    ProjectStatus.DONE: lambda: _("Realised"),
    ProjectStatus.ABANDONED: lambda: _("Abandoned"),
}


def label_of(status: str) -> str:
    """Return what happened on the day a project came to a status."""
    return str(PAST[ProjectStatus(status)]())


def history(project: Project, steps: Iterable[ProjectStep]) -> list[Moment]:
    """Return the past of a project in order, then the usual steps that are still ahead of it."""
    told = list(steps)
    past = [
        Moment(
            step.status,
            label_of(step.status),
            step.on,
            step.note,
            "current" if step is told[-1] and step.status not in ENDED else "done",
        )
        for step in told
    ]
    ahead = [Moment(s, str(ProjectStatus(s).label), None, "", "upcoming") for s in _ahead(project, told)]  # fmt: skip
    return [*past, *ahead]


def _ahead(project: Project, told: list[ProjectStep]) -> list[str]:
    """Return what usually comes after a status, without steps the project has behind it."""
    if project.status in ENDED or project.status not in WAY:
        return []
    behind = {step.status for step in told}
    return [status for status in WAY[WAY.index(project.status) + 1 :] if status not in behind]


def next_step(project: Project) -> str:
    """Return in a sentence what comes next; empty where nothing does."""
    sentences = {
        ProjectStatus.STUDY: _("The city's services study cost, place and upkeep."),
        ProjectStatus.VOTE: _("Inhabitants choose among the projects."),
        ProjectStatus.CHOSEN: _("The services prepare the project with those who proposed it."),
        ProjectStatus.DESIGN: _("Works begin once contracts and permits are there."),
        ProjectStatus.WORKS: _("The project opens when the works end."),
    }
    return sentences.get(ProjectStatus(project.status), "")
