"""Classes, shares and the legend of a map: what shades, colours and shapes stand for."""

import itertools
import math
import re
from pathlib import Path

import pytest
from django.utils import translation

from civic_blocks import ports
from civic_blocks.map_figures import classes_of, sector_rows, shade_of, share
from civic_blocks.map_legend import PALETTE, SHAPES, legend_of


CSS = Path(__file__).resolve().parents[2] / "civic_blocks/static/civic_blocks/css/blocks.css"
# The ground of OpenStreetMap's tiles, of a map without tiles, and the outline of a pin.
GROUNDS = ("#f2efe9", "#eceae4", "#ffffff")
# Machado, Oliveira and Fernandes 2009, severity 1.0, for linear RGB.
VISION = {
    "full": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def linear(colour: str) -> list[float]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]


def contrast(one: str, other: str) -> float:
    """Return the contrast of WCAG 2.2."""
    light = [sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear(each), strict=True)) for each in (one, other)]  # fmt: skip
    return (max(light) + 0.05) / (min(light) + 0.05)


def seen(colour: str, vision: str) -> tuple[float, float, float]:
    """Return a colour as somebody sees it, in Oklab."""
    red, green, blue = (
        min(1.0, max(0.0, sum(w * c for w, c in zip(row, linear(colour), strict=True))))
        for row in VISION[vision]
    )
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


@pytest.mark.parametrize("name", list(PALETTE))
def test_each_colour_stands_out_from_every_ground(name):
    colour = PALETTE[name][1]
    assert min(contrast(colour, ground) for ground in GROUNDS) >= 3


@pytest.mark.parametrize("vision", list(VISION))
def test_colours_stay_apart_for_every_eye(vision):
    pairs = itertools.combinations((value for _label, value in PALETTE.values()), 2)
    nearest = min(math.dist(seen(one, vision), seen(other, vision)) for one, other in pairs)
    assert nearest >= 0.06


def test_the_style_sheet_has_the_colours_of_the_palette():
    found = re.findall(r"\.civic-map__colour--(\w+) \{ --civic-map-colour: (#\w+)", CSS.read_text())
    assert dict(found) == {name: colour for name, (_label, colour) in PALETTE.items()}


def test_no_two_categories_look_the_same_even_without_colour():
    entries = legend_of([f"C{number}" for number in range(40)])
    assert len({(entry.colour, entry.shape) for entry in entries}) == 40
    assert len({entry.shape for entry in entries[: len(SHAPES) // 2]}) == len(SHAPES) // 2
    assert len({entry.path for entry in entries}) == len(SHAPES)


def test_the_editors_choice_wins_and_keeps_the_order_of_the_form():
    chosen = [
        {"category": " Jeunes ", "colour": "pink", "shape": "heart"},
        {"category": "Ancienne", "colour": "slate", "shape": "flag"},
        {"category": "Nature", "colour": "gone", "shape": "tree"},
    ]
    entries = legend_of(["Nature", "Jeunes"], chosen)
    assert [(e.category, e.colour, e.shape) for e in entries] == [
        ("Nature", "blue", "circle"),
        ("Jeunes", "pink", "heart"),
        ("Ancienne", "slate", "flag"),
    ]


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ([], []),
        ([0, 0], ["none"]),
        ([7, 7, 7], ["7"]),
        ([0, 1, 2], ["none", "1", "2"]),
        (range(1, 11), ["1 to 2", "3 to 4", "5 to 6", "7 to 8", "9 to 10"]),
        ([1, 2, 3, 5, 1200, 3400], ["1", "2", "3 to 5", "1,200", "3,400"]),
    ],
    ids=["nothing", "zeros", "one", "few", "many", "skewed"],
)  # fmt: skip
def test_classes_hold_every_count_once(counts, words):
    classes = classes_of(counts)
    assert [each.words for each in classes] == words
    for count in counts:
        assert len([each for each in classes if each.least <= count <= each.most]) == 1
        assert shade_of(count, classes) is not None


def test_the_largest_is_darkest_and_none_is_white():
    classes = classes_of([0, 3, 9, 27])
    assert [shade_of(count, classes) for count in (0, 3, 9, 27)] == [0, 1, 3, 5]
    assert shade_of(None, classes) is None


def test_shares_are_of_all_and_never_of_what_is_not_told():
    sectors = [
        ports.SectorCount("a", "A", 300),
        ports.SectorCount("b", "B", 1),
        ports.SectorCount("c", "C", None),
        ports.SectorCount("d", "D", 0),
    ]
    rows = sector_rows(sectors, classes_of([300, 1, 0]), total=400)
    assert [row.share for row in rows] == ["75%", "under 1%", "", "0%"]
    assert [row.shade for row in rows] == [5, 1, None, 0]
    assert share(0, 0) == ""
