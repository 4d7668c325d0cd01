"""Errors of every route of the API: a route that is new is asked by itself."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver

from civic_api import urls
from civic_api.base import CivicView
from civic_api.views import not_found
from civic_pages.testing import CampaignFactory
from tests.access.keys import key_for, staff
from tests.api.conftest import ROOT, is_problem


pytestmark = pytest.mark.django_db
API = "/api/civic/"
VALUES = {"int": "1", "str": "nothing", "uuid": "0b0c5a52-2a0e-4a53-8d3c-5a4f0a1b2c3d", "path": "x"}
METHODS = ("get", "post", "put", "patch", "delete")


def found(patterns: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        path = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from found(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern) and pattern.callback is not not_found:
            yield path, pattern.callback


ROUTES = dict(found(urls.urlpatterns))
READ = {path for path, callback in ROUTES.items() if hasattr(callback.cls, "get")}
SENT = {
    path: [m for m in ("post", "put", "patch") if hasattr(callback.cls, m)]
    for path, callback in ROUTES.items()
    if any(hasattr(callback.cls, m) for m in ("post", "put", "patch"))
}


class KnownClient(Client):
    """Brings a key where one is asked for before anything else."""

    key = ""

    def generic(self, method: str, path: str, *args: Any, **options: Any) -> Any:
        if "/staff/" in path:
            known = {"authorization": f"Bearer {self.key}", **(options.pop("headers", None) or {})}
            options["headers"] = known
        return super().generic(method, path, *args, **options)


@pytest.fixture
def client(db: None) -> Client:
    known = KnownClient()
    known.key = key_for(staff("admin"))
    return known


def filled(route: str, **values: str) -> str:
    named = {**VALUES, **values}
    return API + re.sub(r"<(\w+):\w+>", lambda found: named[found[1]], route)


def test_there_are_routes() -> None:
    assert len(ROUTES) > 40
    assert all(issubclass(each.cls, CivicView) or "Spectacular" in str(each.cls.__mro__) for each in ROUTES.values())  # fmt: skip


@pytest.mark.parametrize("route", ["", "nothing", "v1/", "v1/nothing/", "v2/campaigns/", "ogc/x/y"])
@pytest.mark.parametrize("method", METHODS)
def test_what_is_no_route_is_a_problem(client: Client, route: str, method: str) -> None:
    answer = getattr(Client(enforce_csrf_checks=True), method)(f"{API}{route}")
    assert is_problem(answer, 404)["type"].endswith(":not-found")


@pytest.mark.parametrize("route", sorted(path for path in ROUTES if "<int:" in path))
@pytest.mark.parametrize("value", ["abc", "-1", "9" * 5000, "9" * 30, "1%00", "٣"])
def test_what_is_no_number_is_nothing(client: Client, route: str, value: str) -> None:
    answer = client.get(filled(route, int=value))
    assert answer.status_code in {404, 405}
    is_problem(answer, answer.status_code)


@pytest.mark.parametrize("route", sorted(path for path in ROUTES if "<str:" in path))
@pytest.mark.parametrize("value", ["a%00b", "%ff%fe", "..%2f..", "x" * 5000, "%F0%9F%98%80"])
def test_names_that_nothing_has_are_problems(client: Client, route: str, value: str) -> None:
    answer = client.get(filled(route, str=value))
    assert answer.status_code in {404, 405}
    is_problem(answer, answer.status_code)


@pytest.mark.parametrize("route", sorted(ROUTES))
def test_another_method_is_a_problem_that_says_which_there_are(client: Client, route: str) -> None:
    callback = ROUTES[route]
    for method in METHODS:
        if hasattr(callback.cls, method):
            continue
        for query in ("", "?format=&flag=&q=%00"):
            address = filled(route) + query
            answer = client.generic(method.upper(), address, "{}", "application/json")
            is_problem(answer, 405)
        assert method.upper() not in answer["Allow"]
        assert "OPTIONS" in answer["Allow"]


@pytest.mark.parametrize("route", sorted(READ))
def test_a_form_that_is_not_there_is_a_problem(client: Client, route: str) -> None:
    answer = client.get(filled(route), headers={"accept": "image/x-nothing"})
    # Tiles, files and the document are sent whatever is asked for.
    is_file = "mvt" in route or "/file" in route
    assert answer.status_code in ({406, 404, 200} if is_file else {406})
    if answer.status_code != 200:
        is_problem(answer, answer.status_code)


@pytest.mark.parametrize("route", sorted(READ))
@pytest.mark.parametrize("query", ["nothing=1", "%00", "q=%00", "%ff=%fe", "a[]=1&b=%"])
def test_a_query_that_means_nothing_is_a_problem(client: Client, route: str, query: str) -> None:
    answer = client.get(f"{filled(route)}?{query}")
    if "Spectacular" in str(ROUTES[route].cls.__mro__) and "%00" not in query:
        assert answer.status_code == 200
        return
    is_problem(answer, 400)


BODIES = {
    "no JSON": b"{",
    "nothing": b" ",
    "no UTF-8": b'{"a": "\xff"}',
    "NUL": b'{"a": "\\u0000"}',
    "half a character": b'{"a": "\\ud800"}',
    "no number": b'{"a": NaN}',
    "too deep": b"[" * 100_000 + b"]" * 100_000,
}


@pytest.mark.parametrize("route", sorted(SENT))
@pytest.mark.parametrize("body", BODIES)
def test_a_body_that_cannot_be_read_is_a_problem(client: Client, route: str, body: str) -> None:
    for method in SENT[route]:
        headers = {"Idempotency-Key": "0123456789abcdef"}
        answer = getattr(client, method)(
            filled(route), BODIES[body], content_type="application/json", headers=headers
        )
        # What is not there, or not for whoever asks, is said before anything is read.
        assert answer.status_code in {400, 401, 403, 404, 415, 422}
        is_problem(answer, answer.status_code)


def test_bodies_are_read_where_there_is_something(client: Client) -> None:
    CampaignFactory(open=True)
    for name, body in BODIES.items():
        answer = client.post(
            f"{ROOT}/contributions/",
            body,
            content_type="application/json",
            headers={"Idempotency-Key": "0123456789abcdef"},
        )
        assert is_problem(answer, 400)["detail"], name


@pytest.mark.parametrize("number", [str(2**63), "1e400", "-1", "1.5", "true", "null", "9" * 5000])
def test_a_number_beyond_all_is_a_problem(client: Client, number: str) -> None:
    answer = client.post(
        f"{ROOT}/contributions/",
        f'{{"campaign": {number}, "form": "x", "answers": {{}}}}',
        content_type="application/json",
        headers={"Idempotency-Key": "0123456789abcdef"},
    )
    assert answer.status_code in {400, 422}
    is_problem(answer, answer.status_code)


def test_a_body_beyond_the_limit_is_too_large(client: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    body = json.dumps({"campaign": 1, "form": "x" * 1000, "answers": {}})
    answer = client.post(
        f"{ROOT}/contributions/",
        body,
        content_type="application/json",
        headers={"Idempotency-Key": "0123456789abcdef"},
    )
    is_problem(answer, 413)


@pytest.mark.parametrize("route", sorted(SENT))
def test_another_media_type_is_a_problem(client: Client, route: str) -> None:
    for method in SENT[route]:
        headers = {"Idempotency-Key": "0123456789abcdef"}
        answer = getattr(client, method)(
            filled(route), b"<a/>", content_type="application/xml", headers=headers
        )
        assert answer.status_code in {401, 403, 404, 415}
        is_problem(answer, answer.status_code)


@pytest.mark.parametrize("scope", ["read", "tiles", "places", "export", "workbook"])
def test_too_much_is_a_problem_that_says_when_to_come_back(
    client: Client, settings: Any, scope: str
) -> None:
    settings.CIVIC_API = {"THROTTLE_RATES": {scope: "1/min"}}
    routes = [path for path in READ if getattr(ROUTES[path].cls, "throttle_scope", "") == scope]
    assert routes
    for route in routes:
        client.get(filled(route))
        answer = client.get(filled(route))
        is_problem(answer, 429)
        assert 0 < int(answer["Retry-After"]) <= 60


def test_our_own_mistake_is_a_problem_that_tells_nothing(
    settings: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    settings.DEBUG = False
    # The outside fails: the database's answer is not what anybody foresaw.
    monkeypatch.setattr("civic_api.v1.campaigns.public_campaigns", lambda: 1 / 0)
    client = Client(raise_request_exception=False)
    answer = client.get(f"{ROOT}/campaigns/")
    told = is_problem(answer, 500)
    assert told["type"].endswith(":server-error")
    assert "zero" not in json.dumps(told)
    assert answer["Cache-Control"] == "no-store"
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize(("language", "word"), [("fr", "adresse"), ("en", "address")])
@pytest.mark.parametrize("path", ["v1/nothing/", "nothing", "v1/campaigns/99999999/timeline/x/"])
def test_what_is_wrong_is_said_in_the_language_asked_for(
    client: Client, language: str, word: str, path: str
) -> None:
    answer = client.get(f"{API}{path}", headers={"accept-language": language})
    assert word in is_problem(answer, 404)["detail"]
    assert answer["Content-Language"] == language
    assert "Accept-Language" in answer["Vary"]


def test_a_host_that_is_not_ours_is_a_problem(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["example.org"]
    is_problem(Client().get(f"{ROOT}/campaigns/", headers={"host": "evil.example"}), 400)


@pytest.mark.parametrize("route", sorted(ROUTES))
def test_every_route_says_its_methods_and_nothing_else(client: Client, route: str) -> None:
    answer = client.options(filled(route))
    assert answer.status_code == 204
    assert answer.content == b""
    assert "OPTIONS" in answer["Allow"]
