"""Makes the file of an order: streamed to whoever waits for it, or written where it is kept."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import QueryDict
from wagtail.models import Page

from civic_pages.participation.demand import files as demand
from civic_pages.participation.exports import archive, csv, geojson, geopackage, xlsx
from civic_pages.participation.exports.base import Table
from civic_pages.participation.exports.orders import OF_DEMAND, Format, Order
from civic_pages.participation.exports.tables import everything, staff_table, told_filters
from civic_pages.participation.moderation import listing
from civic_pages.participation.querysets import ContributionQuerySet


Progress = Callable[[int], None]
# Content types of what is streamed; a workbook and an archive are files first.
STREAMED = {
    Format.CSV.value: "text/csv; charset=utf-8",
    Format.GEOJSON.value: "application/geo+json",
}
FILES = {
    Format.XLSX.value: xlsx.MEDIA_TYPE,
    Format.ARCHIVE.value: "application/zip",
    Format.GEOPACKAGE.value: geopackage.MEDIA_TYPE,
    Format.DEMAND_XLSX.value: xlsx.MEDIA_TYPE,
    Format.DEMAND_GEOJSON.value: "application/geo+json",
}


def media_type(order: Order) -> str:
    """Return the content type of an order's file; a stream of bytes where nobody knows any more."""
    if order.exporter is not None:
        return order.exporter.media_type
    return {**STREAMED, **FILES}.get(order.format, "application/octet-stream")


def is_streamed(order: Order) -> bool:
    """Tell whether an order's file can be sent while it is made."""
    return order.format in STREAMED or order.exporter is not None


def campaign_of(order: Order) -> Any:
    """Return the campaign page of an order.

    Raises:
        Page.DoesNotExist: it is gone.
    """
    return Page.objects.get(pk=order.campaign_id).specific


def chosen(order: Order, *, by: Any) -> ContributionQuerySet:
    """Return the contributions of an order: what the user's queue lists at its query string."""
    if order.format == Format.ARCHIVE or not order.query:
        return everything(order.campaign_id)
    query = QueryDict(order.query, mutable=True)
    query["campaign"] = str(order.campaign_id)
    found: ContributionQuerySet = listing.listed_by(query, user=by).order_by("created_at", "pk")
    return found


def table_of(order: Order, *, by: Any, now: datetime, progress: Progress | None = None) -> Table:
    """Return the table of an order."""
    campaign = campaign_of(order)
    table = staff_table(
        campaign,
        chosen(order, by=by),
        now=now,
        contacts=order.contacts,
        places=order.places,
        filters=told_filters(QueryDict(order.query), campaign),
    )
    return replace(table, progress=progress)


def streamed(order: Order, table: Table, *, now: datetime) -> Iterator[bytes]:
    """Yield the bytes of an order whose format can be streamed.

    Raises:
        ValueError: the app that made files of its format is gone.
    """
    if order.exporter is not None:
        return iter(order.exporter.write(table, now=now))
    if order.format not in STREAMED:
        raise ValueError(order.format)
    if order.format == Format.GEOJSON:
        return geojson.contributions(table)
    return (text.encode() for text in csv.contributions(table, order.dialect))


def write(
    order: Order, path: str, *, by: Any, now: datetime, progress: Progress | None = None
) -> None:
    """Write the file of an order, in any format, in bounded memory.

    Args:
        by: the user; an archive holds the tables that they may see.
    """
    if order.format == Format.ARCHIVE:
        archive.write(campaign_of(order), path, by=by, now=now, progress=progress)
        return
    table = table_of(order, by=by, now=now, progress=progress)
    if order.format in OF_DEMAND:
        demand.write(order, table, path, now=now)
        return
    if order.format == Format.XLSX:
        xlsx.write(table, path, now=now, headers=order.headers)
        return
    with open(path, "wb") as file:
        file.writelines(streamed(order, table, now=now))
