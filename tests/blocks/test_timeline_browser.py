"""The horizontal view of the timeline in a real browser, on a page that holds nothing else."""

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import translation
from playwright.sync_api import Browser, Page

from tests.blocks.timeline_cases import (
    ERAS,
    MILESTONES,
    OPEN_ACTION,
    RICH,
    FakeCampaign,
    render,
    timeline,
)
from tests.serving import serving


STATIC = Path(__file__).resolve().parents[2] / "civic_blocks" / "static"
PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Timeline</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'self'">
<link rel="stylesheet" href="/host.css">
<link rel="stylesheet" href="/civic_blocks/css/blocks.css">
<script type="module" src="/civic_blocks/js/elements/civic-timeline.js"></script>
</head>
<body><main><h1>Les Groues</h1>{content}<p id="contribution-form-1">Form</p></main></body>
</html>"""

# What any host page sets around blocks.
HOST_CSS = """
body { background: var(--civic-color-bg); color: var(--civic-color-text); font-family: sans-serif }
a:not([class*=button]) { color: var(--civic-color-link) }
"""

pytestmark = pytest.mark.browser


class Handler(SimpleHTTPRequestHandler):
    page = rich_page = b""

    def do_GET(self) -> None:
        if self.path not in {"/", "/rich", "/host.css"}:
            super().do_GET()
            return
        self.send_response(200)
        is_page = self.path != "/host.css"
        self.send_header("Content-Type", f"text/{'html' if is_page else 'css'}; charset=utf-8")
        self.end_headers()
        pages = {"/": self.page, "/rich": self.rich_page, "/host.css": HOST_CSS.encode()}
        self.wfile.write(pages[self.path])

    def log_message(self, *args: object) -> None:
        """Keep the test's output clean."""


def whole_page(language: str = "en", *, rich: bool = False) -> str:
    with translation.override(language):
        value = timeline([*MILESTONES, RICH], eras=ERAS) if rich else timeline(MILESTONES)
        content = render(value, page=FakeCampaign(actions=[OPEN_ACTION]))
    return PAGE.format(language=language, content=content)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    pages = {"page": whole_page().encode(), "rich_page": whole_page(rich=True).encode()}
    handler = type("PageHandler", (Handler,), pages)
    with serving(partial(handler, directory=str(STATIC))) as origin:
        yield f"{origin}/"


def visit(browser: Browser, address: str, width: int, **options: object) -> Page:
    page = browser.new_page(
        viewport={"width": width, "height": 900}, reduced_motion="reduce", **options
    )
    page.set_default_timeout(20_000)
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on(
        "console",
        lambda message: (
            message.type == "error"
            and "404" not in message.text
            and page.problems.append(message.text)
        ),
    )
    page.goto(address)
    return page


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.innerText.split('\\n').at(-2) ?? ''")


def selected_title(page: Page) -> str:
    return page.locator(".civic-timeline__step[data-selected] .civic-timeline__title").inner_text()


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_overflows(browser, address, width, scheme):
    page = visit(browser, address, width, color_scheme=scheme)
    assert page.locator(".civic-timeline__step").count() == 8
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.problems == []
    page.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_no_two_steps_overlap_and_time_runs_one_way(browser, address, width):
    page = visit(browser, address, width)
    for _zoom in range(3):
        boxes = [step.bounding_box() for step in page.locator(".civic-timeline__step").all()]
        ends = [box["x"] + box["width"] for box in boxes]
        assert all(end <= box["x"] for end, box in zip(ends, boxes[1:], strict=False))
        page.get_by_role("button", name="Zoom in").click(force=True)
    page.close()


def test_today_stands_between_what_has_begun_and_what_has_not(browser, address):
    page = visit(browser, address, 1280)
    today = page.locator(".civic-timeline__today").bounding_box()["x"]
    dots = [dot.bounding_box()["x"] for dot in page.locator(".civic-timeline__dot").all()]
    assert dots[3] < today < dots[4]
    page.close()


def test_the_keyboard_walks_the_track_and_enter_leads_to_the_text(browser, address):
    page = visit(browser, address, 1280)
    assert selected_title(page) == "Proposer et débattre"
    page.get_by_role("button", name="Zoom in").focus()
    page.keyboard.press("Tab")
    assert focused(page) == "Proposer et débattre"
    page.keyboard.press("ArrowRight")
    assert focused(page) == selected_title(page) == "Atelier du quartier Université"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert focused(page) == "Réunion publique d'ouverture"
    page.keyboard.press("Home")
    assert focused(page) == "S'informer"
    page.keyboard.press("ArrowLeft")
    assert focused(page) == "S'informer"
    page.keyboard.press("End")
    assert focused(page) == "Pose de la première pierre"
    assert page.locator(".civic-timeline__step[tabindex='0']").count() == 1
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "step-milestone-eeeeeeee"
    assert page.url.endswith("#step-milestone-eeeeeeee")
    assert page.locator("#step-milestone-eeeeeeee").is_visible()
    page.close()


def test_previous_and_next_say_where_they_lead_and_stop_at_the_ends(browser, address):
    page = visit(browser, address, 390)
    following = page.get_by_role("button", name="Next step")
    following.click()
    assert "Atelier du quartier Université" in page.get_by_role("status").inner_text()
    assert "Postponed" in page.get_by_role("status").inner_text()
    for _step in range(10):
        following.click(force=True)
    assert following.get_attribute("aria-disabled") == "true"
    assert selected_title(page) == "Pose de la première pierre"
    card = page.locator(".civic-timeline__step[data-selected]").bounding_box()
    assert card["x"] >= 0
    assert card["x"] + card["width"] <= 390
    page.close()


def test_a_touch_on_a_step_leads_to_its_text(browser, address):
    page = visit(browser, address, 390, has_touch=True)
    page.locator(".civic-timeline__step").nth(2).tap()
    box = page.locator("#step-phase-2").bounding_box()
    assert 0 <= box["y"] < 900
    page.close()


def test_a_link_to_a_step_selects_it(browser, address):
    page = visit(browser, f"{address}#step-phase-3", 1280)
    assert selected_title(page) == "Étude par les services"
    page.close()


def test_the_list_keeps_every_word_with_and_without_javascript(browser, address):
    page = visit(browser, address, 1280)
    plain = visit(browser, address, 1280, java_script_enabled=False)
    assert plain.locator(".civic-timeline__view").count() == 0
    with_view, without = (each.locator("ol").inner_text() for each in (page, plain))
    assert with_view == without
    page.close()
    plain.close()


def test_an_element_moved_in_the_page_has_one_view(browser, address):
    page = visit(browser, address, 1280)
    page.evaluate("document.querySelector('main').append(document.querySelector('civic-timeline'))")
    assert page.locator(".civic-timeline__view").count() == 1
    page.close()


def test_right_to_left_arrows_follow_what_one_sees(browser, address):
    page = visit(browser, address, 1280)
    page.evaluate("document.documentElement.dir = 'rtl'")
    page.locator(".civic-timeline__step[data-selected]").focus()
    page.keyboard.press("ArrowLeft")
    assert selected_title(page) == "Atelier du quartier Université"
    page.close()


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_step_with_all_that_it_can_say_has_no_fault_and_does_not_overflow(
    browser, address, width, scheme
):
    page = visit(browser, f"{address}rich", width, color_scheme=scheme)
    assert page.locator(".civic-timeline__step").count() == 9
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.problems == []


def test_eras_are_bands_behind_the_steps_and_stay_in_the_list(browser, address):
    page = visit(browser, f"{address}rich", 1280)
    bands = page.locator(".civic-timeline__era")
    assert bands.all_inner_texts() == ["Mandat 2020–2026", "Travaux"]
    boxes = [band.bounding_box() for band in bands.all()]
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
    assert page.locator(".civic-timeline__eras").inner_text().startswith("Mandat 2020–2026 2020")
