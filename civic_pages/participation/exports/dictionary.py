"""The data dictionary: what each column means, as a table and as a Data Package."""

from collections.abc import Sequence
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from civic_pages.participation.exports.base import Column, Table
from civic_pages.participation.exports.exporters import Exporter, open_exporters
from civic_pages.participation.exports.licences import terms_of


# Names of Table Schema (https://datapackage.org/standard/table-schema/) for our kinds.
SCHEMA_TYPES = {"text": "string"}


def dictionary_rows(columns: Sequence[Column]) -> list[list[str]]:
    """Return the dictionary as a table with its header."""
    kinds = {
        "text": _("text"), "integer": _("whole number"), "number": _("number"),
        "boolean": _("yes or no"), "date": _("date"), "datetime": _("date and time"),
    }  # fmt: skip
    head = [
        _("Technical name"), _("Column"), _("Meaning"), _("Type"), _("Values"),
        _("Help beside the question"), _("Versions of the form"), _("Published"),
        _("Personal data"),
    ]  # fmt: skip
    yes, no = _("Yes"), _("No")
    return [
        head,
        *(
            [
                column.key, column.header, column.meaning, kinds[column.kind], _values(column),
                column.help_text, column.versions, yes if column.public else no,
                yes if column.personal else no,
            ]
            for column in columns
        ),
    ]  # fmt: skip


def _values(column: Column) -> str:
    if column.labels:
        return "; ".join(f"{code} = {label}" for code, label in column.labels.items())
    return "; ".join(column.choices)


def _field(column: Column) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": column.header,
        "title": column.key,
        "type": SCHEMA_TYPES.get(column.kind, column.kind),
        "description": " ".join(filter(None, [column.meaning, column.help_text])),
    }
    if column.kind == "boolean":
        described |= {"trueValues": [_("Yes")], "falseValues": [_("No")]}
    allowed = list(column.labels.values())
    if allowed and column.key != "sector":
        described["constraints"] = {"enum": allowed}
    if column.key == "reference":
        described["constraints"] = {"required": True, "unique": True}
    return described


def package(campaign: Any, *, resources: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a Data Package (https://datapackage.org/standard/data-package/) of a campaign."""
    terms = terms_of(campaign)
    return {
        "$schema": "https://datapackage.org/profiles/1.0/datapackage.json",
        "name": campaign.slug,
        "title": campaign.title,
        "description": strip_tags(campaign.introduction).strip(),
        "homepage": campaign.get_full_url(),
        "languages": [get_language() or ""],
        "licenses": [{"name": terms.name, "title": terms.title, "path": terms.url}],
        "resources": resources,
    }


def resources_of(table: Table) -> list[dict[str, Any]]:
    """Return the files of a campaign whose contributions are public one by one."""
    schema = {
        "fields": [_field(column) for column in table.columns],
        "missingValues": [""],
        "primaryKey": [table.columns[0].header],
    }
    return [
        {**_csv(), "schema": schema},
        _file("contributions-xlsx", "export.xlsx", "xlsx", _("Workbook with its dictionary")),
        {
            **_file("contributions-geojson", "export.geojson", "geojson", _("Map layer")),
            "properties": [
                {"name": c.key, "title": c.header, "type": SCHEMA_TYPES.get(c.kind, c.kind)}
                for c in table.columns
                if c.in_geojson and c.key not in {"latitude", "longitude"}
            ],
        },
        _geopackage(),
        *(_of_app(exporter) for exporter in open_exporters(table.campaign)),
    ]


def _of_app(exporter: Exporter) -> dict[str, Any]:
    return {
        "name": f"contributions-{exporter.slug}",
        "title": str(exporter.label),
        "path": f"export.{exporter.ending}",
        "format": exporter.ending,
        "mediatype": exporter.media_type.partition(";")[0],
    }


def resources_of_homes(counted: str, rule: str) -> list[dict[str, Any]]:
    """Return the files of a campaign of homes: counts, of what, and the rule by which they are made."""
    fields = [
        {"name": _("Sector"), "title": "sector", "type": "string"},
        {"name": counted, "title": "count", "type": "integer", "description": rule},
    ]
    files = [
        {**_csv(), "schema": {"fields": fields, "missingValues": [""]}},
        _file("contributions-xlsx", "export.xlsx", "xlsx", _("Workbook with its dictionary")),
        _file("contributions-geojson", "export.geojson", "geojson", _("Map layer")),
        _geopackage(),
    ]
    return [{**described, "description": rule} for described in files]


def _csv() -> dict[str, Any]:
    described = _file("contributions-csv", "export.csv", "csv", _("Table"))
    return {**described, "encoding": "utf-8", "dialect": {"delimiter": ",", "header": True}}


def _geopackage() -> dict[str, Any]:
    return _file("contributions-gpkg", "export.gpkg", "gpkg", _("Layers for a GIS"))


def _file(name: str, path: str, form: str, title: str) -> dict[str, Any]:
    media = {
        "csv": "text/csv",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "geojson": "application/geo+json",
        "gpkg": "application/geopackage+sqlite3",
    }
    return {
        "name": name,
        "title": title,
        "path": path,
        "format": form,
        "mediatype": media[form],
    }
