"""The public place of a contribution: what the campaign's precision allows, and no more."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import transaction

from civic_pages.participation import tallies
from civic_pages.participation.geo import publication
from civic_pages.participation.geo.cells import cell_key
from civic_pages.participation.models import (
    Contribution,
    PlacedUnder,
    Precision,
    PublicAreas,
    ReferenceCounter,
)
from civic_pages.participation.protocols import Campaign


def place(
    contribution: Contribution,
    campaign: Campaign,
    latitude: float | None,
    longitude: float | None,
    shape: dict[str, Any] | None = None,
) -> None:
    """Set the public place of an unsaved contribution: only what the campaign's precision allows.

    A home is never a public point, whatever an editor sets later.

    Args:
        shape: the GeoJSON line or polygon that the point stands for.
    """
    contribution.precision = campaign.public_precision
    contribution.latitude = contribution.longitude = contribution.cell_key = None
    contribution.shape = None
    contribution.sector = ""
    if latitude is None or longitude is None:
        return
    contribution.sector = campaign.territory.sector_of(latitude, longitude)
    asks_for_home = contribution.form_version.definition.of_type("home") is not None
    if campaign.public_precision == Precision.EXACT and not asks_for_home:
        contribution.latitude, contribution.longitude = round(latitude, 6), round(longitude, 6)
        contribution.cell_key = cell_key(contribution.latitude, contribution.longitude)
        contribution.shape = shape


_PLACE = ("precision", "latitude", "longitude", "cell_key", "shape", "sector")
_CHUNK = 1000


def follow_rules(campaign: Campaign) -> int:
    """Compute public places anew where the rules changed by which a campaign publishes them.

    Returns the number of contributions whose public place changed; tallies are then rebuilt.
    Of homes the next reader computes a new batch, whatever day it is. On the same ground it keeps
    the borders that were told: what another threshold or filter tells is a sum of old parts or a
    part of them. Another perimeter or other sectors start anew: both maps may be subtracted.
    """
    digest = _digest(campaign)
    if PlacedUnder.objects.filter(campaign_id=campaign.pk, digest=digest).exists():
        return 0
    with transaction.atomic():
        changed, last = _place_anew(campaign, after=0)
        # What was being stored meanwhile was placed under the rules of before; it holds the row of
        # the reference it took, and whoever takes one from now on reads the rules that are new.
        list(ReferenceCounter.objects.filter(code=campaign.code).select_for_update())
        changed += _place_anew(campaign, after=last)[0]
        if changed:
            tallies.rebuild(campaign.pk)
        if campaign.public_precision == Precision.AREAS:
            publication.outdate(campaign.pk)
        else:
            PublicAreas.objects.filter(campaign_id=campaign.pk, frozen=False).delete()
        PlacedUnder.objects.update_or_create(campaign_id=campaign.pk, defaults={"digest": digest})
    return changed


def _place_anew(campaign: Campaign, *, after: int) -> tuple[int, int]:
    """Place the contributions that came after one; return how many moved, and the last of them."""
    changed, last = 0, after
    keys = Contribution.objects.of(campaign).filter(pk__gt=after).order_by("pk")
    for chunk in batched(keys.values_list("pk", flat=True).iterator(chunk_size=_CHUNK), _CHUNK):
        moved = [each for each in _held(chunk) if _moved(each, campaign)]
        Contribution.objects.bulk_update(moved, _PLACE)
        changed, last = changed + len(moved), chunk[-1]
    return changed, last


def as_published(campaign: Campaign) -> Campaign:
    """Return a campaign as it is published at this moment: itself, if it is since it was read.

    Call it once what is to be placed is locked, or its reference is taken: :func:`follow_rules`
    waits for either, so that no place is published under rules that are no more.
    """
    pages: Any = type(campaign)
    now = pages.objects.filter(pk=campaign.pk).values_list("live_revision", flat=True).first()
    was = getattr(campaign, "live_revision_id", None)
    return campaign if now in {None, was} else pages.objects.get(pk=campaign.pk)


def _held(keys: list[int]) -> list[Contribution]:
    """Return contributions, locked first and read then: with the place that somebody else is just
    putting right, theirs and the exact one beside it.
    """
    rows = Contribution.objects.filter(pk__in=keys).order_by("pk")
    list(rows.select_for_update().values_list("pk"))
    return list(rows.select_related("exact_location", "form_version"))


def _digest(campaign: Campaign) -> str:
    """Return a name of the rules: another one, and everything is placed anew."""
    rules = [
        campaign.public_precision,
        campaign.sectors,
        campaign.perimeter,
        publication.threshold(campaign),
        publication.declared(campaign),
        bool(getattr(campaign, "households", False)),
    ]
    return hashlib.sha256(json.dumps(rules, sort_keys=True).encode()).hexdigest()


def _moved(contribution: Contribution, campaign: Campaign) -> bool:
    """Place a contribution anew; tell whether that changed anything."""
    before = [getattr(contribution, name) for name in _PLACE]
    sector = contribution.sector
    known = getattr(contribution, "exact_location", None) or contribution
    place(contribution, campaign, known.latitude, known.longitude, known.shape)
    reason: str = getattr(known, "outside_reason", "")
    if known is contribution or reason:
        # The exact place is erased, or there never was one: nothing says it moved. Of a place
        # outside, the team may have said the sector.
        contribution.sector = contribution.sector or sector
    return before != [getattr(contribution, name) for name in _PLACE]


def batched(rows: Iterable[int], size: int) -> Iterator[list[int]]:
    """Yield lists of at most ``size`` keys (itertools.batched needs Python 3.12)."""
    iterator = iter(rows)
    while chunk := list(islice(iterator, size)):
        yield chunk
