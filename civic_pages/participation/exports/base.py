"""Open data of a campaign: which columns, and their cells made harmless."""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from civic_blocks.definitions import FieldSpec, FormDefinition
from civic_blocks.field_types import type_of
from civic_pages.participation.models import FormVersion
from civic_pages.participation.querysets import ContributionQuerySet


CHUNK = 2000
ROW = (
    "reference", "published_at", "kind", "group_name", "represented", "title", "category",
    "sector", "latitude", "longitude", "answers", "form_version_id",
)  # fmt: skip
Row = dict[str, Any]


def harmless(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula (OWASP ASVS 1.2.10).

    A text that begins with ``= + - @``, their full-width forms, a tab or a line break gets an
    apostrophe before it; numbers stay numbers.
    """
    if not isinstance(value, str) or not value:
        return value
    first = unicodedata.normalize("NFKC", value[0])
    return f"'{value}" if first in "=+-@" or value[0] in "\t\r\n" else value


@dataclass(frozen=True)
class Column:
    """One column of an export."""

    key: str
    header: str
    cell: Callable[[Row], Any]


def _fixed(sector_name: Callable[[str], str]) -> list[Column]:
    return [
        Column("reference", _("Reference"), lambda row: row["reference"]),
        Column(
            "published",
            _("Published on"),
            lambda row: timezone.localtime(row["published_at"]).date().isoformat(),
        ),
        Column("kind", _("Who contributes"), lambda row: row["kind"]),
        Column("group_name", _("Group"), lambda row: row["group_name"]),
        Column("represented", _("People represented"), lambda row: row["represented"]),
        Column("title", _("Title"), lambda row: row["title"]),
        Column("category", _("Category"), lambda row: row["category"]),
        Column(
            "sector", _("Sector"), lambda row: sector_name(row["sector"]) if row["sector"] else ""
        ),
        Column("latitude", _("Latitude"), lambda row: row["latitude"]),
        Column("longitude", _("Longitude"), lambda row: row["longitude"]),
    ]


def _questions(campaign_id: int) -> dict[str, FieldSpec]:
    """Return the public questions of every version of a campaign's forms, the newest label winning."""
    found: dict[str, FieldSpec] = {}
    versions = FormVersion.objects.filter(campaign_id=campaign_id).order_by("form_id", "number")
    for version in versions:
        definition: FormDefinition = version.definition
        roles = {s.key for s in definition if s.options.get("role") in {"title", "category"}}
        for spec in definition:
            is_kept = spec.type not in {"email", "address", "point", "consent", "section"}
            if spec.public and is_kept and spec.key not in roles:
                found[spec.key] = spec
    return found


def columns(campaign: Any) -> list[Column]:
    """Return the public columns of a campaign: fixed ones, then one for each public question."""

    def answer(spec: FieldSpec) -> Callable[[Row], Any]:
        field_type = type_of(spec)
        return lambda row: field_type.display(spec, row["answers"].get(spec.key))

    own = _fixed(campaign.territory.sector_name)
    asked = _questions(campaign.pk)
    return [*own, *(Column(key, spec.label, answer(spec)) for key, spec in asked.items())]


def rows(queryset: ContributionQuerySet) -> Iterator[Row]:
    """Yield public rows as dicts, a chunk at a time, without building models."""
    for values in queryset.values_list(*ROW).iterator(chunk_size=CHUNK):
        yield dict(zip(ROW, values, strict=True))
