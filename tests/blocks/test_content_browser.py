"""The blocks of text and media in a real browser, on a page that holds nothing else."""

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import translation
from playwright.sync_api import Browser, Page

from civic_blocks.fields import CivicStreamBlock
from tests.serving import serving


STATIC = Path(__file__).resolve().parents[2] / "civic_blocks" / "static"
BLOCKS = (
    "contributions_list",
    "key_figures",
    "text",
    "quote",
    "image",
    "documents",
    "call_to_action",
    "faq",
    "video",
)
POLICY = "default-src 'self'; frame-src https://player.vimeo.com"
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Blocks</title>
<meta http-equiv="Content-Security-Policy" content="{policy}">
<link rel="stylesheet" href="/static/civic_blocks/css/blocks.css">
<script type="module" src="/static/civic_blocks/js/elements/civic-video.js"></script>
</head>
<body class="civic-preview"><main><h1>The square</h1>{content}</main></body>
</html>"""

pytestmark = pytest.mark.browser


class Handler(SimpleHTTPRequestHandler):
    page = b""

    def do_GET(self) -> None:
        if self.path != "/":
            self.path = self.path.removeprefix("/static")
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.page)

    def log_message(self, *args: object) -> None:
        """Keep the test's output clean."""


def whole_page() -> str:
    known = CivicStreamBlock().child_blocks
    with translation.override("en"):
        content = "".join(
            known[name].render(
                known[name].get_preview_value(), {"block_def": known[name], "id": name}
            )
            for name in BLOCKS
        )
    return PAGE.format(content=content, policy=POLICY)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    handler = type("PageHandler", (Handler,), {"page": whole_page().encode()})
    with serving(partial(handler, directory=str(STATIC))) as origin:
        yield f"{origin}/"


def visit(browser: Browser, address: str, **options: Any) -> tuple[Page, list[str]]:
    """Open the page; return it with the addresses it asks of anyone else, and its problems."""
    page = browser.new_page(**options)
    page.set_default_timeout(20_000)
    noted: list[str] = []

    def abroad(route: Any) -> None:
        if route.request.url.startswith(address):
            route.continue_()
            return
        noted.append(route.request.url)
        route.fulfill(status=200, content_type="text/html", body="<!doctype html><title>V</title>")

    page.route("**/*", abroad)
    page.on("pageerror", lambda error: noted.append(str(error)))
    page.on("console", lambda message: message.type == "error" and noted.append(message.text))
    page.goto(address)
    return page, noted


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_overflows(browser, address, width, scheme):
    size = {"width": width, "height": 900}
    page, noted = visit(browser, address, viewport=size, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert noted == []
    page.close()


def test_the_video_is_asked_for_only_when_the_visitor_says_so(browser, address):
    page, noted = visit(browser, address)
    button = page.get_by_role("button", name="Watch the video (Vimeo receives your address)")
    button.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    assert noted == []
    button.focus()
    page.keyboard.press("Enter")
    frame = page.locator("civic-video iframe")
    frame.wait_for()
    page.wait_for_load_state("networkidle")
    assert noted == ["https://player.vimeo.com/video/76979871?autoplay=1"]
    assert frame.get_attribute("title") == "The project in two minutes"
    assert page.evaluate("document.activeElement.localName") == "iframe"
    assert Axe().run(page).violations_count == 0
    page.close()


def test_without_javascript_the_video_is_a_link(browser, address):
    page, noted = visit(browser, address, java_script_enabled=False)
    assert page.get_by_role("link", name="Watch the video on Vimeo").is_visible()
    assert page.get_by_role("button").count() == 0
    assert noted == []
    page.close()


def test_an_element_moved_in_the_page_keeps_one_button(browser, address):
    page, _noted = visit(browser, address)
    page.evaluate("document.querySelector('main').append(document.querySelector('civic-video'))")
    assert page.locator("civic-video button").count() == 1
    page.close()
