"""The commands of docs/deploy.md, "map tiles", make a base map that the site serves."""

import re
import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import mercantile
import pytest
from django.core.checks import run_checks
from django.test import Client
from PIL import Image


pytestmark = pytest.mark.skipif(
    not shutil.which("gdaladdo"), reason="GDAL is missing: install gdal-bin"
)
GUIDE = Path(__file__).resolve().parents[2] / "docs/deploy.md"
GREEN, BLUE = (40, 160, 60), (40, 60, 160)
WEST, EAST = 2.18, 2.22
# The raster's two halves meet at 48.895 degrees north.
NORTH, SOUTH = 48.915, 48.875


def run(*command: str, cwd: Path) -> None:
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=300, cwd=cwd, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Warning" not in done.stderr, done.stderr


@pytest.fixture
def source(tmp_path: Path) -> str:
    """Return a raster in Lambert 93, as IGN's are, green in the north and blue in the south."""
    drawn = Image.new("RGB", (900, 900), BLUE)
    drawn.paste(GREEN, (0, 0, 900, 450))
    drawn.save(tmp_path / "drawn.tif")
    corners = ["636000", "6873000", "650000", "6859000"]
    place = ["-a_srs", "EPSG:2154", "-a_ullr", *corners]
    run("gdal_translate", "-q", *place, "drawn.tif", "ville.tif", cwd=tmp_path)
    return "ville.tif"


def documented(**variables: str) -> str:
    """Return the guide's commands, with other values for the variables that they begin with."""
    found = re.search(
        r'^```sh title="map tiles"\n(.*?)^```', GUIDE.read_text(), re.MULTILINE | re.DOTALL
    )
    assert found
    script = found[1].replace("/srv/civic/venv", sys.prefix)
    for name, value in variables.items():
        script, count = re.subn(rf"^{name}=\S+", f"{name}={value}", script, flags=re.MULTILINE)
        assert count == 1, name
    return script


def colour(longitude: float, latitude: float, zoom: int) -> tuple[int, ...]:
    """Return the colour in the middle of the tile of a place, as the site serves it."""
    tile = mercantile.tile(longitude, latitude, zoom)
    response = Client().get(f"/tuiles/{tile.z}/{tile.x}/{tile.y}")
    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    found: Any = Image.open(BytesIO(response.content)).convert("RGB").getpixel((128, 128))
    return tuple(found)


def test_the_guide_s_commands_make_tiles_that_the_site_serves(
    tmp_path: Path, source: str, settings: Any
) -> None:
    run("sh", "-e", "-c", documented(SOURCE=source, WIDTH="1024"), cwd=tmp_path)
    settings.CIVIC_BLOCKS = {**settings.CIVIC_BLOCKS, "PMTILES": str(tmp_path / "ville.pmtiles")}
    for zoom in (14, 13):
        for longitude in (WEST, EAST):
            assert colour(longitude, NORTH, zoom) == GREEN
            assert colour(longitude, SOUTH, zoom) == BLUE
    assert [message.id for message in run_checks(tags=["civic_blocks"])] == []
