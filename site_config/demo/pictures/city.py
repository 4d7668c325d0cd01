"""The city: its towers under speech bubbles, and the railway land at Les Groues."""

import random

from site_config.demo.pictures.canvas import (
    CORAL,
    CREAM,
    DEEP,
    GOLD,
    HEIGHT,
    INK,
    LEAF,
    MIST,
    MOSS,
    PALE,
    RUST,
    SAND,
    TEAL,
    WIDTH,
    XY,
    Canvas,
)


SKINS = ("#f0c9a6", "#c68a5e", "#8a5a3c", "#e2b08a")


def _cloud_tower(c: Canvas, x: float, top: float, lobe: float, fill: str) -> None:
    """A tower of round lobes with round and drop-shaped windows, after the Tours Nuages."""
    rng = random.Random(round(x))
    for index in (-1, 0, 1):
        rise = 0 if index else 40
        c.rect(x + index * lobe * 1.15 - lobe, top - rise, lobe * 2, HEIGHT - top, fill, lobe)
    for row in range(int((HEIGHT - 190 - top) / 46)):
        for offset in (-1.45, -0.8, 0, 0.8, 1.45):
            px, py = x + offset * lobe, top + 46 + row * 46
            if rng.random() < 0.88:
                light = rng.choice((CREAM, CREAM, GOLD, PALE))
                c.oval(px, py, 8, rng.choice((8, 11)), light)


def _block(c: Canvas, x: float, top: float, size: XY, fill: str, window: str) -> None:
    width, storey = size
    c.rect(x, top, width, HEIGHT - top, fill)
    for py in range(int(top) + 26, HEIGHT - 170, int(storey)):
        for px in range(int(x) + 18, int(x + width) - 24, 34):
            c.rect(px, py, 18, storey * 0.5, window, 2)


def _bubble(c: Canvas, x: float, y: float, size: XY, fill: str, ink: str) -> None:
    width, height = size
    c.polygon(
        [
            (x + width * 0.25, y + height - 8),
            (x + width * 0.42, y + height - 8),
            (x + width * 0.22, y + height + 38),
        ],
        fill,
    )
    c.rect(x, y, width, height, fill, 34)
    lines = int((height - 34) / 30)
    for index in range(lines):
        length = width - 70 if index < lines - 1 else (width - 70) * 0.55
        c.rect(x + 35, y + 31 + index * 30, length, 11, ink, 5)


def assises(c: Canvas) -> None:
    c.rect(0, 0, WIDTH, HEIGHT, "#cfe2e1")
    c.disc(1240, 330, 250, "#f3dfb4")
    c.disc(1240, 330, 160, "#f0cf86")
    for x, top, width in (
        (0, 520, 150),
        (150, 575, 190),
        (350, 500, 120),
        (980, 540, 160),
        (1150, 590, 150),
        (1310, 510, 130),
        (1450, 565, 150),
    ):
        c.rect(x, top, width, HEIGHT, MIST)
    _block(c, 60, 560, (170, 44), "#4f8589", "#a9cbca")
    _block(c, 1330, 600, (200, 44), "#4f8589", "#a9cbca")
    _cloud_tower(c, 420, 380, 62, TEAL)
    _cloud_tower(c, 760, 300, 74, DEEP)
    _cloud_tower(c, 1110, 430, 58, TEAL)
    c.rect(0, 770, WIDTH, 130, SAND)
    c.rect(0, 770, WIDTH, 10, "#d3c5a8")
    for x, size, fill in (
        (110, 170, MOSS),
        (235, 130, LEAF),
        (590, 150, LEAF),
        (935, 140, MOSS),
        (1270, 180, MOSS),
        (1500, 150, LEAF),
    ):
        c.tree(x, 785, size, fill)
    crowd = (
        (330, RUST),
        (395, TEAL),
        (470, GOLD),
        (545, CORAL),
        (660, DEEP),
        (735, RUST),
        (800, "#7c9aa0"),
        (880, TEAL),
        (985, GOLD),
        (1060, RUST),
        (1140, DEEP),
        (1215, CORAL),
    )
    for index, (x, fill) in enumerate(crowd):
        c.person(x, 880 + (index % 3) * 10, 128 + (index * 37) % 30, fill, SKINS[index % 4])
    _bubble(c, 180, 130, (260, 130), CREAM, MIST)
    _bubble(c, 520, 60, (220, 100), RUST, "#f2b59f")
    _bubble(c, 890, 110, (290, 150), CREAM, MIST)
    _bubble(c, 1280, 200, (210, 100), TEAL, "#7fb0b3")


def _hall(c: Canvas, x: float, base: float, span: float, rise: float) -> None:
    """A vaulted hall seen from its gable."""
    c.oval(x + span / 2, base - rise, span / 2, rise, RUST)
    c.rect(x, base - rise, span, rise, RUST)
    c.oval(x + span / 2, base - rise, span / 2 - 26, rise - 30, "#f4d9a0")
    c.rect(x + 26, base - rise, span - 52, rise, "#f4d9a0")
    for index in range(1, 8):
        c.rect(
            x + span * index / 8 - 4,
            base - rise * 1.82 + abs(index - 4) ** 2 * 9,
            8,
            rise * 1.82,
            RUST,
        )
    c.rect(x + 26, base - rise - 6, span - 52, 12, RUST)
    c.rect(x + span * 0.4, base - 92, span * 0.2, 92, DEEP)


def _crane(c: Canvas, x: float, base: float, height: float, reach: float) -> None:
    c.rect(x - 6, base - height, 12, height, GOLD)
    c.rect(min(x, x + reach) - 10, base - height, abs(reach) + 60, 12, GOLD)
    c.line([(x, base - height - 46), (x + reach * 0.85, base - height + 4)], 4, GOLD)
    c.line([(x, base - height - 46), (x, base - height)], 10, GOLD)
    c.line([(x + reach * 0.7, base - height), (x + reach * 0.7, base - height + 110)], 3, INK)
    c.rect(x + reach * 0.7 - 30, base - height + 108, 60, 26, CORAL)


def groues(c: Canvas) -> None:
    c.rect(0, 0, WIDTH, HEIGHT, "#dbe7e2")
    c.disc(330, 250, 130, "#f3dfb4")
    for x, top, width in (
        (0, 330, 120),
        (130, 390, 150),
        (1190, 260, 120),
        (1320, 330, 130),
        (1460, 230, 140),
    ):
        c.rect(x, top, width, 300, MIST)
    _crane(c, 1090, 560, 400, 260)
    _block(c, 90, 400, (190, 50), TEAL, "#8fb9ba")
    _block(c, 300, 470, (120, 50), "#4f8589", "#b5d2d0")
    _block(c, 1250, 380, (150, 50), DEEP, "#7da9ab")
    _block(c, 1420, 450, (130, 50), TEAL, "#8fb9ba")
    _hall(c, 470, 600, 560, 150)
    c.rect(0, 590, WIDTH, HEIGHT, SAND)
    for x, size, fill in (
        (60, 170, MOSS),
        (430, 130, LEAF),
        (1060, 140, LEAF),
        (1180, 190, MOSS),
        (1570, 150, LEAF),
    ):
        c.tree(x, 605, size, fill)
    centre = 750
    for offset in (-5.2, -3.4, -1.6, 0.2, 2.0, 3.8):
        _track(c, centre + offset * 26, centre + offset * 330)
    for x, fill in (
        (200, LEAF),
        (330, MOSS),
        (1290, MOSS),
        (1420, LEAF),
        (110, MOSS),
        (1520, LEAF),
    ):
        c.oval(x, 660 + (x % 50), 70, 24, fill)


def _track(c: Canvas, far: float, near: float) -> None:
    """Rails and sleepers from the horizon to the lower edge."""
    top, bottom = 602, HEIGHT + 10
    for step in range(17):
        part = (step / 16) ** 1.8
        x, y = far + (near - far) * part, top + (bottom - top) * part
        half, thick = 14 + 120 * part, 3 + 11 * part
        c.rect(x - half, y, half * 2, thick, "#8b7860")
    for side in (-1, 1):
        c.polygon(
            [
                (far + side * 9 - 1, top),
                (far + side * 9 + 1, top),
                (near + side * 88 + 8, bottom),
                (near + side * 88 - 8, bottom),
            ],
            INK,
        )
