"""The ``CIVIC_BLOCKS`` setting, read lazily so that tests and hosts may override it at any time."""

from typing import Any

from django.conf import settings


DEFAULTS: dict[str, Any] = {
    # Template of map tile addresses ({z}/{x}/{y}); empty: a plain ground without any request.
    "TILE_URL": "",
    # Plain text shown on the map beside the tiles.
    "TILE_ATTRIBUTION": "",
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
    return getattr(settings, "CIVIC_BLOCKS", {}).get(name, DEFAULTS[name])
