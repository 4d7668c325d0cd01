"""Open data of a campaign of homes: counts by sector out of its daily batch, and the rule."""

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from civic_pages import conf
from civic_pages.participation.exports.licences import terms_of
from civic_pages.participation.models import PublicAreas


def header() -> list[str]:
    """Return the names of the two columns."""
    return [_("Sector"), _("Answers")]


def counts(campaign: Any, areas: PublicAreas) -> list[tuple[str, int | None]]:
    """Return (sector, count) pairs; ``None`` where there are too few homes to be told."""
    sectors = campaign.territory.sectors
    return [(name, areas.sector_counts.get(key)) for key, name, _shape in sectors]


def rule() -> str:
    """Return how homes are published, in a sentence."""
    return _(
        "To protect homes, answers are published as counts, by areas and sectors of at least "
        "%(least)d, once a day; a count that is missing is below."
    ) % {"least": conf.get("AREA_THRESHOLD")}


def about(campaign: Any, areas: PublicAreas) -> list[list[Any]]:
    """Return what the file is, line by line."""
    terms = terms_of(campaign)
    day = date_format(timezone.localtime(areas.computed_at), "DATE_FORMAT")
    return [
        [_("About this file"), ""],
        [_("Campaign"), campaign.title],
        [_("Address"), campaign.get_full_url() or ""],
        [_("Content"), rule()],
        [_("State of"), day],
        [_("Answers"), areas.total],
        [_("Licence"), terms.title],
        [_("Text of the licence"), terms.url],
    ]
