"""Fixtures of the whole suite. The test client is a linter: see ``StrictClient``."""

from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.test import Client

from civic_pages.testing import ensure_wagtail_rows


EVENT_HANDLER = "on"
UNRENDERED = ("{{", "}}", "{%", "%}")


class StrictClient(Client):
    """Fails on HTML that breaks our own rules, whichever test asked for it.

    Public pages: no inline script, style attribute or event handler, no unrendered template tag,
    exactly one h1, a language. Wagtail's admin is its own authors' business.
    """

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        path = request.get("PATH_INFO", "")
        kind = response.headers.get("Content-Type", "")
        ours = kind.startswith("text/html") and not path.startswith(("/admin/", "/api/"))
        if ours and getattr(response, "content", b""):
            check_html(response.content.decode(), path)
        return response


def check_html(html: str, where: str) -> None:
    """Assert the rules of ``StrictClient`` on a whole page."""
    soup = BeautifulSoup(html, "html.parser")
    for script in soup.find_all("script"):
        is_data = script.get("type") in {"application/json", "application/ld+json"}
        assert script.get("src") or is_data, f"{where}: inline script {script}"
    for tag in soup.find_all(True):
        assert "style" not in tag.attrs, f"{where}: style attribute in {tag.name}"
        handlers = [name for name in tag.attrs if name.startswith(EVENT_HANDLER)]
        assert not handlers, f"{where}: {handlers} in {tag.name}"
    for data in soup.find_all("script"):
        data.decompose()
    for mark in UNRENDERED:
        assert mark not in soup.get_text(), f"{where}: unrendered {mark}"
    assert len(soup.find_all("h1")) == 1, f"{where}: {len(soup.find_all('h1'))} h1"
    assert soup.html is not None
    assert soup.html.get("lang"), f"{where}: no language"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run what flushes the database last, whatever the random order: Wagtail's root rows go."""

    def flushes(item: pytest.Item) -> bool:
        marker = item.get_closest_marker("django_db")
        fixtures = getattr(item, "fixturenames", ())
        return bool(
            (marker and marker.kwargs.get("transaction"))
            or "transactional_db" in fixtures
            or "live_server" in fixtures
        )

    items.sort(key=flushes)


@pytest.fixture
def client() -> StrictClient:
    return StrictClient()


DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}


@pytest.fixture(autouse=True)
def _wagtail_rows(request: pytest.FixtureRequest) -> None:
    """Put back what a transactional test before this one has flushed."""
    marker = request.node.get_closest_marker("django_db")
    if marker or DATABASE_FIXTURES & set(request.fixturenames):
        is_transactional = (marker and marker.kwargs.get("transaction")) or (
            {"transactional_db", "live_server"} & set(request.fixturenames)
        )
        request.getfixturevalue("transactional_db" if is_transactional else "db")
        ensure_wagtail_rows()


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _own_media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "media")
