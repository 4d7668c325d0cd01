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


def test_the_legend_names_each_category_with_its_colour_and_shape():
    contents = replace(PINS, categories=["Nature en ville", "Jeunes"])
    chosen = {"category": "Jeunes", "colour": "pink", "shape": "star"}
    html = section(contents, legend=[{"type": "item", "value": chosen, "id": None}])
    legend = html.select_one("[data-legend=pins]")
    assert [words(line) for line in legend.select("li")] == ["Nature en ville", "Jeunes"]
    assert [line.span["class"][1] for line in legend.select("li")] == [
        "civic-map__colour--blue",
        "civic-map__colour--pink",
    ]
    told = json.loads(html.script.string)["legend"]
    assert [entry["path"] for entry in told] == [path["d"] for path in legend.select("path")]
    assert "hidden" not in legend.attrs


def test_what_the_map_can_show_in_turn_depends_on_what_there_is():
    def labels(*args: Any, **values: Any) -> list[str]:
        return [words(button) for button in section(*args, **values).select("[data-show]")]

    assert labels() == ["Contributions", "By sector", "Density"]
    assert labels(HOMES) == ["Answers by area", "By sector"]
    assert labels(replace(HOMES, counted="Homes")) == ["Homes by area", "By sector"]
    assert labels(show_sectors=False) == ["Contributions", "Density"]
    assert labels(show_contributions=False) == labels(None, live=False) == []


def test_a_map_that_tells_sectors_only_asks_for_no_pins():
    by_sector_only = config(replace(PINS, pins=[]))
    assert by_sector_only["views"] == ["sectors"]
    assert by_sector_only["pinsUrl"] == ""


def test_sectors_are_told_with_their_share_and_shaded_as_the_legend_says():
    html = section()
    rows = [words(row) for row in html.select(".civic-map__sectors tbody tr")]
    assert rows == ["Centre 230 17%", "Les Groues 0 0%"]
    shades = {f["properties"]["key"]: f["properties"]["level"] for f in config()["sectors"]["features"]}  # fmt: skip
    assert shades == {"centre": 5, "groues": 0}
    legend = html.select_one("[data-legend=sectors]")
    assert [words(line) for line in legend.select("li")] == ["none", "230"]


def test_a_map_of_homes_says_what_it_counts():
    html = section(replace(HOMES, counted="Homes"))
    table, legend = html.select_one(".civic-map__sectors"), html.select_one("[data-legend=areas]")
    assert words(table.summary) == words(table.caption) == "Homes by sector"
    assert words(table.select("th")[1]) == "Homes"
    assert words(legend.p) == "Homes in the area"
    assert words(html.select_one("[data-legend=sectors] p")) == "Homes in the sector"
    told = section()
    assert words(told.select_one(".civic-map__sectors summary")) == "Contributions by sector"


def test_sectors_too_small_to_be_told_have_no_count_for_the_script_either():
    features = config(HOMES)["sectors"]["features"]
    assert [f["properties"]["count"] for f in features] == [300, None]
    assert [f["properties"]["level"] for f in features] == [5, None]
    legend = section(HOMES).select_one("[data-legend=sectors]")
    assert "too few to be told" in words(legend)


def test_filters_of_homes_are_links():
    choices = [
        ports.MapChoice("All answers", "/fibre/", is_current=True),
        ports.MapChoice("Groups", "/fibre/?areas=kind:collective"),
    ]
    nav = section(replace(HOMES, choices=choices)).nav
    assert [(a["href"], a.get("aria-current")) for a in nav.select("a")] == [
        ("/fibre/", "true"),
        ("/fibre/?areas=kind:collective", None),
    ]
    assert nav["aria-label"]


def test_totals_that_are_hidden_are_not_in_what_the_script_reads():
    data = config(replace(PINS, hides_totals=True, sectors=()))
    assert data["totals"] is None
    assert all(f["properties"]["count"] is None for f in data["sectors"]["features"])


def test_a_pin_that_stands_for_a_line_says_so():
    contents = replace(PINS, pins=[card(1, has_shape=True), card(2)])
    assert [pin["properties"].get("shape") for pin in config(contents)["pins"]] == [True, None]
