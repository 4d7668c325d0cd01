"""Taking contributions out, for the city's staff: allowed by permission, and logged."""

from typing import Any

from wagtail.log_actions import log

from civic_pages.participation import policy
from civic_pages.participation.exports.orders import OF_DEMAND, Order


def order_export(order: Order, *, campaign: Any, by: Any, count: int) -> None:
    """Allow an export of the staff's and write down who took what; the file is made elsewhere.

    Args:
        campaign: the page; its log tells the export.
        count: how many contributions it holds.

    Raises:
        PermissionDenied: ``by`` may not export, or may not see what the order asks for.
    """
    for permission in order.permissions():
        policy.require(by, permission, campaign)
    data = {
        "format": order.format,
        "filters": order.query,
        "contacts": policy.VIEW_CONTACT in order.permissions(),
        "places": policy.VIEW_EXACT in order.permissions(),
        "count": count,
    }
    if order.format in OF_DEMAND and order.places:
        data["cell"] = order.cell
    log(instance=campaign, action="civic.campaign.export", user=by, data=data)


def read_demand(campaign: Any, *, by: Any, size: int, points: bool) -> None:
    """Allow a reading of demand by places small enough to tell homes, and write it down.

    Args:
        campaign: the page; its log tells the reading.
        size: edge of the cells, in metres.
        points: exact points are drawn, not only counted.

    Raises:
        PermissionDenied: ``by`` may not export, or may not see exact places.
    """
    for permission in (policy.EXPORT, policy.VIEW_EXACT):
        policy.require(by, permission, campaign)
    data = {"cell": size, "points": points}
    log(instance=campaign, action="civic.campaign.read_demand", user=by, data=data)
