"""A drawing surface in picture coordinates (1600 by 900), smoothed by drawing larger."""

import math
from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw


WIDTH, HEIGHT, SCALE = 1600, 900, 2

TEAL, DEEP, MIST = "#0b4a56", "#073740", "#9cc3c4"
PALE, SAND, CREAM = "#d5e5e3", "#e6dcc8", "#faf8f4"
RUST, CORAL, GOLD = "#c8451b", "#e5805c", "#e9b44c"
LEAF, MOSS, INK = "#5f9467", "#3c7150", "#1c2326"

XY = tuple[float, float]


class Canvas:
    """Draws flat shapes; coordinates in picture pixels, y downwards."""

    def __init__(self, ground: str = PALE) -> None:
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), ground)
        self._draw = ImageDraw.Draw(self.image)

    def rect(
        self, x: float, y: float, width: float, height: float, fill: str, radius: float = 0
    ) -> None:
        box = [v * SCALE for v in (x, y, x + width, y + height)]
        self._draw.rounded_rectangle(box, radius * SCALE, fill)

    def disc(self, x: float, y: float, radius: float, fill: str) -> None:
        self.oval(x, y, radius, radius, fill)

    def oval(self, x: float, y: float, across: float, down: float, fill: str) -> None:
        """Fill an ellipse given its centre and half-axes."""
        self._draw.ellipse([v * SCALE for v in (x - across, y - down, x + across, y + down)], fill)

    def ring(self, x: float, y: float, radius: float, width: float, fill: str) -> None:
        box = [v * SCALE for v in (x - radius, y - radius, x + radius, y + radius)]
        self._draw.ellipse(box, outline=fill, width=round(width * SCALE))

    def arc(self, x: float, y: float, radius: float, angles: XY, width: float, fill: str) -> None:
        """Draw an arc between two angles in degrees, clockwise from three o'clock."""
        box = [v * SCALE for v in (x - radius, y - radius, x + radius, y + radius)]
        self._draw.arc(box, *angles, fill=fill, width=round(width * SCALE))

    def polygon(self, points: Sequence[XY], fill: str) -> None:
        self._draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill)

    def line(self, points: Sequence[XY], width: float, fill: str) -> None:
        """Draw a line with round joints and ends."""
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self._draw.line(scaled, fill, round(width * SCALE), joint="curve")
        for x, y in (points[0], points[-1]):
            self.disc(x, y, width / 2, fill)

    def curve(self, start: XY, bend: XY, end: XY, width: float, fill: str) -> None:
        """Draw a quadratic Bézier curve."""
        self.line([bezier(start, bend, end, step / 40) for step in range(41)], width, fill)

    def tree(self, x: float, y: float, size: float, fill: str = LEAF, trunk: str = INK) -> None:
        """Draw a tree that stands on (x, y); ``size`` is its height."""
        self.rect(x - size * 0.03, y - size * 0.5, size * 0.06, size * 0.5, trunk)
        self.oval(x, y - size * 0.62, size * 0.3, size * 0.38, fill)

    def person(self, x: float, y: float, size: float, fill: str, skin: str) -> None:
        """Draw a figure that stands on (x, y)."""
        self.rect(x - size * 0.17, y - size * 0.68, size * 0.34, size * 0.68, fill, size * 0.16)
        self.disc(x, y - size * 0.84, size * 0.15, skin)

    def webp(self) -> bytes:
        """Return the picture as a WebP file."""
        small = self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        buffer = BytesIO()
        small.save(buffer, "WEBP", quality=84, method=4)
        return buffer.getvalue()


def bezier(start: XY, bend: XY, end: XY, part: float) -> XY:
    """Return the point of a quadratic Bézier curve at ``part``, from 0 to 1."""
    a, b, c = (1 - part) ** 2, 2 * part * (1 - part), part**2
    return (
        a * start[0] + b * bend[0] + c * end[0],
        a * start[1] + b * bend[1] + c * end[1],
    )


def polar(x: float, y: float, radius: float, degrees: float) -> XY:
    """Return the point at an angle (clockwise from three o'clock) and distance from another."""
    angle = math.radians(degrees)
    return x + radius * math.cos(angle), y + radius * math.sin(angle)
