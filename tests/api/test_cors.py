"""Other origins: those that are named, with every method, and never with cookies."""

from typing import Any

import pytest
from django.test import Client

from tests.api.conftest import ROOT
from tests.api.test_problems import ROUTES, filled


pytestmark = pytest.mark.django_db
APP = "https://app.example.org"


def named_by_a_site(request: Any) -> list[str]:
    """Stand in for what names origins by site."""
    return [f"https://{request.get_host()}.example", "null", "*"]


@pytest.fixture(autouse=True)
def _named(settings: Any) -> None:
    settings.CIVIC_API = {
        "CORS_ALLOWED_ORIGINS": [APP, "null"],
        "CORS_ORIGIN_SOURCES": [f"{__name__}.named_by_a_site"],
    }


@pytest.mark.parametrize("route", sorted(ROUTES))
def test_every_route_answers_a_preflight(client: Client, route: str) -> None:
    asked = {
        "Origin": APP,
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": "x-civic-token, if-match",
    }
    answer = client.options(filled(route), headers=asked)
    assert answer.status_code == 204
    assert answer["Access-Control-Allow-Origin"] == APP
    for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
        assert method in answer["Access-Control-Allow-Methods"]
    for header in ("X-Civic-Token", "Idempotency-Key", "If-Match"):
        assert header in answer["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer
    assert {"Origin", "Access-Control-Request-Method"} <= set(answer["Vary"].split(", "))


@pytest.mark.parametrize("origin", ["null", "*", "https://evil.example", f"{APP}.evil.example", ""])
@pytest.mark.parametrize("method", ["get", "options"])
def test_nobody_else_is_let_in(client: Client, origin: str, method: str) -> None:
    asked = {"Origin": origin, "Access-Control-Request-Method": "GET"}
    answer = getattr(client, method)(f"{ROOT}/campaigns/", headers=asked)
    assert "Access-Control-Allow-Origin" not in answer
    assert "Origin" in answer["Vary"]


def test_a_site_names_origins_too(client: Client) -> None:
    origin = "https://testserver.example"
    answer = client.get(f"{ROOT}/campaigns/", headers={"Origin": origin})
    assert answer["Access-Control-Allow-Origin"] == origin


@pytest.mark.parametrize("path", ["/campaigns/99999/", "/nothing/", "/campaigns/?x=1"])
def test_errors_can_be_read_too(client: Client, path: str) -> None:
    answer = client.get(f"{ROOT}{path}", headers={"Origin": APP})
    assert answer.status_code >= 400
    assert answer["Access-Control-Allow-Origin"] == APP
    assert "Retry-After" in answer["Access-Control-Expose-Headers"]


def test_what_did_not_change_can_be_read_too(client: Client) -> None:
    tag = client.get(f"{ROOT}/campaigns/")["ETag"]
    answer = client.get(f"{ROOT}/campaigns/", headers={"Origin": APP, "If-None-Match": tag})
    assert answer.status_code == 304
    assert answer["Access-Control-Allow-Origin"] == APP
