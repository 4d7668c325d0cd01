"""Importing a city's file: a dry run that finds every problem, then all of it or nothing."""

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from itertools import islice
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from civic_pages.participation import bulk, policy
from civic_pages.participation.bulk import Entry
from civic_pages.participation.desk import tables, targets
from civic_pages.participation.desk.rows import Plan, Problem, read_row
from civic_pages.participation.intake import Intake
from civic_pages.participation.keys import Keys
from civic_pages.participation.models import CampaignSalt, Contribution
from civic_pages.participation.submission import Submission


CHUNK = 500
# Problems kept one by one; a file with more has the wrong columns, and their number is kept.
MOST_PROBLEMS = 20_000


@dataclass
class Report:
    """What a file holds.

    Attributes:
        rows: rows with something in them.
        valid: rows that would be, or were, added.
        known: rows that an earlier import brought.
        doubles: (row, earlier row) that say the same and have no external id to tell them apart.
        problems: all that is wrong, up to ``MOST_PROBLEMS``; ``problem_count`` counts all.
        refused: rows with a problem.
        added: rows stored; ``None``: it was a dry run, or nothing could be stored.
    """

    rows: int = 0
    valid: int = 0
    known: int = 0
    doubles: list[tuple[int, int]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    refused: int = 0
    added: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return JSON-able data, problems as dictionaries."""
        return asdict(self)

    def refuse(self, problems: list[Problem]) -> None:
        """Note the problems of one row."""
        self.refused += 1
        self.problem_count += len(problems)
        self.problems += problems[: max(0, MOST_PROBLEMS - len(self.problems))]


Progress = Callable[[int], None]


def dry_run(file: IO[bytes], plan: Plan, *, progress: Progress | None = None) -> Report:
    """Read every row of a file through the form and store nothing.

    Raises:
        PermissionDenied: the operator may not enter contributions, or not give their status.
        TableError: the file is no table.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as kept:
        return _checked(file, plan, kept, progress)


def run(file: IO[bytes], plan: Plan, *, progress: Progress | None = None) -> Report:
    """Import a file: all its new rows in one transaction, or none where one has a problem.

    Raises:
        PermissionDenied: the operator may not enter contributions, or not give their status.
        TableError: the file is no table.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as kept:
        report = _checked(file, plan, kept, progress)
        if report.problem_count:
            return report
        kept.seek(0)
        report.added = _store(_read_back(kept, plan), plan)
        report.known += report.valid - report.added
        return report


def _checked(file: IO[bytes], plan: Plan, kept: IO[str], progress: Progress | None) -> Report:
    """Check every row and write those that are new to ``kept``, one line of JSON each."""
    policy.require(plan.operator, policy.ENTER, plan.campaign)
    if targets.STATUS in plan.columns:
        policy.require(plan.operator, policy.MODERATE, plan.campaign)
    report, seen = Report(), Seen()
    with tables.opened(file) as table:
        _require_columns(plan, table.headers)
        rows = iter(table.rows)
        while chunk := list(islice(rows, CHUNK)):
            entries = [
                (number, entry)
                for number, cells in chunk
                if (
                    entry := _read(
                        plan, number, dict(zip(table.headers, cells, strict=True)), report
                    )
                )
            ]
            for entry in _new(entries, plan, seen, report):
                kept.write(_as_line(entry))
            if progress:
                progress(report.rows)
    return report


def _require_columns(plan: Plan, headers: Iterable[str]) -> None:
    missing = sorted(set(plan.columns.values()) - set(headers))
    if missing:
        names = ", ".join(f"“{name}”" for name in missing)
        raise tables.TableError(
            _("The file has no column %(names)s.") % {"names": names}, code="columns"
        )


def _read(plan: Plan, number: int, cells: Mapping[str, str], report: Report) -> Entry | None:
    report.rows += 1
    entry, problems = read_row(plan, number, cells)
    if problems:
        report.refuse(problems)
    return entry


@dataclass
class Seen:
    """What the rows so far were: the row of each external id and of each fingerprint."""

    external_ids: dict[str, tuple[int, str]] = field(default_factory=dict)
    fingerprints: dict[str, int] = field(default_factory=dict)


def _new(
    entries: list[tuple[int, Entry]], plan: Plan, seen: Seen, report: Report
) -> Iterator[Entry]:
    """Yield what is neither in the campaign nor earlier in the file, and count the rest."""
    prints = {id(entry): entry.submission.fingerprint for _number, entry in entries}
    known_ids, known_prints = _known(
        plan, [(e.intake.external_id, prints[id(e)]) for _n, e in entries]
    )
    for number, entry in entries:
        external_id, fingerprint = entry.intake.external_id, prints[id(entry)]
        earlier: int | None
        if external_id:
            earlier, said = seen.external_ids.setdefault(external_id, (number, fingerprint))
            if earlier != number and said != fingerprint:
                report.refuse([_same_id(plan, number, external_id, earlier)])
                continue
        else:
            earlier = seen.fingerprints.setdefault(fingerprint, number)
        if external_id in known_ids or (not external_id and fingerprint in known_prints):
            report.known += 1
        elif earlier != number:
            report.doubles.append((number, earlier))
        else:
            report.valid += 1
            yield entry


def _same_id(plan: Plan, number: int, external_id: str, earlier: int) -> Problem:
    message = _("Row %(row)d has the same external id and says something else.")
    column = plan.columns.get(targets.EXTERNAL_ID, "")
    return Problem(number, column, external_id, message % {"row": earlier})


def _known(plan: Plan, rows: list[tuple[str, str]]) -> tuple[set[str], set[str]]:
    """Return which external ids, and which fingerprints of rows without one, the campaign has."""
    theirs = Contribution.objects.filter(campaign_id=plan.campaign.pk)
    ids = {external_id for external_id, _print in rows if external_id}
    prints = {fingerprint for external_id, fingerprint in rows if not external_id}
    return (
        set(theirs.filter(external_id__in=ids).values_list("external_id", flat=True))
        if ids
        else set(),
        set(theirs.filter(fingerprint__in=prints).values_list("fingerprint", flat=True))
        if prints
        else set(),
    )


def _as_line(entry: Entry) -> str:
    said = {
        f.name: getattr(entry.submission, f.name)
        for f in fields(Submission)
        if f.name != "definition"
    }
    intake = entry.intake
    came = {"source": intake.source, "batch": intake.batch, "external_id": intake.external_id}
    line = {"said": said, "came": came, "at": entry.created_at.isoformat(), "status": entry.status}
    return json.dumps(line, cls=DjangoJSONEncoder) + "\n"


def _read_back(kept: IO[str], plan: Plan) -> Iterator[Entry]:
    for line in kept:
        data = json.loads(line)
        said = {**data["said"], "uploads": tuple(data["said"]["uploads"])}
        yield Entry(
            Submission(definition=plan.definition, **said),
            created_at=datetime.fromisoformat(data["at"]),
            status=data["status"],
            intake=Intake(operator=plan.operator, **data["came"]),
        )


def _store(entries: Iterator[Entry], plan: Plan) -> int:
    """Store what nobody has imported in the meantime; one import of a campaign at a time."""
    Keys.of(plan.campaign.pk)
    try:
        with transaction.atomic():
            CampaignSalt.objects.select_for_update().get(campaign_id=plan.campaign.pk)
            added = bulk.store_many(
                _still_new(entries, plan), campaign=plan.campaign, now=plan.now, chunk=CHUNK
            )
            if added:
                log(
                    instance=plan.campaign,
                    action="civic.campaign.import",
                    user=plan.operator,
                    data={"count": added, "batch": plan.batch},
                )
    except IntegrityError as error:
        message = _("Somebody else has entered some of these contributions just now. Try again.")
        raise ValidationError(message, code="raced") from error
    return added


def _still_new(entries: Iterator[Entry], plan: Plan) -> Iterator[Entry]:
    while chunk := list(islice(entries, CHUNK)):
        rows = [(entry.intake.external_id, entry.submission.fingerprint) for entry in chunk]
        known_ids, known_prints = _known(plan, rows)
        for entry, (external_id, fingerprint) in zip(chunk, rows, strict=True):
            if external_id in known_ids or (not external_id and fingerprint in known_prints):
                continue
            yield entry
