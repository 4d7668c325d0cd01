"""Open data of a campaign of homes: counts by sector out of its daily batch, and the rule."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from civic_blocks import ports
from civic_blocks.partial_dates import day_label
from civic_pages.participation import home_map
from civic_pages.participation.exports.licences import terms_of
from civic_pages.participation.figures import counted, shows_totals
from civic_pages.participation.geo import publication
from civic_pages.participation.models import PublicAreas


def header(campaign: Any) -> list[str]:
    """Return the names of the two columns."""
    return [_("Sector"), counted(campaign)]


def sectors(campaign: Any, areas: PublicAreas, *, now: datetime) -> list[ports.SectorCount]:
    """Return the sectors, those told together as one; ``None``: too few homes, or not told yet."""
    if shows_totals(campaign, now):
        return home_map.sector_rows(campaign, areas)
    return [ports.SectorCount(key, name, None) for key, name, _a in campaign.territory.sectors]


def counts(campaign: Any, areas: PublicAreas, *, now: datetime) -> list[tuple[str, int | None]]:
    """Return (name, count) of :func:`sectors`."""
    return [(row.name, row.count) for row in sectors(campaign, areas, now=now)]


def rule(areas: PublicAreas) -> str:
    """Return how homes are published, in a sentence."""
    return _(
        "To protect homes, answers are published as counts, by areas and sectors of at least "
        "%(least)d, once a day; sectors with fewer are told together with others."
    ) % {"least": publication.least_of(areas)}


def about(campaign: Any, areas: PublicAreas, *, now: datetime) -> list[list[Any]]:
    """Return what the file is, line by line."""
    terms = terms_of(campaign)
    day = day_label(timezone.localdate(areas.computed_at))
    return [
        [_("About this file"), ""],
        [_("Campaign"), campaign.title],
        [_("Address"), campaign.get_full_url() or ""],
        [_("Content"), rule(areas)],
        [_("State of"), day],
        *([[counted(campaign), areas.total]] if shows_totals(campaign, now) else []),
        [_("Licence"), terms.title],
        [_("Text of the licence"), terms.url],
    ]
