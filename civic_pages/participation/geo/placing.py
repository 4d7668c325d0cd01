"""The public place of a contribution: what the campaign's precision allows, and no more."""

from collections.abc import Iterable

from django.db import transaction

from civic_pages.participation import tallies
from civic_pages.participation.geo.cells import cell_key
from civic_pages.participation.models import Contribution, Precision, PublicAreas
from civic_pages.participation.protocols import Campaign


def place(
    contribution: Contribution,
    campaign: Campaign,
    latitude: float | None,
    longitude: float | None,
) -> None:
    """Set the public place of an unsaved contribution: only what the campaign's precision allows."""
    contribution.precision = campaign.public_precision
    contribution.latitude = contribution.longitude = contribution.cell_key = None
    contribution.sector = ""
    if latitude is None or longitude is None:
        return
    contribution.sector = campaign.territory.sector_of(latitude, longitude)
    if campaign.public_precision == Precision.EXACT:
        contribution.latitude, contribution.longitude = round(latitude, 6), round(longitude, 6)
        contribution.cell_key = cell_key(contribution.latitude, contribution.longitude)


def replace_places(campaign: Campaign, contributions: Iterable[Contribution]) -> int:
    """Compute public places anew after the campaign's precision or sectors changed.

    Returns the number of contributions whose public place changed; tallies are rebuilt.
    """
    names = ("precision", "latitude", "longitude", "cell_key", "sector")
    changed = []
    for contribution in contributions:
        before = [getattr(contribution, name) for name in names]
        known = getattr(contribution, "exact_location", None) or contribution
        sector = contribution.sector
        place(contribution, campaign, known.latitude, known.longitude)
        if known is contribution:
            # The exact place is erased, or there never was one: nothing says it moved.
            contribution.sector = contribution.sector or sector
        if before != [getattr(contribution, name) for name in names]:
            changed.append(contribution)
    with transaction.atomic():
        Contribution.objects.bulk_update(changed, names, batch_size=500)
        if changed:
            tallies.rebuild(campaign.pk)
        PublicAreas.objects.filter(campaign_id=campaign.pk, frozen=False).delete()
    return len(changed)
