"""One text for one home: two ways to write it agree, two homes differ."""

import string

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from civic_pages.participation.addresses import canonical, street_text, unit_text


NUMBERS = st.integers(1, 999)
NAMES = st.sampled_from(
    ["Henri Barbusse", "de la République", "de l'Église", "du Général Leclerc", "des Écoles",
     "Noël Pons", "Saint-Denis", "du 8 mai 1945"]
)  # fmt: skip
TYPES = st.sampled_from(
    [
        ("rue", "r.", "R"),
        ("avenue", "av.", "Ave"),
        ("boulevard", "bd", "Bld."),
        ("place", "pl.", "PL"),
        ("allée", "all.", "ALL"),
    ]
)
REPEATS = st.sampled_from(["", " bis", " ter"])
LABELS = st.sampled_from([("escalier", "esc.", "Esc"), ("bâtiment", "bât.", "BAT")])
FLATS = st.sampled_from([("appartement", "appt", "Appt."), ("porte", "pte", "PORTE")])
LETTERS = st.sampled_from("ABCDEFGH")


@pytest.mark.parametrize(
    "address",
    [
        "12, bd Henri-Barbusse 92000 Nanterre",
        "12 Boulevard henri  barbusse, 92000 NANTERRE",
        "n° 12 boulevard Henri Barbusse 92000 Nanterre Cedex",
        "12 BLD. HENRI BARBUSSE 92000",
    ],
)
def test_an_address_is_one_however_it_is_abbreviated(address: str) -> None:
    assert street_text(address) == "12 boulevard henri barbusse 92000"


@pytest.mark.parametrize(
    "unit",
    ["Esc. B appt 12", "escalier B, appartement 12", "B 12", "B, 12", "b12", "appt n° 12, esc. B",
     "ESC B – APPT 012"],
)  # fmt: skip
def test_a_flat_is_one_however_it_is_announced(unit: str) -> None:
    assert unit_text(unit) == "b 12"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12 rue Henri Barbusse 92000", "12 bis rue Henri Barbusse 92000"),
        ("12 A rue Henri Barbusse", "12 rue Henri Barbusse"),
        ("12 rue Henri Barbusse 92000", "12 rue Henri Barbusse 75005"),
        ("1 rue de la Paix", "1 place de la Paix"),
    ],
)
def test_different_houses_have_different_texts(one: str, other: str) -> None:
    assert street_text(one) != street_text(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("3e étage gauche", "étage 3 gche"), ("RDC droite", "rez-de-chaussée dte")],
)
def test_floors_and_sides_are_read_both_ways(one: str, other: str) -> None:
    assert unit_text(one) == unit_text(other)


def test_floors_tell_homes_apart() -> None:
    assert unit_text("2e étage porte 1") != unit_text("3e étage porte 1")


@given(NUMBERS, REPEATS, TYPES, NAMES, st.data())
def test_case_accents_and_abbreviations_never_make_another_home(
    number: int, repeat: str, types: tuple[str, ...], name: str, data: st.DataObject
) -> None:
    full, *short = types
    one = f"{number}{repeat} {full} {name} 92000 Nanterre"
    written = (
        f"{number}{repeat.strip()}, {data.draw(st.sampled_from(short))} {name}  92000 NANTERRE"
    )
    change = data.draw(st.sampled_from([str, str.upper, str.lower, str.title]))
    assert canonical("", one, "") == canonical("", change(written), "")


@given(LETTERS, NUMBERS, LABELS, FLATS, st.data())
def test_the_order_and_the_names_of_staircase_and_flat_do_not_matter(
    letter: str, number: int, labels: tuple[str, ...], flats: tuple[str, ...], data: st.DataObject
) -> None:
    parts = [
        f"{data.draw(st.sampled_from(labels))} {letter}",
        f"{data.draw(st.sampled_from(flats))} {number}",
    ]
    assert unit_text(", ".join(data.draw(st.permutations(parts)))) == f"{letter.lower()} {number}"


@given(NUMBERS, NUMBERS, LETTERS, LETTERS)
def test_two_flats_of_one_house_are_two_homes(one: int, other: int, a: str, b: str) -> None:
    assume((one, a) != (other, b))
    first, second = (
        canonical("92050_1", "", f"esc {x} appt {n}") for x, n in ((a, one), (b, other))
    )
    assert first != second


@given(st.text(max_size=300), st.text(max_size=120))
def test_any_text_gives_a_text_and_the_same_again(address: str, unit: str) -> None:
    found = canonical("", address, unit)
    assert found == canonical("", address, unit)
    assert set(found) <= set(string.ascii_lowercase + string.digits + " /") or found.isascii()


@given(st.text(max_size=300) | st.text("nab0 12lesr:", max_size=12))
@example("N:A0")
def test_what_is_folded_stays_as_it_is(address: str) -> None:
    assert street_text(street_text(address)) == street_text(address)


def test_the_national_identifier_stands_for_the_address() -> None:
    one = canonical("92050_4390_00012", "12 rue H. Barbusse", "esc B appt 12")
    other = canonical("92050_4390_00012", "12, rue Henri Barbusse 92000 Nanterre", "B 12")
    assert one == other
    assert canonical("", "", "B 12") == ""
