"""Filters, list, map and address of the contributions' page go together, in a real browser."""

import re
from collections.abc import Callable
from time import monotonic
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.browser.conftest import DESK, PHONE, check_accessibility
from tests.browser.test_accessibility import weigh


pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning"),
]
PATIENCE = 15  # seconds
SMALL = {"width": 320, "height": 640}


@pytest.fixture
def campaign(transactional_db: None) -> Any:
    """A campaign of 24 individual contributions in the east and 3 collective ones in the west."""
    campaign = CampaignFactory(open=True)
    common = {"campaign": campaign, "published": True, "excerpt": ""}
    for number in range(24):
        ContributionFactory(
            **common, title=f"Banc {number}", reference=f"B-{number:02d}", pinned=True,
            at=(48.885 + number / 2000, 2.215),
        )  # fmt: skip
    for number in range(3):
        ContributionFactory(
            **common, title=f"Verger {number}", reference=f"V-{number}", collective=True,
            category="Nature", pinned=number > 0, at=(48.9 + number / 500, 2.18),
        )  # fmt: skip
    return campaign


@pytest.fixture
def visit(campaign: Any, new_page: Callable[..., Page]) -> Callable[..., Page]:
    """Return a function that opens the list with a query."""

    def open_list(query: str = "", **options: Any) -> Page:
        page = new_page(**options)
        page.goto(f"{campaign.contributions_url}{query}")
        return page

    return open_list


def cards(page: Page) -> Any:
    return page.locator(".civic-cards > li")


def told(page: Page) -> Any:
    return page.locator("[data-part=status]")


def until(page: Page, script: str, wanted: Any = True) -> None:
    """Wait until a script gives a value; the page's own policy forbids it to be polled there."""
    ends = monotonic() + PATIENCE
    while (found := page.evaluate(script)) != wanted:
        assert monotonic() < ends, f"{script} gives {found!r}, not {wanted!r}"
        page.wait_for_timeout(50)


def wait_for_map(page: Page) -> None:
    """Wait until the map shows what the API answered."""
    until(page, "Boolean(document.querySelector('civic-map').view?.bbox)")
    expect(page.locator(".civic-map__canvas")).not_to_have_attribute("aria-busy", "true")


def expect_drawn(page: Page, count: int) -> None:
    """Wait until the markers stand for a number of contributions."""
    script = """[...document.querySelectorAll('.civic-map__canvas [data-place]')]
        .reduce((sum, node) => sum + Number(node.dataset.place.split(' ')[2]), 0)"""
    until(page, script, count)


def expect_zoom(page: Page, zoom: int) -> None:
    until(page, "document.querySelector('civic-map').view.zoom", zoom)


def query_of(page: Page) -> str:
    return page.evaluate("location.search")


def test_changing_a_filter_changes_list_map_and_address(visit: Callable[..., Page]) -> None:
    page = visit()
    wait_for_map(page)
    expect_drawn(page, 26)
    page.select_option("[name=kind]", "collective")
    expect(cards(page)).to_have_count(3)
    expect(told(page)).to_contain_text("3")
    expect(page.locator(".civic-chip")).to_have_count(1)
    assert query_of(page) == "?kind=collective"
    expect_drawn(page, 2)
    expect(page.locator("[name=kind]")).to_have_value("collective")


def test_the_sectors_on_the_map_follow_the_filters(visit: Callable[..., Page]) -> None:
    page = visit()
    wait_for_map(page)
    page.get_by_role("button", name="Par secteur").click()
    labels = page.locator(".civic-map__canvas .civic-map__sector-label")
    expect(labels.get_by_text(re.compile(r"^(2|24)$"))).to_have_count(2)
    page.select_option("[name=kind]", "collective")
    expect(labels.get_by_text(re.compile(r"^(2|0)$"))).to_have_count(2)
    expect(page.locator("[data-legend=sectors] li")).to_have_text(["aucune", "2"])
    expect(page.locator(".civic-map__sectors tr", has_text="Ouest")).to_contain_text("2")
    expect(page.locator(".civic-map__status")).to_contain_text("2")
    page.go_back()
    expect(labels.get_by_text(re.compile(r"^(2|24)$"))).to_have_count(2)
    page.get_by_role("button", name="Contributions", exact=True).click()
    expect_drawn(page, 26)


def test_going_back_brings_back_form_list_and_map(visit: Callable[..., Page]) -> None:
    page = visit()
    wait_for_map(page)
    began = page.evaluate("document.querySelector('civic-map').view.zoom")
    page.locator(".civic-map__canvas .leaflet-control-zoom-out").click()
    page.wait_for_url(re.compile(f"map={began - 1}/"))
    moved = query_of(page)
    page.select_option("[name=category]", "Nature")
    expect(cards(page)).to_have_count(3)
    page.locator(".civic-map__canvas .leaflet-control-zoom-out").click()
    page.wait_for_url(re.compile(f"map={began - 2}/"))
    page.locator(".civic-chip").click()
    expect(cards(page)).to_have_count(20)
    expect(page.locator("[name=category]")).to_have_value("")
    page.go_back()
    expect(cards(page)).to_have_count(3)
    expect(page.locator("[name=category]")).to_have_value("Nature")
    page.go_back()
    expect(cards(page)).to_have_count(20)
    expect(page.locator("[name=category]")).to_have_value("")
    expect(page.locator("[name=ordering]")).to_have_value("-published")
    assert query_of(page) == moved
    expect_zoom(page, began - 1)
    expect_drawn(page, 26)
    page.go_forward()
    expect(cards(page)).to_have_count(3)
    expect(page.locator("[name=category]")).to_have_value("Nature")


def test_a_shared_address_shows_the_same_to_everybody(
    visit: Callable[..., Page], campaign: Any
) -> None:
    page = visit()
    wait_for_map(page)
    page.select_option("[name=category]", "Nature")
    expect(cards(page)).to_have_count(3)
    page.locator(".civic-map__canvas .leaflet-control-zoom-in").click()
    page.wait_for_url(re.compile("map="))
    page.wait_for_timeout(300)
    view = page.evaluate("document.querySelector('civic-map').view")
    titles = cards(page).locator("h3").all_inner_texts()
    other = visit(query_of(page))
    wait_for_map(other)
    assert cards(other).locator("h3").all_inner_texts() == titles
    expect_zoom(other, view["zoom"])
    seen = other.evaluate("document.querySelector('civic-map').view")
    assert seen["centre"] == pytest.approx(view["centre"], abs=1e-3)
    plain = visit(query_of(page), javascript=False)
    assert cards(plain).locator("h3").all_inner_texts() == titles


def test_the_list_follows_the_map_only_where_somebody_asks_for_it(
    visit: Callable[..., Page],
) -> None:
    page = visit()
    wait_for_map(page)
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url) if "/contributions/?" in r.url else None)
    page.evaluate("document.querySelector('.civic-map__canvas').focus()")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(re.compile("map="))
    assert asked == []
    page.get_by_role("checkbox").check()
    expect(page.locator(".civic-chip")).to_have_count(1)
    west, south, east, north = map(float, re.search(r"bbox=([^&]+)", query_of(page))[1].split(","))
    box = page.evaluate("document.querySelector('civic-map').view.bbox")
    assert [west, south, east, north] == pytest.approx(box, abs=1.01e-4)
    assert (west <= box[0], south <= box[1], east >= box[2], north >= box[3]) == (True,) * 4
    # To the west, near: only the orchards with a place.
    page.evaluate("document.querySelector('civic-map').view = {centre: [48.902, 2.18], zoom: 15}")
    page.evaluate("document.querySelector('.civic-map__canvas').focus()")
    page.keyboard.press("ArrowDown")
    expect(cards(page)).to_have_count(2)
    expect(told(page)).to_contain_text("2")
    page.reload()
    expect(page.get_by_role("checkbox")).to_be_checked()
    expect(cards(page)).to_have_count(2)
    page.get_by_role("checkbox").uncheck()
    expect(cards(page)).to_have_count(20)
    assert "bbox" not in query_of(page)


def test_a_box_in_an_address_is_what_the_map_shows(visit: Callable[..., Page]) -> None:
    page = visit("?bbox=2.17,48.895,2.19,48.91")
    wait_for_map(page)
    expect(cards(page)).to_have_count(2)
    until(page, "document.querySelector('civic-map').view.zoom >= 14")
    west, south, east, north = page.evaluate("document.querySelector('civic-map').view.bbox")
    assert (west <= 2.17, south <= 48.895, east >= 2.19, north >= 48.91) == (True,) * 4
    expect(page.get_by_role("checkbox")).to_be_checked()


def test_what_is_typed_in_one_go_is_one_step_back(visit: Callable[..., Page]) -> None:
    page = visit()
    search = page.locator("[name=q]")
    search.press_sequentially("verger", delay=20)
    expect(cards(page)).to_have_count(3)
    expect(search).to_be_focused()
    search.press_sequentially(" 1", delay=20)
    expect(cards(page)).to_have_count(1)
    assert query_of(page) == "?q=verger+1"
    expect(search).to_have_value("verger 1")
    page.go_back()
    expect(cards(page)).to_have_count(20)
    expect(search).to_have_value("")


def test_it_all_works_by_keyboard_alone_and_the_focus_is_never_lost(
    visit: Callable[..., Page],
) -> None:
    page = visit()
    search = page.locator("[name=q]")
    search.focus()
    page.keyboard.type("banc")
    page.keyboard.press("Enter")
    page.wait_for_url("**?q=banc")
    expect(told(page)).to_contain_text("24")
    expect(search).to_be_focused()
    page.locator("[name=kind]").focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_url("**&kind=*")
    expect(page.locator("[name=kind]")).to_be_focused()
    page.go_back()
    expect(cards(page)).to_have_count(20)
    page.locator("a[rel=next]").focus()
    page.keyboard.press("Enter")
    expect(cards(page)).to_have_count(4)
    expect(page.locator("#results-title")).to_be_focused()
    expect(page.locator("#results-title")).to_be_in_viewport()
    page.locator(".civic-chip").focus()
    page.keyboard.press("Enter")
    expect(cards(page)).to_have_count(20)
    expect(page.locator("#results-title")).to_be_focused()
    expect(search).to_have_value("")


def test_the_answer_that_counts_is_the_last_one_asked_for(visit: Callable[..., Page]) -> None:
    page = visit()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile(r"contributions/\?kind=collective$"), hold)
    page.select_option("[name=kind]", "collective")
    expect(page.locator("[data-part=results]")).to_have_attribute("aria-busy", "true")
    assert query_of(page) == ""
    page.select_option("[name=kind]", "individual")
    expect(told(page)).to_contain_text("24")
    for route in held:
        # It was given up; what comes of it changes nothing.
        route.abort()
    page.wait_for_timeout(200)
    expect(cards(page)).to_have_count(20)
    assert query_of(page) == "?kind=individual"
    assert page.locator("[data-part=results][aria-busy]").count() == 0


@pytest.mark.parametrize("failure", ["status", "network", "another page"])
def test_where_the_server_fails_the_filters_are_sent_the_plain_way(
    visit: Callable[..., Page], failure: str
) -> None:
    page = visit()

    def fail(route: Route) -> None:
        if route.request.resource_type == "document":
            route.continue_()
        elif failure == "network":
            route.abort()
        elif failure == "status":
            route.fulfill(status=503, body="")
        else:
            route.fulfill(status=200, body="<p>Maintenance</p>", content_type="text/html")

    page.route(re.compile(r"contributions/\?"), fail)
    with page.expect_navigation():
        page.select_option("[name=kind]", "collective")
    assert query_of(page) == "?kind=collective"
    expect(cards(page)).to_have_count(3)
    expect(page.locator("[name=kind]")).to_have_value("collective")
    page.go_back()
    expect(cards(page)).to_have_count(20)


def test_what_the_map_shows_is_shared_kept_and_brought_back(
    visit: Callable[..., Page], campaign: Any
) -> None:
    def shows(page: Page, name: str) -> None:
        expect(page.locator(f"[data-show={name}]")).to_have_attribute("aria-pressed", "true")

    page = visit()
    wait_for_map(page)
    page.locator("[data-show=density]").click()
    until(page, "location.search", "?show=density")
    page.select_option("[name=kind]", "collective")
    until(page, "location.search", "?kind=collective&show=density")
    expect(cards(page)).to_have_count(3)
    shared = visit("?kind=collective&show=density")
    wait_for_map(shared)
    shows(shared, "density")
    shared.locator("[data-show=pins]").click()
    until(shared, "location.search", "?kind=collective")
    expect_drawn(shared, 2)
    page.locator(".civic-cards a").first.click()
    page.go_back()
    wait_for_map(page)
    shows(page, "density")
    page.locator("[data-show=pins]").click()
    until(page, "location.search", "?kind=collective")
    page.go_back()
    until(page, "location.search", "?show=density")
    shows(page, "density")
    # What it cannot show is what it shows first.
    other = visit("?show=everything")
    wait_for_map(other)
    shows(other, "pins")


def test_without_a_network_the_list_stays_and_follows_once_there_is_one(
    visit: Callable[..., Page],
) -> None:
    page = visit()
    wait_for_map(page)
    page.context.set_offline(True)
    page.select_option("[name=kind]", "collective")
    notice = page.get_by_role("alert")
    expect(notice).to_be_in_viewport()
    expect(cards(page)).to_have_count(20)
    assert query_of(page) == ""
    assert page.locator("[data-part=results][aria-busy]").count() == 0
    # Neither is what draws the address there: moving the map breaks nothing.
    page.locator(".leaflet-control-zoom-in").click()
    expect(page.locator(".civic-map__retry")).to_be_visible()
    check_accessibility(page)
    page.context.set_offline(False)
    expect(cards(page)).to_have_count(3)
    assert "kind=collective" in query_of(page)
    expect(told(page)).to_contain_text("3 contributions")
    expect(notice).to_be_hidden()
    page.locator(".leaflet-control-zoom-in").click()
    until(page, "location.search.includes('map=')")


@pytest.mark.parametrize("side", ["list", "map", "map and list"])
def test_on_paper_is_what_was_on_the_screen_of_a_phone(
    visit: Callable[..., Page], side: str
) -> None:
    page = visit("?kind=collective", viewport=PHONE)
    expect(cards(page)).to_have_count(3)
    for name in side.split(" and ") if side != "list" else ():
        page.locator(f"button[data-side={name}]").click()
        wait_for_map(page)
    print_on_paper(page)
    expect(cards(page).first).to_be_visible()
    expect(page.locator(".civic-map__canvas")).to_be_visible(visible=side == "map")


def test_on_paper_of_any_width_is_the_list_with_its_filters_and_the_map(
    visit: Callable[..., Page],
) -> None:
    page = visit("?kind=collective")
    wait_for_map(page)
    print_on_paper(page)
    for there in (
        cards(page).first,
        page.locator(".civic-chip"),
        page.locator(".civic-map__canvas"),
    ):
        expect(there).to_be_visible()
    # What is pressed or ticked on a screen only.
    for gone in (".civic-explorer__switch", ".civic-explorer__follow", ".civic-filters"):
        expect(page.locator(gone)).to_be_hidden()


def print_on_paper(page: Page) -> None:
    """Lay a page out as its browser does to print it on A4."""
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 718, "height": 1000})


@pytest.mark.parametrize("size", [SMALL, PHONE], ids=["320", "390"])
def test_on_a_phone_list_and_map_take_turns(visit: Callable[..., Page], size: Any) -> None:
    page = visit(viewport=size)
    switch = page.locator(".civic-explorer__switch button")
    expect(cards(page).first).to_be_visible()
    expect(page.locator(".civic-map__canvas")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    switch.nth(1).click()
    expect(switch.nth(1)).to_have_attribute("aria-pressed", "true")
    expect(switch.nth(0)).to_have_attribute("aria-pressed", "false")
    wait_for_map(page)
    expect(cards(page).first).to_be_hidden()
    expect_drawn(page, 26)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    page.locator(".civic-filters__more > summary").click()
    page.select_option("[name=kind]", "collective")
    expect_drawn(page, 2)
    switch.nth(0).click()
    expect(cards(page)).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["390", "1280"])
def test_a_card_shows_its_place_on_the_map_and_back_leads_to_the_list(
    visit: Callable[..., Page], size: Any
) -> None:
    page = visit("?kind=collective", viewport=size)
    if size == DESK:
        wait_for_map(page)
    page.locator("#V-2 .civic-card__place a").click()
    page.wait_for_url("**?kind=collective&map=18/48.90400/2.18000")
    wait_for_map(page)
    expect(page.locator(".civic-map__canvas")).to_be_focused()
    expect(page.locator(".civic-map__canvas")).to_be_in_viewport()
    assert page.evaluate("document.querySelector('civic-map').view.zoom") == 18
    expect_drawn(page, 1)
    page.go_back()
    page.wait_for_url("**?kind=collective")
    expect(cards(page)).to_have_count(3)


def test_the_pin_of_the_card_somebody_is_on_is_marked(visit: Callable[..., Page]) -> None:
    page = visit("?kind=collective&map=16/48.902/2.18")
    wait_for_map(page)
    expect_drawn(page, 2)
    page.locator("#V-2 h3").hover()
    expect(page.locator(".civic-explorer__here")).to_have_attribute(
        "data-place", re.compile("V-2$")
    )
    page.locator("#V-0 h3").hover()
    expect(page.locator(".civic-explorer__here")).to_have_count(0)


def test_a_contribution_leads_back_to_the_list_as_it_was(visit: Callable[..., Page]) -> None:
    page = visit()
    page.select_option("[name=kind]", "individual")
    expect(told(page)).to_contain_text("24")
    page.locator("a[rel=next]").click()
    expect(cards(page)).to_have_count(4)
    page.locator("#B-01 h3 a").click()
    page.locator("civic-back a").wait_for()
    page.locator("a[href$='/signaler/']").click()
    page.go_back()
    back = page.locator("civic-back a")
    expect(back).to_have_attribute("href", re.compile(r"\?kind=individual&page=2#B-01$"))
    back.click()
    expect(page.locator("#B-01")).to_be_in_viewport()
    expect(page.locator("[name=kind]")).to_have_value("individual")


def test_a_contribution_found_elsewhere_leads_to_the_whole_list(
    campaign: Any, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    page.goto(f"{campaign.contributions_url}V-1/")
    expect(page.locator("civic-back a")).to_have_attribute("href", campaign.contributions_url)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["390", "1280"])
def test_without_javascript_all_but_the_map_works(visit: Callable[..., Page], size: Any) -> None:
    page = visit("?bbox=2.17,48.895,2.19,48.91", javascript=False, viewport=size)
    expect(cards(page)).to_have_count(2)
    for hidden in (
        ".civic-map__view", ".civic-explorer__switch", ".civic-explorer__follow",
        ".civic-map__sectors",
    ):  # fmt: skip
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator(".civic-card__place").first).to_be_hidden()
    page.locator("[name=q]").fill("verger 1")
    page.locator("form[role=search] button").click()
    expect(cards(page)).to_have_count(1)
    assert "bbox=2.17" in page.url
    page.locator(".civic-chip", has_text="verger").click()
    expect(cards(page)).to_have_count(2)
    page.locator(".civic-sectors a", has_text="Ouest").click()
    expect(cards(page)).to_have_count(2)
    assert "sector=ouest" in page.url
    page.locator(".civic-chips__all").click()
    page.locator("a[rel=next]").click()
    expect(cards(page)).to_have_count(7)


STATES = ["", "?kind=collective&q=verger", "?q=introuvable", "?kind=x&bbox=x"]


@pytest.mark.parametrize("query", STATES)
def test_axe_finds_nothing_in_any_state(visit: Callable[..., Page], query: str) -> None:
    page = visit(query)
    wait_for_map(page)
    check_accessibility(page)
    page.emulate_media(color_scheme="dark")
    check_accessibility(page)
    page.set_viewport_size(PHONE)
    page.locator(".civic-explorer__switch button").nth(1).click()
    check_accessibility(page)
    page.locator(".civic-filters__more > summary").click()
    page.locator(".civic-explorer__switch button").nth(0).click()
    check_accessibility(page)


@pytest.mark.parametrize("query", STATES)
def test_nothing_overflows_without_javascript(visit: Callable[..., Page], query: str) -> None:
    page = visit(query, javascript=False, viewport=SMALL)
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]


def test_the_page_with_its_map_is_light(campaign: Any, new_page: Callable[..., Page]) -> None:
    kilobytes, requests = weigh(new_page(), campaign.contributions_url)
    assert kilobytes <= 100, kilobytes
    assert requests <= 15, requests
