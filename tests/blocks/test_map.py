"""What the map block says without JavaScript, to the script, and to the API."""

import json
from dataclasses import replace
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.utils import translation

from civic_blocks import ports
from civic_blocks.blocks.map import MapBlock
from tests.blocks.map_cases import HOMES, PINS, bound, card, map_value, render_map


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def section(*args: Any, **kwargs: Any) -> Tag:
    found = BeautifulSoup(render_map(*args, **kwargs), "html.parser").section
    assert found is not None
    return found


def config(*args: Any, **kwargs: Any) -> dict[str, Any]:
    return json.loads(section(*args, **kwargs).script.string)


def words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def test_the_section_is_named_by_its_heading_and_holds_no_inline_code():
    html = section()
    assert html["aria-labelledby"] == html.h2["id"]
    assert [script["type"] for script in html.select("script")] == ["application/json"]
    assert not html.select("[style]")


def test_the_sentence_counts_what_is_on_the_map_and_what_has_no_place():
    sentence = section().select_one(".civic-map__count").get_text()
    assert sentence == "1,351 contributions on the map, 40 without a place"


def test_the_list_links_each_pin_with_category_and_group():
    first = section().select_one(".civic-map__pins li")
    assert first.a["href"] == "/contributions/ASV-2026-00001/"
    assert words(first) == "Un banc rue 1 Nature en ville Amicale du Parc · 45 people Centre"
    assert first.select_one(".civic-badge--collective")


def test_the_list_is_short_and_leads_to_all_of_them():
    html = section()
    assert len(html.select(".civic-map__pins")[0].select("li")) == 12
    assert html.select_one("a.civic-button")["href"] == "/contributions/"


def test_homes_are_told_by_sector_and_by_the_rule_never_one_by_one():
    html = section(HOMES)
    assert "at least 11" in words(html.select_one(".civic-notice"))
    rows = [words(row) for row in html.select("tbody tr")]
    assert rows == ["Centre 300 95%", "Les Groues too few to be told –"]
    assert html.select_one("details[open] table caption")
    assert config(HOMES)["pins"] == []
    assert [area["properties"]["count"] for area in config(HOMES)["areas"]] == [11, 240, 64]


def test_points_of_interest_are_listed_and_drawn_once_they_have_a_place():
    html = section()
    assert html.find("a", href="https://example.org/maison")
    assert "Lieu à choisir" in html.get_text()
    features = config()["pointsOfInterest"]["features"]
    assert [feature["geometry"]["coordinates"] for feature in features] == [[2.2, 48.9]]


def test_contributions_of_one_place_are_one_stack():
    place = ports.Place(48.9, 2.2)
    contents = replace(PINS, pins=[card(1, place=place), card(2, place=place), card(3, place=None)])
    (stack,) = config(contents)["pins"]
    assert stack["geometry"]["coordinates"] == [2.2, 48.9]
    assert stack["properties"]["kind"] == "stack"
    assert stack["properties"]["count"] == len(stack["properties"]["items"]) == 2


def test_the_api_is_asked_only_for_what_the_page_does_not_hold():
    assert config()["pinsUrl"] == "/pins?campaign=1"
    assert config(replace(PINS, mapped=19))["pinsUrl"] == ""
    assert config(HOMES)["pinsUrl"] == ""
    assert config(live=False)["pinsUrl"] == ""


def test_the_editor_may_leave_contributions_and_sectors_out():
    html = section(show_contributions=False, show_sectors=False)
    assert words(html.select_one(".civic-map__list")) == (
        "Points of interest Maison du projet – Ouverte le mercredi. Lieu à choisir"
    )
    data = json.loads(html.script.string)
    assert (data["pins"], data["pinsUrl"], data["sectors"]) == ([], "", None)
    assert data["perimeter"]


def test_the_editors_centre_wins_over_the_perimeter():
    assert config()["fit"] is True
    data = config(centre={"lat": 48.9, "lng": 2.21}, zoom=16)
    assert (data["fit"], data["centre"], data["zoom"]) == (False, [48.9, 2.21], 16)


@pytest.mark.parametrize("centre", [None, "", "garbage", {"lat": 148.9, "lng": 2}, {}])
def test_a_centre_that_cannot_be_read_breaks_no_page(centre, settings):
    settings.CIVIC_BLOCKS = {"MAP_CENTER": (48.892, 2.206)}
    data = config(centre=centre, zoom=None)
    assert data["centre"] == [48.892, 2.206]
    assert data["zoom"] == 6


def test_without_any_port_the_map_shows_the_editors_points():
    html = section(None, live=False)
    assert html.select_one(".civic-map__count") is None
    assert "Maison du projet" in html.get_text()
    assert json.loads(html.script.string)["perimeter"] is None


def test_typed_text_is_never_read_as_html():
    attack = "</script><img src=x onerror=alert(1)>"
    contents = replace(PINS, pins=[card(1, title=attack, category=attack)])
    html = render_map(contents, title=attack)
    assert "<img" not in html
    assert html.count("</script>") == 1


def test_no_third_party_is_named_but_the_configured_tiles(settings):
    settings.CIVIC_BLOCKS = {"TILE_URL": ""}
    assert "//" not in render_map(points_of_interest=[])
    settings.CIVIC_BLOCKS = {"TILE_URL": "https://tiles.example/{z}/{x}/{y}.png"}
    assert config()["tileUrl"] == "https://tiles.example/{z}/{x}/{y}.png"


def test_the_api_says_centre_points_and_where_pins_are():
    value = map_value(centre={"lat": 48.9, "lng": 2.21}, zoom=14)
    with bound(PINS):
        face = MapBlock().get_api_representation(value, {"page": object()})
    face = json.loads(json.dumps(face, default=str))
    assert face["centre"] == {"lat": 48.9, "lng": 2.21}
    assert face["zoom"] == 14
    assert face["pins_url"] == "/pins?campaign=1"
    assert face["points_of_interest"]["type"] == "FeatureCollection"
    assert face["points_of_interest"]["features"][0]["properties"]["title"] == "Maison du projet"


def test_the_preview_of_the_picker_shows_a_place():
    block = MapBlock()
    html = block.render(block.get_preview_value(), {})
    assert "Maison des initiatives" in html
