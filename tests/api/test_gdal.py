"""GDAL opens a campaign by its address: what it reads is what the database holds."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import mercantile
import pytest

from civic_pages.participation.models import Contribution, PublicAreas
from civic_pages.testing import INSIDE, CampaignFactory, ContributionFactory, form_block
from tests.api.test_ogc import INTERESTS


pytestmark = [
    pytest.mark.skipif(not shutil.which("ogrinfo"), reason="GDAL is missing: install gdal-bin"),
    pytest.mark.django_db(transaction=True),
]
GUIDE = Path(__file__).resolve().parents[2] / "docs/gis.md"


@pytest.fixture
def campaign(live_server: Any) -> Any:
    """Return a campaign with 23 contributions on a line from west to east."""
    campaign = CampaignFactory(open=True, body=[INTERESTS, form_block()])
    for number in range(23):
        at = (48.89, 2.175 + number / 400)
        ContributionFactory(campaign=campaign, published=True, pinned=True, at=at)
    ContributionFactory(campaign=campaign, published=True)
    ContributionFactory(campaign=campaign, pinned=True, title="Pas encore")
    return campaign


def service(live_server: Any, campaign: Any) -> str:
    return f"OAPIF:{live_server.url}/api/civic/ogc/campaigns/{campaign.pk}/"


def run(*command: str, cwd: Path | None = None) -> str:
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=300, cwd=cwd, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "ERROR" not in done.stderr, done.stderr
    return done.stdout


def listed(text: str) -> set[str]:
    return set(re.findall(r"^\d+: (\S+)", text, re.MULTILINE))


def features(source: str, layer: str, target: Path, *options: str) -> list[dict[str, Any]]:
    """Return the features of a layer as ogr2ogr writes them."""
    run("ogr2ogr", "-f", "GeoJSON", *options, str(target), source, layer)
    found: list[dict[str, Any]] = json.loads(target.read_text())["features"]
    return found


def references(found: list[dict[str, Any]]) -> list[str]:
    return sorted(feature["properties"]["id"] for feature in found)


def in_database(campaign: Any, **where: Any) -> list[str]:
    mapped = Contribution.objects.public().of(campaign).mapped().filter(**where)
    return sorted(mapped.values_list("reference", flat=True))


def test_ogrinfo_lists_the_collections(live_server: Any, campaign: Any) -> None:
    found = listed(run("ogrinfo", service(live_server, campaign)))
    assert found == {"contributions", "sectors", "points-of-interest", "perimeter"}


@pytest.mark.parametrize("size", [5, 23, 1000])
def test_gdal_reads_every_page(live_server: Any, campaign: Any, size: int, tmp_path: Path) -> None:
    source = service(live_server, campaign)
    options = ("-oo", f"PAGE_SIZE={size}")
    found = features(source, "contributions", tmp_path / "all.geojson", *options)
    assert references(found) == in_database(campaign)
    assert len(found) == 23
    told = run("ogrinfo", "-al", "-so", *options, source, "contributions")
    assert "Feature Count: 23" in told


def test_gdal_reads_a_box(live_server: Any, campaign: Any, tmp_path: Path) -> None:
    source = service(live_server, campaign)
    box = ("-spat", "2.18", "48.88", "2.20", "48.90")
    found = features(source, "contributions", tmp_path / "box.geojson", *box)
    inside = in_database(campaign, longitude__gte=2.18, longitude__lte=2.20)
    assert 0 < len(inside) < 23
    assert references(found) == inside


def test_gdal_reads_the_other_layers(live_server: Any, campaign: Any, tmp_path: Path) -> None:
    source = service(live_server, campaign)
    sectors = features(source, "sectors", tmp_path / "sectors.geojson")
    assert {f["properties"]["key"]: f["properties"]["count"] for f in sectors} == {
        "ouest": 13,
        "est": 10,
    }
    (place,) = features(source, "points-of-interest", tmp_path / "places.geojson")
    assert place["properties"]["title"] == "Mairie"
    (border,) = features(source, "perimeter", tmp_path / "perimeter.geojson")
    assert border["geometry"] == campaign.perimeter


def test_gdal_reads_areas_of_homes_and_no_home(live_server: Any, tmp_path: Path) -> None:
    campaign = CampaignFactory(open=True, homes=True)
    for number in range(30):
        at = (INSIDE[0] + number / 5000, INSIDE[1])
        ContributionFactory(campaign=campaign, published=True, pinned=True, at=at)
    source = service(live_server, campaign)
    assert listed(run("ogrinfo", source)) == {"areas", "sectors", "perimeter"}
    found = features(source, "areas", tmp_path / "areas.geojson")
    batch = PublicAreas.objects.get(campaign_id=campaign.pk)
    counts = sorted(f["properties"]["count"] for f in found)
    assert counts == sorted(f["properties"]["count"] for f in batch.features)
    assert sum(counts) == 30


def test_gdal_reads_a_tile(live_server: Any, campaign: Any, tmp_path: Path) -> None:
    tile = mercantile.tile(2.2, 48.89, 12)
    root = f"{live_server.url}/api/civic/v1/campaigns/{campaign.pk}/tiles"
    source = f"MVT:{root}/{tile.z}/{tile.x}/{tile.y}.mvt"
    assert listed(run("ogrinfo", source)) == {"contributions", "sectors", "perimeter"}
    degrees = ("-t_srs", "EPSG:4326")
    found = features(source, "contributions", tmp_path / "tile.geojson", *degrees)
    box = mercantile.bounds(tile)
    on_tile = in_database(campaign, longitude__gte=box.west, longitude__lt=box.east)
    assert sum(feature["properties"]["count"] for feature in found) == len(on_tile) > 0
    for feature in found:
        longitude, latitude = feature["geometry"]["coordinates"]
        assert latitude == pytest.approx(48.89, abs=1e-4)
        assert 2.175 <= longitude <= 2.23
    sectors = features(source, "sectors", tmp_path / "sectors.geojson", *degrees)
    assert {f["properties"]["name"] for f in sectors} == {"Ouest", "Est"}


def test_the_commands_of_the_guide_run(live_server: Any, campaign: Any, tmp_path: Path) -> None:
    block = re.search(r"```sh\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    assert block is not None
    commands = block[1].strip().splitlines()
    assert len(commands) >= 6
    for command in commands:
        told = command.replace("https://participez.example.org", live_server.url)
        told = told.replace("campaigns/12/", f"campaigns/{campaign.pk}/")
        words = [word.strip('"') for word in re.findall(r'"[^"]+"|\S+', told)]
        run(*words, cwd=tmp_path)
    written = json.loads((tmp_path / "contributions.geojson").read_text())
    assert len(written["features"]) == 23
