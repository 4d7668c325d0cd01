"""What is drawn on a printed map: for the staff the demand as it is, for everybody what is public."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from shapely.geometry import shape

from civic_blocks import ports
from civic_pages.participation import home_map, tallies
from civic_pages.participation.demand import tables
from civic_pages.participation.demand.counting import Demand, published
from civic_pages.participation.demand.drawing import DOT_STEP, Frame
from civic_pages.participation.demand.layers import cell_geometry
from civic_pages.participation.demand.sheets import Content, Place, area_of
from civic_pages.participation.exports import homes
from civic_pages.participation.exports.base import CHUNK
from civic_pages.participation.exports.geopackage_layers import sectors_together
from civic_pages.participation.figures import counted, shows_totals
from civic_pages.participation.geo import groups, publication
from civic_pages.participation.geo.cells import KEPT_LEVELS, WORLD, windows
from civic_pages.participation.models import Precision
from civic_pages.participation.querysets import ContributionQuerySet


# A sheet reads no more cells than this; where there are more, coarser ones.
MOST_CELLS = 20_000
# Circumference of the Mercator plane, in radians.
AROUND = 6.283185307


def of_staff(demand: Demand, *, points: bool) -> Content:
    """Return the demand as the staff sees it.

    Args:
        points: with exact places, for who may see them.
    """
    campaign = demand.campaign
    rows = [row for row in demand.sectors if row.key or row.contributions]
    first = _("Homes") if demand.counts_homes else _("Contributions")

    def figures(row: Any) -> tuple[int | None, ...]:
        return (row.homes if demand.counts_homes else row.contributions, row.persons)

    return Content(
        campaign,
        [(row.key, row.name, figures(row)) for row in rows],
        [first, _("People")],
        first,
        figures(demand.total),
        # On the screen cells are drawn; on paper, where none are counted, dots.
        cells=[
            (shape(cell_geometry(row, demand.size)), figures(row)[0] or 0)
            for row in demand.grid
            if row.cell
        ],
        has_cell_labels=False,
        places=(lambda _frame: exact_places(demand)) if points and not demand.grid else None,
        dot=_("Homes in a dot") if demand.counts_homes else _("Contributions in a dot"),
    )


def exact_places(demand: Demand) -> Iterator[Place]:
    """Yield (latitude, longitude, 1) of each home, or of each contribution where none are counted."""
    if demand.counts_homes:
        for home in tables.homes(demand.campaign):
            if home[1] is not None:
                yield home[1], home[2], 1
        return
    names = ("exact_location__latitude", "exact_location__longitude", "latitude", "longitude")
    rows = published(demand.campaign).order_by().values_list(*names)
    for exact_latitude, exact_longitude, latitude, longitude in rows.iterator(chunk_size=CHUNK):
        if exact_latitude is not None and exact_longitude is not None:
            yield exact_latitude, exact_longitude, 1
        elif latitude is not None:
            yield latitude, longitude, 1


def of_everybody(
    campaign: Any,
    *,
    now: datetime,
    within: ContributionQuerySet | None = None,
    chosen: str = "",
) -> Content:
    """Return what the campaign publishes: points, or areas of homes, and counts where they are told.

    Args:
        within: what a filter leaves of its public contributions; ``None``: all of them.
        chosen: of a campaign of homes, by what its areas are filtered, as in :mod:`home_map`.
    """
    if campaign.public_precision == Precision.AREAS:
        return _of_homes(campaign, now=now, chosen=chosen)
    told = _by_sector(campaign, within) if shows_totals(campaign, now) else None
    sectors = campaign.territory.sectors
    rows = [(key, name, (None if told is None else told.get(key, 0),)) for key, name, _s in sectors]
    if told and told.get(""):
        rows.append(("", _("Outside of all sectors"), (told[""],)))
    return Content(
        campaign,
        rows,
        [_("Contributions")],
        _("Contributions"),
        None if told is None else (sum(told.values()),),
        places=lambda frame: public_places(campaign, frame, within),
        dot=_("Contributions in a dot"),
    )


def _by_sector(campaign: Any, within: ContributionQuerySet | None) -> dict[str, int]:
    if within is None:
        return tallies.by_sector(campaign.pk)
    return dict(within.order_by().values_list("sector").annotate(Count("pk")))


def _of_homes(campaign: Any, *, now: datetime, chosen: str) -> Content:
    areas, is_told = publication.current(campaign.pk, now=now), shows_totals(campaign, now)
    choice = home_map.choice_of(areas, chosen)
    features, total = (choice.features, choice.total) if choice else (areas.features, areas.total)
    told = homes.sectors(campaign, areas, now=now)
    if choice:
        # Sectors are counted unfiltered only: beside filtered areas their figures would lie.
        told = [ports.SectorCount(key, name, None) for key, name, _a in campaign.territory.sectors]
    return Content(
        campaign,
        [(row.key, row.name, (row.count,)) for row in told],
        [counted(campaign)],
        counted(campaign),
        (total,) if is_told and total else None,
        cells=[(area_of(feature), feature["properties"]["count"]) for feature in features],
        notes=[homes.rule(areas)],
        together=sectors_together(campaign, areas) if is_told and not choice else {},
    )


def public_places(
    campaign: Any, frame: Frame | None, within: ContributionQuerySet | None = None
) -> Iterable[Place]:
    """Yield (latitude, longitude, count) of the public points, from the kept counts of the map.

    As fine as the paper shows; the cost does not grow with the number of contributions, but for a
    set that is filtered: that one is counted.
    """
    level = KEPT_LEVELS[-1] if frame is None else _level(frame)
    found = None
    while found is None and level >= KEPT_LEVELS[0]:
        covered = windows(WORLD, level)
        if within is None:
            found = groups.from_counts(campaign, covered, most=MOST_CELLS)
        else:
            found = groups.from_index(within, covered, most=MOST_CELLS)
        level -= KEPT_LEVELS.step
    for group in found or ():
        yield group.latitude, group.longitude, group.count


def _level(frame: Frame) -> int:
    """Return the coarsest kept level whose cells are no wider than a dot's step on the paper."""
    around = AROUND * frame.scale
    fine = (level for level in KEPT_LEVELS if around / (1 << level) <= DOT_STEP)
    return next(fine, KEPT_LEVELS[-1])
