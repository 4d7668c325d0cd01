"""Addresses found by our server: a fake service at the network's edge, and one that is down."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from civic_pages.participation.models import Contribution, ExactLocation
from civic_pages.testing import INSIDE, OUTSIDE, CampaignFactory
from tests.api.conftest import ROOT, is_problem
from tests.participation.test_submission import answers
from tests.serving import serving


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
        self.paths: list[str] = []
        self.body: bytes | None = None


@pytest.fixture
def service(settings: Any) -> Iterator[Service]:
    state = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked.append(parse_qs(urlsplit(self.path).query))
            nominatim = [
                {"display_name": p["properties"]["label"], "lat": str(p["geometry"]["coordinates"][1]),
                 "lon": str(p["geometry"]["coordinates"][0]), "addresstype": "building", "importance": 0.5,
                 "address": {"road": "Rue Henri Barbusse"}}
                for p in state.places
            ]  # fmt: skip
            state.paths.append(urlsplit(self.path).path)
            reply: Any = {"type": "FeatureCollection", "features": state.places}
            if "format" in state.asked[-1]:
                # Asked for one point, Nominatim gives one object, or an error and not an empty list.
                none: Any = {"error": "Unable to geocode"}
                one = nominatim[0] if nominatim else none
                reply = one if state.paths[-1].endswith("/reverse") else nominatim
            self.send_response(state.status)
            self.end_headers()
            self.wfile.write(state.body or json.dumps(reply).encode())

        def log_message(self, *args: Any) -> None:
            """Stay silent."""

    with serving(Handler) as origin:
        settings.CIVIC_PAGES = {
            **settings.CIVIC_PAGES,
            "GEOCODER": f"{GEOCODERS}.GeoplateformeGeocoder",
            "GEOCODER_URL": f"{origin}/search",
        }
        yield state


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


BOTH = pytest.mark.parametrize("name", ["GeoplateformeGeocoder", "NominatimGeocoder"])


def use(settings: Any, name: str) -> None:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "GEOCODER": f"{GEOCODERS}.{name}"}


@BOTH
def test_the_street_of_a_found_address_is_kept_for_the_team(
    client: Any, campaign: Any, service: Service, settings: Any, name: str
) -> None:
    use(settings, name)
    client.post(campaign.url, answers(**ADDRESS_ONLY))
    assert ExactLocation.objects.get().street == "Rue Henri Barbusse"


@pytest.mark.parametrize(
    ("properties", "street"),
    [
        ({"street": "Rue Henri Barbusse"}, "Rue Henri Barbusse"),
        ({"type": "street", "name": "Rue de la Paix", "housenumber": None}, "Rue de la Paix"),
        ({"type": "municipality", "name": "Nanterre"}, ""),
        ({"type": "locality", "name": "Les Groues"}, ""),
    ],
    ids=["named", "street", "town", "hamlet"],
)
def test_a_street_is_read_of_what_has_one(
    client: Any, campaign: Any, service: Service, properties: dict[str, Any], street: str
) -> None:
    service.places[0]["properties"].update(properties)
    client.post(campaign.url, answers(**ADDRESS_ONLY))
    assert ExactLocation.objects.get().street == street


@BOTH
def test_the_address_at_a_point_is_told_and_asked_for_once(
    client: Any, campaign: Any, service: Service, settings: Any, name: str
) -> None:
    use(settings, name)
    url = f"{ROOT}/campaigns/{campaign.pk}/places/"
    for latitude in (INSIDE[0], INSIDE[0] + 0.000001):
        response = client.get(url, {"lat": latitude, "lon": INSIDE[1]})
        (place,) = response.json()["results"]
        assert place["street"] == "Rue Henri Barbusse"
        assert place["label"] == "12 Rue Henri Barbusse 92000 Nanterre"
        assert response["Cache-Control"].startswith("private")
    assert service.paths == ["/reverse"]


@BOTH
def test_a_point_without_an_address_near_has_none(
    client: Any, campaign: Any, service: Service, settings: Any, name: str
) -> None:
    use(settings, name)
    url = f"{ROOT}/campaigns/{campaign.pk}/places/"
    far = client.get(url, {"lat": INSIDE[0] + 0.01, "lon": INSIDE[1]})
    assert far.json() == {"results": []}
    service.places = []
    assert client.get(url, {"lat": INSIDE[0], "lon": INSIDE[1]}).json() == {"results": []}


def test_outside_of_the_perimeter_nobody_is_asked_for_an_address(
    client: Any, campaign: Any, service: Service
) -> None:
    url = f"{ROOT}/campaigns/{campaign.pk}/places/"
    response = client.get(url, {"lat": OUTSIDE[0], "lon": OUTSIDE[1]})
    assert response.json() == {"results": []}
    assert service.asked == []


@pytest.mark.parametrize(
    "query",
    [{"lat": "48.9"}, {"lon": "2.2"}, {"lat": "nord", "lon": "2.2"}, {"lat": "nan", "lon": "2.2"},
     {"lat": "91", "lon": "2.2"}, {"lat": "48.9", "lon": "inf"}, {"lat": "48.9", "lon": "2.2", "q": "12 rue"}],
    ids=lambda query: "&".join(f"{name}={value}" for name, value in query.items()),
)  # fmt: skip
def test_half_a_point_is_none(
    client: Any, campaign: Any, service: Service, query: dict[str, str]
) -> None:
    is_problem(client.get(f"{ROOT}/campaigns/{campaign.pk}/places/", query), 400)
    assert service.asked == []


class SearchOnly:
    """A geocoder of a host's own, from before points had addresses."""

    def search(self, query: str, *, near: Any = None, limit: int = 5) -> list[Any]:
        return []


def test_a_geocoder_that_knows_no_addresses_of_points_still_serves(
    client: Any, campaign: Any, settings: Any
) -> None:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "GEOCODER": f"{__name__}.SearchOnly"}
    url = f"{ROOT}/campaigns/{campaign.pk}/places/"
    assert client.get(url, {"q": "12 rue Henri"}).json() == {"results": []}
    is_problem(client.get(url, {"lat": INSIDE[0], "lon": INSIDE[1]}), 503)
    assert '"reverse_url": ""' in client.get(campaign.url).content.decode()


def test_a_failure_is_logged_without_the_point(
    client: Any, campaign: Any, service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    service.status = 500
    url = f"{ROOT}/campaigns/{campaign.pk}/places/"
    with caplog.at_level("WARNING", logger="civic_pages"):
        is_problem(client.get(url, {"lat": "48.89213", "lon": "2.20621"}), 503)
    told = [record.getMessage() for record in caplog.records if record.name.startswith("civic")]
    assert told
    assert not [text for text in told if "89213" in text or "20621" in text]
