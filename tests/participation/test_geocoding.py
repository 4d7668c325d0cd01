"""Addresses found by our server: a fake service at the network's edge, and one that is down."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from civic_pages.participation.models import Contribution, ExactLocation
from civic_pages.testing import INSIDE, OUTSIDE, CampaignFactory
from tests.api.conftest import ROOT, is_problem
from tests.participation.test_submission import answers


pytestmark = pytest.mark.django_db
GEOCODERS = "civic_pages.participation.geo.geocoders"


def feature(label: str, latitude: float, longitude: float) -> dict[str, Any]:
    """Return a reply of the Géoplateforme, as recorded."""
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
        "properties": {
            "label": label, "score": 0.97, "housenumber": "12", "id": "92050_4390_00012",
            "name": "12 Rue Henri Barbusse", "postcode": "92000", "citycode": "92050",
            "city": "Nanterre", "context": "92, Hauts-de-Seine, Île-de-France", "type": "housenumber",
        },
    }  # fmt: skip


class Service:
    """A geocoder that answers what it is told to, and remembers what it was asked."""

    def __init__(self) -> None:
        self.status, self.places = 200, [feature("12 Rue Henri Barbusse 92000 Nanterre", *INSIDE)]
        self.asked: list[dict[str, list[str]]] = []
        self.body: bytes | None = None


@pytest.fixture
def service(settings: Any) -> Iterator[Service]:
    state = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked.append(parse_qs(urlsplit(self.path).query))
            nominatim = [
                {"display_name": p["properties"]["label"], "lat": str(p["geometry"]["coordinates"][1]),
                 "lon": str(p["geometry"]["coordinates"][0]), "addresstype": "building", "importance": 0.5}
                for p in state.places
            ]  # fmt: skip
            is_nominatim = "format" in state.asked[-1]
            reply = (
                nominatim
                if is_nominatim
                else {"type": "FeatureCollection", "features": state.places}
            )
            self.send_response(state.status)
            self.end_headers()
            self.wfile.write(state.body or json.dumps(reply).encode())

        def log_message(self, *args: Any) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    settings.CIVIC_PAGES = {
        **settings.CIVIC_PAGES,
        "GEOCODER": f"{GEOCODERS}.GeoplateformeGeocoder",
        "GEOCODER_URL": f"http://127.0.0.1:{server.server_port}/search",
    }
    yield state
    server.shutdown()
    server.server_close()


@pytest.fixture
def campaign(db: None) -> Any:
    return CampaignFactory(open=True)


ADDRESS_ONLY = {"lieu_latitude": "", "lieu_longitude": "", "lieu_address": "12 rue Henri Barbusse"}


def test_an_address_without_a_point_is_found_by_the_server(
    client: Any, campaign: Any, service: Service
) -> None:
    assert client.post(campaign.url, answers(**ADDRESS_ONLY)).status_code == 303
    place = ExactLocation.objects.get()
    assert (place.latitude, place.longitude) == INSIDE
    assert (place.provenance, place.address) == ("geocoded", "12 rue Henri Barbusse")
    assert service.asked[0]["q"] == ["12 rue Henri Barbusse"]


def test_a_point_that_was_placed_is_never_geocoded_over(
    client: Any, campaign: Any, service: Service
) -> None:
    client.post(campaign.url, answers(lieu_latitude="48.9", lieu_longitude="2.2"))
    assert service.asked == []
    assert ExactLocation.objects.get().provenance == "placed"


def test_an_address_outside_is_refused_beside_its_field(
    client: Any, campaign: Any, service: Service
) -> None:
    service.places = [feature("Paris", *OUTSIDE)]
    response = client.post(campaign.url, answers(**ADDRESS_ONLY))
    assert response.status_code == 422
    assert "12 rue Henri Barbusse" in response.content.decode()


@pytest.mark.parametrize(
    ("status", "body"), [(500, None), (429, None), (200, b"not json"), (200, b"[]")]
)
def test_a_service_that_fails_keeps_nobody_from_contributing(
    client: Any, campaign: Any, service: Service, status: int, body: bytes | None
) -> None:
    service.status, service.body = status, body
    assert client.post(campaign.url, answers(**ADDRESS_ONLY)).status_code == 303
    place = ExactLocation.objects.get()
    assert (place.latitude, place.provenance) == (None, "typed")
    assert not Contribution.objects.get().is_mapped


def test_a_service_that_failed_is_left_alone_for_a_while(
    client: Any, campaign: Any, service: Service
) -> None:
    service.status = 500
    for _turn in range(3):
        client.post(campaign.url, answers(**ADDRESS_ONLY))
    assert len(service.asked) == 1


@pytest.mark.parametrize("name", ["GeoplateformeGeocoder", "NominatimGeocoder"])
def test_the_api_searches_and_remembers(
    client: Any, campaign: Any, service: Service, settings: Any, name: str
) -> None:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "GEOCODER": f"{GEOCODERS}.{name}"}
    url = f"{ROOT}/campaigns/{campaign.pk}/places/"
    for _turn in range(2):
        (place,) = client.get(url, {"q": "12 rue Henri"}).json()["results"]
        assert (place["latitude"], place["longitude"], place["kind"]) == (*INSIDE, "housenumber")
    assert len(service.asked) == 1


def test_without_a_service_the_api_says_so(client: Any, campaign: Any, settings: Any) -> None:
    url = f"{ROOT}/campaigns/{campaign.pk}/places/"
    is_problem(client.get(url, {"q": "12 rue Henri"}), 503)
    is_problem(client.get(url, {"q": "1"}), 400)
