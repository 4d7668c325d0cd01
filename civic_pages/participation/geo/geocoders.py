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
from civic_pages.participation.geo.borders import metres_between
from civic_pages.participation.geo.perimeters import Territory


logger = logging.getLogger(__name__)
CACHE_SECONDS = 24 * 3600
# Names of streets at points somebody looks at: long enough for one contribution, no longer.
REVERSE_SECONDS = 600
# Farther than that, an address says nothing of a point.
NEAR_METRES = 150
PAUSE_SECONDS = 30
PAUSE_KEY = "civic:geocoder:pause"


class GeocoderUnavailable(Exception):
    """The service does not answer, refuses, or none is set up: degrade to the address as text."""


@dataclass(frozen=True)
class FoundPlace:
    """An address or place, in WGS 84 degrees; ``score`` from 0 to 1; ``street`` without a number."""

    label: str
    latitude: float
    longitude: float
    kind: str = ""
    score: float = 0.0
    identifier: str = ""
    street: str = ""


class Geocoder(Protocol):
    """Finds places by what people type, nearest to ``near`` (latitude, longitude) first.

    ``reverse`` returns the address at a point, or ``None``: a geocoder without that method is one
    too, and the map then tells coordinates instead of streets. Both raise ``GeocoderUnavailable``.
    """

    def search(
        self, query: str, *, near: tuple[float, float] | None = None, limit: int = 5
    ) -> list[FoundPlace]: ...

    def reverse(self, latitude: float, longitude: float) -> FoundPlace | None: ...


class _HttpGeocoder:
    url = ""

    def _get(
        self, parameters: dict[str, Any], *, path: str = "", seconds: int = CACHE_SECONDS
    ) -> Any:
        """Return the service's JSON, cached; after a failure nobody asks for 30 s.

        Args:
            path: asked instead of the last part of the service's address.
            seconds: how long the answer is kept, under a digest of what was asked.

        Raises:
            GeocoderUnavailable: on any failure of network, service or format.
        """
        url = conf.get("GEOCODER_URL") or self.url
        if path:
            url = f"{url.rstrip('/').rpartition('/')[0]}/{path}"
        address = f"{url}?{urlencode(parameters)}"
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
        cache.set(key, data, seconds)
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
        return self._places(self._get(parameters))

    def reverse(self, latitude: float, longitude: float) -> FoundPlace | None:
        parameters = {"lat": latitude, "lon": longitude, "limit": 1, "index": "address"}
        found = self._places(self._get(parameters, path="reverse", seconds=REVERSE_SECONDS))
        return found[0] if found else None

    @staticmethod
    def _places(data: Any) -> list[FoundPlace]:
        try:
            return [
                FoundPlace(
                    label=feature["properties"]["label"],
                    longitude=float(feature["geometry"]["coordinates"][0]),
                    latitude=float(feature["geometry"]["coordinates"][1]),
                    kind=feature["properties"].get("type", ""),
                    score=float(feature["properties"].get("score", 0)),
                    identifier=feature["properties"].get("id", ""),
                    street=_ban_street(feature["properties"]),
                )
                for feature in data["features"]
            ]
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            raise GeocoderUnavailable from error


def _ban_street(properties: dict[str, Any]) -> str:
    """Return the street of a place of the Base Adresse Nationale; a town or a hamlet has none."""
    if street := properties.get("street"):
        return str(street)
    name = str(properties.get("name") or "")
    if properties.get("type") == "housenumber":
        return name.removeprefix(str(properties.get("housenumber") or "")).strip()
    return name if properties.get("type") == "street" else ""


class NominatimGeocoder(_HttpGeocoder):
    """A Nominatim server; the public one allows one request a second and no suggestions."""

    url = "https://nominatim.openstreetmap.org/search"

    def search(
        self, query: str, *, near: tuple[float, float] | None = None, limit: int = 5
    ) -> list[FoundPlace]:
        parameters: dict[str, Any] = {
            "q": query[:200],
            "limit": limit,
            "format": "jsonv2",
            "addressdetails": 1,
        }
        if near:
            lat, lon = near
            parameters["viewbox"] = f"{lon - 0.2},{lat - 0.2},{lon + 0.2},{lat + 0.2}"
        return self._places(self._get(parameters))

    def reverse(self, latitude: float, longitude: float) -> FoundPlace | None:
        parameters = {
            "lat": latitude,
            "lon": longitude,
            "format": "jsonv2",
            "addressdetails": 1,
            "zoom": 18,
        }
        data = self._get(parameters, path="reverse", seconds=REVERSE_SECONDS)
        # Where there is nothing, the service says so under "error".
        found = self._places([] if isinstance(data, dict) and "error" in data else [data])
        return found[0] if found else None

    @staticmethod
    def _places(data: Any) -> list[FoundPlace]:
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
                    street=str((row.get("address") or {}).get("road", "")),
                )
                for row in data
            ]
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise GeocoderUnavailable from error


def geocoder() -> Geocoder | None:
    """Return the geocoder of the setting ``CIVIC_PAGES["GEOCODER"]``, or ``None``."""
    path = conf.get("GEOCODER")
    return import_string(path)() if path else None


def address_at(latitude: float, longitude: float, *, territory: Territory) -> FoundPlace | None:
    """Return the address at a point; ``None`` where none is near, or outside the perimeter's box.

    Asked to the nearest metre, so that going back and forth asks nobody twice.

    Raises:
        GeocoderUnavailable: there is none, it does not know addresses of points, or does not answer.
    """
    if territory.perimeter is not None:
        west, south, east, north = territory.perimeter.bounds
        if not (south <= latitude <= north and west <= longitude <= east):
            return None
    reverse = getattr(geocoder(), "reverse", None)
    if reverse is None:
        raise GeocoderUnavailable
    found: FoundPlace | None = reverse(round(latitude, 5), round(longitude, 5))
    if found is None:
        return None
    away = metres_between((latitude, longitude), (found.latitude, found.longitude))
    return found if away <= NEAR_METRES else None
