"""The map of a campaign of homes: areas of the day's batch, sectors, and the rule in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext as _

from civic_blocks import ports
from civic_blocks.partial_dates import day_label
from civic_pages.participation.choices import Kind
from civic_pages.participation.figures import counted, shows_totals
from civic_pages.participation.geo import publication
from civic_pages.participation.models import PublicAreas


@dataclass(frozen=True)
class Choice:
    """A filter of the map that was declared, the value it is set to, and what it leaves."""

    name: str
    value: str
    features: list[dict[str, Any]]
    total: int

    @property
    def label(self) -> str:
        return _label(self.name, self.value)

    @property
    def query(self) -> str:
        return _query(self.name, self.value)


def choice_of(areas: PublicAreas, chosen: str) -> Choice | None:
    """Return what ``<filter>:<value>`` stands for; ``None`` for anything that is not offered."""
    name, _colon, value = chosen.partition(":")
    found = areas.filtered.get(name, {}).get(value)
    return Choice(name, value, found["features"], found["total"]) if found else None


def contents(page: Any, *, chosen: str, now: datetime) -> ports.MapContents:
    """Return what the map of a campaign of homes shows.

    Args:
        chosen: ``<filter>:<value>``; anything that is not offered shows all.
    """
    areas = publication.current(page.pk, now=now)
    is_told = shows_totals(page, now)
    choice = choice_of(areas, chosen)
    features = choice.features if choice else areas.features
    unmapped = 0 if choice else areas.unmapped
    total = choice.total if choice else areas.total
    return ports.MapContents(
        areas=[ports.Area(f["geometry"], f["properties"]["count"]) for f in features],
        sectors=sector_rows(page, areas) if is_told and not choice else (),
        perimeter=page.perimeter,
        sector_shapes=page.sectors,
        mapped=total - unmapped,
        unmapped=unmapped,
        hides_totals=not is_told,
        rule=rule(areas),
        counted=counted(page),
        print_url=f"{page.print_map_url}?{choice.query}" if choice else page.print_map_url,
        choices=list(_choices(page, areas, choice)),
    )


def rule(areas: PublicAreas) -> str:
    """Return in words how homes are shown, and since when."""
    least = publication.least_of(areas)
    if not areas.features:
        return _(
            "To protect homes, answers are shown by areas of at least %(least)d, never one by "
            "one. Fewer than %(least)d have a place so far: none is shown."
        ) % {"least": least}
    day = day_label(timezone.localdate(areas.computed_at))
    told = _(
        "To protect homes, answers are shown by areas of at least %(least)d, "
        "never one by one. State of %(day)s."
    ) % {"least": least, "day": day}
    if not any(areas.filtered.values()):
        return told
    filters = _("When they are filtered, areas are larger, for the same reason.")
    return f"{told} {filters}"


def sector_rows(page: Any, areas: PublicAreas) -> list[ports.SectorCount]:
    """Return the sectors, the most homes first; those told together as one row.

    A sector that no part ends at is told together with others; where nothing is told, each stands
    by itself without a count.
    """
    names = {key: name for key, name, _shape in page.territory.sectors}
    rows, seen = [], set()
    for keys, count in publication.sectors_of(areas):
        known = [key for key in names if key in keys]
        seen |= set(known)
        label = ", ".join(names[key] for key in known)
        if "" in keys:
            label = _("%(sectors)s and outside of the sectors") % {"sectors": label}
        if known:
            rows.append(ports.SectorCount(known[0], label, count, tuple(known)))
    rows += [ports.SectorCount(key, name, None) for key, name in names.items() if key not in seen]
    return sorted(rows, key=lambda row: (-(row.count or 0), row.name))


def _choices(page: Any, areas: PublicAreas, chosen: Choice | None) -> Iterator[ports.MapChoice]:
    """Yield the links that filter the map; none where there is nothing to choose."""
    offered = [
        (name, value)
        for name, values in areas.filtered.items()
        for value, told in values.items()
        # What all say leaves nothing out.
        if told["total"] < areas.total - areas.unmapped
    ]
    if not offered:
        return
    yield ports.MapChoice(_("All"), page.url or "", chosen is None)
    for name, value in offered:
        is_chosen = chosen is not None and (name, value) == (chosen.name, chosen.value)
        url = f"{page.url or ''}?{_query(name, value)}"
        yield ports.MapChoice(_label(name, value), url, is_chosen)


def _label(name: str, value: str) -> str:
    return str(Kind(value).label) if name == "kind" else value


def _query(name: str, value: str) -> str:
    return urlencode({ports.AREAS_PARAMETER: f"{name}:{value}"})
