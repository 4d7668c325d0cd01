"""Base maps of the demo site, from the environment, and what its content policy lets in for them."""

import json
from typing import Any
from urllib.parse import urlsplit

from civic_blocks.conf import DEFAULTS


OSM = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
# Where our own tiles are served: see urls.py.
OWN = "/tuiles/{z}/{x}/{y}"


def map_settings(env: Any) -> dict[str, Any]:
    """Return the part of ``CIVIC_BLOCKS`` that concerns the ground of maps.

    With a PMTiles file of one's own no map asks a third party, unless ``CIVIC_BASE_MAPS`` (a JSON
    list) says so.
    """
    pmtiles = env("CIVIC_PMTILES", default="")
    attribution = env("CIVIC_TILE_ATTRIBUTION", default="© OpenStreetMap")
    own = {"key": "ville", "label": "Plan", "url": OWN, "attribution": attribution, "max_zoom": 19}
    given = env("CIVIC_BASE_MAPS", default="")
    return {
        "TILE_URL": env("CIVIC_TILE_URL", default=OWN if pmtiles else OSM),
        "TILE_ATTRIBUTION": attribution,
        "PMTILES": pmtiles,
        "BASE_MAPS": json.loads(given) if given else [own] if pmtiles else DEFAULTS["BASE_MAPS"],
    }


def tile_origins(blocks: dict[str, Any], more: str = "") -> list[str]:
    """Return the origins of all tiles a map may show, for ``img-src``; our own need none.

    Args:
        blocks: the setting ``CIVIC_BLOCKS``.
        more: an origin to add, for hosts whose tiles redirect.
    """
    addresses = [blocks["TILE_URL"], *(base["url"] for base in blocks["BASE_MAPS"])]
    parts = [urlsplit(address.replace("{s}", "*")) for address in addresses]
    origins = {f"{part.scheme}://{part.netloc}" for part in parts if part.netloc}
    return sorted(origins | ({more} if more else set()))
