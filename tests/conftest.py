"""Fixtures of the whole suite. The test client is a linter: see ``StrictClient``."""

import gc
import os
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models.signals import post_save
from django.test import Client
from django.utils import translation
from modelsearch.index import get_indexed_models
from modelsearch.signal_handlers import post_save_signal_handler
from playwright.sync_api import Browser, sync_playwright
from wagtail.signal_handlers import disable_reference_index_auto_update

from civic_pages.testing import ensure_wagtail_rows, portal
from tests.quick_flush.management.commands.flush import remember


# Playwright's synchronous API runs an event loop in this thread; Django would refuse its ORM there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

EVENT_HANDLER = "on"
UNRENDERED = ("{{", "}}", "{%", "%}")


CANDIDATES = (
    *("chromium-headless-shell", "chromium", "chromium-browser"),
    *("google-chrome", "google-chrome-stable"),
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    # Debian's asks for it, and without a graphics card the processor does it.
    "--disable-gpu-rasterization",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str:
    """Return the path of a Chromium: $CHROMIUM, or the first one found."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CANDIDATES)), None)
    if not found:
        pytest.fail("No Chromium: install one (apt-get install chromium) or set CHROMIUM.")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()


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
    text, titles = soup.get_text(), soup.find_all("h1")
    for mark in UNRENDERED:
        assert mark not in text, f"{where}: unrendered {mark}"
    assert len(titles) == 1, f"{where}: {len(titles)} h1"
    assert soup.html is not None
    assert soup.html.get("lang"), f"{where}: no language"


# Half a minute of processor and more each.
LONGEST = {"test_hosts.py", "test_nothing_leaks.py", "test_demo.py", "test_home_paths.py"}


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what drives a browser as it is found: ``-m`` looks before the hook below runs."""
    if "browser" in getattr(item, "fixturenames", ()):
        item.add_marker(pytest.mark.browser)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run what flushes the database last, whatever the random order: Wagtail's root rows go.

    What takes longest comes first, so that no worker is left with it when the others are done.
    """

    def flushes(item: pytest.Item) -> bool:
        marker = item.get_closest_marker("django_db")
        fixtures = getattr(item, "fixturenames", ())
        return bool(
            (marker and marker.kwargs.get("transaction"))
            or "transactional_db" in fixtures
            or "live_server" in fixtures
        )

    items.sort(key=lambda item: (item.path.name not in LONGEST, flushes(item)))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Look for garbage less often, and not in what was there before the first test: 6 % of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave races to a database that several connections write to at once."""
    if item.get_closest_marker("postgresql") and connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer: nothing to race")


@pytest.fixture
def client() -> StrictClient:
    return StrictClient()


DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Make the portal once for all tests: nearly each of them needs one."""
    with django_db_blocker.unblock():
        portal()
        remember(DEFAULT_DB_ALIAS)


@pytest.fixture(scope="session", autouse=True)
def _no_indexes() -> Iterator[None]:
    """Keep no index of what the editor's search finds and of which page uses what: Wagtail's own."""
    for model in get_indexed_models():
        post_save.disconnect(post_save_signal_handler, sender=model)
    with disable_reference_index_auto_update():
        yield


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
def _own_language() -> None:
    """Begin in the language of the site: a request of a test before this one left its own."""
    translation.deactivate()


@pytest.fixture(scope="session")
def media_places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return folders that nobody has made yet: few of seven thousand tests write a file."""
    base = tmp_path_factory.mktemp("media")
    return (base / str(number) for number in count())


@pytest.fixture(autouse=True)
def _own_media(settings: Any, media_places: Iterator[Path]) -> None:
    place = next(media_places)
    settings.MEDIA_ROOT = str(place / "media")
    private = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(place / "private")},
    }
    settings.STORAGES = {**settings.STORAGES, "civic_private": private}
