"""Which sites an editor may name, and which browsers' origins they are."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from civic_pages.embedding.origins import is_among, normalised, origin_of
from civic_pages.models import EmbeddingSettings


@pytest.mark.parametrize(
    ("line", "origin"),
    [
        ("https://www.nanterre.fr", "https://www.nanterre.fr"),
        ("  HTTPS://WWW.Nanterre.FR/ ", "https://www.nanterre.fr"),
        ("https://www.nanterre.fr:443", "https://www.nanterre.fr"),
        ("https://www.nanterre.fr:8443", "https://www.nanterre.fr:8443"),
        ("https://*.nanterre.fr", "https://*.nanterre.fr"),
        ("https://théâtre.fr", "https://xn--thtre-4qa2c.fr"),
        ("http://localhost:3000", "http://localhost:3000"),
        ("http://127.0.0.1:8106", "http://127.0.0.1:8106"),
    ],
)
def test_a_site_is_kept_as_browsers_write_it(line: str, origin: str) -> None:
    assert normalised(line) == origin


@pytest.mark.parametrize(
    "line",
    [
        "www.nanterre.fr",
        "http://www.nanterre.fr",
        "https://www.nanterre.fr/une/page",
        "https://www.nanterre.fr?x=1",
        "https://agent:secret@www.nanterre.fr",
        "https://*",
        "https://*.fr",
        "https://www.*.fr",
        "https://*.*.nanterre.fr",
        "https://nanterre",
        "https://192.0.2.1",
        "https://[::1]",
        "https://nanterre.fr:port",
        "https://nanterre.fr:99999",
        "https://nanterre.fr; script-src *",
        "https://nanterre.fr https://evil.example",
        "https://nanterre.fr\thttps://evil.example",
        "'self'",
        "*",
        "data:text/html,x",
        "javascript:alert(1)",
        "https://-nanterre.fr",
        "https://nan terre.fr",
    ],
)
def test_what_is_no_site_of_its_own_is_refused(line: str) -> None:
    with pytest.raises(ValidationError):
        normalised(line)


@pytest.mark.parametrize(
    ("origin", "allowed", "expected"),
    [
        ("https://www.nanterre.fr", "https://www.nanterre.fr", True),
        ("http://www.nanterre.fr", "https://www.nanterre.fr", False),
        ("https://www.nanterre.fr:8443", "https://www.nanterre.fr", False),
        ("https://www.nanterre.fr", "https://*.nanterre.fr", True),
        ("https://a.b.nanterre.fr", "https://*.nanterre.fr", True),
        ("https://nanterre.fr", "https://*.nanterre.fr", False),
        ("https://evilnanterre.fr", "https://*.nanterre.fr", False),
        ("https://www.nanterre.fr.evil.example", "https://*.nanterre.fr", False),
        ("https://evil.example/.nanterre.fr", "https://*.nanterre.fr", False),
        ("https://www.nanterrexfr", "https://*.nanterre.fr", False),
        ("null", "https://*.nanterre.fr", False),
        ("", "https://*.nanterre.fr", False),
    ],
)
def test_an_origin_is_compared_as_a_whole(origin: str, allowed: str, expected: bool) -> None:
    assert is_among(origin, [allowed]) is expected


def test_the_origin_of_any_address_is_found() -> None:
    assert origin_of("https://www.nanterre.fr/actualites?page=2#haut") == "https://www.nanterre.fr"
    assert origin_of("nothing") == ""


def test_the_setting_says_which_line_is_wrong_and_keeps_the_others_once() -> None:
    settings = EmbeddingSettings(
        allowed_sites="https://www.nanterre.fr/\n\nhttps://WWW.nanterre.fr\nhttps://*.blog.example"
    )
    settings.clean()
    assert settings.allowed_sites == "https://www.nanterre.fr\nhttps://*.blog.example"

    settings.allowed_sites += "\nhttp://vieux.example"
    with pytest.raises(ValidationError) as caught:
        settings.clean()
    assert "http://vieux.example" in str(caught.value.message_dict["allowed_sites"])


def test_at_most_sixty_sites_are_named() -> None:
    lines = "\n".join(f"https://site{n}.example" for n in range(61))
    with pytest.raises(ValidationError):
        EmbeddingSettings(allowed_sites=lines).clean()


def test_a_line_stored_by_other_means_never_reaches_a_header() -> None:
    settings: Any = EmbeddingSettings(
        allowed_sites="https://ok.example\nhttps://x.example; img-src *"
    )
    assert settings.ancestors(takes_part=True) == ("'self'", "https://ok.example")
