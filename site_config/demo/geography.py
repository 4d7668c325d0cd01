"""Where the demo takes place: outlines drawn by us, roughly Nanterre, and no official data."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import shapely
from shapely.geometry import MultiPoint, Point, Polygon, mapping

from site_config.demo.source import read, typed


Position = tuple[float, float]

# Longitude, latitude, clockwise from the western tip.
CITY: tuple[Position, ...] = (
    (2.1712, 48.8957), (2.1765, 48.8994), (2.183, 48.9021), (2.1903, 48.9039), (2.197, 48.9068),
    (2.2034, 48.9094), (2.21, 48.9127), (2.2152, 48.9166), (2.2203, 48.9199), (2.2233, 48.9176),
    (2.2221, 48.9161), (2.2257, 48.9121), (2.2283, 48.9086), (2.2281, 48.9064), (2.2297, 48.9034),
    (2.231, 48.9006), (2.2301, 48.8999), (2.2329, 48.8966), (2.2334, 48.8949), (2.2305, 48.8919),
    (2.2293, 48.8909), (2.2297, 48.8896), (2.2258, 48.8869), (2.2219, 48.8839), (2.2214, 48.8823),
    (2.2162, 48.8791), (2.2154, 48.8773), (2.2109, 48.8769), (2.2077, 48.8751), (2.2026, 48.8783),
    (2.1958, 48.8821), (2.1867, 48.8873), (2.1791, 48.8911), (2.1744, 48.8932),
)  # fmt: skip
GROUES: tuple[Position, ...] = (
    (2.2197, 48.8994), (2.2216, 48.902), (2.2249, 48.9035), (2.2287, 48.9022), (2.2296, 48.9001),
    (2.2287, 48.8986), (2.2246, 48.8983),
)  # fmt: skip
# About 15 m: what is drawn at random stays clear of borders, whatever is rounded later.
MARGIN = 0.0002


@dataclass(frozen=True)
class Spot:
    """A public place; ``phrase`` and ``near`` are French complements of place."""

    phrase: str
    near: str
    quarter: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Quarter:
    """A neighbourhood with its polygon (degrees)."""

    name: str
    near: str
    streets: tuple[str, ...]
    spots: tuple[Spot, ...]
    area: Polygon


@dataclass(frozen=True)
class Ground:
    """A perimeter and the quarters that share it out."""

    outline: Polygon
    quarters: tuple[Quarter, ...]

    @property
    def perimeter(self) -> dict[str, Any]:
        """The outline as a GeoJSON Polygon."""
        return _geojson(self.outline)

    @property
    def sectors(self) -> dict[str, Any]:
        """The quarters as a GeoJSON FeatureCollection with the property ``name``."""
        features = [
            {
                "type": "Feature",
                "properties": {"name": quarter.name},
                "geometry": _geojson(quarter.area),
            }
            for quarter in self.quarters
        ]
        return {"type": "FeatureCollection", "features": features}

    def spots(self) -> list[Spot]:
        return [spot for quarter in self.quarters for spot in quarter.spots]


def _geojson(area: Polygon) -> dict[str, Any]:
    ring = [[round(x, 5), round(y, 5)] for x, y in mapping(area)["coordinates"][0]]
    return {"type": "Polygon", "coordinates": [ring]}


def points_in(area: Polygon, rng: random.Random) -> Iterator[Position]:
    """Yield random points (latitude, longitude) well inside a polygon, for ever."""
    inner = area.buffer(-MARGIN)
    shapely.prepare(inner)
    west, south, east, north = inner.bounds
    while True:
        x, y = rng.uniform(west, east), rng.uniform(south, north)
        if shapely.contains_xy(inner, x, y):
            yield round(y, 6), round(x, 6)


def around(latitude: float, longitude: float, metres: float, rng: random.Random) -> Position:
    """Return a random point near another, normally distributed."""
    north, east = rng.gauss(0, metres) / 111_320, rng.gauss(0, metres) / 73_200
    return round(latitude + north, 6), round(longitude + east, 6)


def near(spot: Spot, area: Polygon, rng: random.Random) -> Position:
    """Return a point some 40 m from a spot; the spot itself where that would leave the area."""
    latitude, longitude = around(spot.latitude, spot.longitude, 40, rng)
    inside = area.buffer(-MARGIN / 2).contains(Point(longitude, latitude))
    return (latitude, longitude) if inside else (spot.latitude, spot.longitude)


def _quarter(row: dict[str, Any], area: Polygon) -> Quarter:
    # Seeded by the name: a spot stays where it is when another one is added.
    spots = []
    for phrase in row["spots"] + row["streets"]:
        rng = random.Random(typed(f"{row['name']}/{phrase}"))
        latitude, longitude = next(points_in(area, rng))
        spots.append(Spot(phrase, row["dans"], row["name"], latitude, longitude))
    return Quarter(row["name"], row["dans"], tuple(row["streets"]), tuple(spots), area)


@lru_cache
def ground(name: str) -> Ground:
    """Return the ground named "city" or "groues": Voronoi cells of the centres, cut to the outline."""
    outline = Polygon(GROUES if name == "groues" else CITY)
    rows = read("places")["groues" if name == "groues" else "quartier"]
    centres = [Point(*row["center"]) for row in rows]
    cells = list(shapely.voronoi_polygons(MultiPoint(centres), extend_to=outline).geoms)
    quarters = []
    for row, centre in zip(rows, centres, strict=True):
        cell = next(cell for cell in cells if cell.contains(centre))
        quarters.append(_quarter(row, cell.intersection(outline)))
    return Ground(outline, tuple(quarters))
