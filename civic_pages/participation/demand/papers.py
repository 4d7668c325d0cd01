"""Papers that a map is printed on, and what has room on them; lengths in millimetres."""

from dataclasses import dataclass


MARGIN = 10.0
HEAD, FOOT, GAP = 25.0, 12.0, 4.0
SIZES = {"a4": (210.0, 297.0), "a3": (297.0, 420.0)}
# Beside a map that lies, under a map that stands: what the legend and the figures take.
PANELS = {"a4-landscape": 78.0, "a3-landscape": 92.0, "a4-portrait": 78.0, "a3-portrait": 96.0}
# Rows of figures that have room in a column, and columns.
ROWS = {"a4-landscape": (14, 1), "a3-landscape": (32, 1), "a4-portrait": (12, 2), "a3-portrait": (16, 2)}  # fmt: skip


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
        """How many rows of figures have room in a column."""
        return ROWS[self.name][0]

    @property
    def columns(self) -> int:
        return ROWS[self.name][1]


PAPERS = [Paper(size, way) for size in SIZES for way in ("portrait", "landscape")]
