"""Parts of campaigns in the page of another origin, in a browser that keeps no cookies of frames."""

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from wagtail.models import Site

from civic_pages.models import CampaignPage, Contribution
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.browser.conftest import DESK, PHONE, check_accessibility
from tests.conftest import FLAGS, chromium
from tests.embedding.conftest import body
from tests.embedding.partners import BLOCKED, Partner, partner


pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning"),
]
NARROW = {"width": 320, "height": 640}
PARTS = ["campaign", "map", "timeline", "figures", "list", "form"]


@pytest.fixture
def blog() -> Iterator[Partner]:
    with partner() as made:
        yield made


@pytest.fixture
def fibre(live_server: Any, blog: Partner, allow: Callable[..., Any]) -> str:
    """Return the address of a campaign that the blog may show."""
    campaign = CampaignFactory(
        open=True, slug="fibre", title="La fibre pour tous", code="FIB", body=body()
    )
    for number in range(3):
        ContributionFactory(
            campaign=campaign, published=True, pinned=True, at=(48.89 + number / 100, 2.206)
        )
    Site.objects.update(port=int(live_server.url.rsplit(":", 1)[1]))
    Site.clear_site_root_paths_cache()
    allow(blog.url)
    return f"{live_server.url}/fibre/"


@pytest.fixture
def visit(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page in a browser which blocks third-party cookies."""
    contexts: list[Any] = []
    errors: list[str] = []

    def open_page(address: str, *, javascript: bool = True, viewport: Any = None) -> Page:
        context = browser.browser_type.launch_persistent_context(
            str(tmp_path / f"profile{len(contexts)}"),
            executable_path=chromium(),
            args=FLAGS,
            java_script_enabled=javascript,
            viewport=viewport or DESK,
            locale="fr-FR",
            reduced_motion="reduce",
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        page: Page = context.pages[0]
        # Not by a profile's settings, which the headless shell has not.
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setCookieControls", BLOCKED)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        for page in context.pages:
            page.goto("about:blank")
        context.close()
    assert errors == []


def test_on_a_phone_the_list_of_a_map_ends_where_the_map_begins(
    fibre: str, visit: Callable[..., Page]
) -> None:
    campaign = CampaignPage.objects.get(slug="fibre")
    ContributionFactory.create_batch(
        20, campaign=campaign, published=True, pinned=True, collective=True
    )
    page = visit(f"{fibre}embed/map/", viewport=PHONE)
    tools = page.locator(".civic-map__tools")
    expect(tools).to_be_visible()
    last = page.locator(".civic-map__pins li").last
    ends = page.locator(".civic-map__list").bounding_box()
    begins = tools.bounding_box()
    assert ends
    assert begins
    assert ends["y"] + ends["height"] <= begins["y"]
    expect(last).not_to_be_in_viewport()
    last.scroll_into_view_if_needed()
    assert last.bounding_box()["y"] < tools.bounding_box()["y"]  # type: ignore[index]


def element(fibre: str, part: str, **attributes: str) -> str:
    root = fibre.removesuffix("fibre/")
    more = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return (
        f'<script type="module" src="{root}civic-embed.js"></script>'
        f'<civic-embed src="{fibre}" part="{part}" loading="eager"{more}>'
        f'<a href="{fibre}">La fibre pour tous</a></civic-embed><p id="after">La suite du blog.</p>'
    )


def frame_of(page: Page) -> Any:
    return page.frame_locator("civic-embed iframe")


def height(page: Page) -> float:
    box = page.locator("civic-embed iframe").bounding_box()
    assert box is not None
    return float(box["height"])


def settled(page: Page) -> float:
    """Wait until the frame's height stands still, and return it."""
    before = -1.0
    for _ in range(40):
        now = height(page)
        if now == before:
            return now
        before = now
        page.wait_for_timeout(250)
    pytest.fail("The frame grows and grows.")


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("viewport", [DESK, NARROW])
def test_a_part_is_as_high_as_what_it_shows(
    visit: Any, blog: Partner, fibre: str, part: str, viewport: Any
) -> None:
    page = visit(blog.show(element(fibre, part)), viewport=viewport)
    expect(frame_of(page).locator("h1")).to_be_visible()
    tall = settled(page)
    sizes = page.frames[1].evaluate(
        "[document.documentElement.scrollHeight, document.documentElement.scrollWidth, innerWidth]"
    )
    assert abs(sizes[0] - tall) <= 2
    # Nothing is wider than the frame: no scrolling in two directions at 320 px.
    assert sizes[1] <= sizes[2]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_frame_follows_its_page_when_that_gets_narrower(
    visit: Any, blog: Partner, fibre: str
) -> None:
    page = visit(blog.show(element(fibre, "list")))
    expect(frame_of(page).locator(".civic-cards li").first).to_be_visible()
    wide = settled(page)
    page.set_viewport_size(NARROW)
    page.wait_for_timeout(500)
    assert settled(page) > wide


def test_the_map_lives_in_the_frame_and_its_pins_lead_out_of_it(
    visit: Any, blog: Partner, fibre: str
) -> None:
    page = visit(blog.show(element(fibre, "map")))
    frame = frame_of(page)
    pin = frame.locator(".civic-map__canvas .leaflet-marker-icon").first
    expect(pin).to_be_visible()
    frame.locator(".civic-map__canvas").click(position={"x": 20, "y": 60})
    page.keyboard.press("+")
    link = frame.locator(".civic-map__list a").first
    with page.context.expect_page() as opened:
        link.focus()
        page.keyboard.press("Enter")
    opened.value.wait_for_load_state()
    assert "/fibre/contributions/" in opened.value.url
    assert opened.value.evaluate("window.opener") is None


def test_a_pop_up_s_link_opens_outside_of_the_frame(visit: Any, blog: Partner, fibre: str) -> None:
    page = visit(blog.show(element(fibre, "map")))
    frame = frame_of(page)
    link = frame.locator(".leaflet-popup a[href*=contributions]").first
    pin = frame.locator(".civic-map__canvas .leaflet-marker-icon").first
    for _ in range(4):
        pin.press("Enter")
        page.wait_for_timeout(900)
        if link.count():
            break
    with page.context.expect_page() as opened:
        link.click()
    opened.value.wait_for_load_state()
    assert "/fibre/contributions/" in opened.value.url


def cookies_are_blocked(page: Page, address: str) -> bool:
    """Tell whether a frame of ours can keep nothing a server could read."""
    page.frames[1].evaluate("document.cookie = 'essai=1; SameSite=None; Secure'")
    return not page.context.cookies(address) and not page.frames[1].evaluate("document.cookie")


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("viewport", [DESK, PHONE])
def test_a_contribution_is_sent_from_a_frame_that_keeps_no_cookie(
    visit: Any, blog: Partner, fibre: str, settings: Any, javascript: bool, viewport: Any
) -> None:
    if javascript:
        settings.CIVIC_PAGES = {
            **settings.CIVIC_PAGES,
            "CHALLENGE": "always",
            "CHALLENGE_DIFFICULTY": 500,
        }
    html = (
        element(fibre, "form")
        if javascript
        else (
            f'<iframe src="{fibre}embed/form/" title="Formulaire" width="100%" height="900"></iframe>'
        )
    )
    page = visit(blog.show(html), javascript=javascript, viewport=viewport)
    frame = page.frame_locator("iframe")
    if javascript:
        page.evaluate(
            "window.told = []; for (const name of ['sent', 'resized'])"
            " document.addEventListener(`civic-embed:${name}`, (e) => told.push([name, e.detail]))"
        )
        expect(frame.locator("[name=titre]")).to_be_visible()
        assert cookies_are_blocked(page, fibre)
    frame.locator("[name=titre]").fill("Rue Henri-Barbusse")
    frame.locator("[name=idee]").fill("Toujours pas de fibre.")
    frame.locator("[type=submit]").first.click()
    # The consent was forgotten: the form comes back with what was typed.
    expect(frame.locator("[data-error-summary]")).to_be_visible()
    expect(frame.locator("[name=titre]")).to_have_value("Rue Henri-Barbusse")
    frame.locator("[name=accord]").check()
    frame.locator("[type=submit]").first.click()
    expect(frame.locator(".civic-receipt__reference")).to_be_visible()
    contribution = Contribution.objects.get(title="Rue Henri-Barbusse")
    expect(frame.locator(".civic-receipt__reference")).to_have_text(contribution.reference)
    private = frame.locator("#private-link").input_value()
    assert private.startswith(f"{fibre}suivi/")
    assert not page.context.cookies()
    if javascript:
        # Told by a message, which comes when it comes.
        page.wait_for_function("told.some(([name]) => name === 'sent')")
        told = page.evaluate("told")
        assert ["sent", {"part": "form"}] in told
        # Nothing of what was sent, nor the way to it, is told to the page around.
        assert contribution.reference not in str(told)
        top = page.locator("civic-embed").bounding_box()
        assert top is not None
        assert -1 <= top["y"] < viewport["height"]
        assert settled(page) > 100


def test_the_form_is_filled_and_sent_with_the_keyboard_alone(
    visit: Any, blog: Partner, fibre: str
) -> None:
    page = visit(blog.show(element(fibre, "form")))
    frame = frame_of(page)
    frame.locator("[name=titre]").focus()
    page.keyboard.type("Au clavier")
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.frames[1].evaluate(
            "[document.activeElement.name ?? '', document.activeElement.type ?? '']"
        )
        if focused[0] == "accord":
            page.keyboard.press("Space")
        if focused[1] == "submit":
            page.keyboard.press("Enter")
            break
    expect(frame.locator(".civic-receipt__reference")).to_be_visible()
    assert Contribution.objects.filter(title="Au clavier").exists()


def test_without_javascript_the_link_inside_the_element_is_shown(
    visit: Any, blog: Partner, fibre: str
) -> None:
    page = visit(blog.show(element(fibre, "map")), javascript=False)
    expect(page.get_by_role("link", name="La fibre pour tous")).to_be_visible()


def test_without_javascript_a_plain_frame_shows_the_list_of_the_map(
    visit: Any, blog: Partner, fibre: str
) -> None:
    html = f'<iframe src="{fibre}embed/map/" title="Carte" width="300" height="700"></iframe>'
    page = visit(blog.show(html), javascript=False, viewport=NARROW)
    expect(page.frame_locator("iframe").locator(".civic-map__list a").first).to_be_visible()


def test_a_site_that_is_not_allowed_shows_a_link_instead(
    visit: Any, blog: Partner, fibre: str, allow: Callable[..., Any]
) -> None:
    allow("https://www.nanterre.example")
    page = visit(blog.show(element(fibre, "map")))
    page.evaluate("document.addEventListener('civic-embed:refused', () => (window.refused = true))")
    expect(page.get_by_role("link", name="La fibre pour tous")).to_be_visible(timeout=15_000)
    assert page.evaluate("window.refused")
    expect(page.locator("civic-embed iframe")).to_have_count(0)


def test_the_rest_of_the_site_cannot_be_framed_even_by_an_allowed_one(
    visit: Any, blog: Partner, fibre: str
) -> None:
    page = visit(blog.show(f'<iframe src="{fibre}" title="La page"></iframe>'))
    page.wait_for_timeout(1500)
    assert page.frames[1].url != fibre or not page.frames[1].locator("h1").count()


def test_messages_of_other_frames_and_other_words_are_ignored(
    visit: Any, blog: Partner, fibre: str
) -> None:
    page = visit(blog.show(element(fibre, "figures")))
    expect(frame_of(page).locator(".civic-figures")).to_be_visible()
    tall = settled(page)
    page.evaluate("postMessage({ civic: 'embed', event: 'resized', height: 9000 }, '*')")
    blog.pages["/spy"] = (
        "<script>parent.postMessage({civic:'embed',event:'resized',height:9000},'*')</script>"
    )
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<iframe src=\"/spy\"></iframe>')")
    page.wait_for_timeout(700)
    assert height(page) == tall
    # Our own frame, beside itself.
    for odd in ("'x'", "-5", "1e9", "NaN"):
        page.frames[1].evaluate(
            f"parent.postMessage({{civic:'embed',event:'resized',height:{odd}}},'*')"
        )
    page.wait_for_timeout(300)
    assert 40 <= height(page) <= 50_000


def test_an_element_changes_with_its_attributes_and_leaves_no_listener(
    visit: Any, blog: Partner, fibre: str
) -> None:
    page = visit(blog.show(element(fibre, "figures", title="Les chiffres", lang="en")))
    frame = page.locator("civic-embed iframe")
    expect(frame).to_have_attribute("title", "Les chiffres")
    expect(frame_of(page).locator("html")).to_have_attribute("lang", "en")
    page.evaluate("document.querySelector('civic-embed').setAttribute('part', 'timeline')")
    expect(frame_of(page).locator(".civic-timeline").first).to_be_visible()
    expect(page.locator("civic-embed iframe")).to_have_count(1)
    for address in ("javascript:alert(1)", "data:text/html,x", "http://[", ""):
        page.evaluate("a => document.querySelector('civic-embed').setAttribute('src', a)", address)
        if address:
            expect(
                page.locator(
                    "civic-embed iframe[src^='javascript'], civic-embed iframe[src^='data']"
                )
            ).to_have_count(0)


def test_a_strict_policy_of_the_other_site_is_no_obstacle(
    visit: Any, blog: Partner, fibre: str
) -> None:
    root = fibre.removesuffix("/fibre/")
    blog.headers["Content-Security-Policy"] = (
        f"default-src 'none'; script-src {root}; frame-src {root}; base-uri 'none'"
    )
    page = visit(blog.show(element(fibre, "figures")))
    expect(frame_of(page).locator(".civic-figures")).to_be_visible()
    assert settled(page) < 400


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("viewport", [DESK, PHONE])
def test_axe_finds_nothing_in_any_part(visit: Any, fibre: str, part: str, viewport: Any) -> None:
    page = visit(f"{fibre}embed/{part}/", viewport=viewport)
    page.wait_for_load_state("networkidle")
    check_accessibility(page)


@pytest.mark.parametrize("viewport", [DESK, PHONE])
def test_axe_finds_nothing_on_the_page_of_codes(visit: Any, fibre: str, viewport: Any) -> None:
    page = visit(f"{fibre}embed/?part=map&where=https://evil.example", viewport=viewport)
    expect(page.frame_locator(".civic-codes__preview").locator("h1")).to_be_visible()
    check_accessibility(page, include=".civic-codes")
    page.get_by_role("button", name="Copy the code").or_(
        page.get_by_role("button", name="Copier le code")
    ).first.click()
    expect(page.locator(".civic-codes__code [role=status]").first).not_to_be_empty()


def test_a_frame_of_a_map_weighs_less_than_a_hundred_kilobytes(visit: Any, fibre: str) -> None:
    page = visit("about:blank")
    bodies: list[bytes] = []
    page.on("response", lambda response: bodies.append(response.body()))
    page.goto(f"{fibre}embed/map/")
    expect(page.locator(".civic-map__canvas .leaflet-marker-icon").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert len(bodies) <= 15
    assert sum(len(gzip.compress(body)) for body in bodies) <= 100_000
