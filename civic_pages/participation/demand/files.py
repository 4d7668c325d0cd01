"""The files of demand that the staff orders; small places only where the order has exact ones."""

from datetime import datetime
from typing import Any

from civic_pages.participation.demand import layers, tables, workbook
from civic_pages.participation.demand.counting import Demand, by_place, by_sector
from civic_pages.participation.exports import geopackage
from civic_pages.participation.exports.base import Table
from civic_pages.participation.exports.orders import Format, Order
from civic_pages.participation.models import Status
from civic_pages.participation.querysets import ContributionQuerySet


def write(order: Order, table: Table, path: str, *, now: datetime) -> None:
    """Write the file of an order of demand, counted of what is published of its set.

    Args:
        table: the contributions of the order; whoever calls it has asked the policy.
    """
    chosen = table.queryset.filter(status=Status.PUBLISHED) if order.query else None
    demand = _counted(order, table, chosen)
    tells_homes = order.places and demand.counts_homes and not demand.frozen
    homes = tables.homes(table.campaign, chosen) if tells_homes else None
    if order.format == Format.DEMAND_XLSX:
        workbook.write(demand, path, now=now, homes=homes, filters=table.filters)
    elif order.format == Format.DEMAND_GEOJSON:
        with open(path, "wb") as file:
            file.writelines(layers.features(demand))
    else:
        made: Any = layers.layers(
            demand, now=now, contributions=table, homes=homes, filters=table.filters
        )
        geopackage.write(path, made, now=now)


def _counted(order: Order, table: Table, chosen: ContributionQuerySet | None) -> Demand:
    if not order.places:
        return by_sector(table.campaign, chosen)
    return by_place(table.campaign, chosen, size=order.cell, progress=table.progress)
