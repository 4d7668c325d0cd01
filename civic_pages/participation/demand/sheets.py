"""A printable map of a campaign: what is on it, for the staff and for everybody."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from civic_pages.participation.demand.drawing import (
    Bar,
    Dots,
    Frame,
    Label,
    Scatter,
    class_of,
    classes,
    label,
    path,
    scale_bar,
    shade,
)
from civic_pages.participation.demand.papers import Paper


Figures = tuple[int | None, ...]
Place = tuple[float, float, int]
Ranges = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Area:
    """A polygon on the map, its class of colour and its label."""

    d: str
    shade: str
    label: Label


@dataclass(frozen=True)
class Line:
    """A row of the table of figures; ``number`` is on the map where the name has no room."""

    number: str
    name: str
    figures: Sequence[str]


@dataclass(frozen=True)
class Entry:
    """A line of the legend: the colour of a class, from and to."""

    shade: str
    low: str
    high: str


@dataclass(frozen=True)
class Sheet:
    """All that the template of a printed map shows.

    Attributes:
        headings: of the columns of figures.
        measure: what colours and labels tell.
        tables: rows of figures, by columns of the paper.
        left_out: sectors that had no room in the table.
        filters: that the set is narrowed, and by what, in a sentence; empty: it is not.
        box: the part of the map that was chosen; empty: all of it.
        dot: what a dot is, in words; empty: there are none.
    """

    paper: Paper
    frame: Frame
    bar: Bar
    perimeter: str
    areas: Sequence[Area]
    cells: Sequence[Area]
    dots: Sequence[Dots]
    legend: Sequence[Entry]
    tables: Sequence[Sequence[Line]]
    total: Line | None
    headings: Sequence[str]
    measure: str
    dot: str
    left_out: int
    notes: Sequence[str] = ()
    filters: str = ""
    box: str = ""

    @property
    def has_unknown(self) -> bool:
        return any(area.shade == "none" for area in [*self.areas, *self.cells])

    @property
    def north(self) -> float:
        """How far from the left the arrow to the north stands."""
        return round(self.frame.width - 7, 2)

    @property
    def bar_top(self) -> float:
        return round(self.frame.height - 5, 2)

    @property
    def bar_box(self) -> float:
        """Width of the ground on which the scale bar stands."""
        return round(self.bar.length + 14, 2)

    @property
    def columns(self) -> int:
        """How many columns of the table a row without figures spans."""
        return 1 + len(self.headings)

    @property
    def has_zero(self) -> bool:
        return any(area.shade == "0" for area in self.areas)


@dataclass
class Content:
    """What is to be drawn, gathered by :mod:`staff_sheets` or :mod:`public_sheets`.

    Attributes:
        sectors: (key, name, figures), the first figure is the measure.
        cells: (geometry, count) of areas that are told instead of points.
        together: for a sector that is told together with others, the key of their row.
        has_cell_labels: the count stands in each area.
        filters: that the set is narrowed, and by what, in a sentence.
        box: the part of the map that it is narrowed to.
        places: called with the frame, gives (latitude, longitude, count) of the dots.
    """

    campaign: Any
    sectors: Sequence[tuple[str, str, Figures]]
    headings: Sequence[str]
    measure: str
    total: Figures | None = None
    cells: Sequence[tuple[BaseGeometry, int]] = ()
    places: Callable[[Frame], Iterable[Place]] | None = None
    dot: str = ""
    notes: list[str] = field(default_factory=list)
    together: dict[str, str] = field(default_factory=dict)
    has_cell_labels: bool = True
    filters: str = ""
    box: BaseGeometry | None = None


def bounds_of(content: Content) -> tuple[float, float, float, float] | None:
    """Return what the map must show; ``None`` where the campaign has no place at all."""
    territory = content.campaign.territory
    shapes = [area for _key, _name, area in territory.sectors]
    shapes += [territory.perimeter] if territory.perimeter is not None else []
    shapes += [] if shapes else [area for area, _count in content.cells]
    boxes = [area.bounds for area in shapes if not area.is_empty]
    if not boxes:
        return None
    wests, souths, easts, norths = zip(*boxes, strict=True)
    return min(wests), min(souths), max(easts), max(norths)


def sheet(content: Content, paper: Paper, bounds: tuple[float, float, float, float]) -> Sheet:
    """Return a sheet that shows ``bounds`` (west, south, east, north) on a paper."""
    frame = Frame.around(bounds, *paper.map_size)
    told = {key: figures for key, _name, figures in content.sectors}
    measured = [] if content.cells else [told[key][0] for key in told if key]
    ranges = classes([*measured, *(count for _area, count in content.cells)])
    numbers = {key: str(n) for n, (key, _name, _f) in enumerate(content.sectors, 1) if key}
    lines = [
        Line(numbers.get(key, ""), name, _written(figures))
        for key, name, figures in content.sectors
    ]
    names = [line.name for line in lines]
    tables = _split(lines, paper.split(names, content.headings, above=content.filters))
    territory = content.campaign.territory
    places = content.places(frame) if content.places else ()
    dots = Scatter(frame).add_all(places).dots()
    areas = list(_areas(content, frame, told, numbers, ranges))
    beneath = areas if content.has_cell_labels else None
    return Sheet(
        paper, frame, scale_bar(frame),
        _outline(frame, territory.perimeter),
        areas,
        [_cell(frame, cell, ranges, beneath) for cell in content.cells],
        dots,
        [Entry(shade(n, len(ranges)), *_written(ends)) for n, ends in enumerate(ranges)],
        tables,
        None if content.total is None else Line("", _("Total"), _written(content.total)),
        content.headings, content.measure, content.dot if dots else "",
        len(lines) - sum(map(len, tables)), content.notes,
        content.filters, _outline(frame, content.box),
    )  # fmt: skip


def _outline(frame: Frame, geometry: BaseGeometry | None) -> str:
    return path(frame.drawn(geometry)) if geometry is not None else ""


def _split(lines: list[Line], counts: Sequence[int]) -> list[Sequence[Line]]:
    """Return the rows of each column of the table."""
    starts = [sum(counts[:number]) for number in range(len(counts))]
    return [lines[start : start + n] for start, n in zip(starts, counts, strict=True)]


def _written(figures: Sequence[int | None]) -> list[str]:
    """Return figures as they are read; one that is not told is a dash."""
    return ["–" if n is None else number_format(n, force_grouping=True) for n in figures]


def _areas(
    content: Content,
    frame: Frame,
    told: dict[str, Figures],
    numbers: dict[str, str],
    ranges: Ranges,
) -> Iterator[Area]:
    for key, name, area in content.campaign.territory.sectors:
        drawn = frame.drawn(area)
        row = content.together.get(key, key)
        value = told.get(row, (None,))[0]
        figure = "" if value is None or content.cells else _written([value])[0]
        number = numbers.get(row, "")
        if content.cells:
            # Among counts a bare number would be taken for one.
            text = label(drawn, "", name, "")
            text = text if text.name else replace(text, name=_("No. %s") % number)
            # Under areas sectors are borders only.
            yield Area(path(drawn), "plain", text)
        else:
            yield Area(path(drawn), class_of(value, ranges), label(drawn, number, name, figure))


def _cell(
    frame: Frame, cell: tuple[BaseGeometry, int], ranges: Ranges, beneath: Sequence[Area] | None
) -> Area:
    """Return an area with its count, where that lies on no name of a sector.

    Args:
        beneath: the sectors; ``None``: counts are not written.
    """
    area, count = cell
    drawn = frame.drawn(area)
    text = label(drawn, _written([count])[0], "", "")
    if beneath is None or any(sector.label.meets(text) for sector in beneath):
        text = replace(text, number="")
    return Area(path(drawn), class_of(count, ranges), text)


def area_of(feature: dict[str, Any]) -> BaseGeometry:
    """Return the shape of a GeoJSON feature."""
    return shape(feature["geometry"])


def centred(places: Iterable[Place]) -> Any:
    """Return the bounds of places alone; ``None`` where there are none."""
    latitudes, longitudes = [], []
    for latitude, longitude, _count in places:
        latitudes.append(latitude)
        longitudes.append(longitude)
    if not latitudes:
        return None
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)
