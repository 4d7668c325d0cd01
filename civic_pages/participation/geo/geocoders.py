"""Address search, asked by our server so that the citizen's address goes to no third page."""

import json
import logging
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Protocol
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from django.core.cache import cache
from django.utils.module_loading import import_string

from civic_pages import conf


logger = logging.getLogger(__name__)
CACHE_SECONDS = 24 * 3600
PAUSE_SECONDS = 30
PAUSE_KEY = "civic:geocoder:pause"


class GeocoderUnavailable(Exception):
    """The service does not answer, refuses, or none is set up: degrade to the address as text."""


@dataclass(frozen=True)
class FoundPlace:
    """An address or place, in WGS 84 degrees; ``score`` from 0 to 1."""

    label: str
    latitude: float
    longitude: float
    kind: str = ""
    score: float = 0.0
    identifier: str = ""


class Geocoder(Protocol):
    """Finds places by what people type, nearest to ``near`` (latitude, longitude) first."""

    def search(
        self, query: str, *, near: tuple[float, float] | None = None, limit: int = 5
    ) -> list[FoundPlace]: ...


class _HttpGeocoder:
    url = ""

    def _get(self, parameters: dict[str, Any]) -> Any:
        """Return the service's JSON, cached a day; after a failure nobody asks for 30 s.

        Raises:
            GeocoderUnavailable: on any failure of network, service or format.
        """
        address = f"{conf.get('GEOCODER_URL') or self.url}?{urlencode(parameters)}"
        key = f"civic:geocoder:{hash_of(address)}"
        if (known := cache.get(key)) is not None:
            return known
        if cache.get(PAUSE_KEY):
            raise GeocoderUnavailable
        request = Request(address, headers={"User-Agent": "wagtail-civic"})  # noqa: S310 - the address is a setting
        try:
            with urlopen(request, timeout=conf.get("GEOCODER_TIMEOUT")) as response:  # noqa: S310
                if response.status != HTTPStatus.OK:
                    raise GeocoderUnavailable
                data = json.loads(response.read(1_000_000))
        except (URLError, TimeoutError, OSError, ValueError) as error:
            cache.set(PAUSE_KEY, True, PAUSE_SECONDS)  # noqa: FBT003 - the cache's own signature
            # Never the address itself: it is somebody's home.
            logger.warning("The geocoder did not answer: %s", type(error).__name__)
            raise GeocoderUnavailable from error
        cache.set(key, data, CACHE_SECONDS)
        return data


def hash_of(text: str) -> str:
    """Return a short digest, so that no typed address becomes a cache key."""
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()[:40]


class GeoplateformeGeocoder(_HttpGeocoder):
    """The French national service (Base Adresse Nationale), geoservices.ign.fr."""

    url = "https://data.geopf.fr/geocodage/search"

    def search(
        self, query: str, *, near: tuple[float, float] | None = None, limit: int = 5
    ) -> list[FoundPlace]:
        parameters: dict[str, Any] = {"q": query[:200], "limit": limit}
        if near:
            parameters.update(lat=near[0], lon=near[1])
        try:
            return [
                FoundPlace(
                    label=feature["properties"]["label"],
                    longitude=float(feature["geometry"]["coordinates"][0]),
                    latitude=float(feature["geometry"]["coordinates"][1]),
                    kind=feature["properties"].get("type", ""),
                    score=float(feature["properties"].get("score", 0)),
                    identifier=feature["properties"].get("id", ""),
                )
                for feature in self._get(parameters)["features"]
            ]
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise GeocoderUnavailable from error


class NominatimGeocoder(_HttpGeocoder):
    """A Nominatim server; the public one allows one request a second and no suggestions."""

    url = "https://nominatim.openstreetmap.org/search"

    def search(
        self, query: str, *, near: tuple[float, float] | None = None, limit: int = 5
    ) -> list[FoundPlace]:
        parameters: dict[str, Any] = {"q": query[:200], "limit": limit, "format": "jsonv2"}
        if near:
            lat, lon = near
            parameters["viewbox"] = f"{lon - 0.2},{lat - 0.2},{lon + 0.2},{lat + 0.2}"
        try:
            return [
                FoundPlace(
                    label=row["display_name"],
                    latitude=float(row["lat"]),
                    longitude=float(row["lon"]),
                    kind="housenumber"
                    if row.get("addresstype") == "building"
                    else row.get("addresstype", ""),
                    score=float(row.get("importance", 0)),
                    identifier=str(row.get("osm_id", "")),
                )
                for row in self._get(parameters)
            ]
        except (KeyError, TypeError, ValueError) as error:
            raise GeocoderUnavailable from error


def geocoder() -> Geocoder | None:
    """Return the geocoder of the setting ``CIVIC_PAGES["GEOCODER"]``, or ``None``."""
    path = conf.get("GEOCODER")
    return import_string(path)() if path else None
