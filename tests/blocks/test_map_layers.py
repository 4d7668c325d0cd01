"""Shapes, layers and base maps of the map block: what editors give, and what the page shows."""

import io
import json
import time
import zipfile
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation

from civic_blocks.blocks.map import MapBlock
from civic_blocks.blocks.map_files import LayerBlock, LayerDataBlock
from civic_blocks.blocks.map_layers import layer_blocks, layers_config
from civic_blocks.blocks.map_shapes import ShapeBlock
from civic_blocks.geofiles import layers
from civic_pages.models import CampaignPage
from civic_pages.testing import CampaignFactory
from tests.blocks.layers import LAYER_ID, layer_of, map_block, point


HERE = {"lat": 48.892, "lng": 2.206}
LINE = [[2.2, 48.89], [2.21, 48.895]]


def feature(kind: str, coordinates: Any, **properties: Any) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


# As uMap's "full backup" writes it: options of the map, of layers and of features.
UMAP: dict[str, Any] = {
    "type": "umap",
    "uri": "https://umap.example/fr/map/nanterre_1",
    "geometry": {"type": "Point", "coordinates": [2.206, 48.892]},
    "properties": {
        "name": "Nanterre",
        "color": "DarkBlue",
        "weight": "5",
        "tilelayer": {"name": "OSM", "url_template": "https://tile.example/{z}/{x}/{y}.png"},
    },
    "layers": [
        {
            "type": "FeatureCollection",
            "_umap_options": {
                "displayOnLoad": True, "name": "Pistes", "color": "Crimson", "dashArray": "5,10",
                "opacity": "0.8",
            },
            "features": [
                feature("LineString", LINE, name="Voie verte", description="**Large** de [[https://v.example|3 m]]\n{{https://v.example/a.png}}"),
                feature("LineString", LINE, name="À refaire", _umap_options={"color": "#0f0", "weight": 2, "outlink": "https://v.example"}),
            ],
        },
        {
            "type": "FeatureCollection",
            "_umap_options": {
                "displayOnLoad": False, "name": "Lieux", "iconClass": "Drop", "type": "Cluster",
                "popupContentTemplate": "# {name}\nOuvert : {horaires|\"sur rendez-vous\"}",
            },
            "features": [
                feature("Point", [2.206, 48.892], name="Halle", horaires="8 h à 18 h"),
                feature("Point", [2.207, 48.893], name="<b>Gare</b>"),
                feature("Point", [], name="Nulle part"),
            ],
        },
        {
            "type": "FeatureCollection",
            "_storage": {"name": "Ancien", "remoteData": {"url": "https://v.example/data"}},
            "features": [
                feature("Polygon", [[[2.2, 48.89], [2.21, 48.89], [2.21, 48.9]]], name="Parc", _storage_options={"fillColor": "green", "fillOpacity": "0.4"}),
            ],
        },
    ],
}  # fmt: skip


def properties_of(layer: dict[str, Any]) -> list[dict[str, Any]]:
    return [each["properties"] for each in layer["features"]]


def test_a_umap_export_keeps_layers_texts_and_the_styles_a_map_can_draw() -> None:
    layer = layers.read_layer(json.dumps(UMAP))
    green_way, to_redo, hall, station, park = properties_of(layer)
    assert green_way == {
        "title": "Voie verte",
        "description": "Large de 3 m (https://v.example)",
        "layer": "Pistes",
        "stroke": "#dc143c",
        "marker-color": "#dc143c",
        "fill": "#dc143c",
        "stroke-width": 5.0,
        "stroke-opacity": 0.8,
        "stroke-dasharray": "5,10",
    }
    assert (to_redo["stroke"], to_redo["stroke-width"]) == ("#00ff00", 2.0)
    assert hall["description"] == "Ouvert : 8 h à 18 h"
    assert (station["title"], station["description"]) == ("Gare", "Ouvert : sur rendez-vous")
    assert (park["layer"], park["fill"], park["fill-opacity"]) == ("Ancien", "#008000", 0.4)
    assert layer["features"][4]["geometry"]["coordinates"][0][-1] == [2.2, 48.89]


@pytest.fixture
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.mark.usefixtures("_english")
def test_what_is_not_taken_over_is_remembered_in_words() -> None:
    layer = layers.read_layer(json.dumps(UMAP))
    assert layer["lost"] == [
        "background", "hidden", "icons", "images", "links", "placeless", "remote", "thematic",
    ]  # fmt: skip
    value = LayerBlock().to_python({"title": "Carte", "data": layer})
    assert "icons and their shapes" in value.lost()


def test_a_layer_that_is_read_again_stays_as_it_is() -> None:
    once = layers.read_layer(json.dumps(UMAP))
    assert layers.read_layer(layers.as_text(once)) == once


def test_one_layer_of_a_umap_saved_on_its_own_is_read_too() -> None:
    layer = layers.read_layer(json.dumps(UMAP["layers"][0]))
    assert properties_of(layer)[0]["stroke"] == "#dc143c"


@pytest.mark.parametrize(
    ("of_the_map", "of_the_layer", "drawn"),
    [
        ({}, {}, "#00008b"),
        ({"color": ""}, {"color": None}, "#00008b"),
        ({"color": "Teal"}, {}, "#008080"),
        ({"color": "Teal"}, {"color": "Olive"}, "#808000"),
    ],
)
def test_a_umap_layer_without_a_colour_has_that_of_its_map_or_the_usual_one(
    of_the_map: dict[str, Any], of_the_layer: dict[str, Any], drawn: str
) -> None:
    held = {
        "type": "FeatureCollection",
        "_umap_options": {"name": "Lieux", **of_the_layer},
        "features": [
            feature("Point", [2.206, 48.892], name="Halle"),
            feature("LineString", LINE, name="Voie"),
        ],
    }
    whole = {"type": "umap", "properties": of_the_map, "layers": [held]}
    for properties in properties_of(layers.read_layer(json.dumps(whole))):
        assert {properties[key] for key in ("stroke", "fill", "marker-color")} == {drawn}
    if not of_the_map:
        alone = layers.read_layer(json.dumps(held))
        assert properties_of(alone)[0]["marker-color"] == drawn


def test_the_switch_of_each_layer_of_a_file_has_the_colour_it_is_drawn_in() -> None:
    plain = {"type": "FeatureCollection", "features": [feature("Point", [2.2, 48.9], title="A")]}
    value = MapBlock().to_python({
        "title": "Carte",
        "layers": [
            {"title": "uMap", "data": layers.read_layer(json.dumps(UMAP)), "colour": "green"},
            {"title": "SIG", "data": {**plain, "lost": []}, "colour": "green"},
        ],
    })  # fmt: skip
    of_umap, of_gis = layers_config(value, {})["layers"]
    assert of_umap["parts"] == ["Pistes", "Lieux", "Ancien"]
    # Two lines of the first have a colour each; the other layers that of the map.
    assert of_umap["colours"] == {"Pistes": "#dc143c", "Lieux": "#00008b", "Ancien": "#00008b"}
    assert of_gis["colours"] == {"": of_gis["colour"]}


def test_simplestyle_kml_and_gpx_become_the_same_form() -> None:
    simple = json.dumps(feature("LineString", [[*p, 12] for p in LINE], title="A", stroke="#F00", **{"stroke-width": 40, "fill": "no colour", "stroke-opacity": "0.5"}))  # fmt: skip
    (drawn,) = layers.read_layer(simple)["features"]
    assert drawn["properties"] == {
        "title": "A", "stroke": "#ff0000", "stroke-width": 20.0, "stroke-opacity": 0.5,
    }  # fmt: skip
    assert drawn["geometry"]["coordinates"] == LINE
    kml = (
        "<kml><Document><Style id='s'><LineStyle><color>7f0000ff</color><width>4</width></LineStyle></Style>"
        "<Folder><name>Tracés</name><Placemark><name>T4</name><styleUrl>#s</styleUrl>"
        "<description><![CDATA[<p>Vers <b>Paris</b></p><script>x()</script>]]></description>"
        "<LineString><coordinates>2.2,48.89,0 2.21,48.895,0</coordinates></LineString>"
        "</Placemark></Folder><NetworkLink/></Document></kml>"
    )
    layer = layers.read_layer(kml)
    assert properties_of(layer) == [
        {
            "title": "T4", "description": "Vers Paris", "layer": "Tracés",
            "stroke": "#ff0000", "stroke-width": 4.0, "stroke-opacity": 0.5,
        }
    ]  # fmt: skip
    assert layer["lost"] == ["remote"]
    gpx = '<gpx><wpt lat="48.89" lon="2.2"><name>Gare</name><desc>Sortie 2</desc></wpt></gpx>'
    assert properties_of(layers.read_layer(gpx)) == [{"title": "Gare", "description": "Sortie 2"}]


def test_html_never_survives() -> None:
    text = "<img src=x onerror=alert(1)>&lt;b&gt;Bonjour&lt;/b&gt;<br>à <a href='javascript:x'>tous</a>"
    layer = layers.read_layer(
        json.dumps(feature("Point", [2.2, 48.89], name="<i>A</i>", description=text))
    )
    assert properties_of(layer) == [{"title": "A", "description": "<b>Bonjour</b>\nà tous"}]
    page = MapBlock().render(
        MapBlock().to_python(map_block(layers=[layer_of(source="V", data=layer)])["value"]),
        {"id": "a"},
    )
    assert "&lt;b&gt;Bonjour&lt;/b&gt;" in page
    assert "onerror" not in page


@pytest.mark.parametrize(
    ("setting", "value", "code"),
    [
        pytest.param("LAYER_MAX_FEATURES", 2, "too_large", id="features"),
        pytest.param("LAYER_MAX_BYTES", 300, "too_large", id="kept"),
        pytest.param("LAYER_SOURCE_MAX_BYTES", 300, "too_large", id="given"),
    ],
)
def test_what_is_too_much_is_refused(setting: str, value: int, code: str, settings: Any) -> None:
    settings.CIVIC_BLOCKS = {**settings.CIVIC_BLOCKS, setting: value}
    collection = {"type": "FeatureCollection", "features": [point(f"P{n}", HERE) for n in range(3)]}
    with pytest.raises(ValidationError) as raised:
        layers.read_layer(json.dumps(collection))
    assert raised.value.code == code


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param({"type": "FeatureCollection", "features": []}, "empty", id="empty"),
        pytest.param(feature("Point", [652000, 6867000]), "lambert", id="lambert"),
        pytest.param(feature("Point", [48.892, 2.206]), "swapped", id="swapped"),
        pytest.param(feature("Point", [1, 2, 3, None][2:]), "invalid", id="no numbers"),
        pytest.param(feature("LineString", [[2.2, 48.89]]), "invalid", id="too short"),
        pytest.param(feature("Circle", [2.2, 48.89]), "invalid", id="unknown"),
        pytest.param(feature("Point", [2.2, 10**400]), "invalid", id="endless number"),
        pytest.param(feature("Point", [2.2, 48.89], name="\ud800"), "invalid", id="half a letter"),
        pytest.param(
            {**feature("Point", []), "geometry": {"type": ["Point"], "coordinates": [2.2, 48.89]}},
            "invalid",
            id="no name of a kind",
        ),
        pytest.param({"type": "umap"}, "invalid", id="umap without layers"),
        pytest.param([1, 2], "empty", id="a list"),
        # PostgreSQL stores none of it.
        pytest.param(feature("Point", [2.2, 48.89], name="a\0b"), "invalid", id="no letter"),
    ],
)
def test_what_cannot_be_drawn_is_refused(data: Any, code: str) -> None:
    with pytest.raises(ValidationError) as raised:
        layers.read_layer(json.dumps(data))
    assert raised.value.code == code


@pytest.mark.parametrize("typed", ["a\\u0000b", "\\\\u0000", "C:\\u0000.txt"])
def test_the_escape_of_the_character_0_typed_as_text_is_a_text(typed: str) -> None:
    layer = layers.read_layer(json.dumps(feature("Point", [2.2, 48.89], name=typed)))
    assert properties_of(layer) == [{"title": typed}]
    with pytest.raises(ValidationError):
        layers.read_layer(json.dumps(feature("Point", [2.2, 48.89], name=f"{typed}\0")))


def nested(kind: str, name: str, depth: int) -> str:
    return f"<{kind}>{f'<{name}>' * depth}{f'</{name}>' * depth}</{kind}>"


@pytest.mark.parametrize(
    "text",
    [
        nested("kml", "Folder", 100_000),
        nested("kml", "MultiGeometry", 50_000),
        nested("gpx", "extensions", 50_000),
        "<kml>" + "<Folder>" * 100_000,
    ],
    ids=["folders", "geometries", "gpx", "unclosed"],
)
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])
def test_elements_in_each_other_without_end_are_refused_at_once(text: str, packed: bool) -> None:
    data: str | bytes = text
    if packed:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("doc.kml", text)
        data = file.getvalue()
    began = time.monotonic()
    with pytest.raises(ValidationError) as raised:
        layers.read_layer(data)
    assert raised.value.code == "too_deep"
    assert time.monotonic() - began < 0.2


def test_folders_as_deep_as_people_make_them_are_read() -> None:
    mark = "<Placemark><name>Gare</name><Point><coordinates>2.2,48.89</coordinates></Point></Placemark>"
    text = f"<kml>{'<Folder>' * 40}{mark}{'</Folder>' * 40}</kml>"
    assert properties_of(layers.read_layer(text))[0]["title"] == "Gare"


@pytest.mark.parametrize(
    "text", ["<![" * 50_000, "<!--" * 100_000, "<" * 200_000], ids=["marked", "comment", "tag"]
)
def test_a_text_that_is_no_html_is_read_in_no_time(text: str) -> None:
    started = time.monotonic()
    layer = layers.read_layer(json.dumps(feature("Point", [2.2, 48.89], name="A", text=text)))
    assert time.monotonic() - started < 5
    assert properties_of(layer)[0]["title"] == "A"


def test_a_width_without_end_is_none() -> None:
    line = feature("LineString", LINE, name="A", **{"stroke-width": 10**400, "stroke": "#00ff00"})
    assert properties_of(layers.read_layer(json.dumps(line))) == [
        {"title": "A", "stroke": "#00ff00"}
    ]


def test_a_template_that_repeats_a_long_text_is_cut() -> None:
    options = {"popupContentTemplate": "{long}" * 5_000}
    held = feature("Point", [2.2, 48.89], name="A", long="x" * 200_000)
    layer = {"type": "FeatureCollection", "features": [held], "_umap_options": options}
    started = time.monotonic()
    (properties,) = properties_of(
        layers.read_layer(json.dumps({"type": "umap", "layers": [layer]}))
    )
    assert time.monotonic() - started < 2
    assert len(properties["description"]) == layers.TEXT_LENGTH


@pytest.mark.usefixtures("_english")
def test_the_box_of_a_layer_keeps_what_it_refuses_and_says_why() -> None:
    block = LayerDataBlock()
    block.set_name("data")
    kept = block.value_from_datadict({"data": "<kml>"}, {}, "data")
    assert kept == "<kml>"
    assert block.value_for_form(kept) == "<kml>"
    with pytest.raises(ValidationError, match="cannot be read"):
        block.clean(kept)


@pytest.mark.usefixtures("_english")
@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        pytest.param("line", "48.892, 2.206", "two points", id="a point"),
        pytest.param("area", "48.89, 2.2\n48.9, 2.21", "three points", id="a line"),
        pytest.param("area", "48.89,2.2\n48.9,2.21\n48.89,2.21\n48.9,2.2", "crosses", id="bow"),
        pytest.param("line", "48.89, 2.2\nici", "“ici” is no place", id="words"),
        pytest.param("line", "148.89, 2.2\n48.9, 2.2", "latitude", id="off Earth"),
        pytest.param("line", "48.89, 2.2\n" * 501, "at most 500", id="too long"),
    ],
)
def test_a_shape_that_cannot_be_drawn_is_refused(kind: str, text: str, words: str) -> None:
    block = ShapeBlock()
    posted = {"s-title": "A", "s-text": "", "s-kind": kind, "s-colour": "blue", "s-path": text}
    value = block.value_from_datadict(posted, {}, "s")
    with pytest.raises(ValidationError) as raised:
        block.clean(value)
    assert words in str(
        raised.value.block_errors["path"].as_data()
        if hasattr(raised.value.block_errors["path"], "as_data")
        else raised.value.block_errors["path"].messages
    )


def test_a_shape_is_kept_as_geojson_and_comes_back_as_text() -> None:
    block = ShapeBlock()
    posted = {
        "s-title": "Parc", "s-text": "", "s-kind": "area", "s-colour": "green",
        "s-path": "48.89, 2.2\n48.89; 2.21\r\n 48.9 2.21",
    }  # fmt: skip
    value = block.clean(block.value_from_datadict(posted, {}, "s"))
    stored = block.get_prep_value(value)
    assert stored["path"] == {
        "type": "LineString",
        "coordinates": [[2.2, 48.89], [2.21, 48.89], [2.21, 48.9]],
    }
    again = block.to_python(stored)
    assert again.geometry()["coordinates"][0][-1] == [2.2, 48.89]
    assert block.child_blocks["path"].value_for_form(again["path"]).splitlines()[1] == (
        "48.890000, 2.210000"
    )


def value_of(**values: Any) -> Any:
    return MapBlock().to_python(map_block(**values)["value"])


def test_the_base_maps_an_editor_chose_come_first_shown_first() -> None:
    config = layers_config(value_of(base_maps=["osm", "ign-ortho"], first_base_map="ign-ortho"), {})
    assert [base["key"] for base in config["baseMaps"]] == ["ign-ortho", "osm"]
    assert config["tileUrl"] == config["baseMaps"][0]["url"]
    one = layers_config(value_of(first_base_map="ign-plan"), {})
    assert one["baseMaps"] == []
    assert one["tileUrl"].endswith("?ign-plan")
    assert "tileUrl" not in layers_config(value_of(), {})
    assert "tileUrl" not in layers_config(value_of(base_maps=["gone"]), {})


def test_the_choice_follows_the_setting_without_a_migration(settings: Any) -> None:
    base = {"key": "plan", "label": "Plan", "url": "/t/{z}/{x}/{y}", "attribution": "V"}
    settings.CIVIC_BLOCKS = {**settings.CIVIC_BLOCKS, "BASE_MAPS": [base]}
    choices = dict(layer_blocks())["base_maps"].field.choices
    assert [list(choice) for choice in choices] == [["plan", "Plan"]]


def test_without_an_api_a_small_layer_is_in_the_page_and_a_large_one_only_in_its_list() -> None:
    from tests.blocks.map_cases import bound

    many = layer_of(*[(f"Lieu {n} {'x' * 90}", HERE) for n in range(400)])
    value = value_of(layers=[layer_of(("Halle", HERE)), many])
    with bound(None, live=False):
        small, large = layers_config(value, {"page": SimpleNamespace(pk=1)})["layers"]
    assert small["data"]["features"][0]["properties"] == {"title": "Halle"}
    assert large["url"] == ""
    assert "data" not in large


@pytest.mark.django_db
class TestOnTheSite:
    def page(self, **values: Any) -> Any:
        block = map_block(layers=[layer_of(*PLACES, id=LAYER_ID, source="Ville", **values)])
        return CampaignFactory(body=[block])

    def address(self, page: Any, identifier: str = LAYER_ID) -> str:
        return f"/api/civic/v1/campaigns/{page.pk}/layers/{identifier}.geojson"

    def test_a_layer_has_an_address_and_is_not_in_the_page(self) -> None:
        page = self.page()
        html = Client().get(page.url).content.decode()
        config = json.loads(
            BeautifulSoup(html, "html.parser").select_one("script[type='application/json']").text
        )
        assert config["layers"][0]["url"] == self.address(page)
        assert "2.206" not in json.dumps(config["layers"])
        response = Client().get(self.address(page))
        assert response["Content-Type"].startswith("application/geo+json")
        assert "public" in response["Cache-Control"]
        assert set(response.json()) == {"type", "features"}
        assert len(response.json()["features"]) == 25
        again = Client().get(self.address(page), headers={"if-none-match": response["ETag"]})
        assert again.status_code == 304

    def test_the_list_names_the_first_twenty_and_counts_the_others(self) -> None:
        html = Client().get(self.page().url).content.decode()
        layer = BeautifulSoup(html, "html.parser").select_one(".civic-map__layer")
        items = [item.get_text(" ", strip=True) for item in layer.select("li")]
        assert len(items) == 21
        assert items[0] == "Lieu 0"
        assert "5" in items[20]
        assert "Ville" in layer.select_one(".civic-map__source").text

    def test_what_only_a_draft_holds_is_not_found(self) -> None:
        page = self.page()
        page.body = [map_block(layers=[layer_of(("Secret", HERE), id="d" * 36)])]
        page.save_revision()
        assert Client().get(self.address(page, "d" * 36)).status_code == 404
        assert "Secret" not in Client().get(self.address(page)).content.decode()
        page.unpublish()
        assert Client().get(self.address(page)).status_code == 404

    def test_a_preview_holds_what_has_no_address_yet(self, rf: Any) -> None:
        page = self.page()
        draft = CampaignPage.objects.get(pk=page.pk)
        html = draft.make_preview_request().render().content.decode()
        config = json.loads(
            BeautifulSoup(html, "html.parser").select_one("script[type='application/json']").text
        )
        assert len(config["layers"][0]["data"]["features"]) == 25

    def test_the_api_of_a_campaign_tells_how_much_there_is_and_no_more(self) -> None:
        page = self.page()
        data = Client().get(f"/api/civic/v1/campaigns/{page.pk}/").json()
        block = next(each["value"] for each in data["blocks"] if each["type"] == "map")
        assert block["layers"][0]["data"] == {"features": 25}


PLACES = [(f"Lieu {n}", HERE) for n in range(25)]
