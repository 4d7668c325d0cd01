"""What the city built of citizens' ideas: one scene for each sort of project."""

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
)


GROUND = 660
SKIN, BROWN = "#f0c9a6", "#8a5a3c"


def _place(c: Canvas, sky: str, ground: str) -> None:
    """Sky, a row of houses far away, and the ground."""
    c.rect(0, 0, WIDTH, HEIGHT, sky)
    for number, x in enumerate(range(-40, WIDTH, 210)):
        top = 380 + (number * 67) % 120
        c.rect(x, top, 190, GROUND - top, (MIST, "#b4d0cd", "#c7dcd9")[number % 3])
        for py in range(top + 30, GROUND - 50, 56):
            for px in range(x + 24, x + 160, 48):
                c.rect(px, py, 22, 28, PALE, 3)
    c.rect(0, GROUND, WIDTH, HEIGHT - GROUND, ground)


def orchard(c: Canvas) -> None:
    _place(c, "#e4efe9", LEAF)
    for x, size in ((190, 330), (520, 380), (860, 350), (1190, 390), (1480, 330)):
        c.tree(x, 740, size, MOSS)
        for dx, dy in ((-0.14, -0.7), (0.1, -0.55), (0.02, -0.82), (-0.05, -0.5)):
            c.disc(x + size * dx, 740 + size * dy, 15, RUST)
    c.person(690, 820, 230, RUST, SKIN)
    c.person(1030, 840, 240, TEAL, BROWN)


def play(c: Canvas) -> None:
    _place(c, "#eaf0e6", "#e9b872")
    for x in (430, 1010):
        c.line([(x, 300), (x - 110, 800)], 26, RUST)
        c.line([(x, 300), (x + 110, 800)], 26, RUST)
    c.line([(430, 300), (1010, 300)], 26, RUST)
    for x, tilt in ((600, -40), (840, 60)):
        c.line([(x - 40, 300), (x - 40 + tilt, 640)], 8, INK)
        c.line([(x + 40, 300), (x + 40 + tilt, 640)], 8, INK)
        c.rect(x - 64 + tilt, 636, 128, 22, TEAL, 10)
    c.person(600 - 40, 640, 190, GOLD, BROWN)
    c.person(1260, 830, 210, TEAL, SKIN)
    c.tree(160, 740, 420, MOSS)
    c.tree(1460, 720, 380, LEAF)


def sport(c: Canvas) -> None:
    _place(c, "#dcebe9", CORAL)
    c.polygon([(120, HEIGHT), (420, 690), (1180, 690), (1480, HEIGHT)], TEAL)
    c.oval(800, 800, 260, 60, GOLD)
    c.line([(800, 690), (800, HEIGHT)], 10, CREAM)
    c.line([(1330, 760), (1330, 250)], 24, INK)
    c.rect(1190, 190, 250, 170, CREAM, 12)
    c.rect(1265, 250, 100, 80, RUST, 4)
    c.rect(1281, 266, 68, 48, CREAM, 2)
    c.oval(1310, 370, 60, 14, RUST)
    c.disc(620, 640, 62, RUST)
    c.arc(620, 640, 40, (200, 340), 7, DEEP)
    c.line([(558, 640), (682, 640)], 7, DEEP)
    c.person(430, 850, 260, GOLD, BROWN)
    c.person(980, 850, 250, CREAM, SKIN)


def fresco(c: Canvas) -> None:
    c.rect(0, 0, WIDTH, HEIGHT, PALE)
    c.rect(0, 760, WIDTH, 140, SAND)
    c.rect(330, 70, 940, 690, CREAM)
    for x, y, radius, fill in (
        (560, 300, 190, GOLD), (860, 430, 240, TEAL), (1110, 250, 140, CORAL),
        (520, 610, 130, RUST), (1130, 610, 130, LEAF),
    ):  # fmt: skip
        c.disc(x, y, radius, fill)
    c.oval(860, 420, 110, 140, SKIN)
    c.arc(860, 440, 60, (20, 160), 12, INK)
    for x in (825, 895):
        c.disc(x, 390, 13, INK)
    for x in (330, 1270):
        c.line([(x, 70), (x, 760)], 14, MIST)
    c.person(470, 860, 220, INK, BROWN)
    c.person(1200, 870, 230, RUST, SKIN)
    c.tree(120, 790, 430, MOSS)
    c.tree(1480, 790, 460, MOSS)


def books(c: Canvas) -> None:
    _place(c, "#efe9dc", LEAF)
    c.tree(240, 760, 520, MOSS)
    c.rect(690, 300, 340, 470, "#9c6b43", 10)
    c.polygon([(650, 310), (860, 180), (1070, 310)], RUST)
    for shelf, y in enumerate((340, 480, 620)):
        c.rect(715, y, 290, 120, CREAM, 6)
        for number in range(9):
            fill = (TEAL, GOLD, RUST, MOSS, CORAL)[(number + shelf) % 5]
            height = 84 + (number * 29 + shelf * 13) % 28
            c.rect(724 + number * 31, y + 118 - height, 26, height, fill, 3)
    c.person(1190, 830, 260, TEAL, SKIN)
    c.person(560, 840, 180, GOLD, BROWN)


def bench(c: Canvas) -> None:
    _place(c, "#f1e3c6", SAND)
    c.tree(420, 730, 600, MOSS)
    c.line([(1240, 760), (1240, 240), (1150, 200)], 22, INK)
    c.disc(1130, 214, 34, GOLD)
    for y in (590, 636):
        c.rect(600, y, 460, 28, RUST, 8)
    c.rect(580, 690, 500, 34, RUST, 8)
    for x in (630, 1010):
        c.rect(x, 700, 24, 100, INK)
    c.person(760, 730, 240, TEAL, SKIN)
    c.person(1380, 830, 240, GOLD, BROWN)


def bike(c: Canvas) -> None:
    _place(c, "#dfeaea", "#c9c3b5")
    c.polygon([(170, 330), (1080, 270), (1080, 320), (170, 380)], TEAL)
    for x in (230, 1010):
        c.rect(x, 330, 26, 440, DEEP)
    for x in (370, 620, 870):
        for dx in (-80, 80):
            c.ring(x + dx, 690, 72, 12, INK)
        c.line([(x - 80, 690), (x - 20, 590), (x + 60, 590), (x + 80, 690)], 13, RUST)
        c.line([(x - 20, 590), (x + 10, 690), (x + 60, 590)], 13, RUST)
        c.line([(x + 60, 590), (x + 50, 545), (x + 85, 535)], 11, INK)
        c.line([(x - 45, 570), (x + 5, 570)], 14, INK)
    c.person(1270, 830, 270, GOLD, SKIN)
    c.tree(1490, 740, 420, MOSS)


def fountain(c: Canvas) -> None:
    _place(c, "#dcecf0", "#e1d9c6")
    c.tree(210, 740, 480, LEAF)
    c.tree(1400, 740, 520, MOSS)
    c.rect(720, 420, 150, 400, TEAL, 20)
    c.rect(690, 400, 210, 60, DEEP, 24)
    c.rect(860, 600, 170, 40, DEEP, 18)
    c.curve((795, 400), (860, 270), (930, 600), 16, "#6db3d6")
    c.curve((930, 640), (935, 760), (935, 830), 12, "#6db3d6")
    c.oval(935, 838, 70, 16, MIST)
    c.person(1080, 850, 250, RUST, BROWN)
    c.person(560, 850, 190, GOLD, SKIN)


SCENES: dict[str, Callable[[Canvas], None]] = {
    scene.__name__: scene for scene in (orchard, play, sport, fresco, books, bench, bike, fountain)
}
