"""Map tiles of one's own: a PMTiles file (``CIVIC_BLOCKS["PMTILES"]``) served as ``{z}/{x}/{y}``.

A host includes :mod:`civic_blocks.tile_urls` where it likes. The file is the setting's and nothing
of a request ever names one.
"""

import gzip
import threading
from functools import lru_cache
from hashlib import md5
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe
from pmtiles.reader import MmapSource, Reader
from pmtiles.tile import Compression, TileType

from civic_blocks import conf


# Seconds: a file that is replaced shows within a day, and a ground changes rarely.
MAX_AGE = 86_400
CONTENT_TYPES = {
    TileType.PNG: "image/png",
    TileType.JPEG: "image/jpeg",
    TileType.WEBP: "image/webp",
    TileType.AVIF: "image/avif",
    # Not drawn by our maps: for other clients of the same file.
    TileType.MVT: "application/vnd.mapbox-vector-tile",
}
RASTER = {TileType.PNG, TileType.JPEG, TileType.WEBP, TileType.AVIF}


class Archive:
    """An open PMTiles file.

    Raises:
        OSError: it cannot be opened.
        ValueError: it is no PMTiles file of version 3, or holds tiles of no known type.
    """

    def __init__(self, path: str) -> None:
        with Path(path).open("rb") as file:
            reader: Any = Reader
            source: Any = MmapSource
            self._reader = reader(source(file))
        try:
            self.header: Any = self._reader.header()
        except Exception as error:
            raise ValueError(f"{path} is no PMTiles file of version 3.") from error
        if self.header["tile_type"] not in CONTENT_TYPES:
            raise ValueError(f"{path} holds tiles of no known type.")

    @property
    def is_raster(self) -> bool:
        return self.header["tile_type"] in RASTER

    def get(self, z: int, x: int, y: int) -> bytes | None:
        """Return a tile as it is stored; ``None`` where there is none."""
        if z > self.header["max_zoom"] or x >= 1 << z or y >= 1 << z:
            return None
        tile: bytes | None = self._reader.get(z, x, y)
        return tile


_opening = threading.Lock()


@lru_cache(maxsize=2)
def _opened(path: str, _changed: int, _size: int) -> Archive:
    return Archive(path)


def archive() -> Archive | None:
    """Return the site's own tiles, opened anew once the file is replaced; ``None`` without any.

    Raises:
        OSError, ValueError: as :class:`Archive`.
    """
    path = conf.get("PMTILES")
    if not path:
        return None
    found = Path(path).stat()
    with _opening:
        return _opened(str(path), found.st_mtime_ns, found.st_size)


@require_safe
def tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """Answer a tile with a validator and a day of caching; an empty 404 where there is none."""
    try:
        tiles = archive()
    except (OSError, ValueError):
        # A check says what is wrong when the site starts; a map without ground still works.
        tiles = None
    content = tiles.get(z, x, y) if tiles is not None else None
    if tiles is None or content is None:
        # No page: a map asks for many at its edge.
        return HttpResponseNotFound(content_type="text/plain")
    packed = tiles.header["tile_compression"] == Compression.GZIP
    if packed and "gzip" not in request.headers.get("Accept-Encoding", ""):
        content, packed = gzip.decompress(content), False
    response = HttpResponse(content, content_type=CONTENT_TYPES[tiles.header["tile_type"]])
    if packed:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    response["ETag"] = f'"{md5(content, usedforsecurity=False).hexdigest()}"'
    patch_cache_control(response, public=True, max_age=MAX_AGE)
    return response
