"""Importing a city's file of projects: a dry run tells what each row would give, then it is stored once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import IO, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from civic_pages.participation import policy
from civic_pages.participation.desk import tables
from civic_pages.participation.exports.base import as_typed
from civic_pages.projects import actions, columns
from civic_pages.projects.cards import sector_names
from civic_pages.projects.choices import WAY, ProjectStatus
from civic_pages.projects.models import Project, ProjectStep


MOST_PROBLEMS = 500
DATED = ("study", "vote", "chosen", "design", "works", "done", "abandoned")


@dataclass
class Report:
    """What a file holds.

    Attributes:
        rows: rows with something in them; ``valid`` of them would be, or were, added, ``known`` are
            there already, ``refused`` have a problem.
        columns: (header, target) of those that are read; ``unused`` headers of the others.
        problems: (row, column, value, message), the first ones.
        statuses: how many of the valid rows are of each status.
        added: rows stored; ``None``: it was a dry run.
    """

    rows: int = 0
    valid: int = 0
    known: int = 0
    refused: int = 0
    columns: list[tuple[str, str]] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    problems: list[tuple[int, str, str, str]] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)
    added: int | None = None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def run(
    file: IO[bytes], *, campaign: Any, edition: str, by: Any, now: datetime, store: bool
) -> Report:
    """Read a file of projects, and store them where that is asked: all valid rows, or none.

    Args:
        edition: of the rows that name none.

    Raises:
        PermissionDenied: ``by`` may not add projects.
        TableError: the file cannot be read as a table, or has no column of titles.
    """
    policy.require(by, actions.ADD, campaign)
    report, found = Report(), []
    with tables.opened(file) as table:
        reader = _Reader(table.headers, campaign, edition, timezone.localdate(now), report)
        found = list(reader.projects(table.rows, by))
    if store:
        with transaction.atomic():
            report.added = actions.store_many(found, code=campaign.code, now=now)
            data = {"count": report.added}
            log(instance=campaign, action="civic.project.import", user=by, data=data)
    return report


class _Reader:
    def __init__(
        self, headers: Sequence[str], campaign: Any, edition: str, today: date, report: Report
    ) -> None:
        self.places = columns.matched(headers)
        if "title" not in self.places:
            raise tables.TableError(_("No column of this file holds titles."), code="no_title")
        self.headers, self.report, self.today = headers, report, today
        self.campaign, self.edition, self.names = campaign, edition, sector_names(campaign)
        told = {place: target for target, place in self.places.items()}
        report.columns = [(headers[place], target) for place, target in sorted(told.items())]
        report.unused = [name for place, name in enumerate(headers) if place not in told]
        theirs = Project.objects.of(campaign).order_by()
        self.ids = set(theirs.exclude(external_id="").values_list("external_id", flat=True))
        self.titles = set(theirs.values_list("title", "edition"))

    def projects(
        self, rows: Iterator[tuple[int, list[str]]], by: Any
    ) -> Iterator[tuple[Project, list[ProjectStep]]]:
        """Yield the new projects with their steps; notes what becomes of every row."""
        for number, cells in rows:
            self.report.rows += 1
            row = _Row(number, cells, self)
            project = self._project(row)
            steps = self._steps(row, project, by)
            if row.problems:
                self.report.refused += 1
                room = MOST_PROBLEMS - len(self.report.problems)
                self.report.problems += row.problems[: max(0, room)]
            elif self._is_known(project):
                self.report.known += 1
            else:
                self.report.valid += 1
                count = self.report.statuses.get(project.status, 0)
                self.report.statuses[project.status] = count + 1
                yield project, steps

    def _is_known(self, project: Project) -> bool:
        name = (project.title, project.edition)
        is_known = project.external_id in self.ids if project.external_id else name in self.titles
        self.ids.add(project.external_id)
        self.titles.add(name)
        return is_known

    def _project(self, row: "_Row") -> Project:
        title = row.text("title", 200)
        if not title:
            row.refuse("title", _("A project needs a title."))
        latitude, longitude = (
            row.read("latitude", lambda cell: columns.degrees_of(cell, 90)),
            row.read("longitude", lambda cell: columns.degrees_of(cell, 180)),
        )
        if (latitude is None) != (longitude is None):
            row.refuse("latitude", _("A point needs latitude and longitude."))
        sector = columns.sector_of(row.cell("sector"), self.names)
        if not sector and latitude is not None and longitude is not None:
            sector = self.campaign.territory.sector_of(latitude, longitude)
        return Project(
            campaign_id=self.campaign.pk,
            external_id=row.text("external_id", 100),
            edition=row.text("edition", 20) or self.edition,
            title=title,
            summary=row.text("summary", 300),
            description=row.text("description", 8000),
            category=row.text("category", 150),
            scope=columns.scope_of(row.cell("scope")),
            sector=sector,
            latitude=latitude,
            longitude=longitude,
            address=row.text("address", 200),
            cost=row.read("cost", columns.euros_of),
            status=row.read("status", columns.status_of) or ProjectStatus.STUDY,
            expected=self._expected(row),
        )

    def _expected(self, row: "_Row") -> str:
        text = columns.meant(row.cell("expected"))
        try:
            day = columns.day_of(text)
        except columns.Unreadable:
            return text[:60]
        return f"{day:%m/%Y}" if day and day > self.today else ""

    def _steps(self, row: "_Row", project: Project, by: Any) -> list[ProjectStep]:
        """Return the history a row tells: its dates up to its status, none of them ahead."""
        days = {s: row.read(f"on_{s}", columns.day_of) for s in DATED}
        days = {status: day for status, day in days.items() if day and day <= self.today}
        status = project.status
        if status in WAY:
            behind = WAY[: WAY.index(ProjectStatus(status)) + 1]
            days = {name: day for name, day in days.items() if name in behind}
        last, note = max(days.values(), default=None), ""
        on = days.pop(status, None) or self._delivered(row, status)
        if on is None:
            on, note = self.today, _("As known on the day of the import.")
        elif last and on < last:
            on = last
        told = sorted((day, DATED.index(name), name) for name, day in days.items())
        past = [ProjectStep(status=name, on=min(day, on), created_by=by) for day, _n, name in told]
        return [*past, ProjectStep(status=status, on=on, note=note, created_by=by)]

    def _delivered(self, row: "_Row", status: str) -> date | None:
        """Return when a realised project was to be delivered, where nothing says when it opened."""
        if status != ProjectStatus.DONE:
            return None
        try:
            day = columns.day_of(row.cell("expected"))
        except columns.Unreadable:
            return None
        return day if day and day <= self.today else None


class _Row:
    def __init__(self, number: int, cells: list[str], reader: _Reader) -> None:
        self.number, self.cells, self.reader = number, cells, reader
        self.problems: list[tuple[int, str, str, str]] = []

    def cell(self, target: str) -> str:
        place = self.reader.places.get(target)
        return as_typed(self.cells[place]) if place is not None else ""

    def text(self, target: str, most: int) -> str:
        text = columns.meant(self.cell(target))
        if len(text) > most:
            self.refuse(target, _("At most %(most)d characters.") % {"most": most})
        return text

    def read(self, target: str, reading: Callable[[str], Any]) -> Any:
        try:
            return reading(self.cell(target))
        except columns.Unreadable as error:
            self.refuse(target, str(error))
            return None

    def refuse(self, target: str, message: str) -> None:
        place = self.reader.places.get(target)
        header = self.reader.headers[place] if place is not None else target
        self.problems.append((self.number, header, self.cell(target)[:100], message))
