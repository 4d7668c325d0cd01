"""Demand as tables: the columns of sectors, cells, streets and homes, and what they mean."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from civic_blocks.partial_dates import moment_label
from civic_pages.participation.demand.counting import Demand, published
from civic_pages.participation.demand.streets import street_of
from civic_pages.participation.exports.base import CHUNK, Column
from civic_pages.participation.querysets import ContributionQuerySet


def _told(name: str) -> Callable[[Any], Any]:
    return lambda row: getattr(row, name)


def count_columns(demand: Demand) -> list[Column]:
    """Return the columns of figures that every table of demand ends with."""
    columns = [
        Column("contributions", _("Contributions"), _told("contributions"), "integer",
               meaning=_("Published contributions")),
        Column("individual", _("Individual"), _told("individual"), "integer",
               meaning=_("Contributions of persons")),
        Column("collective", _("Collective"), _told("collective"), "integer",
               meaning=_("Contributions of groups")),
    ]  # fmt: skip
    if demand.counts_homes:
        columns.append(
            Column("homes", _("Homes"), _told("homes"), "integer",
                   meaning=_("Homes that answered, each counted once in a row and once in the total"))
        )  # fmt: skip
    columns.append(
        Column("persons", _("People"), _told("persons"), "integer",
               meaning=_("People who answered, each counted once in a row and once in the total; "
                         "an answer without an address is somebody"))
    )  # fmt: skip
    return [_secret(column) for column in columns]


def _secret(column: Column) -> Column:
    return Column(column.key, column.header, column.cell, column.kind, meaning=column.meaning, public=False)  # fmt: skip


def _text(key: str, header: str, name: str, meaning: str) -> Column:
    return Column(key, header, _told(name), meaning=meaning, public=False)


def sector_columns(demand: Demand) -> list[Column]:
    return [
        _text("sector", _("Sector"), "name", _("Name of the sector")),
        _text("key", _("Key of the sector"), "key", _("Key of the sector on the campaign’s map")),
        *count_columns(demand),
    ]


def grid_columns(demand: Demand) -> list[Column]:
    meaning = _(
        "Name of the cell in the European grid (ETRS89-LAEA, EPSG:3035), as Insee and Eurostat use"
    )
    return [_text("cell", _("Cell"), "name", meaning), *count_columns(demand)]


def street_columns(demand: Demand) -> list[Column]:
    meaning = _("Street of the place, its spellings taken as one; without number or town")
    return [_text("street", _("Street"), "name", meaning), *count_columns(demand)]


def home_columns() -> list[Column]:
    """Return the columns of the table of homes, which :func:`homes` yields the values of."""
    described = (
        (
            "home",
            pgettext("dwelling", "Home"),
            "integer",
            _("Number of the home within this file alone"),
        ),
        ("latitude", _("Exact latitude"), "number", _("Degrees WGS 84")),
        ("longitude", _("Exact longitude"), "number", _("Degrees WGS 84")),
        ("sector", _("Sector"), "text", _("Name of the sector")),
        ("street", _("Street"), "text", ""),
        ("address", _("Address"), "text", _("As it was found, or else as it was typed")),
        ("unit", _("Staircase and flat"), "text", ""),
        ("contributions", _("Contributions"), "integer", _("Published contributions")),
    )
    return [
        Column(key, header, kind=kind, meaning=meaning, personal=True, public=False)
        for key, header, kind, meaning in described
    ]


HOME_COLUMNS = (
    "exact_location__household_id", "exact_location__latitude", "exact_location__longitude",
    "sector", "exact_location__street", "exact_location__label", "exact_location__address",
    "exact_location__unit",
)  # fmt: skip


def homes(campaign: Any, queryset: ContributionQuerySet | None = None) -> Iterator[list[Any]]:
    """Yield each home once, with its exact point, in one query; for who may see exact places.

    An answer whose author or the city says that it is another home is one.
    """
    chosen = published(campaign) if queryset is None else queryset
    located = chosen.filter(exact_location__isnull=False).order_by("exact_location__household_id", "pk")  # fmt: skip
    rows = located.values_list(*HOME_COLUMNS).iterator(chunk_size=CHUNK)
    number = 0
    for household, answers in groupby(rows, key=lambda row: row[0]):
        for group in [list(answers)] if household is not None else ([row] for row in answers):
            number += 1
            # The first that has a point: an address alone says no place on the map.
            row = next((row for row in group if row[1] is not None), group[0])
            yield _home(campaign, number, row, len(group))


def _home(campaign: Any, number: int, row: Sequence[Any], count: int) -> list[Any]:
    _household, latitude, longitude, sector, street, label, address, unit = row
    name = campaign.territory.sector_name(sector) if sector else ""
    key_and_name = street_of(street, label, address)
    return [number, latitude, longitude, name, key_and_name[1], label or address, unit, count]


def table(columns: Sequence[Column], rows: Sequence[Any]) -> Iterator[list[Any]]:
    """Yield the cells of rows."""
    for row in rows:
        yield cells(columns, row)


def cells(columns: Sequence[Column], row: Any) -> list[Any]:
    return [column.cell(row) for column in columns]


def about(
    demand: Demand, *, now: datetime, filters: Sequence[tuple[str, str]] = ()
) -> list[list[Any]]:
    """Return what a file of demand is, line by line."""
    campaign = demand.campaign
    rows = [
        [_("About this file"), ""],
        [_("Campaign"), campaign.title],
        [_("Address"), campaign.get_full_url() or ""],
        [_("Content"), _("For the city’s staff: not to be passed on")],
        [_("Made on"), moment_label(now)],
        *([name, value] for name, value in filters or [(_("Filters"), _("None"))]),
        [_("Counted"), _("Published contributions only")],
        [_("Contributions"), demand.total.contributions],
    ]
    if demand.size:
        rows.append([_("Edge of a cell, in metres"), demand.size])
    if demand.frozen:
        rows.append([_("Homes"), _("Private data are erased: these are the last published figures.")])  # fmt: skip
    rows.append([_("Sums"), sums_note()])
    return rows


def sums_note() -> str:
    """Return why the rows of homes and people may add up to more than their total."""
    return _(
        "Contributions of all rows add up to the total. A home or a person that is in several rows "
        "counts in each of them, and once in the total."
    )
