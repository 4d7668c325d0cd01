"""What the columns of a file can be: answers to questions, and facts about a contribution."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext_lazy as _

from civic_blocks.definitions import FieldSpec, FormDefinition
from civic_blocks.field_types import type_of
from civic_pages.participation.searching import fold


# Facts begin with a sign that no question's key has.
KIND, GROUP_NAME, GROUP_TYPE, HELD, REPRESENTED = (
    "@kind", "@group_name", "@group_type", "@held", "@represented",
)  # fmt: skip
SOURCE, BATCH, RECEIVED, STATUS, EXTERNAL_ID = (
    "@source", "@batch", "@received", "@status", "@external_id",
)  # fmt: skip
GROUP_FACTS = {
    KIND: _("Individual or collective"),
    GROUP_NAME: _("Name of the group"),
    GROUP_TYPE: _("Type of group"),
    HELD: _("How the contribution was made"),
    REPRESENTED: _("Number of people it represents"),
}
FACTS = {
    EXTERNAL_ID: _("External id"),
    RECEIVED: _("Date received"),
    SOURCE: _("Source"),
    BATCH: _("Batch"),
}
# Names that exports and cities give to the facts, folded.
OTHER_NAMES: Mapping[str, tuple[str, ...]] = {
    KIND: ("kind", "type de contribution", "individuelle ou collective"),
    GROUP_NAME: ("group", "group name", "nom du groupe", "groupe", "association"),
    GROUP_TYPE: ("group type", "type de groupe"),
    HELD: ("held", "mode d'elaboration"),
    REPRESENTED: ("represented", "people represented", "personnes representees"),
    SOURCE: ("source", "origine"),
    BATCH: ("batch", "lot", "paquet"),
    RECEIVED: (
        "received",
        "recu",
        "recu le",
        "recue le",
        "date de reception",
        "date de depot",
        "date",
    ),
    STATUS: ("status", "statut"),
    EXTERNAL_ID: ("external id", "identifiant externe", "identifiant", "reference", "id", "numero"),
}
ALIKE = 0.72


@dataclass(frozen=True)
class Target:
    """One thing a column can give.

    ``name`` is stored in mappings; ``field`` is the key of the question it belongs to, empty for a
    fact; ``required``: without it no row is valid.
    """

    name: str
    label: str
    field: str = ""
    required: bool = False

    def names(self) -> Iterable[str]:
        """Yield the folded headers that surely mean this."""
        yield from (fold(self.label), fold(self.name.lstrip("@").replace("_", " ")))
        yield from OTHER_NAMES.get(self.name, ())


def is_importable(spec: FieldSpec) -> bool:
    """Tell whether a question can be answered by cells: a file, for one, cannot be in a cell."""
    field_type = type_of(spec)
    return field_type.is_question and field_type.is_importable


def targets(definition: FormDefinition, *, may_decide: bool) -> list[Target]:
    """Return all that a file for this form may give, in the form's order, facts last.

    Args:
        may_decide: the status can be given too.
    """
    found = []
    for spec in filter(is_importable, definition):
        columns = type_of(spec).export_columns(spec)
        found += [
            Target(
                name,
                str(label),
                spec.key,
                spec.required and len(columns) == 1 and spec.type != "consent",
            )
            for name, label in columns
        ]
    facts = {**(GROUP_FACTS if definition.allow_collective else {}), **FACTS}
    if may_decide:
        facts[STATUS] = _("Status")
    return [*found, *(Target(name, str(label)) for name, label in facts.items())]


def suggestions(wanted: Sequence[Target], headers: Sequence[str]) -> dict[str, str]:
    """Return the header that most likely gives each target, by target; each header once."""
    scored = sorted(
        (
            (-_likeness(target, fold(header.replace("_", " "))), place, number)
            for place, target in enumerate(wanted)
            for number, header in enumerate(headers)
        ),
    )
    chosen: dict[str, str] = {}
    taken: set[int] = set()
    for score, place, number in scored:
        name = wanted[place].name
        if -score >= ALIKE and name not in chosen and number not in taken:
            chosen[name] = headers[number]
            taken.add(number)
    return chosen


def _likeness(target: Target, header: str) -> float:
    return max(SequenceMatcher(None, name, header).ratio() for name in target.names())


def remembered(
    columns: Mapping[str, str], wanted: Sequence[Target], headers: Sequence[str]
) -> dict[str, str]:
    """Return the part of a kept mapping that this form and this file still have."""
    names = {target.name for target in wanted}
    return {name: header for name, header in columns.items() if name in names and header in headers}
