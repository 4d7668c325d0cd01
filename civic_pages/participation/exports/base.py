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


def _asked(definition: FormDefinition) -> dict[str, FieldSpec]:
    """Return the questions of one version whose answers are open data, by key."""
    elsewhere = {"email", "address", "point", "consent", "section"}
    return {
        spec.key: spec
        for spec in definition
        if spec.public
        and spec.type not in elsewhere
        and spec.options.get("role") not in {"title", "category"}
    }


def columns(campaign: Any) -> list[Column]:
    """Return the public columns of a campaign: fixed ones, then one for each public question.

    An answer is told and written as the version it was given under says: making a question public
    later publishes no earlier answer. The newest label heads the column.
    """
    stored = FormVersion.objects.filter(campaign_id=campaign.pk).order_by("form_id", "number")
    versions = {version.pk: _asked(version.definition) for version in stored}
    labels = {key: spec.label for asked in versions.values() for key, spec in asked.items()}

    def answer(key: str) -> Callable[[Row], Any]:
        def cell(row: Row) -> Any:
            spec = versions[row["form_version_id"]].get(key)
            return type_of(spec).display(spec, row["answers"].get(key)) if spec else ""

        return cell

    own = _fixed(campaign.territory.sector_name)
    return [*own, *(Column(key, label, answer(key)) for key, label in labels.items())]


def rows(queryset: ContributionQuerySet) -> Iterator[Row]:
    """Yield public rows as dicts, a chunk at a time, without building models."""
    for values in queryset.values_list(*ROW).iterator(chunk_size=CHUNK):
        yield dict(zip(ROW, values, strict=True))
