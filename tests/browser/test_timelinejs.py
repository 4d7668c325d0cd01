"""What we export is shown by TimelineJS itself (npm: @knight-lab/timelinejs, installed by .ci/timelinejs)."""

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from civic_blocks.blocks.timeline import TimelineBlock
from civic_blocks.timelinejs.reading import read
from civic_blocks.timelinejs.writing import write
from tests.blocks.timeline_cases import ERAS, MILESTONES, RICH, FakeCampaign, timeline
from tests.serving import serving


ROOT = Path(__file__).resolve().parents[2]
DIST = Path(os.environ.get("TIMELINEJS", ROOT / "var" / "timelinejs" / "dist"))
DATA = ROOT.parent / "shared" / "data"
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>TimelineJS</title>
<link rel="stylesheet" href="/css/timeline.css"><script src="/js/timeline.js"></script>
<div id="timeline" style="width: 1200px; height: 700px"></div>
<script>window.timeline = new TL.Timeline("timeline", %s, {script_path: new URL("/js/", location).href});</script></html>"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not DIST.exists(), reason="TimelineJS is not here: run .ci/timelinejs"),
]


class Handler(SimpleHTTPRequestHandler):
    page = b""

    def do_GET(self) -> None:
        if self.path != "/":
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.page)

    def log_message(self, *args: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def shown(browser: Browser) -> Iterator[Any]:
    """Return a function that shows a document in TimelineJS and returns the page."""
    contexts: list[Any] = []
    servers = ExitStack()

    def show(document: dict[str, Any]) -> Any:
        script = json.dumps(document).replace("</", "<\\/")
        handler = type("PageHandler", (Handler,), {"page": (PAGE % script).encode()})
        origin = servers.enter_context(serving(partial(handler, directory=str(DIST))))
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        contexts.append(context)
        # Only our own server is asked: videos and pictures elsewhere are not what is tested.
        context.route(lambda url: "127.0.0.1" not in url, lambda route: route.abort())
        page = context.new_page()
        page.goto(f"{origin}/")
        page.wait_for_selector(".tl-timemarker", state="attached", timeout=30_000)
        return page

    with servers:
        yield show
        for context in contexts:
            context.close()


def test_timelinejs_shows_our_export_with_groups_and_eras(shown):
    value = timeline([*MILESTONES, RICH], eras=ERAS)
    steps = value.steps(FakeCampaign())
    page = shown(write("Les Groues", steps, value.eras(), introduction="<p>Bonjour</p>"))
    dated = [step for step in steps if step.start or step.end]
    assert page.locator(".tl-timemarker").count() == len(dated)
    assert page.locator(".tl-timeera").count() == 2
    headlines = page.locator(".tl-headline").all_text_contents()
    for step in dated:
        assert any(step.title in headline for headline in headlines)
    assert page.locator(".tl-message-error, .tl-error").count() == 0


@pytest.mark.parametrize("name", ["houston", "user-interface"])
def test_a_real_timeline_that_was_imported_is_shown_again(shown, name):
    path = DATA / f"timelinejs-{name}.json"
    if not path.exists():
        pytest.skip(f"{path} is not on this machine")
    found = read(json.loads(path.read_text()), base="https://timeline.knightlab.com")
    value = TimelineBlock().to_python(found.block_value())
    page = shown(write(found.title, value.steps(None), [], introduction=found.introduction))
    assert page.locator(".tl-timemarker").count() == len(found.milestones)
    assert page.locator(".tl-headline").first.text_content().strip() == found.title
