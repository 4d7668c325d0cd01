"""Putting a contribution in its right place, where the map or the geocoder had it wrong."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from civic_pages.participation import policy, tallies
from civic_pages.participation.actions.locking import settle_lock
from civic_pages.participation.actions.transitions import IllegalTransition, locked, tell
from civic_pages.participation.geo.borders import metres_between
from civic_pages.participation.geo.placing import as_published, place
from civic_pages.participation.models import Contribution, ExactLocation, Status
from civic_pages.participation.protocols import Campaign
from civic_pages.participation.signals import contribution_edited


MOST_REASON = 300
# Moved farther than that, it is hardly in the street of its address any more.
SAME_STREET_METRES = 150
_MOVABLE = frozenset({Status.UNCONFIRMED, Status.PENDING, Status.PUBLISHED})
_PUBLIC_PLACE = ("precision", "latitude", "longitude", "cell_key", "shape", "sector")


@transaction.atomic
def relocate(  # noqa: PLR0913 - a place, and who says so and why
    contribution: Contribution,
    *,
    campaign: Campaign,
    latitude: float,
    longitude: float,
    reason: str,
    by: Any,
    now: datetime,
    sector: str = "",
) -> Contribution:
    """Put a contribution at a point, inside the perimeter or not, and publish that place instead.

    The address stays as it was typed; a line or an area that the point does not stand for any more
    is dropped. Counts by sector and on the map move in the same transaction.

    Args:
        reason: why, for the history; at most ``MOST_REASON`` characters.
        sector: key of the sector it belongs to, where the point itself lies in none.

    Raises:
        PermissionDenied: ``by`` may not moderate, or not see exact places.
        IllegalTransition: it is rejected, withdrawn or merged, or its place is erased.
        HeldByAnother: somebody else of the team has it open.
        ValidationError: no reason, too long a one, or a sector that cannot be.
    """
    policy.require(by, policy.MODERATE, contribution.campaign_id)
    policy.require(by, policy.VIEW_EXACT, contribution.campaign_id)
    reason = _checked(reason)
    row = locked(contribution)
    exact = ExactLocation.objects.select_for_update().filter(contribution_id=row.pk).first()
    if row.status not in _MOVABLE or exact is None:
        message = _("%(reference)s cannot be put in another place any more.")
        raise IllegalTransition(message % {"reference": row.reference}, code="illegal")
    settle_lock(row, by=by, now=now)
    _require_sector(campaign, latitude, longitude, sector)
    _move(exact, campaign, round(latitude, 6), round(longitude, 6), reason)
    _publish_place(row, exact, campaign, sector)
    # The reason, never the coordinates: more people read the history than may see exact places.
    log(instance=row, action="civic.contribution.relocated", user=by, data={"reason": reason})
    tell(contribution_edited, row, now=now)
    return row


def _checked(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise ValidationError(_("Say why it is put in another place."), code="required")
    if len(reason) > MOST_REASON:
        message = _("At most %(limit)d characters.") % {"limit": MOST_REASON}
        raise ValidationError(message, code="too_long")
    return reason


def _require_sector(campaign: Campaign, latitude: float, longitude: float, sector: str) -> None:
    """Refuse a sector that does not exist, or one in place of that in which the point lies."""
    found = campaign.territory.sector_of(latitude, longitude)
    if not sector or sector == found:
        return
    if found:
        message = _("This point lies in the sector “%(sector)s”: it counts there.")
        name = campaign.territory.sector_name(found)
        raise ValidationError(message % {"sector": name}, code="sector")
    if sector not in {key for key, _name, _area in campaign.territory.sectors}:
        raise ValidationError(_("There is no such sector."), code="sector")


def _move(
    exact: ExactLocation, campaign: Campaign, latitude: float, longitude: float, reason: str
) -> None:
    before = (exact.latitude, exact.longitude)
    if before != (latitude, longitude):
        exact.shape = None
        if metres_between(before, (latitude, longitude)) > SAME_STREET_METRES:
            exact.street = ""
        exact.provenance = ExactLocation.Provenance.PLACED
    exact.latitude, exact.longitude = latitude, longitude
    outside = not campaign.territory.covers(latitude, longitude)
    exact.outside_reason = reason if outside else ""
    exact.save()


def _publish_place(
    row: Contribution, exact: ExactLocation, campaign: Campaign, sector: str
) -> None:
    """Set the public place anew, in the counts too where it is published."""
    with tallies.changing(row):
        place(row, as_published(campaign), exact.latitude, exact.longitude, exact.shape)
        row.sector = row.sector or sector
        row.save(update_fields=_PUBLIC_PLACE)
