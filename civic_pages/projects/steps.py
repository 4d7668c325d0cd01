"""What became of a campaign's projects, as steps of its timeline."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from civic_blocks.partial_dates import PartialDate, Precision
from civic_blocks.schedule import Step, StepStatus
from civic_blocks.templatetags.civic_blocks import grouped
from civic_pages.projects.addresses import Addresses
from civic_pages.projects.cards import label_of
from civic_pages.projects.choices import ProjectStatus
from civic_pages.projects.models import Project, ProjectStep


# What citizens wait for. Studies and preparation stand on the projects' own pages.
SHOWN = (ProjectStatus.VOTE, ProjectStatus.CHOSEN, ProjectStatus.WORKS, ProjectStatus.DONE)
# Projects that a step of several names.
NAMED = 5


class ProjectHistory:
    """Implements :class:`civic_blocks.ports.ProjectSource`."""

    def steps(self, page: Any) -> list[Step]:
        """Return the steps of a campaign's public projects, at a fixed number of queries.

        Those of one month and status are one step: a vote on sixty-eight projects is one event.
        """
        if page.pk is None:
            return []
        told = ProjectStep.objects.filter(
            project__in=Project.objects.public().of(page), status__in=SHOWN
        ).select_related("project")
        months: dict[tuple[date, str], dict[int, ProjectStep]] = {}
        for step in told.defer("project__description", "project__search_text"):
            # Told twice in a month, with another note: the later one holds.
            months.setdefault((step.on.replace(day=1), step.status), {})[step.project_id] = step
        if not months:
            return []
        addresses = Addresses({page.pk})
        return [
            _step(month, status, list(steps.values()), addresses)
            for (month, status), steps in months.items()
        ]


def _step(month: date, status: str, steps: list[ProjectStep], addresses: Addresses) -> Step:
    days = {step.on for step in steps}
    when = PartialDate(days.pop()) if len(days) == 1 else PartialDate(month, Precision.MONTH)
    first, what = steps[0].project, label_of(status)
    if len(steps) == 1:
        title = _("%(what)s: %(title)s") % {"what": what, "title": first.title}
        summary, link = steps[0].note, _link(addresses.of(first), _("See this project"))
    else:
        title = _("%(what)s: %(count)s projects") % {"what": what, "count": grouped(len(steps))}
        page = addresses.page_of(first.campaign_id, first.edition)
        url = f"{page.url}{page.reverse_subpage('timeline')}" if page is not None else ""
        summary, link = _names(steps), _link(url, _("See these projects through time"))
    return Step(
        key=f"projects-{month:%Y-%m}-{status}",
        title=title,
        start=when,
        summary=summary,
        # It has happened: nothing of it depends on the clock.
        override=StepStatus.DONE.value,
        extra={"kind_label": _("Projects"), "link": link},
    )


def _link(url: str, text: str) -> dict[str, str] | None:
    return {"url": url, "text": text} if url else None


def _names(steps: Iterable[ProjectStep]) -> str:
    titles = sorted(step.project.title for step in steps)
    return ", ".join(titles[:NAMED]) + (", …" if len(titles) > NAMED else ".")
