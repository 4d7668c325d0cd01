"""Layers of a GeoPackage: contributions, a campaign's sectors, areas of homes, what the file is."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from shapely import unary_union
from shapely.geometry import mapping

from civic_pages.participation.exports import homes
from civic_pages.participation.exports.base import Column, Table, drawn_columns
from civic_pages.participation.exports.geojson import property_of
from civic_pages.participation.exports.geopackage import Field, Layer, multiple
from civic_pages.participation.exports.xlsx import licence_rows
from civic_pages.participation.figures import counted, shows_totals
from civic_pages.participation.geo import publication
from civic_pages.participation.models import Kind, PublicAreas


def fields(columns: Sequence[Column]) -> list[Field]:
    """Return columns as a GeoPackage has them: technical names, labels beside them."""
    return [Field(c.key, c.kind, c.header, c.meaning or c.help_text) for c in columns]


def contributions_layer(table: Table, written: list[int] | None = None) -> Layer:
    """Return the layer of a table; its geometry is what the table's scope allows.

    Args:
        written: is told how many there were, once they are written.
    """
    shown = drawn_columns(table.columns)
    columns = [table.columns[number] for number in shown]

    def rows() -> Iterator[tuple[dict[str, Any] | None, list[Any]]]:
        count = 0
        for row, cells in table.pairs():
            count += 1
            values = (property_of(table.columns[number], cells[number]) for number in shown)
            yield table.geometry(row), list(values)
        if written is not None:
            written.append(count)

    return Layer("contributions", _("Contributions"), fields(columns), rows())


def about_layer(rows: Iterable[Sequence[Any]]) -> Layer:
    """Return the table that says what the file is; the first row is a heading."""
    columns = [Field("name", title=_("Name")), Field("value", title=_("Value"))]
    told = ((None, row) for number, row in enumerate(rows) if number)
    return Layer("about", _("About this file"), columns, told, is_spatial=False)


def open_layers(table: Table, *, now: datetime) -> Iterator[Layer]:
    """Yield the layers of the open data of a campaign whose contributions are public one by one."""
    written: list[int] = []
    yield contributions_layer(table, written)
    counted: dict[str, list[int]] | None = None
    if shows_totals(table.campaign, now):
        counted = {}
        rows = table.queryset.order_by().values_list("sector", "kind")
        for sector, kind, count in rows.annotate(count=Count("pk")):
            found = counted.setdefault(sector, [0, 0])
            found[kind == Kind.COLLECTIVE] += count
    names = {"individual": _("Individual"), "collective": _("Collective")}
    yield _sectors(
        table.campaign,
        [Field("contributions", "integer", _("Contributions")),
         *(Field(key, "integer", label) for key, label in names.items())],
        lambda key: [None] * 3 if counted is None else [sum(told := counted.get(key, [0, 0])), *told],
    )  # fmt: skip
    yield about_layer(licence_rows(table, written[0], now))


def home_layers(campaign: Any, areas: PublicAreas, *, now: datetime) -> Iterator[Layer]:
    """Yield the open data of a campaign of homes: its published areas and counts, nothing finer."""
    drawn = ((multiple(f["geometry"]), [f["properties"]["count"]]) for f in areas.features)
    rule = homes.rule(areas)
    answers = Field("count", "integer", counted(campaign), rule)
    yield Layer("areas", _("Areas"), [answers], drawn, rule, geometry_type="MULTIPOLYGON")
    rows = home_sectors(campaign, areas, now=now)
    shapes = ((multiple(mapping(area)), [key, name, count]) for key, name, count, area in rows)
    columns = [*_of_sectors(), answers]
    yield Layer("sectors", _("Sectors"), columns, shapes, rule, geometry_type="MULTIPOLYGON")
    yield about_layer(homes.about(campaign, areas, now=now))


def home_sectors(
    campaign: Any, areas: PublicAreas, *, now: datetime
) -> Iterator[tuple[str, str, int | None, Any]]:
    """Yield (key, name, count, shape) of sectors; those that are told together are one."""
    shapes = {key: area for key, _name, area in campaign.territory.sectors}
    together = sectors_together(campaign, areas) if shows_totals(campaign, now) else None
    for row in homes.sectors(campaign, areas, now=now):
        if together is None:
            yield row.key, row.name, None, shapes[row.key]
            continue
        parts = [shapes[key] for key, first in together.items() if first == row.key]
        yield row.key, row.name, row.count, unary_union(parts)


def sectors_together(campaign: Any, areas: PublicAreas) -> dict[str, str]:
    """Return for each sector of a campaign of homes the key of the row that tells it."""
    keys = [key for key, _name, _area in campaign.territory.sectors]
    found = {key: key for key in keys}
    for together, _count in publication.sectors_of(areas):
        known = [key for key in keys if key in together]
        found |= dict.fromkeys(known, known[0] if known else "")
    return found


def _of_sectors() -> list[Field]:
    return [Field("key", title=_("Key of the sector")), Field("name", title=_("Sector"))]


def _sectors(campaign: Any, columns: list[Field], counts: Any) -> Layer:
    """Return the layer of sectors; ``counts`` gives the values of a sector's key."""
    rows = (
        (multiple(mapping(area)), [key, name, *counts(key)])
        for key, name, area in campaign.territory.sectors
    )
    return Layer("sectors", _("Sectors"), [*_of_sectors(), *columns], rows, geometry_type="MULTIPOLYGON")  # fmt: skip
