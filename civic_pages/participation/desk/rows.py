"""One row of a file through the one form: a contribution, or all that is wrong with it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from civic_blocks.definitions import FormDefinition
from civic_blocks.field_types import type_of
from civic_pages.participation.actions.submitting import settled_status
from civic_pages.participation.bulk import Entry
from civic_pages.participation.desk import targets
from civic_pages.participation.desk.targets import Target
from civic_pages.participation.exports.base import as_typed
from civic_pages.participation.intake import Intake
from civic_pages.participation.models import GroupType, Held, Kind, Source, Status
from civic_pages.participation.protocols import Campaign
from civic_pages.participation.providers import form_for, query_dict
from civic_pages.participation.searching import fold
from civic_pages.participation.submission import form_input


DECIDED = (Status.PENDING, Status.PUBLISHED)


@dataclass(frozen=True)
class Problem:
    """Why a row cannot be imported. ``row`` is the number a spreadsheet shows it under."""

    row: int
    column: str
    value: str
    message: str


@dataclass(frozen=True)
class Plan:
    """How a file is read into a campaign.

    Attributes:
        columns: the file's header for each target (see ``targets``).
        source, batch: of the rows whose cells do not say.
        consents: who prepared the file answers for the consents that no column gives.
        geocode: addresses without a point are looked up, one by one.
    """

    campaign: Campaign
    definition: FormDefinition
    columns: Mapping[str, str]
    operator: Any
    now: datetime
    source: str = Source.IMPORT
    batch: str = ""
    consents: bool = False
    geocode: bool = False

    @cached_property
    def headers_of(self) -> dict[str, list[str]]:
        """The file's headers by the form field they feed."""
        found: dict[str, list[str]] = {}
        for target in targets.targets(self.definition, may_decide=True):
            if header := self.columns.get(target.name):
                found.setdefault(target.field or _field_of(target), []).append(header)
        return found

    @cached_property
    def default_status(self) -> str:
        return settled_status(self.campaign, flagged=False, now=self.now)


def _field_of(target: Target) -> str:
    name = target.name.lstrip("@")
    return "contributor_kind" if name == "kind" else name


@dataclass
class Row:
    """One row being read; ``problems`` grows as it is."""

    plan: Plan
    number: int
    cells: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)

    def given(self, target: str) -> str:
        """Return the text of the cell that gives a target; empty where no column does.

        The apostrophe with which exports disarm a formula is taken away again.
        """
        return as_typed(self.cells.get(self.plan.columns.get(target, ""), "")).strip()

    def note(self, headers: Sequence[str], messages: Sequence[str]) -> None:
        """Note what is wrong, in the first of the columns that has something in it."""
        column = next((h for h in headers if self.cells.get(h)), headers[0] if headers else "")
        self.problems += [
            Problem(self.number, column, self.cells.get(column, "")[:200], message)
            for message in messages
        ]

    def entry(self) -> Entry | None:
        """Return the contribution of this row, or ``None`` where something is wrong with it."""
        misfits: dict[str, list[str]] = {}
        answers = dict(self._answers(misfits))
        # As on the page: what is not asked is not read, so nothing in it can be wrong.
        asked = self.plan.definition.asked(answers)
        for key, messages in misfits.items():
            if key in asked:
                self.note(self._headers(key), messages)
        payload = {"answers": answers, **self._group()}
        data = query_dict(form_input(self.plan.definition, payload))
        form = form_for(self.plan.definition, self.plan.campaign, data, staff=True)
        if not self.plan.geocode:
            form.search = None
        for name, errors in form.errors.items():
            self.note(self._headers(name), [str(error) for error in errors])
        received, status, intake = self._received(), self._status(), self._intake()
        if self.problems or received is None:
            return None
        return Entry(form.submission(), created_at=received, status=status, intake=intake)

    def _headers(self, name: str) -> list[str]:
        """Return the columns of a form field; its question's name where no column feeds it."""
        if headers := self.plan.headers_of.get(name):
            return headers
        return [spec.label for spec in self.plan.definition if spec.key == name][:1]

    def _answers(self, misfits: dict[str, list[str]]) -> Iterator[tuple[str, Any]]:
        """Yield keys and answers; messages about cells that are none go to ``misfits``."""
        for spec in filter(targets.is_importable, self.plan.definition):
            field_type = type_of(spec)
            cells = {key: self.given(key) for key, _label in field_type.export_columns(spec)}
            if spec.type == "consent" and not any(cells.values()) and self.plan.consents:
                yield spec.key, True
                continue
            try:
                answer = field_type.from_cells(spec, cells)
            except ValidationError as error:
                misfits[spec.key] = error.messages
                continue
            if answer is not None:
                yield spec.key, answer

    def _group(self) -> dict[str, Any]:
        if not self.plan.definition.allow_collective:
            return {}
        represented = self.given(targets.REPRESENTED)
        named = self.given(targets.GROUP_NAME)
        kind = self._chosen(targets.KIND, Kind, Kind.COLLECTIVE if named else Kind.INDIVIDUAL)
        return {
            "kind": kind,
            "group_name": named or None,
            "group_type": self._chosen(targets.GROUP_TYPE, GroupType, "") or None,
            "held": self._chosen(targets.HELD, Held, "") or None,
            "represented": represented or None,
        }

    def _chosen(self, target: str, choices: type[TextChoices], default: str) -> str:
        """Return the choice a cell names, by its value or its label in any language of the site."""
        text = self.given(target)
        if not text:
            return default
        if (found := _named(choices).get(fold(text))) is not None:
            return found
        known = ", ".join(str(label) for label in choices.labels)
        self.note(
            [self.plan.columns[target]], [_("Write one of: %(choices)s.") % {"choices": known}]
        )
        return default

    def _status(self) -> str:
        status = self._chosen(targets.STATUS, Status, self.plan.default_status)
        if status not in DECIDED:
            message = _("Only what is to moderate or published can be imported.")
            self.note([self.plan.columns[targets.STATUS]], [message])
        return status

    def _intake(self) -> Intake:
        batch = self.given(targets.BATCH) or self.plan.batch
        external_id = self.given(targets.EXTERNAL_ID)
        for target, text, limit in (
            (targets.BATCH, batch, 60),
            (targets.EXTERNAL_ID, external_id, 100),
        ):
            if len(text) > limit:
                message = _("At most %(limit)d characters.") % {"limit": limit}
                self.note([self.plan.columns.get(target, "")], [message])
        return Intake(
            source=self._chosen(targets.SOURCE, Source, self.plan.source),
            operator=self.plan.operator,
            batch=batch,
            external_id=external_id,
        )

    def _received(self) -> datetime | None:
        text = self.given(targets.RECEIVED)
        if not text:
            return self.plan.now
        moment = read_moment(text)
        if moment == noon(timezone.localdate(self.plan.now)):
            return self.plan.now
        if moment is None:
            message = _("Write a date as 2026-03-31 or 31/03/2026, with or without a time.")
        elif moment > self.plan.now:
            message = _("This date is still to come.")
        else:
            return moment
        self.note([self.plan.columns[targets.RECEIVED]], [message])
        return None


@lru_cache(maxsize=16)
def _named(choices: type[TextChoices]) -> dict[str, str]:
    """Return values by what people may call them: the value, or the label in each language."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found.update({fold(str(choice.label)): str(choice.value) for choice in choices})
    return {**found, **{fold(str(value)): str(value) for value in choices.values}}


def read_moment(text: str) -> datetime | None:
    """Return an aware time for ISO 8601 or day/month/year, noon where only the day is given.

    ``None``: it is neither, or no such day exists.
    """
    text = text.strip()
    for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
        if found := _parsed(text, pattern):
            return noon(found.date())
    for pattern in ("%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S"):
        if found := _parsed(text, pattern):
            return timezone.make_aware(found)
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return timezone.make_aware(moment) if moment and timezone.is_naive(moment) else moment


def _parsed(text: str, pattern: str) -> datetime | None:
    try:
        return datetime.strptime(text, pattern)  # noqa: DTZ007 - made aware by the caller
    except ValueError:
        return None


def noon(day: date) -> datetime:
    """Return the middle of a day: of paper, nobody knows the hour."""
    return timezone.make_aware(datetime.combine(day, time(12)))


def read_row(
    plan: Plan, number: int, cells: Mapping[str, str]
) -> tuple[Entry | None, list[Problem]]:
    """Return the contribution of a row, or all that is wrong with it."""
    row = Row(plan, number, cells)
    return row.entry(), row.problems


def form_of(campaign: Campaign, form_id: str) -> FormDefinition | None:
    """Return a form of a campaign as it is now, by its id."""
    return next((d for d in campaign.form_definitions() if d.form_id == form_id), None)
