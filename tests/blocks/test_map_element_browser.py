"""The map element alone in a real browser: what it asks for, draws, says and gives back."""

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from tests.blocks.test_map_browser import address, canvas, feature, visit


__all__ = ["address", "visit"]

pytestmark = pytest.mark.browser

NEAR, EAST = (2.2, 48.895), (2.212, 48.893)


def answer(*features: dict[str, Any], **meta: Any) -> dict[str, Any]:
    told = {"total": 60, "mapped": 50, "unmapped": 10, "in_view": 50, "truncated": False, **meta}
    return {"type": "FeatureCollection", "features": list(features), "meta": told}


def cluster(count: int, place: tuple[float, float] = NEAR, zoom: int = 17) -> dict[str, Any]:
    return feature(*place, kind="cluster", count=count, expansion_zoom=zoom)


def pin(number: int, place: tuple[float, float] = NEAR, **properties: Any) -> dict[str, Any]:
    known = {"reference": f"R{number}", "title": f"Idée {number}", "url": f"/c/R{number}/"}
    return feature(*place, kind="pin", count=1, **{"category": "Nature", **known, **properties})


class Pins:
    """Stands for the pins API of a page: remembers what it was asked, answers what it is told to."""

    def __init__(self, page: Page, answers: Callable[[dict[str, list[str]]], Any]) -> None:
        self.asked: list[dict[str, list[str]]] = []
        self.answers = answers
        page.route("**/pins?*", self._answer)

    def _answer(self, route: Route) -> None:
        query = parse_qs(urlsplit(route.request.url).query)
        self.asked.append(query)
        given = self.answers(query)
        if isinstance(given, int):
            route.fulfill(status=given, body="{}")
        elif given is None:
            route.abort()
        else:
            route.fulfill(body=json.dumps(given), content_type="application/geo+json")


def open_map(
    visit: Any,
    answers: Callable[[dict[str, list[str]]], Any],
    width: int = 1280,
    path: str = "/",
    **options: Any,
) -> tuple[Page, Pins]:
    """Open the page with this API, at its map."""
    page = visit("/host.css", width, **options)
    pins = Pins(page, answers)
    page.goto(page.url.replace("/host.css", path))
    canvas(page)
    return page, pins


def settled(page: Page) -> None:
    """Wait until the map is drawn and asks for nothing."""
    page.wait_for_function(
        "() => document.querySelector('[data-drawn]')"
        " && !document.querySelector('.civic-map__canvas[aria-busy]')"
    )


def zoom(page: Page, way: str) -> None:
    page.evaluate(f"document.querySelector('.leaflet-control-zoom-{way}').click()")


def status(page: Page) -> Any:
    return page.locator(".civic-map__status")


def element(page: Page, script: str) -> Any:
    """Return what a function of the element answers."""
    return page.evaluate(f"(() => {{ const map = document.querySelector('civic-map'); {script} }})()")  # fmt: skip


def test_a_view_is_asked_for_once_in_whole_tiles(visit):
    page, pins = open_map(visit, lambda query: answer(cluster(50)))
    settled(page)
    (query,) = pins.asked
    west, south, east, north = map(float, query["bbox"][0].split(","))
    level = int(query["zoom"][0])
    for longitude in (west, east):
        column = (longitude / 360 + 0.5) * 2**level
        assert abs(column - round(column)) < 0.001
    assert all(west < longitude < east for longitude in (2.17, 2.235))
    assert all(south < latitude < north for latitude in (48.875, 48.915))


def test_nothing_is_asked_while_the_view_stays_in_what_was_answered(visit):
    covered = {"bbox": [2, 48.7, 2.4, 49]}
    page, pins = open_map(visit, lambda query: answer(cluster(50)) | covered)
    settled(page)
    asked = len(pins.asked)
    page.locator(".civic-map__canvas").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)
    assert len(pins.asked) == asked
    for _step in range(20):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)
    settled(page)
    assert len(pins.asked) == asked + 1


def test_a_truncated_answer_holds_for_no_nearer_view(visit):
    page, pins = open_map(visit, lambda query: answer(cluster(50), truncated=True))
    settled(page)
    expect(status(page)).to_contain_text("smaller groups")
    zoom(page, "in")
    page.wait_for_timeout(400)
    settled(page)
    assert len(pins.asked) == 2


def test_what_is_drawn_stays_until_the_answer_is_there_and_then_only_differences_change(visit):
    page, pins = open_map(visit, lambda query: answer(cluster(50), pin(1, EAST)))
    settled(page)
    kept = page.get_by_role("button", name="Idée 1")
    kept.focus()
    kept.evaluate("node => { node.isTheSame = true }")
    pins.answers = lambda query: answer(pin(1, EAST), pin(2))
    element(page, "map.query = 'kind=collective'")
    expect(page.get_by_role("button", name="Idée 2")).to_be_visible()
    expect(page.get_by_role("button", name="50 contributions")).to_have_count(0)
    expect(kept).to_be_focused()
    assert kept.evaluate("node => node.isTheSame")


def test_an_open_popup_survives_a_new_answer_while_the_map_moves(visit):
    page, pins = open_map(visit, lambda query: answer(pin(1), pin(2, EAST)))
    settled(page)
    page.get_by_role("button", name="Idée 1").click()
    dialog = page.get_by_role("dialog", name="Idée 1 (Nature)")
    link = dialog.get_by_role("link")
    expect(link).to_be_focused()
    for _step in range(2):
        zoom(page, "out")
    page.wait_for_timeout(500)
    settled(page)
    assert len(pins.asked) > 1
    expect(link).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name="Idée 1")).to_be_focused()


def test_buttons_come_in_the_order_of_reading(visit):
    page, _pins = open_map(
        visit,
        lambda query: answer(
            pin(4, (2.22, 48.885)), pin(2, (2.21, 48.9051)), pin(3, (2.19, 48.885)), pin(1, (2.19, 48.905))
        ),
    )  # fmt: skip
    settled(page)
    names = page.locator(".civic-map__pin--pin").evaluate_all(
        "all => all.map((node) => node.title)"
    )
    assert names == [f"Idée {number} (Nature)" for number in (1, 2, 3, 4)]
    first = page.locator(".civic-map__pin--pin").first
    assert first.evaluate("node => node.localName") == "button"
    first.focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Idée 2")).to_be_focused()


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_a_cluster_leads_to_the_first_of_what_it_held(visit, key):
    def answers(query):
        return answer(pin(1), pin(2, (2.2003, 48.8949))) if int(query["zoom"][0]) > 16 else answer(cluster(50))  # fmt: skip

    page, _pins = open_map(visit, answers)
    settled(page)
    page.get_by_role("button", name="50 contributions, zoom in").focus()
    page.keyboard.press(key)
    expect(page.get_by_role("button", name="Idée 1")).to_be_focused()
    assert element(page, "return map.view.zoom") == 17
    expect(status(page)).to_have_text("50 shown on the map, 10 without a place, 2 in view.")


def test_an_old_question_is_given_up_and_a_late_answer_to_it_ignored(visit):
    waiting, given_up = [], []
    page = visit("/host.css")
    page.on("requestfailed", lambda request: given_up.append(urlsplit(request.url).query))

    def route(one: Route) -> None:
        if "old" in one.request.url:
            waiting.append(one)
        else:
            one.fulfill(body=json.dumps(answer(pin(2) if "new" in one.request.url else pin(3))))

    page.route("**/pins?*", route)
    page.goto(page.url.replace("/host.css", "/"))
    canvas(page)
    settled(page)
    with page.expect_request("**/pins?*old*"):
        element(page, "map.query = 'q=old'")
    element(page, "map.query = 'q=new'")
    expect(page.get_by_role("button", name="Idée 2")).to_be_visible()
    # The server need not finish what nobody waits for.
    assert ["q=old" in query for query in given_up] == [True]
    for one in waiting:
        one.fulfill(body=json.dumps(answer(pin(1))))
    page.wait_for_timeout(300)
    assert page.get_by_role("button", name="Idée 1").count() == 0
    assert page.get_by_role("button", name="Idée 2").count() == 1


def test_a_slow_answer_is_said_after_a_moment_and_moves_nothing(visit):
    waiting: list[Route] = []
    page = visit("/host.css")

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route("**/pins?*", hold)
    page.goto(page.url.replace("/host.css", "/"))
    place = canvas(page)
    expect(page.locator(".civic-map__canvas[aria-busy=true]")).to_have_count(1)
    expect(status(page)).to_have_text("Loading the map…")
    before = page.evaluate("document.documentElement.scrollHeight")
    # The pins of the page are there meanwhile.
    assert place.locator("[data-place^=pin]").count() == 19
    assert Axe().run(page).violations_count == 0
    waiting[0].fulfill(body=json.dumps(answer(cluster(50))))
    settled(page)
    expect(status(page)).to_contain_text("50 shown on the map")
    assert page.evaluate("document.documentElement.scrollHeight") == before


def test_offline_what_was_drawn_stays_and_it_goes_on_by_itself(visit):
    page, pins = open_map(visit, lambda query: answer(cluster(50)))
    settled(page)
    page.context.set_offline(True)
    pins.answers = lambda query: None
    element(page, "map.query = 'q=banc'")
    expect(status(page)).to_contain_text("could not be updated")
    expect(page.get_by_role("button", name="50 contributions")).to_be_visible()
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    assert Axe().run(page).violations_count == 0
    pins.answers = lambda query: answer(pin(1))
    page.context.set_offline(False)
    expect(page.get_by_role("button", name="Idée 1")).to_be_visible()
    expect(page.get_by_role("button", name="Try again")).to_be_hidden()
    expect(status(page)).to_contain_text("shown on the map")


def test_offline_what_is_not_loaded_yet_is_told_and_opens_once_there_is_a_network(visit):
    page, _pins = open_map(visit, lambda query: answer(pin(1)))
    settled(page)
    place = page.get_by_role("button", name="Idée 1")
    page.context.set_offline(True)
    place.click()
    expect(status(page)).to_contain_text("could not be updated")
    page.context.set_offline(False)
    expect(page.get_by_role("button", name="Try again")).to_be_hidden()
    page.context.set_offline(True)
    density = page.get_by_role("button", name="Density")
    density.click()
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    expect(density).to_have_attribute("aria-pressed", "false")
    expect(place).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_role("button", name="Try again")).to_be_hidden()
    place.click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_one_may_try_again_with_the_keyboard(visit):
    page, pins = open_map(visit, lambda query: 503)
    again = page.get_by_role("button", name="Try again")
    again.focus()
    pins.answers = lambda query: answer(pin(1))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Idée 1")).to_be_visible()
    expect(page.locator(".civic-map__canvas")).to_be_focused()


def test_a_stack_lists_its_links_and_leads_to_all_of_them(visit):
    items = [{"reference": f"R{n}", "title": f"Idée {n}", "url": f"/c/R{n}/"} for n in range(3)]
    stack = feature(*NEAR, kind="stack", count=24, items=items)
    page, _pins = open_map(visit, lambda query: answer(stack), 320)
    settled(page)
    element(page, "map.query = 'kind=collective'")
    settled(page)
    page.get_by_role("button", name="24 contributions at this place").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("listitem")).to_have_count(3)
    link = dialog.get_by_role("link", name="See all 24 contributions")
    found = parse_qs(urlsplit(link.get_attribute("href")).query)
    west, south, east, north = map(float, found["bbox"][0].split(","))
    assert found["kind"] == ["collective"]
    assert west < NEAR[0] < east
    assert south < NEAR[1] < north
    assert east - west < 0.0001
    assert Axe().run(page).violations_count == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_pins_are_drawn_as_the_legend_says(visit):
    page, _pins = open_map(visit, lambda query: answer(pin(1, category="Nature en ville")), path="/legend")  # fmt: skip
    settled(page)
    line = page.locator(".civic-map__legend li", has_text="Nature en ville")
    drawn = page.get_by_role("button", name="Idée 1")
    assert line.locator("path").get_attribute("d") == drawn.locator("path").get_attribute("d")
    colour = "node => getComputedStyle(node).getPropertyValue('--civic-map-colour')"
    assert line.locator(".civic-map__key").evaluate(colour) == drawn.evaluate(colour)


def test_how_many_are_in_view_is_about_as_many_where_a_cluster_is_half_outside(visit):
    place = (2.2007, 48.8952)
    covered = {"bbox": [2, 48.7, 2.4, 49]}
    page, _pins = open_map(visit, lambda query: answer(cluster(30, place)) | covered)
    settled(page)
    look = "document.querySelector('civic-map').view = {{ centre: [48.8952, {}], zoom: 16 }}"
    page.evaluate(look.format(place[0]))
    expect(status(page)).to_contain_text(", 30 in view.")
    width = page.locator(".civic-map__canvas").bounding_box()["width"]
    degrees = 360 / (256 * 2**16)
    # What it stands for lies within 64 px, and the border is 10 px beside it.
    page.evaluate(look.format(place[0] + (width / 2 - 10) * degrees))
    expect(status(page)).to_contain_text(", about 30 in view.")
    page.evaluate(look.format(place[0] + (width / 2 + 10) * degrees))
    expect(status(page)).to_contain_text(", about 0 in view.")
    page.evaluate(look.format(place[0] + (width / 2 + 100) * degrees))
    expect(status(page)).to_contain_text(", 0 in view.")


def test_totals_that_are_hidden_are_not_told(visit):
    hidden = {"total": None, "mapped": None, "unmapped": None, "in_view": None}
    page, _pins = open_map(visit, lambda query: answer(pin(1), **hidden))
    settled(page)
    expect(page.get_by_role("button", name="Idée 1")).to_be_visible()
    expect(status(page)).to_have_text("")


# The contract with pages that drive the map.


def test_a_page_filters_the_map_and_hears_of_it(visit):
    page, pins = open_map(visit, lambda query: answer(pin(1)))
    settled(page)
    element(page, "window.heard = []; for (const name of ['moved', 'loaded']) document.addEventListener(`civic-map:${name}`, (event) => heard.push([name, event.detail]))")  # fmt: skip
    element(page, "map.query = '?kind=collective&q=banc'")
    page.wait_for_function("() => heard.length === 1")
    assert pins.asked[-1]["kind"] == ["collective"]
    assert pins.asked[-1]["q"] == ["banc"]
    assert pins.asked[-1]["campaign"] == ["1"]
    ((name, detail),) = page.evaluate("heard")
    assert name == "loaded"
    assert (detail["mapped"], detail["unmapped"], len(detail["features"])) == (50, 10, 1)
    assert element(page, "return map.query") == "kind=collective&q=banc"


def test_a_page_moves_the_map_silently_and_hears_when_somebody_else_does(visit):
    page, _pins = open_map(visit, lambda query: answer(pin(1)))
    settled(page)
    element(page, "window.heard = []; document.addEventListener('civic-map:moved', (event) => heard.push(event.detail))")  # fmt: skip
    element(page, "map.view = {centre: [48.9, 2.21], zoom: 15}")
    view = element(page, "return map.view")
    assert (view["centre"], view["zoom"]) == ([pytest.approx(48.9, abs=1e-3), pytest.approx(2.21, abs=1e-3)], 15)  # fmt: skip
    west, south, east, north = view["bbox"]
    assert west < 2.21 < east
    assert south < 48.9 < north
    page.set_viewport_size({"width": 1000, "height": 900})
    page.wait_for_timeout(400)
    assert page.evaluate("heard") == []
    page.locator(".civic-map__canvas").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("() => heard.length === 1")
    assert page.evaluate("heard[0].centre[1]") < 2.21


def test_what_a_page_sets_before_the_map_is_there_holds(visit):
    page = visit("/host.css")
    pins = Pins(page, lambda query: answer(pin(1)))
    page.add_init_script(
        "document.addEventListener('DOMContentLoaded', () => {"
        " const map = document.querySelector('civic-map');"
        " if (map) { map.query = 'q=banc'; map.view = {centre: [48.9, 2.21], zoom: 16}; } })"
    )
    page.goto(page.url.replace("/host.css", "/"))
    canvas(page)
    settled(page)
    assert pins.asked[0]["q"] == ["banc"]
    assert pins.asked[0]["zoom"] == ["16"]


# Sectors, density, full screen.


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_sectors_are_shaded_named_and_explained(visit, width, scheme):
    page, _pins = open_map(visit, lambda query: answer(cluster(50)), width, color_scheme=scheme)
    button = page.get_by_role("button", name="By sector")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("path.civic-map__area--5")).to_have_count(1)
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Contributions", exact=True)).to_have_attribute("aria-pressed", "false")  # fmt: skip
    expect(page.locator(".leaflet-tooltip", has_text="Centre")).to_contain_text("230")
    expect(page.locator("[data-legend=sectors]")).to_contain_text("none")
    expect(page.locator("[data-legend=sectors]")).to_contain_text("230")
    expect(page.get_by_role("row", name="Centre 230 17%")).to_be_visible()
    expect(page.locator(".civic-map__cluster")).to_have_count(0)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Contributions", exact=True).click()
    expect(page.get_by_role("button", name="50 contributions")).to_be_visible()


def test_density_shades_squares_of_cells_and_tells_their_classes(visit):
    page, pins = open_map(visit, lambda query: answer(cluster(40), cluster(8, EAST), pin(1, (2.19, 48.905))))  # fmt: skip
    settled(page)
    page.get_by_role("button", name="Density").click()
    expect(page.locator("path.civic-map__area")).to_have_count(3)
    settled(page)
    assert int(pins.asked[-1]["zoom"][0]) == element(page, "return map.view.zoom") + 1
    classes = page.locator("[data-legend=density] li")
    expect(classes).to_have_text(["1", "8", "40"])
    expect(page.get_by_text("40 (40 in this square)")).to_have_count(1)
    assert Axe().run(page).violations_count == 0


def test_full_screen_keeps_the_focus_and_escape_leaves_it(visit):
    page, _pins = open_map(visit, lambda query: answer(pin(1)), 390)
    settled(page)
    button = page.get_by_role("button", name="Full screen")
    button.focus()
    page.keyboard.press("Enter")
    panel = page.locator(".civic-map__panel--full")
    expect(panel).to_be_visible()
    expect(button).to_be_focused()
    assert Axe().run(page).violations_count == 0
    page.evaluate("document.fullscreenElement && document.exitFullscreen()")
    expect(panel).to_have_count(0)
    expect(button).to_be_focused()


def test_without_the_screen_the_map_fills_the_window_and_nothing_else_is_reached(visit):
    page, _pins = open_map(visit, lambda query: answer(pin(1)))
    settled(page)
    page.evaluate(
        "() => { Element.prototype.requestFullscreen = () => Promise.reject(new Error()); }"
    )
    button = page.get_by_role("button", name="Full screen")
    button.click()
    panel = page.locator(".civic-map__panel--full")
    assert panel.bounding_box() == {"x": 0, "y": 0, "width": 1280, "height": 900}
    page.get_by_role("button", name="Idée 1").click()
    # Who reads it has the focus in it: only then is Escape its own.
    expect(page.locator("[role=dialog] :focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(panel).to_have_count(1)
    # Wherever the focus is, the first Escape is for what is on top.
    for place in (page.locator(".civic-map__canvas"), button):
        page.get_by_role("button", name="Idée 1").click()
        expect(page.locator("[role=dialog] :focus")).to_have_count(1)
        place.focus()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(panel).to_have_count(1)
        expect(place).to_be_focused()
    for _step in range(20):
        page.keyboard.press("Tab")
        inside = "document.activeElement === document.body || document.activeElement.closest('.civic-map__panel') !== null"  # fmt: skip
        assert page.evaluate(inside)
    button.focus()
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(button).to_be_focused()


# What goes wrong, and what other ways of reading need.


def test_a_tile_server_that_fails_is_said_once_and_the_map_stays_usable(visit):
    page, _pins = open_map(visit, lambda query: answer(pin(1)), path="/tiles")
    settled(page)
    expect(status(page)).to_contain_text("The background map does not load")
    words = status(page).inner_text()
    assert len(re.findall("does not load", words)) == 1
    page.get_by_role("button", name="Idée 1").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_a_finger_has_44_pixels(visit):
    page, _pins = open_map(visit, lambda query: answer(pin(1), cluster(12, EAST)), 390, has_touch=True, is_mobile=True)  # fmt: skip
    settled(page)
    for target in page.locator(".civic-map__touch").all():
        box = target.bounding_box()
        assert min(box["width"], box["height"]) >= 44
    for button in page.locator(".civic-map__tool:visible").all():
        assert button.bounding_box()["height"] >= 44
    page.get_by_role("button", name="Idée 1").tap()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_at_four_hundred_percent_the_map_leaves_room_to_scroll_past(visit):
    page, _pins = open_map(visit, lambda query: answer(pin(1)), 320)
    page.set_viewport_size({"width": 320, "height": 256})
    settled(page)
    assert page.locator(".civic-map__canvas").bounding_box()["height"] <= 0.7 * 256 + 1
    page.get_by_role("button", name="Idée 1").focus()
    page.keyboard.press("Enter")
    box = page.get_by_role("dialog").bounding_box()
    frame = page.locator(".civic-map__canvas").bounding_box()
    assert box["height"] < frame["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_popup_is_in_view_where_the_map_was_half_out_of_it(visit):
    page, _pins = open_map(visit, lambda query: answer(pin(1)), 390)
    page.set_viewport_size({"width": 390, "height": 320})
    settled(page)
    place = page.get_by_role("button", name="Idée 1")
    # The place is near the upper edge, and what opens does so above it.
    page.evaluate(
        "node => scrollBy(0, node.getBoundingClientRect().top - 10)", place.element_handle()
    )
    assert page.locator(".civic-map__canvas").bounding_box()["y"] < 0
    place.evaluate("node => node.focus({ preventScroll: true })")
    page.keyboard.press("Enter")
    link = page.locator("[role=dialog] a")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport(ratio=1)


def test_what_has_the_focus_in_a_popup_is_framed_all_around(visit):
    page, _pins = open_map(visit, lambda query: answer(pin(1)))
    settled(page)
    page.get_by_role("button", name="Idée 1").focus()
    page.keyboard.press("Enter")
    link = page.locator("[role=dialog] a")
    expect(link).to_be_focused()
    # The frame lies beyond the link: where its box scrolls, what is outside of that is cut off.
    [room, frame] = page.evaluate("""() => {
        const link = document.activeElement;
        const style = getComputedStyle(link);
        const [own, box] = [link, link.closest('[role=dialog]')].map((node) => node.getBoundingClientRect());
        const room = Math.min(own.left - box.left, own.top - box.top);
        return [room, parseFloat(style.outlineWidth) + parseFloat(style.outlineOffset)];
    }""")
    assert frame >= 2
    assert room >= frame


def test_on_paper_the_map_is_what_it_was_on_the_screen(visit):
    # At the right and at the lower edge.
    places = ((2.2, 48.895), (2.244, 48.897), (2.21, 48.879))
    found = [pin(number, place) for number, place in enumerate(places)]
    page, _pins = open_map(visit, lambda query: answer(*found))
    settled(page)
    box = "node => node.getBoundingClientRect().toJSON()"
    screen = page.locator(".civic-map__canvas").evaluate(box)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    paper = page.locator(".civic-map__canvas").evaluate(box)
    # As wide as A4 leaves, and no other part of the city.
    assert paper["width"] <= 680
    assert paper["width"] / paper["height"] == pytest.approx(
        screen["width"] / screen["height"], rel=0.02
    )
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".civic-map__canvas").evaluate(box) == screen


def test_on_paper_the_map_comes_with_its_list_and_legend_and_without_controls(visit):
    page, _pins = open_map(visit, lambda query: answer(pin(1)), path="/legend")
    settled(page)
    page.emulate_media(media="print")
    expect(page.locator(".civic-map__canvas")).to_be_visible()
    expect(page.locator("[data-legend=pins]")).to_be_visible()
    expect(page.get_by_role("link", name="Un banc rue 12", exact=True)).to_be_visible()
    for hidden in (".civic-map__tools", ".leaflet-control-zoom", ".civic-map__help"):
        expect(page.locator(hidden)).to_be_hidden()


def test_forced_colours_keep_pins_and_shades(visit):
    page, _pins = open_map(visit, lambda query: answer(pin(1)), forced_colors="active")
    settled(page)
    before = "node => getComputedStyle(node, '::before').backgroundColor"
    assert page.get_by_role("button", name="Idée 1").evaluate(before) == "rgb(200, 69, 27)"
