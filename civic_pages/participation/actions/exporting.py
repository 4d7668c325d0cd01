"""Taking contributions out, for the city's staff: allowed by permission, and logged."""

from typing import Any

from wagtail.log_actions import log

from civic_pages.participation import policy
from civic_pages.participation.exports.orders import Order


def order_export(order: Order, *, campaign: Any, by: Any, count: int) -> None:
    """Allow an export of the staff's and write down who took what; the file is made elsewhere.

    Args:
        campaign: the page; its log tells the export.
        count: how many contributions it holds.

    Raises:
        PermissionDenied: ``by`` may not export, or may not see what the order asks for.
    """
    for permission in order.permissions():
        policy.require(by, permission)
    data = {
        "format": order.format,
        "filters": order.query,
        "contacts": policy.VIEW_CONTACT in order.permissions(),
        "places": policy.VIEW_EXACT in order.permissions(),
        "count": count,
    }
    log(instance=campaign, action="civic.campaign.export", user=by, data=data)
