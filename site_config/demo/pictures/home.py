"""Homes: houses linked by lines of light, and trays on a canteen table."""

import math
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
    RUST,
    SAND,
    TEAL,
    WIDTH,
    XY,
    Canvas,
    bezier,
    polar,
)


NIGHT, DUSK = "#0d3a46", "#15505c"


def _house(c: Canvas, x: float, base: float, width: float, fill: str, roof: str) -> None:
    height = width * 0.62
    c.rect(x, base - height, width, height, fill)
    c.rect(x + width * 0.7, base - height - width * 0.5, width * 0.1, width * 0.4, roof)
    c.polygon(
        [
            (x - width * 0.08, base - height),
            (x + width / 2, base - height - width * 0.48),
            (x + width * 1.08, base - height),
        ],
        roof,
    )
    c.rect(x + width * 0.14, base - height * 0.78, width * 0.24, width * 0.22, GOLD, 4)
    c.rect(x + width * 0.62, base - height * 0.78, width * 0.24, width * 0.22, GOLD, 4)
    c.rect(x + width * 0.42, base - height * 0.5, width * 0.16, height * 0.5, DEEP, 4)


def _flats(c: Canvas, x: float, base: float, width: float, storeys: int, fill: str) -> None:
    height = storeys * 58 + 20
    c.rect(x, base - height, width, height, fill)
    rng = random.Random(round(x))
    for storey in range(storeys):
        for px in range(int(x) + 20, int(x + width) - 30, 46):
            lit = GOLD if rng.random() < 0.6 else DUSK
            c.rect(px, base - height + 20 + storey * 58, 26, 30, lit, 3)


def fibre(c: Canvas) -> None:
    c.rect(0, 0, WIDTH, HEIGHT, NIGHT)
    rng = random.Random(89)
    for _ in range(70):
        c.disc(rng.uniform(0, WIDTH), rng.uniform(0, 330), rng.uniform(1, 2.6), MIST)
    c.disc(1350, 140, 62, "#f4e2b8")
    c.disc(1325, 125, 54, NIGHT)
    c.oval(400, 780, 900, 330, DUSK)
    c.oval(1300, 800, 800, 300, "#1b5f68")
    _flats(c, 90, 560, 210, 4, "#2f7780")
    _flats(c, 1290, 600, 240, 5, "#2f7780")
    _house(c, 360, 545, 190, CREAM, RUST)
    _house(c, 640, 500, 170, SAND, CORAL)
    _house(c, 900, 515, 180, CREAM, RUST)
    _house(c, 1120, 570, 150, SAND, CORAL)
    c.rect(0, 790, WIDTH, 110, DEEP)
    c.rect(0, 790, WIDTH, 8, "#2a6670")
    _lines(c, ((195, 545), (455, 545), (725, 500), (990, 515), (1195, 570), (1410, 600)))
    _house(c, 210, 730, 220, SAND, CORAL)
    _house(c, 1180, 760, 230, CREAM, RUST)
    _lines(c, ((320, 730), (1295, 760)))
    _cabinet(c)
    for x, size in ((60, 150), (600, 130), (1090, 140), (1530, 180)):
        c.tree(x, 795, size, "#2f6f5a", DEEP)


def _lines(c: Canvas, homes: tuple[XY, ...]) -> None:
    """Lines of light from the cabinet to the doors, with pulses on their way."""
    cabinet = (770, 690)
    for index, home in enumerate(homes):
        bend = ((cabinet[0] + home[0]) / 2, max(cabinet[1], home[1]) + 70)
        c.curve(cabinet, bend, home, 9, "#3b8d90")
        c.curve(cabinet, bend, home, 4, "#f3c969")
        for part in (0.3 + (index % 3) * 0.1, 0.72):
            c.disc(*bezier(cabinet, bend, home, part), 9, "#fff3cf")


def _cabinet(c: Canvas) -> None:
    c.rect(715, 640, 110, 160, "#dfe7e4", 8)
    c.rect(725, 652, 42, 136, MIST, 4)
    c.rect(773, 652, 42, 136, MIST, 4)
    for y in (668, 682, 696):
        c.rect(733, y, 26, 5, TEAL, 2)
        c.rect(781, y, 26, 5, TEAL, 2)
    c.disc(770, 620, 12, GOLD)
    for radius in (30, 48):
        c.arc(770, 620, radius, (215, 325), 5, GOLD)


def _plate(c: Canvas, x: float, y: float, radius: float, rim: str = CREAM) -> None:
    c.disc(x, y + 7, radius, "#c9bfa9")
    c.disc(x, y, radius, rim)
    c.disc(x, y, radius * 0.78, "#ffffff")


def _tray(c: Canvas, x: float, y: float, fill: str) -> None:
    c.rect(x, y + 12, 450, 580, "#a4987f", 40)
    c.rect(x, y, 450, 580, fill, 40)


def _carrots(c: Canvas, x: float, y: float, radius: float) -> None:
    for index in range(9):
        px, py = polar(x, y, radius * (0.25 + 0.3 * (index % 2)), index * 41)
        c.disc(px, py, radius * 0.16, "#e58a3a")
        c.disc(px, py, radius * 0.08, "#f2aa62")


def _peas(c: Canvas, x: float, y: float, radius: float) -> None:
    rng = random.Random(round(x + y))
    for _ in range(46):
        px, py = polar(x, y, radius * 0.6 * math.sqrt(rng.random()), rng.uniform(0, 360))
        c.disc(px, py, radius * 0.085, rng.choice((LEAF, MOSS, "#7fb07a")))


def _lentils(c: Canvas, x: float, y: float, radius: float) -> None:
    c.disc(x, y, radius * 0.6, "#8a5a3c")
    rng = random.Random(7)
    for _ in range(60):
        px, py = polar(x, y, radius * 0.55 * math.sqrt(rng.random()), rng.uniform(0, 360))
        c.oval(px, py, 7, 5, rng.choice(("#a97450", "#6f4630")))
    for angle in (20, 140, 260):
        c.oval(*polar(x, y, radius * 0.3, angle), 16, 9, LEAF)


def _fruit(c: Canvas, x: float, y: float, fill: str) -> None:
    c.disc(x, y, 52, fill)
    c.oval(x - 16, y - 18, 13, 9, "#ffffff")
    c.line([(x, y - 48), (x + 8, y - 70)], 7, INK)
    c.oval(x + 30, y - 66, 22, 10, MOSS)


def _bread(c: Canvas, x: float, y: float) -> None:
    c.rect(x, y, 150, 62, "#b9742f", 31)
    c.rect(x + 8, y + 6, 134, 44, "#d79a52", 22)
    for index in range(4):
        c.line([(x + 28 + index * 28, y + 14), (x + 42 + index * 28, y + 40)], 6, "#f0c98d")


def _glass(c: Canvas, x: float, y: float) -> None:
    c.disc(x, y, 46, "#cfe2e1")
    c.disc(x, y, 36, "#8fc0c6")
    c.arc(x, y, 26, (190, 260), 6, "#ffffff")


def canteens(c: Canvas) -> None:
    c.rect(0, 0, WIDTH, HEIGHT, SAND)
    for x in range(-20, WIDTH, 160):
        c.rect(x, 0, 4, HEIGHT, "#d8ccb2")
    for x, fill in ((70, TEAL), (575, RUST), (1080, TEAL)):
        _tray(c, x, 160, fill)
    contents = ((70, _carrots), (575, _lentils), (1080, _peas))
    for x, food in contents:
        _plate(c, x + 165, 520, 145)
        food(c, x + 165, 520, 145)
        c.rect(x + 340, 400, 12, 230, "#dfe7e4", 6)
        c.rect(x + 326, 390, 40, 90, "#dfe7e4", 18)
        c.rect(x + 390, 390, 16, 240, "#dfe7e4", 8)
    _plate(c, 190, 270, 82)
    _peas(c, 190, 270, 82)
    _bread(c, 300, 230)
    _glass(c, 450, 345)
    _plate(c, 700, 270, 82)
    c.disc(700, 270, 44, CORAL)
    c.disc(700, 270, 30, "#f4c0a9")
    _fruit(c, 880, 280, GOLD)
    _glass(c, 965, 345)
    _plate(c, 1210, 270, 82)
    _carrots(c, 1210, 270, 82)
    _fruit(c, 1390, 285, "#c9412f")
    _glass(c, 1475, 345)
    _bread(c, 625, 668)
    for x, y in ((330, 90), (830, 70), (1300, 95), (560, 830), (1090, 840)):
        c.oval(x, y, 34, 15, LEAF)
        c.line([(x - 34, y), (x + 34, y)], 4, MOSS)
