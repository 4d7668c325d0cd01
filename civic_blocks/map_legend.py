"""The legend of a map: a colour and a shape for each category, so that colour never stands alone.

Colours keep a contrast of 3:1 and more to white, to the outline of a pin and to the ground of usual
map tiles, and stay apart for people who see fewer colours; a category's shape tells it as well.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


# Name -> (label, colour as in css/blocks.css). In the order in which categories take them.
PALETTE: dict[str, tuple[str | Promise, str]] = {
    "blue": (_("Blue"), "#0b45b0"),
    "orange": (_("Orange"), "#d6470b"),
    "green": (_("Green"), "#1f8556"),
    "purple": (_("Purple"), "#9333ea"),
    "brown": (_("Brown"), "#77451a"),
    "pink": (_("Pink"), "#a20473"),
    "teal": (_("Dark teal"), "#0b3a40"),
    "slate": (_("Slate"), "#757c9e"),
}
# Name -> (label, path in a square of 16 × 16, filled even-odd). The first ones are told apart best.
SHAPES: dict[str, tuple[str | Promise, str]] = {
    "circle": (_("Circle"), "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2Z"),
    "square": (_("Square"), "M2.5 2.5h11v11h-11Z"),
    "triangle": (_("Triangle"), "M8 1.5 15 14H1Z"),
    "diamond": (_("Diamond"), "M8 .8 15.2 8 8 15.2.8 8Z"),
    "star": (
        _("Star"),
        "m8 .8 2.1 4.7 5.1.5-3.9 3.4 1.2 5L8 11.8l-4.5 2.6 1.2-5L.8 6l5.1-.5Z",
    ),
    "cross": (_("Cross"), "M5.6 1.5h4.8v4.1h4.1v4.8h-4.1v4.1H5.6v-4.1H1.5V5.6h4.1Z"),
    "ring": (_("Ring"), "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1Zm0 4a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z"),
    "bars": (_("Bars"), "M2 2h3.2v12H2Zm4.4 0h3.2v12H6.4Zm4.4 0H14v12h-3.2Z"),
    "tree": (_("Tree"), "M8 .5 13 6.5h-2.2L14.5 11H9.2v4.5H6.8V11H1.5l3.7-4.5H3Z"),
    "house": (_("House"), "m8 1 7.5 6.7h-2V15H10v-4.5H6V15H2.5V7.7h-2Z"),
    "heart": (_("Heart"), "M8 14.5 1.8 8.2a3.9 3.9 0 0 1 6.2-4.6 3.9 3.9 0 0 1 6.2 4.6Z"),
    "drop": (_("Drop"), "M8 .8c2.6 3.5 5 6.3 5 9.1a5 5 0 0 1-10 0C3 7.1 5.4 4.3 8 .8Z"),
    "people": (
        _("People"),
        "M5 2a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5Zm6 0a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5Z"
        "M.8 14v-2.5A3.4 3.4 0 0 1 4.2 8h1.6q1.3 0 2.2 1 .9-1 2.2-1h1.6a3.4 3.4 0 0 1 3.4 "
        "3.5V14H9v-2.5H7V14Z",
    ),
    "bus": (
        _("Bus"),
        "M3.5 1h9A1.5 1.5 0 0 1 14 2.5V13h-1.2v2h-2.3v-2h-5v2H3.2v-2H2V2.5A1.5 1.5 0 0 1 3.5 "
        "1ZM4 3v4.5h8V3Zm.8 6.3a1.1 1.1 0 1 0 0 2.2 1.1 1.1 0 0 0 0-2.2Zm6.4 0a1.1 1.1 0 1 0 0 "
        "2.2 1.1 1.1 0 0 0 0-2.2Z",
    ),
    "book": (_("Book"), "M1 2.5q4-1.5 6.4.6v11.1Q5 12.3 1 13.5Zm14 0q-4-1.5-6.4.6v11.1Q11 12.3 15 13.5Z"),
    "flag": (_("Flag"), "M3 1h2v1h8.5l-2 3.5 2 3.5H5v6H3Z"),
}  # fmt: skip


@dataclass(frozen=True)
class LegendEntry:
    """How contributions of a category are drawn.

    ``colour`` and ``shape`` are names of :data:`PALETTE` and :data:`SHAPES`.
    """

    category: str
    colour: str
    shape: str

    @property
    def path(self) -> str:
        """The shape as the ``d`` of an SVG path in a square of 16 × 16."""
        return SHAPES[self.shape][1]


def legend_of(categories: Sequence[str], chosen: Iterable[Any] = ()) -> list[LegendEntry]:
    """Return an entry for each category, in order; the editor's choice wins over what comes in turn.

    Args:
        categories: of the campaign's forms, in the editor's order.
        chosen: mappings with ``category``, ``colour`` and ``shape``; one that names no category of
            ``categories`` comes last: earlier contributions may have it.
    """
    ours = {
        item["category"].strip(): LegendEntry(
            item["category"].strip(), item["colour"], item["shape"]
        )
        for item in chosen
        if item["category"].strip() and item["colour"] in PALETTE and item["shape"] in SHAPES
    }
    found = [ours.get(name) or _in_turn(name, turn) for turn, name in enumerate(categories)]
    return [*found, *(entry for name, entry in ours.items() if name not in categories)]


def _in_turn(category: str, turn: int) -> LegendEntry:
    """Return the entry of the ``turn``-th category; no two of the first 128 are the same."""
    colours, shapes = list(PALETTE), list(SHAPES)
    shape = (turn + turn // len(colours)) % len(shapes)
    return LegendEntry(category, colours[turn % len(colours)], shapes[shape])


def choices(names: dict[str, tuple[str | Promise, str]]) -> list[tuple[str, str | Promise]]:
    """Return the choices of a form, from :data:`PALETTE` or :data:`SHAPES`."""
    return [(name, label) for name, (label, _value) in names.items()]
