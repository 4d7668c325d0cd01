"""A map drawn by the server: Mercator, in millimetres on paper, as the parts of an SVG.

No tiles and no script: it prints the same without a network. Texts stay texts; the template writes
and escapes them.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy
import shapely
from shapely.geometry.base import BaseGeometry


# A line on paper is not told from another 0.1 mm beside it.
TOLERANCE = 0.1
PADDING = 6.0
# Around a place without extent, in degrees: some 500 m.
LEAST_EXTENT = 0.005
EARTH = 6378137.0
# A letter is about so wide, against its height.
LETTER = 0.56
NAME_SIZE = 3.2
# Diameters of dots by how many places lie in one, in mm.
DOTS = ((1, 1.2), (2, 1.7), (6, 2.3), (20, 3.0), (100, 3.8), (500, 5.0))
# Dots nearer than this on paper are one, and larger.
DOT_STEP = 1.4


def mercator(latitude: float, longitude: float) -> tuple[float, float]:
    """Return (x, y) in radians on the Mercator plane; y grows to the north."""
    clipped = max(-85.0, min(85.0, latitude))
    return math.radians(longitude), math.asinh(math.tan(math.radians(clipped)))


@dataclass(frozen=True)
class Frame:
    """Where the map lies on the paper: ``scale`` is mm per radian of the Mercator plane."""

    width: float
    height: float
    scale: float
    left: float
    top: float
    latitude: float

    @classmethod
    def around(
        cls, bounds: tuple[float, float, float, float], width: float, height: float
    ) -> "Frame":
        """Return the frame that shows (west, south, east, north) as large as it fits, centred."""
        west, south, east, north = bounds
        if east - west < LEAST_EXTENT and north - south < LEAST_EXTENT:
            west, south = west - LEAST_EXTENT / 2, south - LEAST_EXTENT / 2
            east, north = east + LEAST_EXTENT / 2, north + LEAST_EXTENT / 2
        (x0, y0), (x1, y1) = mercator(south, west), mercator(north, east)
        room = (width - 2 * PADDING, height - 2 * PADDING)
        scale = min(room[0] / max(x1 - x0, 1e-9), room[1] / max(y1 - y0, 1e-9))
        left = (x0 + x1) / 2 - width / 2 / scale
        top = (y0 + y1) / 2 + height / 2 / scale
        return cls(width, height, scale, left, top, (south + north) / 2)

    def place(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Return where a point is on the paper, in mm from its upper left corner."""
        x, y = mercator(latitude, longitude)
        return (x - self.left) * self.scale, (self.top - y) * self.scale

    def drawn(self, geometry: BaseGeometry) -> BaseGeometry:
        """Return a geometry on the paper, simplified to what a printer can show."""

        def project(points: Any) -> Any:
            clipped = numpy.radians(numpy.clip(points[:, 1], -85.0, 85.0))
            x = (numpy.radians(points[:, 0]) - self.left) * self.scale
            y = (self.top - numpy.arcsinh(numpy.tan(clipped))) * self.scale
            return numpy.column_stack([x, y])

        return shapely.transform(geometry, project).simplify(TOLERANCE)

    @property
    def metres_per_mm(self) -> float:
        """Metres on the ground for each mm, at the middle of the map."""
        return EARTH * math.cos(math.radians(self.latitude)) / self.scale


def path(geometry: BaseGeometry) -> str:
    """Return a polygon on the paper as the ``d`` of an SVG path, for ``fill-rule="evenodd"``."""
    rings: list[Any] = []
    for part in getattr(geometry, "geoms", [geometry]):
        if part.geom_type == "Polygon":
            rings += [part.exterior, *part.interiors]
    return "".join(f"M{'L'.join(f'{x:.2f} {y:.2f}' for x, y, *_z in ring.coords[:-1])}Z" for ring in rings)  # fmt: skip


@dataclass(frozen=True)
class Bar:
    """A scale bar: so many mm are so many metres."""

    length: float
    metres: int

    @property
    def text(self) -> str:
        return f"{self.metres} m" if self.metres < 1000 else f"{self.metres // 1000} km"


def scale_bar(frame: Frame, *, longest: float = 45.0) -> Bar:
    """Return the longest bar of a round length (1, 2 or 5 with zeros) that fits."""
    most = frame.metres_per_mm * longest
    power = 10 ** math.floor(math.log10(most))
    metres = next(factor * power for factor in (5, 2, 1) if factor * power <= most)
    return Bar(round(metres / frame.metres_per_mm, 2), max(1, round(metres)))


@dataclass(frozen=True)
class Label:
    """A text on the map; ``name`` is empty where only the number or the figure has room."""

    x: float
    y: float
    number: str
    name: str
    figure: str

    def meets(self, other: "Label") -> bool:
        """Tell whether another label would lie on this one's name."""
        half = (len(self.name) + len(other.number)) * NAME_SIZE * LETTER / 2
        return abs(self.x - other.x) < half + 0.5 and abs(self.y - other.y) < NAME_SIZE + 0.5

    @property
    def below(self) -> float:
        """Where the figure stands under the name."""
        return round(self.y + NAME_SIZE * 1.15, 2)


def label(geometry: BaseGeometry, number: str, name: str, figure: str) -> Label:
    """Return the label of a polygon on the paper: its name where it has room, else its number."""
    point = shapely.point_on_surface(geometry)
    west, _south, east, _north = geometry.bounds
    chord = shapely.LineString([(west, point.y), (east, point.y)]).intersection(geometry)
    parts = [part for part in getattr(chord, "geoms", [chord]) if part.distance(point) < TOLERANCE]
    room = max((part.length for part in parts), default=0.0)
    tall = geometry.area / max(room, 1.0)
    fits = len(name) * NAME_SIZE * LETTER < room - 2 and tall > 2 * NAME_SIZE
    return Label(round(point.x, 2), round(point.y, 2), number, name if fits else "", figure if fits else "")  # fmt: skip


@dataclass(frozen=True)
class Dots:
    """Dots of one size: an SVG path of points, drawn by round ends of a thick line."""

    diameter: float
    least: int
    most: int | None
    d: str

    @property
    def edge(self) -> float:
        """Diameter with the white line around it."""
        return round(self.diameter + 0.4, 2)

    @property
    def text(self) -> str:
        if self.most is None:
            return f"≥ {self.least}"
        return str(self.least) if self.least == self.most else f"{self.least} – {self.most}"


class Scatter:
    """Gathers places on the paper into dots, in the memory of the paper and not of the places."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.bins: dict[tuple[int, int], list[float]] = {}

    def add(self, latitude: float, longitude: float, count: int = 1) -> None:
        x, y = self.frame.place(latitude, longitude)
        if not (0 <= x <= self.frame.width and 0 <= y <= self.frame.height):
            return
        found = self.bins.setdefault((int(x / DOT_STEP), int(y / DOT_STEP)), [0, 0.0, 0.0])
        found[0] += count
        found[1] += x * count
        found[2] += y * count

    def add_all(self, places: Iterable[tuple[float, float, int]]) -> "Scatter":
        """Add (latitude, longitude, count) of each place."""
        for latitude, longitude, count in places:
            self.add(latitude, longitude, count)
        return self

    def dots(self) -> list[Dots]:
        """Return the dots by size, the largest first, so that small ones lie above."""
        drawn: dict[int, list[str]] = {}
        for count, x, y in self.bins.values():
            size = max(number for number, (least, _mm) in enumerate(DOTS) if count >= least)
            drawn.setdefault(size, []).append(f"M{x / count:.1f} {y / count:.1f}h0")
        return [
            Dots(
                DOTS[size][1],
                DOTS[size][0],
                DOTS[size + 1][0] - 1 if size + 1 < len(DOTS) else None,
                "".join(drawn[size]),
            )
            for size in sorted(drawn, reverse=True)
        ]


def classes(values: Sequence[int | None], *, most: int = 5) -> list[tuple[int, int]]:
    """Return up to ``most`` classes (from, to) of the positive values, as even in number as can be."""
    known = sorted(value for value in values if value)
    distinct = sorted(set(known))
    if len(distinct) <= most:
        return [(value, value) for value in distinct]
    ends: list[int] = []
    for number in range(1, most + 1):
        end = known[math.ceil(number * len(known) / most) - 1]
        if not ends or end > ends[-1]:
            ends.append(end)
    starts = [distinct[0], *(next(v for v in distinct if v > end) for end in ends[:-1])]
    return list(zip(starts, ends, strict=True))


def class_of(value: int | None, ranges: Sequence[tuple[int, int]]) -> str:
    """Return the name of a value's class, as the style sheet has it; "none": it is not told."""
    if value is None:
        return "none"
    if value == 0:
        return "0"
    # Few classes are drawn in colours far from each other.
    number = next(n for n, (_low, high) in enumerate(ranges) if value <= high)
    return shade(number, len(ranges))


def shade(number: int, count: int) -> str:
    """Return which of the five shades the class of a number has, of ``count`` classes."""
    return str(3 if count == 1 else 1 + round(number * 4 / (count - 1)))
