"""Map and point picker in a real browser, on a page that holds nothing else, with a false API."""

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import translation
from playwright.sync_api import Browser, Page, expect

from tests.blocks.map_cases import HOMES, PERIMETER, PINS, render_field, render_map
from tests.serving import serving


STATIC = Path(__file__).resolve().parents[2] / "civic_blocks" / "static"
PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Map</title>
<link rel="icon" href="data:,">
<meta http-equiv="Content-Security-Policy" content="default-src 'self'; img-src 'self' data:">
<link rel="stylesheet" href="/host.css">
<link rel="stylesheet" href="/civic_blocks/css/blocks.css">
<script type="module" src="/civic_blocks/js/elements/civic-map.js"></script>
<script type="module" src="/civic_blocks/js/elements/civic-point-picker.js"></script>
</head>
<body><main><h1>Les Groues</h1>{content}<p><a href="#end">After</a></p></main></body>
</html>"""

# What any host page sets around blocks.
HOST_CSS = """
*, *::before, *::after { box-sizing: border-box }
body { margin: 0; padding: 1rem; background: var(--civic-color-bg); color: var(--civic-color-text); font-family: sans-serif }
a:not([class*=button]) { color: var(--civic-color-link) }
.civic-sr-only { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%) }
"""

pytestmark = pytest.mark.browser


def feature(longitude: float, latitude: float, **properties: object) -> dict[str, object]:
    point = {"type": "Point", "coordinates": [longitude, latitude]}
    return {"type": "Feature", "geometry": point, "properties": properties}


def pins(query: dict[str, list[str]]) -> dict[str, object]:
    """Answer as the pins API does: one cluster from far, pins and a stack from near."""
    assert len(query["bbox"][0].split(",")) == 4
    if int(query["zoom"][0]) < 16:
        features = [feature(2.2, 48.895, kind="cluster", count=1351, expansion_zoom=16)]
    else:
        items = [{"reference": f"R{n}", "title": f"Idée {n}", "url": f"/c/R{n}/"} for n in range(3)]
        features = [
            feature(2.2, 48.895, kind="stack", count=3, items=items),
            feature(
                2.201, 48.896, kind="pin", reference="R9", title="Une <b>fontaine</b>",
                url="/c/R9/", category="Nature", count=1,
            ),
        ]  # fmt: skip
    meta = {"total": 1391, "mapped": 1351, "unmapped": 40, "in_view": 1351, "truncated": False}
    return {"type": "FeatureCollection", "features": features, "meta": meta}


def places(query: dict[str, list[str]]) -> dict[str, object]:
    found = [
        {"label": "8 rue des Groues 92000 Nanterre", "latitude": 48.9, "longitude": 2.21},
        {"label": "Boulevard des Groues 92000 Nanterre", "latitude": 48.901, "longitude": 2.212},
    ]
    return {"results": found if "groues" in query["q"][0].lower() else []}


class Handler(SimpleHTTPRequestHandler):
    pages: dict[str, str] = {}
    asked: list[str] = []

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path in {"/pins", "/places"}:
            self.asked.append(self.path)
            answer = {"/pins": pins, "/places": places}[url.path](parse_qs(url.query))
            self.answer("application/json", json.dumps(answer))
        elif url.path in self.pages:
            self.answer(
                "text/css" if url.path.endswith(".css") else "text/html", self.pages[url.path]
            )
        else:
            super().do_GET()

    def answer(self, kind: str, text: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *args: object) -> None:
        """Keep the test's output clean."""


def whole_pages(language: str = "en") -> dict[str, str]:
    picker = {"perimeter": PERIMETER, "places_url": "/places?campaign=1"}
    sent = {"lieu_address": "Ici", "lieu_latitude": "48,9", "lieu_longitude": "2.21"}
    with translation.override(language):
        contents = {
            "/": render_map(PINS),
            "/legend": render_map(replace(PINS, categories=["Nature en ville", "Jeunes"])),
            "/tiles": render_map(PINS).replace(
                '"tileUrl": ""', '"tileUrl": "/none/{z}/{x}/{y}.png"'
            ),
            "/homes": render_map(HOMES),
            "/empty": render_map(None, live=False, points_of_interest=[]),
            "/picker": render_field(**picker),
            "/picker-bare": render_field(),
            "/picker-sent": render_field(sent, **picker),
            "/picker-error": render_field({**sent, "lieu_longitude": "x"}, **picker),
        }
    pages = {path: PAGE.format(language=language, content=html) for path, html in contents.items()}
    return {**pages, "/host.css": HOST_CSS}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    handler = type("PageHandler", (Handler,), {"pages": whole_pages()})
    with serving(partial(handler, directory=str(STATIC))) as origin:
        yield origin


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[object]:
    """Return a function that opens a page; the test fails on a script error or a request abroad."""
    contexts = []
    problems: list[str] = []

    def watch(request: object) -> None:
        if not request.url.startswith((address, "data:")):
            problems.append(f"request to {request.url}")

    def open_page(path: str = "/", width: int = 1280, **options: object) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, reduced_motion="reduce", **options
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.on("request", watch)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(f"{address}{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []


def canvas(page: Page):
    found = page.locator(".civic-map__canvas, .civic-picker__canvas")
    found.scroll_into_view_if_needed()
    expect(page.locator(".leaflet-control-zoom")).to_be_visible()
    return found


def address_input(page: Page):
    """Go to the address, as the Tab key does: it is a combobox as soon as that is of use."""
    page.locator("[name=lieu_address]").focus()
    return page.get_by_role("combobox", name="Address or place")


def expect_a_point(page: Page) -> None:
    """Wait for a point: what places it may still be on its way when one comes to the map."""
    expect(page.locator("[name=lieu_longitude]")).not_to_have_value("")


def value(page: Page, part: str) -> str:
    return page.locator(f"[name=lieu_{part}]").input_value()


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path", ["/", "/homes", "/empty", "/picker", "/picker-bare", "/picker-error"]
)
def test_axe_finds_nothing_and_nothing_overflows(visit, path, width, scheme):
    page = visit(path, width, color_scheme=scheme)
    canvas(page)
    page.wait_for_load_state("networkidle")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_cluster_comes_nearer_with_the_keyboard_and_a_stack_opens_and_gives_focus_back(visit):
    page = visit("/")
    canvas(page)
    cluster = page.get_by_role("button", name="1,351 contributions, zoom in")
    cluster.focus()
    page.keyboard.press("Enter")
    stack = page.get_by_role("button", name="3 contributions at this place")
    expect(stack).to_be_visible()
    # First of what the cluster held, in the order of reading.
    expect(page.get_by_role("button", name="Une <b>fontaine</b>")).to_be_focused()
    stack.focus()
    page.keyboard.press("Space")
    popup = page.get_by_role("dialog")
    expect(popup.get_by_role("link")).to_have_count(3)
    expect(popup.get_by_role("link").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(popup).to_have_count(0)
    expect(stack).to_be_focused()
    expect(page.locator(".civic-map__status")).to_have_text(
        "1,351 shown on the map, 40 without a place, 4 in view."
    )


def test_a_pin_tells_its_title_as_text_and_closes_by_its_button(visit):
    page = visit("/")
    canvas(page)
    page.get_by_role("button", name="1,351 contributions, zoom in").click()
    page.get_by_role("button", name="Une <b>fontaine</b>").click()
    popup = page.get_by_role("dialog", name="Une <b>fontaine</b>")
    expect(popup.get_by_role("link")).to_have_attribute("href", "/c/R9/")
    assert popup.locator("b").count() == 0
    popup.get_by_role("button", name="Close").click()
    expect(popup).to_have_count(0)


def test_every_target_is_at_least_24_pixels(visit):
    page = visit("/", 390)
    canvas(page)
    page.get_by_role("button", name="1,351 contributions, zoom in").click()
    page.get_by_role("button", name="3 contributions at this place").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    for box in page.locator(".civic-map__canvas :is([role=button], button)").all():
        bounds = box.bounding_box()
        assert min(bounds["width"], bounds["height"]) >= 24


def test_moving_away_asks_again_and_a_redraw_keeps_the_focus(visit):
    page = visit("/")
    canvas(page)
    pin = page.get_by_role("button", name="Maison du projet")
    pin.focus()
    with page.expect_response("**/pins?*"):
        for _step in range(3):
            page.evaluate("document.querySelector('.leaflet-control-zoom-out').click()")
    expect(pin).to_be_focused()
    # Drawn, not only answered: going back before would rightly ask nothing.
    page.wait_for_timeout(500)
    cluster = page.get_by_role("button", name="1,351 contributions, zoom in")
    cluster.focus()
    with page.expect_response("**/pins?*"):
        for _step in range(3):
            page.evaluate("document.querySelector('.leaflet-control-zoom-in').click()")
    expect(cluster).to_be_focused()


def test_where_the_api_fails_the_pins_of_the_page_stay_and_it_is_said(visit):
    page = visit("/empty")
    page.route("**/pins?*", lambda route: route.fulfill(status=503, body="{}"))
    page.goto(page.url.replace("/empty", "/"))
    canvas(page)
    expect(page.get_by_role("status")).to_contain_text("could not be updated")
    first = page.get_by_role("button", name="Un banc rue 1 (Nature en ville)", exact=True)
    expect(first).to_be_visible()
    assert page.locator(".civic-map__canvas [data-place^=pin]").count() == 19


def test_where_leaflet_fails_the_list_is_all_there_is(visit):
    page = visit("/empty")
    page.route("**/leaflet.js", lambda route: route.abort())
    page.goto(page.url.replace("/empty", "/"))
    expect(page.locator(".civic-map__view")).to_be_hidden()
    expect(page.get_by_role("link", name="Un banc rue 1", exact=True)).to_be_visible()


def test_the_wheel_scrolls_the_page_until_the_map_is_meant(visit):
    page = visit("/", 390)
    place = canvas(page).bounding_box()
    page.mouse.move(place["x"] + 150, place["y"] + 300)
    before = page.evaluate("scrollY")
    page.mouse.wheel(0, -80)
    page.wait_for_function("before => scrollY < before", arg=before)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator(".civic-map__canvas").focus()
    still = page.evaluate("scrollY")
    with page.expect_response("**/pins?*"):
        page.mouse.wheel(0, -400)
    assert page.evaluate("scrollY") == still


def test_one_finger_scrolls_the_page_over_a_map_that_was_not_touched(visit):
    page = visit("/", 390, has_touch=True, is_mobile=True)
    place = canvas(page)
    assert "pan" in place.evaluate("node => getComputedStyle(node).touchAction")
    place.tap(position={"x": 30, "y": 300})
    assert place.evaluate("node => getComputedStyle(node).touchAction") == "none"


def test_homes_are_areas_with_their_numbers_and_no_button_and_no_request(visit):
    page = visit("/homes")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    canvas(page)
    expect(page.locator("path.civic-map__area")).to_have_count(3)
    expect(page.get_by_text("240 (240 answers in this area)")).to_have_count(1)
    assert page.locator(".civic-map__canvas [data-place]:not([data-place^=interest])").count() == 0
    assert not [url for url in asked if "/pins" in url]


def test_one_may_skip_the_map(visit):
    page = visit("/")
    canvas(page)
    page.locator(".civic-map__skip").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="After")).to_be_focused()


def test_the_words_come_before_the_map_and_need_no_javascript(visit):
    page = visit("/", java_script_enabled=False)
    assert page.locator(".civic-map__view").is_hidden()
    assert page.locator(".civic-map__list a").count() == 14
    assert page.evaluate(
        "document.querySelector('.civic-map__list').compareDocumentPosition("
        "document.querySelector('.civic-map__view')) & 4"
    )


def test_far_below_the_fold_no_map_is_loaded(visit):
    page = visit("/host.css")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.route(
        "**/host.css",
        lambda route: route.fulfill(body="h1 { margin-bottom: 4000px }", content_type="text/css"),
    )
    page.goto(page.url.replace("/host.css", "/"), wait_until="networkidle")
    assert not [url for url in asked if "leaflet" in url or "/pins" in url]


def test_a_point_is_placed_in_the_middle_with_the_keyboard(visit):
    page = visit("/picker")
    canvas(page).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect_a_point(page)
    first = (float(value(page, "latitude")), float(value(page, "longitude")))
    assert 48.87 < first[0] < 48.92
    expect(page.get_by_role("status")).to_contain_text("It is inside the area")
    for _step in range(6):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    assert float(value(page, "longitude")) > first[1] + 0.02
    expect(page.get_by_role("status")).to_contain_text("outside the area")
    assert len(value(page, "latitude").split(".")[1]) == 6


def test_a_click_places_the_point_and_a_button_removes_it(visit):
    page = visit("/picker", 390)
    canvas(page).click(position={"x": 100, "y": 200})
    expect_a_point(page)
    expect(page.locator(".civic-map__pin")).to_have_count(1)
    page.get_by_role("button", name="Remove the point").click()
    assert (value(page, "latitude"), value(page, "longitude")) == ("", "")
    expect(page.locator(".civic-map__pin")).to_have_count(0)
    expect(page.locator(".civic-picker__canvas")).to_be_focused()


def test_an_address_is_chosen_with_the_keyboard_and_places_the_point(visit):
    page = visit("/picker")
    canvas(page)
    search = address_input(page)
    search.press_sequentially("rue des groues")
    expect(page.get_by_role("option")).to_have_count(2)
    expect(page.get_by_role("status")).to_contain_text("2 addresses found")
    search.press("ArrowDown")
    search.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_have_text(
        "Boulevard des Groues 92000 Nanterre"
    )
    assert Axe().run(page).violations_count == 0
    search.press("Enter")
    assert search.input_value() == "Boulevard des Groues 92000 Nanterre"
    assert (value(page, "latitude"), value(page, "longitude")) == ("48.901000", "2.212000")
    search.fill("8 rue des groues")
    page.get_by_role("option").first.click()
    assert value(page, "latitude") == "48.900000"


def test_an_address_never_moves_a_point_placed_by_hand(visit):
    page = visit("/picker")
    canvas(page).click(position={"x": 300, "y": 200})
    expect_a_point(page)
    placed = value(page, "latitude")
    address_input(page).press_sequentially("groues")
    page.get_by_role("option").first.click()
    assert value(page, "latitude") == placed
    expect(page.get_by_role("status")).to_contain_text("Your point stays where you placed it")


def test_an_address_search_that_is_down_takes_nothing_away(visit):
    page = visit("/picker")
    canvas(page)
    page.route("**/places?*", lambda route: route.abort())
    search = address_input(page)
    search.press_sequentially("rue des groues")
    expect(page.get_by_role("status")).to_contain_text("does not answer")
    assert search.input_value() == "rue des groues"
    page.unroute("**/places?*")
    search.fill("nowhere")
    expect(page.get_by_role("status")).to_have_text("No address found.")


def test_my_position_is_asked_for_by_its_button_only(visit):
    where = {"latitude": 48.9, "longitude": 2.2}
    page = visit("/picker", permissions=["geolocation"], geolocation=where)
    canvas(page)
    assert value(page, "latitude") == ""
    page.get_by_role("button", name="My position").click()
    expect(page.locator("[name=lieu_latitude]")).to_have_value("48.900000")
    # Where no street is known its coordinates are a sentence of their own.
    expect(page.get_by_role("status")).to_contain_text(" m. Latitude 48.90000, longitude 2.20000.")


def test_a_position_that_comes_late_moves_no_point_that_was_placed_meanwhile(visit):
    page = visit("/picker-sent")
    # A device that takes its time; `position` is what it says in the end.
    page.evaluate("""navigator.geolocation.getCurrentPosition = (found) => {
        globalThis.position = () => found({ coords: { latitude: 48.91, longitude: 2.22, accuracy: 10 } });
    }""")
    where = canvas(page)
    locate = page.get_by_role("button", name="My position")
    locate.click()
    where.click(position={"x": 60, "y": 60})
    expect(page.locator("[name=lieu_latitude]")).not_to_have_value("48,9")
    placed = value(page, "latitude"), value(page, "longitude")
    page.evaluate("position()")
    assert (value(page, "latitude"), value(page, "longitude")) == placed
    assert value(page, "provenance") == ""
    # Where nobody placed anything since, it is what was asked for, whatever was there before.
    locate.click()
    page.evaluate("position()")
    expect(page.locator("[name=lieu_latitude]")).to_have_value("48.910000")


def test_what_was_sent_comes_back_placed(visit):
    page = visit("/picker-sent")
    canvas(page)
    expect(page.locator(".civic-map__pin")).to_be_in_viewport()
    assert value(page, "latitude") == "48,9"
    assert value(page, "address") == "Ici"
    page.locator("[name=lieu_longitude]").fill("")
    page.locator("[name=lieu_longitude]").blur()
    expect(page.locator(".civic-map__pin")).to_have_count(0)


def test_without_javascript_three_labelled_inputs_remain(visit):
    page = visit("/picker-bare", java_script_enabled=False)
    assert page.get_by_label("Address or place").is_visible()
    page.get_by_text("Give the latitude and the longitude").click()
    assert page.get_by_label("Latitude").is_visible()
    assert page.locator(".civic-picker__view").is_hidden()


def test_an_element_moved_in_the_page_still_has_its_map(visit):
    page = visit("/picker-sent")
    canvas(page)
    page.evaluate(
        "document.querySelector('main').append(document.querySelector('civic-point-picker'))"
    )
    canvas(page)
    expect(page.locator(".civic-map__pin")).to_have_count(1)
    expect(page.locator(".leaflet-control-zoom")).to_have_count(1)
