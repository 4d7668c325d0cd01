"""Where one contribution is, told as a resident would: its sector, a small map, the way to all."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from civic_blocks import ports
from civic_blocks.blocks.map import MapBlock
from civic_blocks.map_config import MapSettings, endpoint, map_context
from civic_blocks.map_legend import legend_of
from civic_pages.participation import providers
from civic_pages.participation.models import Contribution


# Of single houses and trees.
NEAR = 17


def map_value(page: Any) -> Any:
    """Return the value of a campaign's first map block; ``None`` where it has none."""
    return next((child.value for child in page.body if isinstance(child.block, MapBlock)), None)


def place_context(card: ports.ContributionCard, page: Any) -> dict[str, Any]:
    """Return the small map of a contribution's public point, and the address that shows it among all.

    Nothing where none is public: a home's campaign tells areas, and one by sector tells sectors.
    """
    if card.place is None:
        return {}
    point = (card.place.latitude, card.place.longitude)
    return {**_small_map(card, page, point), "around_url": _around(page, point)}


def own_place_context(contribution: Contribution, page: Any, *, now: datetime) -> dict[str, Any]:
    """Return the small map of the point that somebody gave, for them alone."""
    exact = getattr(contribution, "exact_location", None)
    if exact is None or exact.latitude is None or exact.provenance not in exact.GIVEN:
        return {}
    point = (exact.latitude, exact.longitude)
    # It leads nowhere: it is read here.
    card = replace(
        providers.card_of(contribution, page, now=now), place=ports.Place(*point), url=""
    )
    return {**_small_map(card, page, point), "place": card.place}


def _small_map(card: ports.ContributionCard, page: Any, point: tuple[float, float]) -> Any:
    value = map_value(page)
    settings = MapSettings(
        ports.MapContents(pins=[card], perimeter=page.perimeter, mapped=1),
        centre=point,
        zoom=NEAR,
        legend=legend_of(providers.form_categories(page), (value and value.get("legend")) or ()),
        shows_sectors=False,
    )
    return map_context("place-map", settings)


def _around(page: Any, point: tuple[float, float]) -> str:
    """Return the campaign's large map at a point; empty where nobody serves its pins."""
    if not endpoint(page, "pins"):
        return ""
    # As lib/map-address.js reads it: zoom/latitude/longitude, five decimals are a metre.
    view = "/".join([str(NEAR), *(f"{degrees:.5f}" for degrees in point)])
    return f"{page.contributions_url}?{urlencode({'map': view}, safe='/')}"
