"""Placing a point, a line or an area: pointer, touch, keyboard, no JavaScript, a network that fails.

Words are those of the geocoder, numbers or values: the same in whatever language the page is.
"""

import json
import re
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from threading import Event
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from civic_pages.participation.models import Contribution, ExactLocation
from civic_pages.testing import INSIDE, CampaignFactory, form_block, question
from tests.browser.conftest import DESK, PHONE, check_accessibility
from tests.participation.homes import GEOCODER
from tests.participation.test_placing import drawing_campaign
from tests.serving import serving


pytestmark = pytest.mark.django_db(transaction=True)
NARROW = {"width": 320, "height": 640}
SUGGESTED = ["12 Rue Henri Barbusse 92000 Nanterre", "12 Avenue Georges Clemenceau 92000 Nanterre"]
ELSEWHERE = (48.9, 2.19)


class Geocoder:
    """The service at the network's edge: two addresses, one street everywhere."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.status = 200
        self.slow: dict[str, Event] = {}
        self.url = ""

    def answer(self, path: str, query: dict[str, list[str]]) -> list[dict[str, Any]]:
        if path.endswith("/reverse"):
            latitude, longitude = float(query["lat"][0]), float(query["lon"][0])
            return [_feature("3 Rue des Groues 92000 Nanterre", latitude, longitude)]
        known = [_feature(SUGGESTED[0], *INSIDE), _feature(SUGGESTED[1], *ELSEWHERE)]
        return known if "12" in query["q"][0] else []


def _feature(label: str, latitude: float, longitude: float) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
        "properties": {"label": label, "type": "housenumber", "score": 0.9, "id": "1", "name": label},
    }  # fmt: skip


@pytest.fixture
def geocoder(settings: Any) -> Iterator[Geocoder]:
    state = Geocoder()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            query = parse_qs(url.query)
            asked = query.get("q", [url.path])[0]
            state.asked.append(asked)
            if asked in state.slow:
                state.slow[asked].wait(20)
            self.send_response(state.status)
            self.end_headers()
            found = state.answer(url.path, query)
            self.wfile.write(json.dumps({"features": found}).encode())

        def log_message(self, *args: Any) -> None:
            """Stay silent."""

    with serving(Handler) as origin:
        state.url = f"{origin}/search"
        settings.CIVIC_PAGES = {
            **settings.CIVIC_PAGES,
            "GEOCODER": GEOCODER,
            "GEOCODER_URL": state.url,
            "GEOCODER_TIMEOUT": 20,
            "CHALLENGE": "never",
        }
        yield state
        for waiting in state.slow.values():
            waiting.set()


@pytest.fixture
def campaign(transactional_db: None, geocoder: Geocoder) -> Any:
    body = [
        form_block(
            question("short_text", "titre", "Titre", required=True, is_title=True, max_length=120),
            question("point", "lieu", "Lieu", required=True),
        )
    ]
    return CampaignFactory(open=True, body=body)


@pytest.fixture
def drawing(transactional_db: None, geocoder: Geocoder) -> Any:
    return drawing_campaign()


def opened(page: Page, campaign: Any) -> Locator:
    """Open a campaign's page, come to write, and return the canvas of its map, ready."""
    page.goto(campaign.url)
    page.locator("[name=titre]").focus()
    canvas = page.locator(".civic-picker__canvas")
    canvas.scroll_into_view_if_needed()
    expect(canvas.locator(".leaflet-control-zoom")).to_be_visible()
    expect(page.locator("input[role=combobox]")).to_have_count(1)
    return canvas


def place_of(page: Page) -> tuple[str, str]:
    latitude, longitude = (page.locator(f"[name=lieu_{p}]") for p in ("latitude", "longitude"))
    return latitude.input_value(), longitude.input_value()


def told(page: Page) -> Locator:
    return page.locator(".civic-picker [role=status]")


def send(page: Page) -> None:
    page.locator("[name=titre]").fill("Un banc")
    page.locator("form:has([name=civic_key]) button[type=submit]").last.click()
    page.wait_for_url("**merci=**")


def lines(page: Page) -> list[str]:
    return page.locator("[name=lieu_shape]").input_value().split()


def test_by_keyboard_alone_the_map_tells_its_middle_and_takes_the_point(
    campaign: Any, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    opened(page, campaign).focus()
    page.keyboard.press("ArrowRight")
    expect(told(page)).to_contain_text("3 Rue des Groues 92000 Nanterre")
    assert place_of(page) == ("", "")
    page.keyboard.press("Space")
    first = place_of(page)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    assert float(place_of(page)[1]) < float(first[1])
    expect(page.locator(".civic-picker__pin")).to_have_count(1)
    check_accessibility(page, include=".civic-picker")
    send(page)
    assert ExactLocation.objects.get().latitude == float(first[0])


def test_the_street_is_asked_for_once_after_many_moves(
    campaign: Any, geocoder: Geocoder, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    opened(page, campaign).focus()
    for key in ("ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    expect(told(page)).to_contain_text("3 Rue des Groues")
    assert geocoder.asked == ["/reverse"]


def test_where_no_street_is_known_coordinates_are_told(
    campaign: Any, geocoder: Geocoder, new_page: Callable[..., Page]
) -> None:
    geocoder.status = 500
    page = new_page()
    opened(page, campaign).focus()
    page.keyboard.press("Enter")
    expect(told(page)).to_contain_text(re.compile(r"48,89\d{3}.*2,20\d{3}"))


def test_outside_of_the_perimeter_no_third_party_is_asked(
    campaign: Any, geocoder: Geocoder, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    opened(page, campaign)
    page.locator(".civic-picker__coordinates summary").click()
    page.locator("[name=lieu_latitude]").fill("48.7")
    page.locator("[name=lieu_longitude]").fill("2.2")
    page.locator("[name=lieu_longitude]").blur()
    page.locator(".civic-picker__canvas").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".civic-picker__live--outside")).to_contain_text("48,70000")
    assert geocoder.asked == []


@pytest.mark.parametrize("viewport", [PHONE, NARROW], ids=["390", "320"])
def test_a_finger_places_the_point(
    campaign: Any, new_page: Callable[..., Page], viewport: Any
) -> None:
    page = new_page(viewport=viewport, has_touch=True, is_mobile=True)
    canvas = opened(page, campaign)
    box = canvas.bounding_box()
    page.touchscreen.tap(box["x"] + 120, box["y"] + 150)
    expect(page.locator(".civic-picker__pin")).to_have_count(1)
    expect(told(page)).to_contain_text("3 Rue des Groues")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    check_accessibility(page, include=".civic-picker")
    send(page)
    assert Contribution.objects.get().is_mapped


def test_a_point_is_dragged_with_the_pointer(campaign: Any, new_page: Callable[..., Page]) -> None:
    page = new_page()
    opened(page, campaign).focus()
    page.keyboard.press("Enter")
    first = place_of(page)
    pin = page.locator(".civic-picker__pin").bounding_box()
    page.mouse.move(pin["x"] + 14, pin["y"] + 14)
    page.mouse.down()
    page.mouse.move(pin["x"] + 74, pin["y"] + 14, steps=5)
    page.mouse.up()
    expect(page.locator("[name=lieu_longitude]")).not_to_have_value(first[1])
    assert float(place_of(page)[1]) > float(first[1])


def test_suggestions_are_a_combobox(campaign: Any, new_page: Callable[..., Page]) -> None:
    page = new_page()
    opened(page, campaign)
    search = page.locator("input[role=combobox]")
    expect(search).to_have_attribute("aria-expanded", "false")
    search.press_sequentially("12 r")
    expect(page.locator("[role=option]")).to_have_text(SUGGESTED)
    expect(search).to_have_attribute("aria-expanded", "true")
    listbox = page.locator(f"#{search.get_attribute('aria-controls')}")
    expect(listbox).to_have_role("listbox")
    search.press("ArrowUp")
    active = search.get_attribute("aria-activedescendant")
    expect(page.locator(f"#{active}")).to_have_text(SUGGESTED[1])
    search.press("Home")
    assert search.get_attribute("aria-activedescendant") is None
    search.press("Escape")
    expect(listbox).to_be_hidden()
    assert search.input_value() == "12 r"
    search.press("ArrowDown")
    expect(listbox).to_be_visible()
    check_accessibility(page, include=".civic-picker")
    search.press("Enter")
    expect(search).to_have_value(SUGGESTED[0])
    expect(search).to_have_attribute("aria-expanded", "false")
    assert place_of(page) == (f"{INSIDE[0]:.6f}", f"{INSIDE[1]:.6f}")


def test_two_letters_ask_nobody(
    campaign: Any, geocoder: Geocoder, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    opened(page, campaign)
    search = page.locator("input[role=combobox]")
    search.press_sequentially("12")
    page.wait_for_timeout(500)
    search.press_sequentially(" rue")
    expect(page.locator("[role=option]")).to_have_count(2)
    assert geocoder.asked == ["12 rue"]


def test_a_late_answer_to_an_earlier_question_is_dropped(
    campaign: Any, geocoder: Geocoder, new_page: Callable[..., Page]
) -> None:
    geocoder.slow["12 rue"] = Event()
    page = new_page()
    opened(page, campaign)
    search = page.locator("input[role=combobox]")
    search.press_sequentially("12 rue")
    while "12 rue" not in geocoder.asked:
        page.wait_for_timeout(50)
    search.fill("nulle part")
    expect(told(page)).not_to_be_empty()
    assert geocoder.asked == ["12 rue", "nulle part"]
    geocoder.slow["12 rue"].set()
    page.wait_for_timeout(300)
    expect(page.locator("[role=option]")).to_have_count(0)
    assert search.input_value() == "nulle part"


def test_without_a_network_typing_goes_on_and_the_search_comes_back(
    campaign: Any, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    opened(page, campaign)
    search = page.locator("input[role=combobox]")
    page.context.set_offline(True)
    search.press_sequentially("12 rue")
    expect(told(page)).not_to_be_empty()
    first = told(page).inner_text()
    page.evaluate("document.querySelector('.civic-picker [role=status]').textContent = ''")
    search.press_sequentially(" Henri")
    page.wait_for_timeout(600)
    # Said once: whoever types on is not told so at every letter.
    expect(told(page)).to_be_empty()
    assert first
    page.context.set_offline(False)
    expect(page.locator("[role=option]")).to_have_count(2)
    assert search.input_value() == "12 rue Henri"


@pytest.mark.parametrize("chosen", ["writes the address", "moves the point"])
def test_a_point_moved_away_from_its_address_is_asked_about(
    campaign: Any, new_page: Callable[..., Page], chosen: str
) -> None:
    page = new_page()
    canvas = opened(page, campaign)
    search = page.locator("input[role=combobox]")
    search.press_sequentially("12 rue")
    page.locator("[role=option]").first.click()
    away = page.locator(".civic-picker__away")
    expect(away).to_be_hidden()
    canvas.click(position={"x": 60, "y": 60})
    moved = place_of(page)
    expect(away).to_be_visible()
    expect(search).to_have_value(SUGGESTED[0])
    check_accessibility(page, include=".civic-picker")
    # What is told takes two lines, and moves the buttons beneath it.
    expect(told(page)).to_contain_text("3 Rue des Groues")
    if chosen == "writes the address":
        away.get_by_role("button").first.click()
        expect(search).to_have_value("3 Rue des Groues 92000 Nanterre")
        assert place_of(page) == moved
    else:
        away.get_by_role("button").last.click()
        assert place_of(page) == (f"{INSIDE[0]:.6f}", f"{INSIDE[1]:.6f}")
        expect(search).to_have_value(SUGGESTED[0])
    expect(away).to_be_hidden()


def test_an_address_chosen_after_the_point_leaves_the_point(
    campaign: Any, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    opened(page, campaign).focus()
    page.keyboard.press("Enter")
    placed = place_of(page)
    search = page.locator("input[role=combobox]")
    search.press_sequentially("12 rue")
    page.locator("[role=option]").first.click()
    assert place_of(page) == placed
    expect(page.locator(".civic-picker__away")).to_be_visible()
    send(page)
    exact = ExactLocation.objects.get()
    assert (f"{exact.latitude:.6f}", f"{exact.longitude:.6f}") == placed
    assert (exact.address, exact.provenance) == (SUGGESTED[0], "placed")


@pytest.mark.parametrize(("accuracy", "alarm"), [(30, 0), (1200, 1)])
def test_the_device_s_position_is_told_with_its_accuracy(
    campaign: Any, new_page: Callable[..., Page], accuracy: int, alarm: int
) -> None:
    where = {"latitude": INSIDE[0], "longitude": INSIDE[1], "accuracy": accuracy}
    page = new_page(permissions=["geolocation"], geolocation=where)
    opened(page, campaign)
    assert place_of(page) == ("", "")
    page.locator("[data-act=locate]").click()
    expect(told(page)).to_contain_text("3 Rue des Groues")
    expect(told(page)).to_contain_text(re.compile(r"30 m|1\s200 m|1,200 m"))
    expect(page.locator(".civic-picker__live--outside")).to_have_count(alarm)
    expect(page.locator("[name=lieu_provenance]")).to_have_value("device")
    send(page)
    assert ExactLocation.objects.get().provenance == "device"


def test_a_position_that_was_corrected_is_no_longer_the_device_s(
    campaign: Any, new_page: Callable[..., Page]
) -> None:
    where = {"latitude": INSIDE[0], "longitude": INSIDE[1], "accuracy": 900}
    page = new_page(permissions=["geolocation"], geolocation=where)
    canvas = opened(page, campaign)
    page.locator("[data-act=locate]").click()
    expect(page.locator("[name=lieu_provenance]")).to_have_value("device")
    canvas.click(position={"x": 60, "y": 60})
    expect(page.locator("[name=lieu_provenance]")).to_have_value("")


def test_a_line_is_drawn_by_keyboard_and_its_points_are_moved_and_deleted(
    drawing: Any, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    canvas = opened(page, drawing)
    page.locator("[data-draw=line]").press("Enter")
    canvas.focus()
    for key in ("Enter", "ArrowRight", "Enter", "ArrowDown", "Space"):
        page.keyboard.press(key)
        page.wait_for_timeout(50)
    expect(told(page)).to_contain_text(re.compile(r"3\spoints.*km"))
    before = page.locator("[name=lieu_shape]").input_value().splitlines()
    page.locator("[data-draw=next]").press("Enter")
    page.keyboard.press("ArrowUp")
    after = page.locator("[name=lieu_shape]").input_value().splitlines()
    assert after[1:] == before[1:]
    assert float(after[0].split(",")[0]) > float(before[0].split(",")[0])
    check_accessibility(page, include=".civic-picker")
    page.locator("[data-draw=previous]").press("Enter")
    page.keyboard.press("Delete")
    assert len(page.locator("[name=lieu_shape]").input_value().splitlines()) == 2
    page.keyboard.press("Escape")
    page.locator("[data-draw=finish]").press("Enter")
    canvas.focus()
    page.keyboard.press("Enter")
    assert len(page.locator("[name=lieu_shape]").input_value().splitlines()) == 2
    send(page)
    exact = ExactLocation.objects.get()
    assert exact.shape["type"] == "LineString"
    assert len(exact.shape["coordinates"]) == 2


@pytest.mark.parametrize("viewport", [PHONE, NARROW], ids=["390", "320"])
def test_an_area_is_drawn_by_touch_undone_and_begun_again(
    drawing: Any, new_page: Callable[..., Page], viewport: Any
) -> None:
    page = new_page(viewport=viewport, has_touch=True, is_mobile=True)
    canvas = opened(page, drawing)
    page.locator("[data-draw=area]").tap()
    expect(page.locator("[data-draw=area]")).to_have_attribute("aria-pressed", "true")
    canvas.scroll_into_view_if_needed()
    corners = [(-30, -30), (30, -30), (30, 30), (-30, 30)]

    def draw(some: list[tuple[int, int]]) -> None:
        """Tap beside the middle of the map, which is inside the perimeter."""
        canvas.scroll_into_view_if_needed()
        for x, y in some:
            box = canvas.bounding_box()
            page.touchscreen.tap(box["x"] + box["width"] / 2 + x, box["y"] + box["height"] / 2 + y)

    draw(corners[:2])
    page.locator("[data-draw=restart]").tap()
    assert lines(page) == []
    draw([*corners, (-45, 0)])
    expect(page.locator(".civic-picker__vertex")).to_have_count(5)
    page.locator("[data-draw=undo]").tap()
    expect(told(page)).to_contain_text(re.compile(r"4\spoints.*(ha|km²)"))
    expect(page.locator(".civic-picker__shape--area")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    check_accessibility(page, include=".civic-picker")
    page.locator("[data-draw=finish]").tap()
    send(page)
    assert ExactLocation.objects.get().shape["type"] == "Polygon"


def test_a_point_of_a_line_is_dragged_with_the_pointer(
    drawing: Any, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    canvas = opened(page, drawing)
    page.locator("[data-draw=line]").click()
    canvas.click(position={"x": 100, "y": 100})
    canvas.click(position={"x": 300, "y": 100})
    handle = page.locator(".civic-picker__vertex").last.bounding_box()
    before = lines(page)
    page.mouse.move(handle["x"] + 14, handle["y"] + 14)
    page.mouse.down()
    page.mouse.move(handle["x"] + 14, handle["y"] + 90, steps=5)
    page.mouse.up()
    expect(page.locator("[name=lieu_shape]")).not_to_have_value("\n".join(before))
    after = lines(page)
    assert after[:2] == before[:2]
    assert float(after[2].rstrip(",")) < float(before[2].rstrip(","))


def test_a_point_comes_back_when_no_line_was_meant_after_all(
    drawing: Any, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    canvas = opened(page, drawing)
    canvas.click(position={"x": 100, "y": 100})
    placed = place_of(page)
    page.locator("[data-draw=line]").click()
    assert place_of(page) == ("", "")
    canvas.click(position={"x": 300, "y": 100})
    page.locator("[data-draw=point]").click()
    assert (place_of(page), lines(page)) == (placed, [])
    page.locator("[data-draw=area]").click()
    assert len(lines(page)) == 2


def test_a_drawing_that_was_refused_comes_back_on_the_map(
    drawing: Any, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    canvas = opened(page, drawing)
    page.locator("[data-draw=area]").click()
    for x, y in [(100, 100), (300, 250), (300, 100), (100, 250)]:
        canvas.click(position={"x": x, "y": y})
    page.locator("[name=titre]").fill("Une place")
    page.locator("form:has([name=civic_key]) button[type=submit]").last.click()
    error = page.locator("[data-field=lieu] .civic-field__error")
    expect(error).to_be_visible()
    expect(page.locator("[name=titre]")).to_have_value("Une place")
    page.locator(".civic-picker__canvas").scroll_into_view_if_needed()
    expect(page.locator(".civic-picker__vertex")).to_have_count(4)
    expect(page.locator("[data-draw=area]")).to_have_attribute("aria-pressed", "true")
    check_accessibility(page, include=".civic-picker")


@pytest.mark.parametrize("viewport", [NARROW, DESK], ids=["320", "1280"])
def test_without_javascript_points_are_typed_line_by_line(
    drawing: Any, new_page: Callable[..., Page], viewport: Any
) -> None:
    page = new_page(javascript=False, viewport=viewport)
    page.goto(drawing.url)
    expect(page.locator(".civic-picker__view")).to_be_hidden()
    page.locator(".civic-picker__coordinates summary").click()
    page.locator("[name=lieu_shape]").fill("48,89; 2,2\n48,89; 2,21\n48,9; 2,21")
    page.locator("[name=lieu_shape_kind]").select_option("area")
    send(page)
    assert ExactLocation.objects.get().shape["type"] == "Polygon"


def test_the_page_of_a_point_loads_nothing_of_lines(
    campaign: Any, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    opened(page, campaign)
    assert not [url for url in asked if "shape" in url]
