"""Papers that a map is printed on, and what has room on them; lengths in millimetres."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


MARGIN = 10.0
HEAD, FOOT, GAP = 25.0, 15.0, 4.0
SIZES = {"a4": (210.0, 297.0), "a3": (297.0, 420.0)}
# Beside a map that lies, under a map that stands: what the legend and the figures take.
PANELS = {"a4-landscape": 78.0, "a3-landscape": 92.0, "a4-portrait": 78.0, "a3-portrait": 96.0}
# Lines of figures that have room in a column, and columns.
ROWS = {
    "a4-landscape": (12, 1), "a3-landscape": (30, 1), "a4-portrait": (12, 2), "a3-portrait": (15, 2),
}  # fmt: skip
# What the legend takes of a panel under a map that stands.
LEGEND = 52.0
# Width of a letter of the table, of a bold one in its head, of its first column; mm a line is high
# against a row.
LETTER, HEADING, NUMBER, LINE = 1.65, 1.85, 9.0, 0.8


@dataclass(frozen=True)
class Paper:
    """A size of paper ("a4", "a3") and how it lies ("portrait", "landscape")."""

    size: str = "a4"
    orientation: str = "landscape"

    @classmethod
    def of(cls, size: str, orientation: str) -> "Paper":
        """Return the paper of two names; A4, landscape, for a name that is none."""
        default = cls()
        return cls(
            size if size in SIZES else default.size,
            orientation if orientation in {"portrait", "landscape"} else default.orientation,
        )

    @property
    def name(self) -> str:
        return f"{self.size}-{self.orientation}"

    @property
    def label(self) -> str:
        return self.size.upper()

    @property
    def map_size(self) -> tuple[float, float]:
        """Width and height of the map."""
        short, tall = SIZES[self.size]
        panel = PANELS[self.name]
        if self.orientation == "landscape":
            return tall - 2 * MARGIN - panel - GAP, short - 2 * MARGIN - HEAD - FOOT
        return short - 2 * MARGIN, tall - 2 * MARGIN - HEAD - FOOT - panel - GAP

    @property
    def rows(self) -> int:
        """How many rows of one line have room in a column of the table."""
        return ROWS[self.name][0]

    def split(self, names: Sequence[str], headings: Sequence[str], *, above: str = "") -> list[int]:
        """Return how many rows go in each column of the table; the rest has no room.

        Args:
            names: of the rows; a long one takes several lines.
            headings: of the columns of figures.
            above: the text over the table.
        """
        # And a line that stays empty under it.
        lines = math.ceil(len(above) / int(self._beside_legend / HEADING)) + bool(above)
        rows = max(1.0, self.rows - LINE * lines)
        columns = ROWS[self.name][1]
        found: list[int] = []
        if columns > 1 and self._fitting(names, headings, 1, rows) == len(names):
            return [len(names)] if names else []
        for _number in range(columns):
            count = self._fitting(names[sum(found) :], headings, columns, rows)
            found += [count] if count else []
        return found

    @property
    def _beside_legend(self) -> float:
        """Width of the panel, without the legend where that stands beside the table."""
        if self.orientation == "landscape":
            return PANELS[self.name]
        return self.map_size[0] - LEGEND - GAP

    def _fitting(
        self, names: Sequence[str], headings: Sequence[str], columns: int, rows: float
    ) -> int:
        width = (self._beside_legend - (columns - 1) * GAP) / columns
        room = width - NUMBER - sum(2 + len(heading) * HEADING for heading in headings)
        letters, used = max(8, int(room / LETTER)), 0.0
        for number, name in enumerate(names):
            used += 1 + LINE * (math.ceil(len(name) / letters) - 1)
            if used > rows:
                return number
        return len(names)


PAPERS = [Paper(size, way) for size in SIZES for way in ("portrait", "landscape")]
