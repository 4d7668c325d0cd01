"""A real Chromium, at a phone's and a desk's width, with and without JavaScript."""

from collections.abc import Callable, Iterator
from threading import Lock
from time import monotonic, sleep
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.signals import request_finished, request_started
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect


# As long as an action waits: what a busy machine is late with is there in the end.
expect.set_options(timeout=20_000)
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


class Traffic:
    """Counts what the server is answering, so that a test ends after its last request does."""

    QUIET, PATIENCE = 0.08, 10.0  # seconds

    def __init__(self) -> None:
        self.under_way, self.last, self.lock = 0, 0.0, Lock()

    def __enter__(self) -> "Traffic":
        request_started.connect(self._begin)
        request_finished.connect(self._end)
        return self

    def __exit__(self, *_error: object) -> None:
        request_started.disconnect(self._begin)
        request_finished.disconnect(self._end)

    def _begin(self, **_kwargs: Any) -> None:
        with self.lock:
            self.under_way, self.last = self.under_way + 1, monotonic()

    def _end(self, **_kwargs: Any) -> None:
        with self.lock:
            self.under_way, self.last = max(0, self.under_way - 1), monotonic()

    def settle(self) -> None:
        """Wait until nothing has been answered for a moment."""
        began = self.last = monotonic()
        while monotonic() - began < self.PATIENCE:
            if not self.under_way and monotonic() - self.last >= self.QUIET:
                return
            sleep(0.02)


@pytest.fixture
def new_page(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page; the test fails on a script error or a request abroad."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    known = [live_server.url, "data:", "blob:"]

    def note_foreign(request: Any) -> None:
        if not request.url.startswith(tuple(known)):
            problems.append(f"request to {request.url}")

    def open_page(
        *,
        javascript: bool = True,
        viewport: Any = None,
        admin: bool = False,
        origin: str = "",
        **options: Any,
    ) -> Page:
        known.extend([origin] if origin else [])
        context = browser.new_context(
            base_url=live_server.url,
            java_script_enabled=javascript,
            viewport=viewport or DESK,
            locale="fr-FR",
            timezone_id="Europe/Paris",
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        if not admin:
            page.on("request", note_foreign)
            page.on("pageerror", lambda error: problems.append(f"script error {error}"))
        return page

    with Traffic() as traffic:
        yield open_page
        for context in contexts:
            for page in context.pages:
                # What a page sends as it is left goes out now, not while the tables are emptied.
                page.goto("about:blank")
            context.close()
        traffic.settle()
    assert problems == []


def check_accessibility(page: Page, *, include: str | None = None) -> None:
    """Fail with axe's report where it finds anything, at the page's present state and width."""
    # A link just clicked has its address before it has a document: axe would judge an empty one.
    page.wait_for_load_state()
    found = Axe().run(page, context=include)
    violations = [
        f"{v['id']}: {v['help']} — {[node['target'] for node in v['nodes']][:4]}"
        for v in found.response["violations"]
    ]
    assert violations == [], f"{page.url}: {violations}"


@pytest.fixture
def logged_in(new_page: Callable[..., Page], live_server: Any) -> Callable[..., Page]:
    """Return a function that opens an empty page as a user who has logged in before."""

    def log_in(username: str, *, javascript: bool = True) -> Page:
        page = new_page(admin=True, javascript=javascript)
        client = Client()
        client.force_login(get_user_model().objects.get(username=username))
        name = settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
        page.context.add_cookies([cookie])
        return page

    return log_in
