"""The questions a campaign has asked, across all versions of its forms; archived ones too."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists
from wagtail.models import Page

from civic_blocks.definitions import FieldSpec, FormDefinition
from civic_blocks.field_types import FieldType, all_types
from civic_pages.participation.models import FormVersion
from civic_pages.participation.querysets import ContributionQuerySet


Identity = tuple[str, str, str]


@dataclass(frozen=True)
class Question:
    """One question through the versions of its form: the same key with the same type.

    Attributes:
        specs: how each version asked it, by the version's primary key, oldest first.
        numbers: the numbers of these versions.
        current: how the form asks it today; ``None``: archived, it was deleted or retyped.
    """

    form_id: str
    key: str
    type: str
    specs: Mapping[int, FieldSpec]
    numbers: tuple[int, ...]
    current: FieldSpec | None

    @property
    def newest(self) -> FieldSpec:
        """How it is asked today, or was asked last."""
        return self.current or list(self.specs.values())[-1]

    @property
    def is_archived(self) -> bool:
        return self.current is None

    @property
    def field_type(self) -> FieldType | None:
        """Its field type; ``None`` where that is no longer installed."""
        return all_types().get(self.type)

    def is_public_in(self, version: int) -> bool:
        """Tell whether answers given under a version are published: as was said then."""
        spec, kind = self.specs.get(version), self.field_type
        return bool(spec and spec.public and kind is not None and not kind.always_private)

    @property
    def choices(self) -> list[str]:
        """Every choice it ever offered, today's first."""
        found: dict[str, None] = {}
        for spec in [self.newest, *reversed(list(self.specs.values()))]:
            found.update(dict.fromkeys(spec.options.get("choices") or ()))
        return list(found)


def versions_of(campaign_id: int) -> list[FormVersion]:
    """Return the stored versions of a campaign's forms, oldest first."""
    return list(FormVersion.objects.filter(campaign_id=campaign_id).order_by("form_id", "number"))


def _asked(definition: FormDefinition) -> Iterator[FieldSpec]:
    """Yield what is answered: no titles between; a type that is gone was a question."""
    known = all_types()
    for spec in definition:
        if spec.type not in known or known[spec.type].is_question:
            yield spec


def questions_of(
    definitions: Iterable[FormDefinition], versions: Iterable[FormVersion]
) -> list[Question]:
    """Return every question, today's in the order of the forms, then archived ones, newest first.

    Args:
        definitions: the forms as they are today.
        versions: as ``versions_of`` returns them.
    """
    current: dict[Identity, FieldSpec] = {
        (definition.form_id, spec.key, spec.type): spec
        for definition in definitions
        for spec in _asked(definition)
    }
    specs: dict[Identity, dict[int, FieldSpec]] = {identity: {} for identity in current}
    numbers: dict[Identity, list[int]] = {identity: [] for identity in current}
    for version in versions:
        for spec in _asked(version.definition):
            identity = (version.form_id, spec.key, spec.type)
            specs.setdefault(identity, {})[version.pk] = spec
            numbers.setdefault(identity, []).append(version.number)
    found = [
        Question(*identity, asked, tuple(numbers[identity]), current.get(identity))
        for identity, asked in specs.items()
    ]
    archived = sorted((q for q in found if q.is_archived), key=lambda q: -q.numbers[-1])
    return [*(q for q in found if not q.is_archived), *archived]


def campaign_questions(campaign: Any) -> list[Question]:
    """Return every question of a campaign page, as it is live; one query."""
    return questions_of(campaign.form_definitions(), versions_of(campaign.pk))


def earlier_categories(
    campaign_id: int, today: set[str], *, among: ContributionQuerySet
) -> list[str]:
    """Return the categories of earlier versions of the forms that contributions still have.

    One query, and another where there are such categories: it asks the index for one row of each.
    """
    old: dict[str, None] = {}
    for version in versions_of(campaign_id):
        if spec := version.definition.with_role("category"):
            old.update(dict.fromkeys(spec.options.get("choices") or ()))
    names = [name for name in old if name not in today]
    if not names:
        return []
    theirs = among.of(campaign_id).order_by()
    asked = {f"c{n}": Exists(theirs.filter(category=name)) for n, name in enumerate(names)}
    held = Page.objects.filter(pk=campaign_id).annotate(**asked).values_list(*asked).first() or ()
    return [name for name, is_held in zip(names, held, strict=False) if is_held]
