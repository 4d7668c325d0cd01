"""Exports read by GDAL (Debian's gdal-bin): layers, types and counts, without a word of warning."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from civic_pages.participation.demand.counting import by_place
from civic_pages.participation.demand.grid import to_metres
from civic_pages.participation.models import Contribution
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.participation.demand import demanding, exported, published_of
from tests.participation.desk import client_of


pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not shutil.which("ogrinfo"), reason="gdal-bin is not installed"),
]
API = "/api/civic/v1/campaigns/{}/export.{}"


def run(*command: str) -> str:
    """Run a tool of GDAL; fail on any warning or error."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.returncode == 0
    return done.stdout


def summary(path: Path) -> dict[str, tuple[str, int]]:
    """Return the geometry type and the number of features of each layer."""
    told = run("ogrinfo", "-so", "-al", str(path))
    found = {}
    for part in told.split("Layer name: ")[1:]:
        lines = dict(line.split(": ", 1) for line in part.splitlines() if ": " in line)
        found[part.splitlines()[0]] = (lines["Geometry"], int(lines["Feature Count"]))
    return found


def as_json(path: Path, layer: str, to: Path) -> list[dict[str, Any]]:
    run("ogr2ogr", "-f", "GeoJSON", str(to), str(path), layer)
    features: list[dict[str, Any]] = json.loads(to.read_text())["features"]
    return features


def fetched(client: Any, campaign: Any, kind: str, folder: Path) -> Path:
    path = folder / f"open.{kind}"
    response = client.get(API.format(campaign.pk, kind))
    path.write_bytes(b"".join(response.streaming_content))
    return path


@pytest.fixture
def places() -> Any:
    campaign = CampaignFactory(open=True)
    ContributionFactory.create_batch(3, campaign=campaign, published=True, pinned=True)
    ContributionFactory(campaign=campaign, published=True, title="=1+1 « é »")
    ContributionFactory(campaign=campaign)
    return campaign


def test_open_data_equals_the_database_in_both_formats(
    client: Any, places: Any, tmp_path: Path
) -> None:
    package = fetched(client, places, "gpkg", tmp_path)
    assert summary(package) == {
        "contributions": ("Point", 4), "sectors": ("Multi Polygon", 2), "about": ("None", 8),
    }  # fmt: skip
    geojson = fetched(client, places, "geojson", tmp_path)
    assert [kind for kind, _n in summary(geojson).values()] == ["Point"]
    known = {
        c.reference: (c.title, c.longitude, c.latitude)
        for c in Contribution.objects.public().of(places)
    }
    for path, layer in ((package, "contributions"), (geojson, "open")):
        read = {}
        for feature in as_json(path, layer, tmp_path / f"{layer}-back.json"):
            place = feature["geometry"]["coordinates"] if feature["geometry"] else (None, None)
            properties = feature["properties"]
            read[properties["reference"]] = (properties["title"], *place)
        assert read == known


def test_lines_and_areas_are_read_as_they_were_drawn(
    client: Any, places: Any, tmp_path: Path
) -> None:
    ring = [[2.2, 48.89], [2.21, 48.89], [2.21, 48.9], [2.2, 48.89]]
    drawn = {"type": "Polygon", "coordinates": [ring]}
    first = Contribution.objects.public().of(places).exclude(latitude=None).order_by("pk")[0]
    Contribution.objects.filter(pk=first.pk).update(shape=drawn)
    path = fetched(client, places, "gpkg", tmp_path)
    assert summary(path)["contributions"] == ("Unknown (any)", 4)
    read = as_json(path, "contributions", tmp_path / "back.json")
    shapes = [f["geometry"] for f in read if f["properties"]["reference"] == first.reference]
    assert shapes == [drawn]


def test_areas_of_homes_are_read_with_their_counts(client: Any, tmp_path: Path) -> None:
    homes = CampaignFactory(open=True, homes=True)
    ContributionFactory.create_batch(30, campaign=homes, published=True, pinned=True)
    path = fetched(client, homes, "gpkg", tmp_path)
    assert summary(path)["areas"][0] == "Multi Polygon"
    read = as_json(path, "areas", tmp_path / "back.json")
    assert sum(feature["properties"]["count"] for feature in read) == 30


def test_the_layers_of_the_team_equal_the_database(tmp_path: Path) -> None:
    campaign = demanding(2)
    path = tmp_path / "team.gpkg"
    exported(client_of("moderator"), campaign, path, format="gpkg", places="on", cell="200")
    demand, rows = by_place(campaign, size=200), published_of(campaign)
    found = summary(path)
    everything = Contribution.objects.of(campaign).count()
    assert {name: found[name] for name in ("contributions", "sectors", "grid", "streets", "homes")} == {
        "contributions": ("Point", everything),
        "sectors": ("Multi Polygon", len(demand.sectors)),
        "grid": ("Polygon", len(demand.grid)),
        "streets": ("None", len(demand.streets)),
        "homes": ("Point", demand.total.homes),
    }  # fmt: skip
    for name in ("sectors", "grid", "streets"):
        read = as_json(path, name, tmp_path / f"{name}.json")
        assert sum(f["properties"]["contributions"] for f in read) == len(rows)


def test_a_layer_can_be_asked_by_box_and_edited(client: Any, places: Any, tmp_path: Path) -> None:
    path = fetched(client, places, "gpkg", tmp_path)
    box = ("-spat", "2.2", "48.89", "2.21", "48.9")
    assert "Feature Count: 3" in run("ogrinfo", "-so", *box, str(path), "contributions")
    far = ("-spat", "5", "40", "6", "41")
    assert "Feature Count: 0" in run("ogrinfo", "-so", *far, str(path), "contributions")
    run("ogrinfo", str(path), "-sql", "DELETE FROM contributions WHERE fid = 1")
    assert summary(path)["contributions"] == ("Point", 3)


def test_the_map_of_demand_is_read_with_homes_and_people(tmp_path: Path) -> None:
    campaign = demanding(3)
    path = tmp_path / "demand.geojson"
    asked = {"format": "demand_geojson", "places": "on", "cell": "500"}
    exported(client_of("moderator"), campaign, path, **asked)
    read = as_json(path, "demand", tmp_path / "back.json")
    demand = by_place(campaign, size=500)
    assert len(read) == len(demand.sectors) + len(demand.grid)
    told = [f["properties"] for f in read if f["properties"]["level"] == "cell"]
    assert [p["homes"] for p in told] == [row.homes for row in demand.grid]
    assert [p["persons"] for p in told] == [row.persons for row in demand.grid]


@pytest.mark.parametrize("place", [(48.89, 2.2), (36.0, -5.6), (69.6, 18.9), (-21.1, 55.5)])
def test_the_grid_is_projected_as_gdal_does(place: tuple[float, float]) -> None:
    latitude, longitude = place
    command = ["gdaltransform", "-s_srs", "EPSG:4258", "-t_srs", "EPSG:3035"]
    told = subprocess.run(
        command, input=f"{longitude} {latitude}", capture_output=True, text=True, check=True
    ).stdout
    east, north, _height = map(float, told.split())
    assert to_metres(latitude, longitude) == pytest.approx((east, north), abs=0.001)
