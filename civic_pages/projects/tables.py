"""Projects as a table: what open data tells of each, under keys that an import reads again."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from civic_pages.participation.exports.base import Column
from civic_pages.projects.cards import sector_names
from civic_pages.projects.choices import ProjectStatus, Scope
from civic_pages.projects.querysets import ProjectQuerySet


READ = (
    "reference", "edition", "title", "summary", "category", "scope", "sector", "address", "latitude",
    "longitude", "cost", "status", "expected",
)  # fmt: skip
SECTOR = READ.index("sector")


def columns() -> list[Column]:
    """Return the columns in their order; keys are names that an import knows."""
    statuses = {str(member.value): str(member.label) for member in ProjectStatus}
    scopes = {str(member.value): str(member.label) for member in Scope}
    return [
        Column("reference", _("Reference")),
        Column("edition", _("Edition")),
        Column("title", _("Title")),
        Column("summary", _("Summary")),
        Column("category", _("Category")),
        Column("scope", _("Scope"), labels=scopes),
        Column("sector", _("Sector")),
        Column("place", _("Place")),
        Column("latitude", _("Latitude"), kind="number"),
        Column("longitude", _("Longitude"), kind="number"),
        Column("cost", _("Cost"), kind="integer"),
        Column("status", _("Status"), labels=statuses),
        Column("realisation_expected", _("Realisation expected")),
    ]


def cells(projects: ProjectQuerySet, campaign: Any) -> Iterator[list[Any]]:
    """Yield the cells of each project, in the order of ``columns``; sectors by their names."""
    names = sector_names(campaign)
    for row in projects.values_list(*READ):
        told = list(row)
        told[SECTOR] = names.get(told[SECTOR], told[SECTOR])
        yield told
