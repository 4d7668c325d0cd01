"""A city's own map tiles: one PMTiles file, served by the site itself."""

import gzip
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.test import Client
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from civic_pages.testing import CampaignFactory, portal
from site_config.settings.maps import map_settings, tile_origins
from tests.blocks.layers import map_block


# One pixel, as PNG.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)
NANTERRE = (14, 8291, 5632)


def write(path: Path, *, kind: TileType = TileType.PNG, packed: bool = False) -> str:
    """Write a PMTiles file of two tiles with the package's own writer."""
    with path.open("wb") as file:
        writer = Writer(file)
        for number, place in enumerate(((0, 0, 0), NANTERRE)):
            content = PNG + bytes([number])
            writer.write_tile(zxy_to_tileid(*place), gzip.compress(content) if packed else content)
        header = {
            "tile_type": kind,
            "tile_compression": Compression.GZIP if packed else Compression.NONE,
            "min_lon_e7": 21500000, "min_lat_e7": 488600000,
            "max_lon_e7": 22600000, "max_lat_e7": 489300000,
            "center_zoom": 12, "center_lon_e7": 22000000, "center_lat_e7": 488900000,
        }  # fmt: skip
        writer.finalize(header, {"attribution": "© Ville"})
    return str(path)


@pytest.fixture
def tiles(tmp_path: Path, settings: Any) -> Path:
    path = tmp_path / "ville.pmtiles"
    settings.CIVIC_BLOCKS = {**settings.CIVIC_BLOCKS, "PMTILES": write(path)}
    return path


def test_a_tile_comes_with_its_type_and_is_asked_again_only_for_changes(tiles: Path) -> None:
    client = Client()
    response = client.get("/tuiles/14/8291/5632")
    assert response.content == PNG + b"\x01"
    assert response["Content-Type"] == "image/png"
    assert "public" in response["Cache-Control"]
    assert "max-age=86400" in response["Cache-Control"]
    again = client.get("/tuiles/14/8291/5632", headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304
    assert client.get("/tuiles/0/0/0")["ETag"] != response["ETag"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["14/8291/5633", "3/8/0", "3/0/8", "31/0/0", "32/0/0", "999999999999/0/0", "0/0/0/0", "-1/0/0",
     "0/0/../../etc/passwd", "0/0/%2e%2e%2fville.pmtiles"],
)  # fmt: skip
def test_what_the_file_does_not_hold_is_not_found(tiles: Path, path: str) -> None:
    portal()
    assert Client().get(f"/tuiles/{path}", follow=True).status_code == 404


def test_a_tile_is_only_read(tiles: Path) -> None:
    assert Client().head("/tuiles/0/0/0").status_code == 200
    assert Client().post("/tuiles/0/0/0").status_code == 405


def test_without_a_file_there_are_no_tiles(settings: Any, tmp_path: Path) -> None:
    assert Client().get("/tuiles/0/0/0").status_code == 404
    settings.CIVIC_BLOCKS = {**settings.CIVIC_BLOCKS, "PMTILES": str(tmp_path / "no.pmtiles")}
    assert Client().get("/tuiles/0/0/0").status_code == 404
    assert "civic_blocks.W002" in {message.id for message in run_checks(tags=["civic_blocks"])}


def test_a_file_that_is_none_is_told_at_the_start(settings: Any, tmp_path: Path) -> None:
    path = tmp_path / "plan.pmtiles"
    path.write_bytes(b"no tiles at all" * 20)
    settings.CIVIC_BLOCKS = {**settings.CIVIC_BLOCKS, "PMTILES": str(path)}
    assert Client().get("/tuiles/0/0/0").status_code == 404
    assert "civic_blocks.W002" in {message.id for message in run_checks(tags=["civic_blocks"])}


def test_vector_tiles_are_served_to_others_and_told_not_to_be_drawn(
    settings: Any, tmp_path: Path
) -> None:
    path = write(tmp_path / "vector.pmtiles", kind=TileType.MVT, packed=True)
    settings.CIVIC_BLOCKS = {**settings.CIVIC_BLOCKS, "PMTILES": path}
    packed = Client().get("/tuiles/0/0/0", headers={"accept-encoding": "gzip"})
    assert packed["Content-Type"] == "application/vnd.mapbox-vector-tile"
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == PNG + b"\x00"
    assert Client().get("/tuiles/0/0/0").content == PNG + b"\x00"
    assert "civic_blocks.W003" in {message.id for message in run_checks(tags=["civic_blocks"])}


def test_a_file_that_is_replaced_is_opened_anew(tiles: Path) -> None:
    before = Client().get("/tuiles/0/0/0")
    assert before["Content-Type"] == "image/png"
    other = tiles.with_name("other.pmtiles")
    write(other, kind=TileType.WEBP)
    other.replace(tiles)
    assert Client().get("/tuiles/0/0/0")["Content-Type"] == "image/webp"


class Environment:
    """Reads variables as django-environ does, from a dict."""

    def __init__(self, **values: str) -> None:
        self.values = values

    def __call__(self, name: str, default: str = "") -> str:
        return self.values.get(name, default)


def test_with_its_own_tiles_a_city_asks_nobody() -> None:
    maps = map_settings(Environment(CIVIC_PMTILES="/srv/ville.pmtiles"))
    assert maps["TILE_URL"] == "/tuiles/{z}/{x}/{y}"
    assert [base["url"] for base in maps["BASE_MAPS"]] == ["/tuiles/{z}/{x}/{y}"]
    assert tile_origins(maps) == []


def test_the_content_policy_follows_the_list_of_base_maps() -> None:
    listed = '[{"key": "a", "label": "A", "url": "https://{s}.tuiles.example/{z}/{x}/{y}.png", "attribution": "A"}]'
    maps = map_settings(Environment(CIVIC_BASE_MAPS=listed, CIVIC_TILE_URL=""))
    assert tile_origins(maps, "https://cdn.example") == [
        "https://*.tuiles.example",
        "https://cdn.example",
    ]
    assert tile_origins(map_settings(Environment())) == [
        "https://data.geopf.fr",
        "https://tile.openstreetmap.org",
    ]


@pytest.mark.django_db
def test_a_public_page_may_load_the_tiles_of_the_list() -> None:
    page = CampaignFactory(body=[map_block()])
    policy = Client().get(page.url)["Content-Security-Policy"]
    images = next(part for part in policy.split(";") if part.strip().startswith("img-src"))
    assert "https://data.geopf.fr" in images
    assert "https://tile.openstreetmap.org" in images
