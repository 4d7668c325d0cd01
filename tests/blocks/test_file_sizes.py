"""Sizes of files in the units that people know: decimal, kB and MB, in French Ko and Mo."""

import pytest
from django.template import Context, Template
from django.utils import translation


def told(size: int, language: str) -> str:
    with translation.override(language):
        shown = Template("{% load civic_blocks %}{{ size|file_size }}").render(
            Context({"size": size})
        )
    return shown.replace("\xa0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("size", "english", "french"),
    [
        (0, "0 bytes", "0 octet"),
        (1, "1 byte", "1 octet"),
        (999, "999 bytes", "999 octets"),
        (1_000, "1 kB", "1 Ko"),
        (340_400, "340 kB", "340 Ko"),
        (999_499, "999 kB", "999 Ko"),
        (999_500, "1 MB", "1 Mo"),
        (1_150_001, "1.2 MB", "1,2 Mo"),
        (10_000_000, "10 MB", "10 Mo"),
        (999_960_000, "1 GB", "1 Go"),
        (2_500_000_000, "2.5 GB", "2,5 Go"),
    ],
)
def test_a_size_is_told_in_decimal_units(size: int, english: str, french: str) -> None:
    assert told(size, "en") == english
    assert told(size, "fr") == french


@pytest.mark.parametrize(("language", "expected"), [("en", "1.2\xa0MB"), ("fr", "1,2\xa0Mo")])
def test_a_size_is_never_parted_from_its_unit(language: str, expected: str) -> None:
    with translation.override(language):
        shown = Template("{% load civic_blocks %}{{ 1200000|file_size }}").render(Context())
    assert shown == expected
