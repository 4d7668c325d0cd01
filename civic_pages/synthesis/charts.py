"""Charts as drawings that templates print as SVG: places and words are decided here, looks in CSS.

A chart is 400 units wide and is shown at about as many pixels, on a phone as on paper, so that its
words keep the size of the text around it. A name that is long takes several lines. Every chart
carries the rows of its table, which says in full what the drawing shows.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from civic_blocks.partial_dates import day_label
from civic_blocks.templatetags.civic_blocks import grouped
from civic_pages.participation.choices import Kind, Source
from civic_pages.synthesis.figures import Figures, Part, Parts


WIDTH = 400
# Of a name of capitals in the widest font that a reader may have, this many fit beside each other.
LINE_CHARACTERS = 38
LINE, BAR, GAP = 19, 16, 15
# Room for the number that stands behind the longest bar.
NUMBER = 64
MOST_BARS = 14
# More weeks than this are drawn as months: a column must stay wide enough to be seen.
MOST_COLUMNS = 54
COLUMNS_HEIGHT, COLUMNS_TOP = 130, 26


@dataclass(frozen=True)
class Row:
    """A row of the table: what, how many, and which share of all ("" where that says nothing)."""

    label: str
    count: str
    share: str = ""


@dataclass(frozen=True)
class Line:
    """A line of words of a drawing."""

    text: str
    x: float
    y: float
    anchor: str = "start"


@dataclass(frozen=True)
class Shape:
    """A bar or a column; ``tone`` is its colour: 1 or 2."""

    x: float
    y: float
    width: float
    height: float
    tone: int = 1


@dataclass(frozen=True)
class Chart:
    """A drawing with its table. ``summary`` tells the most important of it in a sentence."""

    name: str
    title: str
    summary: str
    head: str
    rows: Sequence[Row]
    shapes: Sequence[Shape]
    lines: Sequence[Line]
    numbers: Sequence[Line]
    height: float
    width: int = WIDTH
    # Where the ground of the columns lies; the others have none.
    ground: float = 0

    @property
    def alternative(self) -> str:
        """What stands in for the drawing where it cannot be seen."""
        return _("%(title)s: %(summary)s") % {"title": self.title, "summary": self.summary}


def charts(figures: Figures) -> list[Chart]:
    """Return the charts of a synthesis, those that would say nothing left out."""
    found = [
        _kinds(figures),
        _weeks(figures.weeks),
        _bars("categories", _("By theme"), _("Theme"), _named(figures.categories, _("No theme"))),
        _bars("sectors", _("By neighbourhood"), _("Neighbourhood"), _named(figures.sectors, _("Elsewhere, or no place given"))),
        _bars("sources", _("How contributions came in"), _("Way"), _sources(figures.sources)),
    ]  # fmt: skip
    return [chart for chart in found if chart is not None]


def percent(count: int, total: int) -> str:
    """Return a share as people read it; "< 1 %" of what is little but not nothing."""
    if not total:
        return ""
    share = round(100 * count / total)
    if count and not share:
        return _("< %(share)d%%") % {"share": 1}
    return _("%(share)d%%") % {"share": share}


def _named(parts: Parts, nameless: str) -> list[tuple[str, int]]:
    return [(part.label or nameless, part.count) for part in parts]


def _sources(parts: Parts) -> list[tuple[str, int]]:
    known = dict(Source.choices)
    return [(str(known.get(part.key, part.key)), part.count) for part in parts]


def _bars(name: str, title: str, head: str, rows: list[tuple[str, int]]) -> Chart | None:
    """Return a bar for each row beneath its name; one row alone says nothing."""
    total = sum(count for _label, count in rows)
    if len(rows) < 2 or not total:
        return None
    drawn = _the_first(rows)
    longest = max(count for _label, count in drawn)
    shapes, lines, numbers, y = [], [], [], 0.0
    for label, count in drawn:
        for text in textwrap.wrap(label, LINE_CHARACTERS) or [label]:
            y += LINE
            lines.append(Line(text, 0, y - 5))
        width = max(2.0 if count else 0.0, round((WIDTH - NUMBER) * count / longest, 1))
        shapes.append(Shape(0, y, width, BAR))
        numbers.append(Line(grouped(count), width + 7, y + BAR - 3))
        y += BAR + GAP
    return Chart(
        name, title, _summary(drawn), head, _table(rows, total), shapes, lines, numbers, y - GAP + 2
    )


def _the_first(rows: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return what is drawn: the largest, and one bar for what is left; the table has all."""
    if len(rows) <= MOST_BARS:
        return rows
    left = rows[MOST_BARS - 1 :]
    others = ngettext("%(count)d other", "%(count)d others", len(left)) % {"count": len(left)}
    return [*rows[: MOST_BARS - 1], (others, sum(count for _label, count in left))]


def _kinds(figures: Figures) -> Chart | None:
    """Return one bar in two parts: what individuals and what groups contributed."""
    counts = [figures.individual, figures.collective]
    total = sum(counts)
    if not all(counts):
        return None
    rows = [(str(Kind(kind).label), n) for kind, n in zip(Kind.values, counts, strict=True)]
    edge = round(WIDTH * counts[0] / total, 1)
    shapes = [Shape(0, 0, edge - 1, 40, 1), Shape(edge + 1, 0, WIDTH - edge - 1, 40, 2)]
    lines, y = [], 40.0
    for tone, (label, count) in enumerate(rows, start=1):
        y += 26
        shapes.append(Shape(0, y - 13, 16, 16, tone))
        text = _("%(kind)s: %(count)s (%(share)s)") % {
            "kind": label, "count": grouped(count), "share": percent(count, total),
        }  # fmt: skip
        lines.append(Line(text, 25, y))
    title, head = _("Individual or collective"), _("Kind")
    return Chart(
        "kinds", title, _summary(rows), head, _table(rows, total), shapes, lines, [], y + 8
    )


def _weeks(weeks: Parts) -> Chart | None:
    """Return a column for each week, or for each month where there are too many weeks."""
    if len(weeks) < 2:
        return None
    by_month = len(weeks) > MOST_COLUMNS
    columns = _months(weeks) if by_month else weeks
    shapes = _columns(columns)
    ground = COLUMNS_TOP + COLUMNS_HEIGHT
    names = [_column_name(part, by_month=by_month) for part in columns]
    best = max(range(len(columns)), key=lambda index: columns[index].count)
    highest = grouped(columns[best].count)
    middle = shapes[best].x + shapes[best].width / 2
    top = [Line(highest, max(16, min(WIDTH - 16, middle)), COLUMNS_TOP - 7, "middle")]
    first, last = (_column_day(part, by_month=by_month) for part in (columns[0], columns[-1]))
    ends = [Line(first, 0, ground + 20), Line(last, WIDTH, ground + 20, "end")]
    rows = [(name, part.count) for name, part in zip(names, columns, strict=True)]
    summary = _("from %(first)s to %(last)s; the most, %(count)s, %(when)s.") % {
        "first": first, "last": last, "count": highest, "when": names[best],
    }  # fmt: skip
    title, head = (_("Month by month"), _("Month")) if by_month else (_("Week by week"), _("Week"))
    table = _table(rows, sum(part.count for part in columns))
    return Chart(
        "weeks", title, summary, head, table, shapes, ends, top, ground + 28, ground=ground
    )


def _columns(parts: Parts) -> list[Shape]:
    highest, step = max(part.count for part in parts), WIDTH / len(parts)
    heights = [COLUMNS_HEIGHT * part.count / highest for part in parts]
    return [
        Shape(
            round(index * step + step * 0.1, 1),
            round(COLUMNS_TOP + COLUMNS_HEIGHT - height, 1),
            round(min(step * 0.8, 60), 1),
            round(height, 1),
        )
        for index, height in enumerate(heights)
    ]


def _months(weeks: Parts) -> Parts:
    """Return the weeks summed by the month of their Monday."""
    counts: dict[str, int] = {}
    for week in weeks:
        month = f"{week.label[:7]}-01"
        counts[month] = counts.get(month, 0) + week.count
    return tuple(Part(month, month, count) for month, count in counts.items())


def _column_name(part: Part, *, by_month: bool) -> str:
    day = _column_day(part, by_month=by_month)
    return day if by_month else _("week of %(day)s") % {"day": day}


def _column_day(part: Part, *, by_month: bool) -> str:
    day = date.fromisoformat(part.label)
    return date_format(day, "F Y") if by_month else day_label(day)


def _table(rows: list[tuple[str, int]], total: int) -> list[Row]:
    return [Row(label, grouped(count), percent(count, total)) for label, count in rows]


def _summary(rows: list[tuple[str, int]]) -> str:
    """Return the largest rows in words."""
    first: Any = [f"{label} {grouped(count)}" for label, count in rows[:5]]
    more = _(", and others") if len(rows) > 5 else ""
    return f"{', '.join(first)}{more}."
