"""The ``CIVIC_BLOCKS`` setting, read lazily so that tests and hosts may override it at any time."""

from typing import Any

from django.conf import settings


# IGN's tiles by WMTS with key-value pairs; Web Mercator, open without a key (Licence Ouverte 2.0).
GEOPLATEFORME = (
    "https://data.geopf.fr/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&STYLE=normal"
    "&TILEMATRIXSET=PM&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}"
)

DEFAULTS: dict[str, Any] = {
    # Template of map tile addresses ({z}/{x}/{y}); empty: a plain ground without any request.
    "TILE_URL": "",
    # Plain text shown on the map beside the tiles.
    "TILE_ATTRIBUTION": "",
    # Path of a PMTiles file of raster tiles, served by ``civic_blocks.tile_urls``; empty: none.
    "PMTILES": "",
    # Base maps an editor may offer beside the tiles above: key, label and attribution (plain text),
    # url ({z}/{x}/{y}) and max_zoom of each.
    "BASE_MAPS": [
        {
            "key": "osm",
            "label": "OpenStreetMap",
            "url": "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
            "attribution": "© OpenStreetMap",
            "max_zoom": 19,
        },
        {
            "key": "ign-plan",
            "label": "Plan IGN",
            "url": f"{GEOPLATEFORME}&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2&FORMAT=image/png",
            "attribution": "© IGN – Géoplateforme",
            "max_zoom": 19,
        },
        {
            "key": "ign-ortho",
            "label": "Photographies aériennes IGN",
            "url": f"{GEOPLATEFORME}&LAYER=ORTHOIMAGERY.ORTHOPHOTOS&FORMAT=image/jpeg",
            "attribution": "© IGN – Géoplateforme",
            "max_zoom": 19,
        },
    ],
    # Largest layer of a map block: the file an editor gives and what is kept of it, in bytes; and
    # its largest number of features.
    "LAYER_SOURCE_MAX_BYTES": 2_000_000,
    "LAYER_MAX_BYTES": 500_000,
    "LAYER_MAX_FEATURES": 5_000,
    # (latitude, longitude) in degrees and zoom level of a map that nothing else centres.
    "MAP_CENTER": (46.6, 2.4),
    "MAP_ZOOM": 6,
    # Country (ISO 3166, two letters) of telephone numbers that are written without its code.
    "PHONE_REGION": "FR",
    # Video hosts that may be framed once the visitor consents: host name -> embed address prefix.
    "VIDEO_HOSTS": {
        "www.youtube.com": "https://www.youtube-nocookie.com/embed/",
        "youtu.be": "https://www.youtube-nocookie.com/embed/",
        "vimeo.com": "https://player.vimeo.com/video/",
    },
}


def get(name: str) -> Any:
    """Return the value of ``CIVIC_BLOCKS[name]``, or its default.

    Raises:
        KeyError: where no such setting exists.
    """
    given = getattr(settings, "CIVIC_BLOCKS", {})
    # What is no dict at all is told by a check.
    return given.get(name, DEFAULTS[name]) if isinstance(given, dict) else DEFAULTS[name]
