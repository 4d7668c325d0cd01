"""A campaign's places as the map block sees them, without any page model or API."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django import forms
from django.template.loader import render_to_string

from civic_blocks import ports
from civic_blocks.blocks.map import MapBlock
from civic_blocks.forms import PointField


PERIMETER = {
    "type": "Polygon",
    "coordinates": [
        [[2.17, 48.896], [2.195, 48.88], [2.23, 48.875], [2.235, 48.9], [2.21, 48.915], [2.17, 48.896]]
    ],
}  # fmt: skip


def square(west: float, south: float, size: float) -> dict[str, Any]:
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


SECTORS = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"key": key, "name": name},
            "geometry": square(west, 48.885, 0.02),
        }
        for key, name, west in (("centre", "Centre", 2.19), ("groues", "Les Groues", 2.21))
    ],
}


def card(number: int, **values: Any) -> ports.ContributionCard:
    place = ports.Place(48.885 + 0.002 * (number % 8), 2.195 + 0.003 * (number // 8))
    data = {
        "reference": f"ASV-2026-{number:05d}",
        "url": f"/contributions/ASV-2026-{number:05d}/",
        "title": f"Un banc rue {number}",
        "category": "Nature en ville",
        "sector": "Centre",
        "place": place,
        **values,
    }
    return ports.ContributionCard(**data)


PINS = ports.MapContents(
    pins=[
        card(1, kind="collective", group_name="Amicale du Parc", represented=45),
        *(card(number) for number in range(2, 20)),
    ],
    sectors=[
        ports.SectorCount("centre", "Centre", 230),
        ports.SectorCount("groues", "Les Groues", 0),
    ],
    perimeter=PERIMETER,
    sector_shapes=SECTORS,
    mapped=1351,
    unmapped=40,
    more_url="/contributions/",
)
HOMES = ports.MapContents(
    areas=[
        ports.Area(square(2.19 + 0.012 * step, 48.886, 0.01), count)
        for step, count in enumerate((11, 240, 64))
    ],
    sectors=[
        ports.SectorCount("centre", "Centre", 300),
        ports.SectorCount("groues", "Les Groues", None),
    ],
    perimeter=PERIMETER,
    sector_shapes=SECTORS,
    mapped=315,
    rule="Answers are shown by areas of at least 11, never one by one.",
)
INTERESTS = [
    {
        "title": "Maison du projet",
        "text": "Ouverte le mercredi.",
        "position": {"lat": 48.9, "lng": 2.2},
        "link": "https://example.org/maison",
    },
    {"title": "Lieu à choisir", "text": "", "position": None, "link": ""},
]


class FakeSource:
    """Implements ports.ContributionSource."""

    def __init__(self, contents: ports.MapContents) -> None:
        self.contents = contents

    def listing(self, page: Any, *, limit: int) -> ports.Listing:
        return ports.Listing((), 0)

    def map_contents(self, page: Any, *, limit: int, chosen: str = "") -> ports.MapContents:
        return self.contents

    def figures(self, page: Any) -> list[ports.Figure]:
        return []


class FakeEndpoints:
    """Implements ports.LiveEndpoints."""

    def pins(self, page: Any) -> str:
        return "/pins?campaign=1"

    def places(self, page: Any) -> str:
        return "/places?campaign=1"


@contextmanager
def bound(contents: ports.MapContents | None, *, live: bool = True) -> Iterator[None]:
    """Fill the ports with these fakes (``None``: with nothing), and put back what was there."""
    filled: dict[type, object] = {}
    if contents is not None:
        filled[ports.ContributionSource] = FakeSource(contents)
    if live:
        filled[ports.LiveEndpoints] = FakeEndpoints()
    with patch.dict(ports._bound, filled, clear=True):
        yield


def map_value(**values: Any) -> Any:
    """Return the value of a map block, as stored."""
    block = MapBlock()
    defaults = {"title": "La carte", "show_contributions": True, "show_sectors": True}
    interests = [{"type": "item", "value": item, "id": None} for item in INTERESTS]
    return block.to_python({**defaults, "points_of_interest": interests, **values})


def render_map(
    contents: ports.MapContents | None = PINS, *, live: bool = True, **values: Any
) -> str:
    with bound(contents, live=live):
        return str(MapBlock().render(map_value(**values), {"page": object(), "id": "block-1"}))


class PlaceForm(forms.Form):
    lieu = PointField(label="Où ?", help_text="L'endroit dont vous parlez.")


def render_field(data: dict[str, str] | None = None, **map_context: Any) -> str:
    """Return the point field as a form shows it."""
    form = PlaceForm(data)
    form.fields["lieu"].widget.map_context = map_context
    context = {"bound": form["lieu"], "label": "Où ?"}
    return render_to_string("civic_blocks/includes/field.html", context)
