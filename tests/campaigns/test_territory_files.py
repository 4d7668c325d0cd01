"""Perimeters and sectors from files of every kind, through the page editor."""

import json
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from shapely.geometry import Polygon, shape

from civic_pages.campaigns import territory_files
from civic_pages.models import CampaignPage
from civic_pages.participation.geo import perimeters
from civic_pages.testing import PERIMETER, CampaignFactory
from tests.campaigns.territories import EAST, RING, gpx, kml, kml_polygon, kmz, placemark
from tests.campaigns.test_publishing import edit_form
from tests.participation.desk import client_of, soup, texts


pytestmark = pytest.mark.django_db
SQUARE = [[list(place) for place in RING]]
UMAP = {
    "type": "umap",
    "layers": [
        {
            "type": "FeatureCollection",
            "_umap_options": {"name": "Périmètre"},
            "features": [
                {
                    "type": "Feature",
                    "properties": {"name": "Nanterre"},
                    "geometry": {"type": "Polygon", "coordinates": SQUARE},
                },
                {
                    "type": "Feature",
                    "properties": {"name": "Mairie"},
                    "geometry": {"type": "Point", "coordinates": [2.2, 48.89]},
                },
            ],
        }
    ],
}
LAMBERT = {
    "type": "Polygon",
    "coordinates": [[[640000, 6866000], [643000, 6866000], [643000, 6869000], [640000, 6866000]]],
}
SWAPPED = {"type": "Polygon", "coordinates": [[[y, x] for x, y in RING]]}


@pytest.fixture
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def save(client: Client, page: Any, **changes: Any) -> Any:
    """Save a draft through the page editor."""
    uploads = {name: changes.pop(name) for name in list(changes) if name.endswith("_file")}
    data = {**edit_form(page, **changes), **uploads}
    return client.post(f"/admin/pages/{page.pk}/edit/", data, follow=True)


def saved(page: Any) -> Any:
    return CampaignPage.objects.get(pk=page.pk).get_latest_revision_as_object()


def upload(name: str, content: str | bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


FILES = [
    pytest.param("ville.kml", kml(placemark("Ville", kml_polygon(RING, ",31.5"))), id="kml"),
    pytest.param("ville.kmz", kmz(kml(placemark("Ville", kml_polygon(RING)))), id="kmz"),
    pytest.param("tour.gpx", gpx(RING), id="gpx track"),
    pytest.param("tour.gpx", gpx(RING, "rte"), id="gpx route"),
    pytest.param("tour.gpx", gpx([*RING[:-1], (2.19003, 48.88002)]), id="gpx nearly closed"),
    pytest.param("carte.umap", json.dumps(UMAP), id="umap"),
    pytest.param("v.geojson", json.dumps({"type": "Polygon", "coordinates": SQUARE}), id="geojson"),
    pytest.param(
        "altitudes.json",
        json.dumps({"type": "Polygon", "coordinates": [[[x, y, 31.5] for x, y in RING]]}),
        id="geojson with altitudes",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content"), FILES)
def test_a_file_of_any_kind_becomes_the_perimeter(name: str, content: str | bytes) -> None:
    page = CampaignFactory(perimeter=None, sectors=None)
    save(client_of("admin"), page, perimeter="", perimeter_file=upload(name, content))
    perimeter = saved(page).perimeter
    assert perimeter["type"] == "Polygon"
    assert (
        shape(perimeter).symmetric_difference(shape({**perimeter, "coordinates": SQUARE})).area
        < 1e-6
    )
    assert {len(place) for place in perimeter["coordinates"][0]} == {2}


@pytest.mark.parametrize(("name", "content"), [row for row in FILES if row.id != "kmz"])
def test_the_same_may_be_pasted(name: str, content: str) -> None:
    page = CampaignFactory(perimeter=None, sectors=None)
    save(client_of("admin"), page, perimeter=content)
    assert saved(page).perimeter["type"] == "Polygon"


def test_names_of_placemarks_become_names_of_sectors() -> None:
    page = CampaignFactory(perimeter=None, sectors=None)
    document = kml(
        placemark("Vieux-Pont &amp; Sainte-Geneviève", kml_polygon(RING)),
        placemark("Université", kml_polygon(EAST)),
    )
    save(client_of("admin"), page, sectors="", sectors_file=upload("secteurs.kml", document))
    names = [f["properties"]["name"] for f in saved(page).sectors["features"]]
    assert names == ["Vieux-Pont & Sainte-Geneviève", "Université"]


def test_a_name_among_the_attributes_of_a_placemark_will_do() -> None:
    data = "<ExtendedData><SchemaData><SimpleData name='nom'>Les Groues</SimpleData></SchemaData></ExtendedData>"
    document = kml(f"<Placemark>{data}{kml_polygon(RING)}</Placemark>")
    sectors = perimeters.normalise_sectors(territory_files.read(document))
    assert sectors["features"][0]["properties"] == {"key": "les-groues", "name": "Les Groues"}


ENTITIES = '<!DOCTYPE kml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
EXTERNAL = '<!DOCTYPE kml [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(kml(placemark("&b;", kml_polygon(RING)), before=ENTITIES), "entities", id="bomb"),
        pytest.param(kml(placemark("&a;", kml_polygon(RING)), before=EXTERNAL), "entities", id="file"),
        pytest.param("<kml><Document>", "cannot be read", id="cut short"),
        pytest.param("<osm></osm>", "neither KML nor GPX", id="other xml"),
        pytest.param(gpx(RING[:-1]), "come back to their start", id="open track"),
        pytest.param(kml(), "no polygon", id="empty"),
        pytest.param(json.dumps(LAMBERT), "Lambert-93", id="lambert"),
        pytest.param(json.dumps(SWAPPED), "look swapped", id="swapped"),
        pytest.param('{"type": "Topology"}', "TopoJSON", id="topojson"),
        pytest.param("n'importe quoi", "cannot be read", id="text"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_explained_beside_the_field(content: str, words: str) -> None:
    page = CampaignFactory(perimeter=None, sectors=None)
    response = save(client_of("admin"), page, perimeter=content)
    errors = " ".join(
        texts(response, "#panel-child-territory-perimeter-errors, [id*=perimeter] .error-message")
    )
    assert words in errors
    assert soup(response).select_one("#id_perimeter").text.strip() == content.strip()


def area(ring: Any, **more: Any) -> str:
    return json.dumps({"type": "Polygon", "coordinates": [ring], **more})


ACROSS = [[179, -17], [-179, -17], [-179, -16], [179, -16], [179, -17]]
BOW_TIE = [[2.19, 48.88], [2.21, 48.9], [2.21, 48.88], [2.19, 48.9], [2.19, 48.88]]
SPECK = [[2.2, 48.89], [2.2000001, 48.89], [2.2000001, 48.8900001], [2.2, 48.89]]
UNNAMED = f'{{"type": "Feature", "properties": ["x"], "geometry": {json.dumps(PERIMETER)}}}'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param('{"type": ["Polygon"]}', "A polygon is needed", id="no name of a kind"),
        pytest.param('{"type": "FeatureCollection", "features": []}', "no polygon", id="nothing"),
        pytest.param('{"type": "Polygon", "coordinates": []}', "no polygon", id="no ring"),
        pytest.param(area(ACROSS), "180th meridian", id="across the date line"),
        pytest.param(area(SPECK), "too small", id="a speck"),
        pytest.param(area(BOW_TIE), "crosses itself near 48.89, 2.2", id="bow tie"),
    ],
)
@pytest.mark.usefixtures("_english")
def test_a_drawing_that_bounds_nothing_is_explained(content: str, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        perimeters.normalise_perimeter(territory_files.read(content))


@pytest.mark.usefixtures("_english")
def test_what_is_no_list_of_properties_names_no_sector() -> None:
    with pytest.raises(ValidationError, match="needs a name"):
        perimeters.normalise_sectors(territory_files.read(UNNAMED))


@pytest.mark.parametrize("name", ["OGC:1.3:CRS84", "EPSG::4326"])
def test_a_file_that_names_wgs_84_as_gdal_and_qgis_do_is_taken(name: str) -> None:
    crs = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:{name}"}}
    found = perimeters.normalise_perimeter(territory_files.read(area(RING, crs=crs)))
    assert shape(found).equals(Polygon(RING))


@pytest.mark.usefixtures("_english")
def test_a_file_that_names_another_system_is_refused() -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}
    with pytest.raises(ValidationError, match="WGS 84"):
        perimeters.normalise_perimeter(territory_files.read(area(RING, crs=crs)))


def damaged_kmz() -> bytes:
    """Return an archive whose document lost some bytes."""
    content = kmz(kml(placemark("Ville", kml_polygon(RING))))
    begin = content.index(b"doc.kml") + len(b"doc.kml")
    return content[:begin] + b"\xff" * 20 + content[begin + 20 :]


@pytest.mark.parametrize(
    ("name", "content"), [("relevé.gpx", gpx(RING[:-1])), ("relevé.kmz", damaged_kmz())]
)
def test_a_refused_file_is_named_and_what_was_typed_is_kept(name: str, content: Any) -> None:
    page = CampaignFactory(perimeter=None, sectors=None)
    typed = json.dumps(PERIMETER)
    file = upload(name, content)
    response = save(client_of("admin"), page, perimeter=typed, perimeter_file=file)
    assert name in response.content.decode()
    assert json.loads(soup(response).select_one("#id_perimeter").text) == PERIMETER


@pytest.mark.parametrize(
    "content", [gpx(RING * 20), kmz(kml(placemark("a" * 3000, "")))], ids=["file", "packed"]
)
def test_a_file_over_the_limit_is_refused(content: str | bytes, settings: Any) -> None:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "GEOJSON_MAX_BYTES": 2_000}
    page = CampaignFactory(perimeter=None, sectors=None)
    response = save(client_of("admin"), page, perimeter="", perimeter_file=upload("x.kmz", content))
    assert "too large" in response.content.decode()
    assert saved(page).perimeter is None


@pytest.mark.usefixtures("_english")
def test_a_packed_file_is_unpacked_no_further_than_the_limit() -> None:
    bomb = kmz(kml(placemark(" " * 40_000_000, "")))
    tracemalloc.start()
    with pytest.raises(ValidationError, match="too large"):
        territory_files.read(bomb)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 20_000_000


def test_too_many_vertices_are_refused(settings: Any) -> None:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "GEOJSON_MAX_VERTICES": 4}
    with translation.override("en"), pytest.raises(ValidationError, match="too many vertices"):
        perimeters.normalise_perimeter(territory_files.read(kml(placemark("a", kml_polygon(RING)))))


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 no archive", kmz("hello", "readme.txt")], ids=["broken", "empty"]
)
def test_an_archive_without_a_kml_is_refused_with_words(content: bytes) -> None:
    with pytest.raises(ValidationError, match="archive"):
        territory_files.read(content)


def test_an_old_file_of_windows_keeps_its_accents() -> None:
    feature = {
        "type": "Feature",
        "properties": {"nom": "Préfecture"},
        "geometry": {"type": "Polygon", "coordinates": SQUARE},
    }
    content = json.dumps(feature, ensure_ascii=False).encode("cp1252")
    sectors = perimeters.normalise_sectors(territory_files.read(content))
    assert sectors["features"][0]["properties"]["name"] == "Préfecture"
