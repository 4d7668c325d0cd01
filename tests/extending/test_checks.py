"""What is wrong with extensions and settings is said at the start-up, all of it, in words."""

import re
from typing import Any, ClassVar

import pytest
from django.core.checks import run_checks
from wagtail import blocks, hooks

from civic_pages.campaigns.phase_rules import PhaseRule
from civic_pages.campaigns.sections import Section
from civic_pages.participation.abuse.rules import Rule
from civic_pages.participation.exports.exporters import Exporter
from civic_pages.participation.notifications.channels import Channel
from civic_pages.participation.privacy.base import Eraser


TAGS = ["civic_blocks", "civic_pages", "civic_api"]


def found() -> list[tuple[str, str]]:
    return [
        (str(m.id), m.msg)
        for m in run_checks(tags=TAGS)
        if not str(m.id).startswith("civic_pages.W00")
    ]


def exporter(**given: Any) -> Any:
    sound = {"slug": "ods", "label": "ODS", "media_type": "application/ods"}
    sound["write"] = lambda self, table, *, now: ()  # type: ignore[assignment]
    return type("Ods", (Exporter,), {**sound, **given})


def channel(**given: Any) -> Any:
    sound = {"slug": "sms", "label": "SMS", "send": lambda self, notice: None}
    return type("Sms", (Channel,), {**sound, "room_of": lambda self, campaign: "", **given})


class Bare(Eraser):
    slug: ClassVar[str] = "bare"
    label: ClassVar[str] = "Bare"


class Missing(Section):
    slug: ClassVar[str] = "missing"
    template: ClassVar[str] = "velo/none.html"


@pytest.mark.parametrize(
    ("hook", "given", "number", "words"),
    [
        ("exporters", exporter(slug="csv"), "E021", "Two exporters are named 'csv'"),
        ("exporters", exporter(extension="zip"), "E021", "files cannot end with 'zip'"),
        ("exporters", exporter(extension="../x"), "E021", "files cannot end with"),
        ("exporters", exporter(media_type="ods"), "E021", "'ods' is not a media type"),
        ("exporters", exporter(label=""), "E021", "has no label"),
        (
            "exporters",
            lambda: [exporter()(), exporter(slug="calc", extension="ods")()],
            "E021",
            "both end files with 'ods'",
        ),
        ("erasers", lambda: None, "E022", "None is not an eraser instance"),
        ("channels", channel(slug="email"), "E023", "Two channels are named 'email'"),
        ("channels", channel(slug="x" * 31), "E023", "longer than 30"),
        ("channels", channel(room_of=Channel.room_of), "E023", "neither address_of()"),
        ("phase_rules", lambda: PhaseRule("x", "no"), "E024", "is no function: 'no'"),  # type: ignore[arg-type]
        ("phase_rules", lambda: PhaseRule("x y", lambda *a: None), "E024", "is not a name"),
        ("moderation_rules", lambda: Rule("links", "L", lambda *a: False), "E025", "named 'links'"),
        ("moderation_rules", lambda: Rule("burst", "B", lambda *a: False), "E025", "named 'burst'"),
        ("moderation_rules", lambda: Rule("mine", "", lambda *a: False), "E025", "no label"),
        ("sections", Missing, "E026", "there is no template 'velo/none.html'"),
        ("sections", Section, "E026", "is not a name of a section"),
    ],
)
def test_a_wrong_extension_is_named(hook: str, given: Any, number: str, words: str) -> None:
    with hooks.register_temporarily(f"register_civic_{hook}", given):
        told = found()
    assert [name for name, _text in told] == [f"civic_pages.{number}"], told
    assert words in told[0][1]


@pytest.mark.parametrize(
    ("noun", "given", "number", "lacking"),
    [
        ("exporter", exporter(write=Exporter.write), "E021", "Ods .*write"),
        ("eraser", Bare, "E022", "Bare .*erase.*held"),
        ("eraser", lambda: [Bare()], "E022", "Bare .*erase.*held"),
        ("channel", channel(send=Channel.send), "E023", "Sms .*send"),
    ],
)
def test_what_lacks_a_method_is_named_with_it(
    noun: str, given: Any, number: str, lacking: str
) -> None:
    with hooks.register_temporarily(f"register_civic_{noun}s", given):
        ((name, text),) = found()
    assert name == f"civic_pages.{number}"
    assert re.search(f": register_civic_{noun}s gives no {noun}: .* abstract class {lacking}", text)


def test_blocks_and_what_a_site_leaves_of_them() -> None:
    junk = [("text", blocks.CharBlock()), ("my block", blocks.CharBlock()), "bike", ("bus", 3)]

    def construct(known: dict[str, Any]) -> None:
        known["quote"] = None

    with (
        hooks.register_temporarily("register_civic_blocks", lambda: junk),
        hooks.register_temporarily("construct_civic_blocks", construct),
    ):
        told = found()
    assert {name for name, _text in told} == {"civic_blocks.E002"}
    assert len(told) == 5


@pytest.mark.parametrize("given", [lambda: ["x"], lambda: {"velo": "a.js"}, lambda: {"velo-a": 1}])
def test_elements(given: Any) -> None:
    with hooks.register_temporarily("register_civic_elements", given):
        assert [name for name, _text in found()] == ["civic_blocks.E003"]


@pytest.mark.parametrize(
    ("setting", "given", "number", "words"),
    [
        ("CIVIC_BLOCKS", {"TILES_URL": ""}, "civic_blocks.E004", "no option 'TILES_URL'"),
        ("CIVIC_BLOCKS", {"MAP_ZOOM": "6"}, "civic_blocks.E004", "must be a number, not '6'"),
        ("CIVIC_BLOCKS", [], "civic_blocks.E004", "is no dict"),
        ("CIVIC_PAGES", {"rate_limit": (1, 2)}, "civic_pages.E020", "no option 'rate_limit'"),
        ("CIVIC_PAGES", {"RATE_LIMIT": 60}, "civic_pages.E020", "must be a list, not 60"),
        ("CIVIC_PAGES", {"CHALLENGE": True}, "civic_pages.E020", "must be a text, not True"),
        ("CIVIC_PAGES", {"UPLOAD_MAX_MB": True}, "civic_pages.E020", "must be a number"),
        ("CIVIC_PAGES", {"GEOCODER": "nowhere.Geo"}, "civic_pages.E027", "cannot be imported"),
        ("CIVIC_PAGES", {"GEOCODER": "json.dumps"}, "civic_pages.E027", "has no search()"),
        ("CIVIC_PAGES", {"GEOCODER": 3}, "civic_pages.E027", "dotted path"),
        ("CIVIC_PAGES", {"BASE_TEMPLATE": "none.html"}, "civic_pages.E028", "no template"),
        (
            "CIVIC_PAGES",
            {"BASE_TEMPLATE": "civic_blocks/preview.html"},
            "civic_pages.E028",
            "'content'",
        ),
        ("CIVIC_API", {"THROTTLES": {}}, "civic_api.E001", "no option 'THROTTLES'"),
    ],
)
def test_settings(settings: Any, setting: str, given: Any, number: str, words: str) -> None:
    setattr(settings, setting, given)
    told = found()
    assert [name for name, _text in told] == [number], told
    assert words in told[0][1]


def test_a_misspelt_option_is_answered_with_the_one_that_was_meant(settings: Any) -> None:
    settings.CIVIC_PAGES = {"BASE_TEMPLATES": "x.html"}
    (message,) = [m for m in run_checks(tags=TAGS) if m.id == "civic_pages.E020"]
    assert message.hint == "Did you mean 'BASE_TEMPLATE'?"


def test_our_own_settings_and_extensions_are_sound() -> None:
    assert found() == []
