"""The street: a mosaic of small projects, and bicycles under trees."""

from collections.abc import Callable

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
    Canvas,
    polar,
)


TILE = 300


def _tree(c: Canvas, x: float, y: float) -> None:
    c.tree(x, y + 105, 215, LEAF, "#6b4a33")
    c.oval(x - 22, y - 50, 24, 30, "#7fb07a")


def _bench(c: Canvas, x: float, y: float) -> None:
    for dy in (-40, -8, 34):
        c.rect(x - 100, y + dy, 200, 22, GOLD, 6)
    for dx in (-76, 60):
        c.rect(x + dx, y - 50, 16, 140, INK, 6)


def _ball(c: Canvas, x: float, y: float) -> None:
    c.disc(x, y, 88, CORAL)
    c.line([(x - 88, y), (x + 88, y)], 7, DEEP)
    c.line([(x, y - 88), (x, y + 88)], 7, DEEP)
    c.arc(x - 118, y, 90, (-47, 47), 7, DEEP)
    c.arc(x + 118, y, 90, (133, 227), 7, DEEP)


def _book(c: Canvas, x: float, y: float) -> None:
    c.polygon([(x, y - 50), (x - 105, y - 78), (x - 105, y + 58), (x, y + 86)], CREAM)
    c.polygon([(x, y - 50), (x + 105, y - 78), (x + 105, y + 58), (x, y + 86)], "#eadfc8")
    for index in range(3):
        dy = index * 32
        c.line([(x - 84, y - 42 + dy), (x - 22, y - 26 + dy)], 8, MIST)
        c.line([(x + 84, y - 42 + dy), (x + 22, y - 26 + dy)], 8, MIST)
    c.line([(x, y - 50), (x, y + 86)], 7, TEAL)


def _can(c: Canvas, x: float, y: float) -> None:
    c.rect(x - 60, y - 40, 110, 125, TEAL, 14)
    c.ring(x - 5, y - 45, 58, 13, TEAL)
    c.rect(x - 60, y - 40, 110, 22, DEEP, 8)
    c.polygon([(x + 45, y + 40), (x + 45, y + 5), (x + 98, y - 58), (x + 114, y - 46)], TEAL)
    c.oval(x + 112, y - 58, 26, 12, DEEP)
    for dx, dy in ((122, -22), (138, 4), (114, 12)):
        c.oval(x + dx, y + dy, 6, 10, "#5aa5b0")


def _lamp(c: Canvas, x: float, y: float) -> None:
    c.polygon(
        [(x - 40, y - 40), (x + 40, y - 40), (x + 108, y + 104), (x - 108, y + 104)], "#f6dd9d"
    )
    c.rect(x - 6, y - 40, 12, 145, INK)
    c.polygon([(x - 52, y - 38), (x + 52, y - 38), (x + 28, y - 92), (x - 28, y - 92)], INK)
    c.oval(x, y - 38, 34, 15, GOLD)


def _swing(c: Canvas, x: float, y: float) -> None:
    c.line([(x - 105, y + 98), (x - 62, y - 86), (x + 62, y - 86), (x + 105, y + 98)], 14, RUST)
    for dx in (-24, 26):
        c.line([(x + dx, y - 84), (x + dx + 16, y + 36)], 5, INK)
    c.rect(x - 22, y + 32, 80, 15, DEEP, 6)


def _wheelset(c: Canvas, x: float, y: float, size: float, frame: str) -> None:
    """A bicycle; (x, y) is the middle of the line on which its wheels stand."""
    r = size * 0.3
    rear, front = (x - size * 0.42, y - r), (x + size * 0.42, y - r)
    for hub in (rear, front):
        c.ring(*hub, r, size * 0.035, INK)
        for angle in range(0, 180, 30):
            c.line([polar(*hub, r * 0.9, angle), polar(*hub, r * 0.9, angle + 180)], 2, "#7c8589")
        c.disc(*hub, size * 0.03, INK)
    crank = (x - size * 0.06, y - r)
    seat = (x - size * 0.17, y - r - size * 0.42)
    head = (x + size * 0.3, y - r - size * 0.42)
    width = size * 0.04
    c.line([rear, seat, crank, rear], width, frame)
    c.line([seat, head, crank], width, frame)
    c.line([head, front], width, frame)
    c.line([seat, (seat[0] - size * 0.02, seat[1] - size * 0.08)], width * 0.8, INK)
    c.rect(
        seat[0] - size * 0.11, seat[1] - size * 0.12, size * 0.18, size * 0.045, INK, size * 0.02
    )
    top = (head[0] - size * 0.01, head[1] - size * 0.1)
    c.line([head, top, (top[0] + size * 0.1, top[1] - size * 0.02)], width * 0.8, INK)
    c.ring(*crank, size * 0.06, width * 0.6, INK)


def _bicycle(c: Canvas, x: float, y: float) -> None:
    _wheelset(c, x, y + 82, 190, RUST)


def _sprout(c: Canvas, x: float, y: float) -> None:
    c.polygon([(x - 68, y + 20), (x + 68, y + 20), (x + 48, y + 100), (x - 48, y + 100)], RUST)
    c.rect(x - 78, y + 2, 156, 30, CORAL, 8)
    c.line([(x, y + 4), (x, y - 70)], 9, MOSS)
    c.oval(x - 38, y - 46, 38, 19, LEAF)
    c.oval(x + 40, y - 74, 40, 20, MOSS)


def _note(c: Canvas, x: float, y: float) -> None:
    c.oval(x - 46, y + 62, 38, 28, TEAL)
    c.oval(x + 66, y + 40, 38, 28, TEAL)
    c.rect(x - 20, y - 76, 13, 140, TEAL)
    c.rect(x + 91, y - 96, 13, 138, TEAL)
    c.polygon([(x - 20, y - 76), (x + 104, y - 102), (x + 104, y - 66), (x - 20, y - 40)], TEAL)


def _tap(c: Canvas, x: float, y: float) -> None:
    c.rect(x - 40, y - 16, 80, 120, MIST, 10)
    c.rect(x - 92, y - 44, 184, 40, TEAL, 20)
    c.arc(x + 26, y - 50, 46, (180, 340), 13, DEEP)
    c.oval(x + 68, y - 24, 7, 15, "#5aa5b0")


def _houses(c: Canvas, x: float, y: float) -> None:
    for dx, fill, roof, size in ((-92, CREAM, RUST, 86), (8, SAND, TEAL, 92)):
        c.rect(x + dx, y - 8, size, 100, fill)
        c.polygon(
            [(x + dx - 8, y - 8), (x + dx + size / 2, y - 74), (x + dx + size + 8, y - 8)], roof
        )
        c.rect(x + dx + size / 2 - 13, y + 40, 26, 52, DEEP, 4)
        c.rect(x + dx + 12, y + 8, 20, 22, GOLD, 3)


def budget(c: Canvas) -> None:
    c.rect(0, 0, WIDTH, HEIGHT, CREAM)
    rows: tuple[tuple[tuple[Callable[[Canvas, float, float], None], str], ...], ...] = (
        (
            (_tree, PALE),
            (_bench, TEAL),
            (_bicycle, "#f3dcae"),
            (_ball, PALE),
            (_lamp, "#4f8589"),
            (_sprout, "#f6e7c8"),
        ),
        (
            (_book, RUST),
            (_can, "#f3dcae"),
            (_houses, MIST),
            (_tree, "#f6e7c8"),
            (_note, GOLD),
            (_bench, DEEP),
        ),
        (
            (_swing, "#f3dcae"),
            (_note, PALE),
            (_ball, TEAL),
            (_sprout, MIST),
            (_tap, "#f6e7c8"),
            (_book, "#4f8589"),
        ),
    )
    for row, tiles in enumerate(rows):
        for column, (symbol, ground) in enumerate(tiles):
            # A hundred pixels to the left: the outer tiles are cut, the mosaic goes on.
            x, y = column * TILE - 100, row * TILE
            c.rect(x + 6, y + 6, TILE - 12, TILE - 12, ground, 26)
            symbol(c, x + TILE / 2, y + TILE / 2)


def bikes(c: Canvas) -> None:
    c.rect(0, 0, WIDTH, HEIGHT, "#d9e8e4")
    c.disc(1210, 260, 150, "#f3dfb4")
    for x, top, width in (
        (0, 380, 170),
        (180, 430, 130),
        (330, 350, 150),
        (1120, 400, 160),
        (1290, 340, 120),
        (1420, 410, 180),
    ):
        c.rect(x, top, width, 260, MIST)
    c.rect(0, 590, WIDTH, 20, TEAL)
    for x in range(-120, WIDTH, 290):
        c.arc(x + 145, 606, 145, (180, 360), 14, TEAL)
        for dx in (-90, -45, 0, 45, 90):
            height = (145**2 - dx**2) ** 0.5
            c.rect(x + 145 + dx - 3, 606 - height, 6, height, TEAL)
    c.rect(0, 610, WIDTH, 60, "#8fc0c6")
    for x in range(40, WIDTH, 190):
        c.rect(x, 632 + x % 3 * 8, 90, 6, "#b6d8da", 3)
    c.rect(0, 668, WIDTH, 232, LEAF)
    c.polygon([(0, 760), (WIDTH, 720), (WIDTH, 850), (0, 890)], RUST)
    for x in range(30, WIDTH, 200):
        y = 825 - x * 40 / WIDTH
        c.polygon([(x, y), (x + 100, y - 2.5), (x + 100, y + 7.5), (x, y + 10)], CREAM)
    for x, size, fill in (
        (90, 330, MOSS),
        (420, 270, "#4f8a5c"),
        (1180, 290, "#4f8a5c"),
        (1500, 350, MOSS),
    ):
        c.tree(x, 735, size, fill, "#6b4a33")
    _wheelset(c, 480, 850, 360, DEEP)
    _wheelset(c, 1010, 830, 320, GOLD)
    c.person(1340, 800, 230, TEAL, "#c68a5e")
    c.person(1420, 800, 140, CORAL, "#c68a5e")
