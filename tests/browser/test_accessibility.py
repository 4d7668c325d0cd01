"""axe finds nothing on any page type and state, at both widths; nothing overflows at 320 px."""

import gzip
import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from civic_pages.models import CampaignPhase, ContentPage
from civic_pages.testing import (
    CampaignFactory,
    ContributionFactory,
    form_block,
    portal,
    question,
)
from tests.browser.conftest import DESK, PHONE, check_accessibility
from tests.browser.test_citizen import LISTING, MAP, TIMELINE
from tests.projects.making import DONE, list_page, project


pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning"),
]


def block(name: str, **value: Any) -> dict[str, Any]:
    return {"type": name, "id": str(uuid.uuid4()), "value": value}


BLOCKS = [
    TIMELINE,
    MAP,
    form_block(),
    LISTING,
    block("key_figures", title="En chiffres", show_participation=True, extra=[
        {"type": "item", "value": {"value": "500 k€", "label": "par an", "source": "Budget 2026"}},
    ]),
    block("text", text="<h2>Pourquoi</h2><p>La place sera refaite.</p>"),
    block("quote", text="Dites-nous ce qui a été retenu.", author="Samira", role="habitante"),
    block("call_to_action", title="Venez", text="Un atelier", button="S'inscrire", link="https://example.org/", page=None),
    block("faq", title="Questions", items=[
        {"type": "item", "value": {"question": "Qui peut ?", "answer": "<p>Tout le monde.</p>"}},
    ]),
    block("video", title="Le projet", url="https://www.youtube.com/watch?v=aqz-KE-bpKQ", transcript=""),
]  # fmt: skip


@pytest.fixture
def campaign(transactional_db: None) -> Any:
    campaign = CampaignFactory(open=True, body=BLOCKS)
    for number in range(25):
        ContributionFactory(
            campaign=campaign, published=True, pinned=True, collective=number % 2 == 0,
            at=(48.88 + number / 1000, 2.19 + number / 1000),
        )  # fmt: skip
    return campaign


def scroll(page: Page) -> None:
    """Bring everything near once, so that lazy maps are there."""
    height = page.evaluate("document.body.scrollHeight")
    for top in range(0, height, 600):
        page.evaluate(f"window.scrollTo(0, {top})")
        page.wait_for_timeout(60)
    page.wait_for_timeout(400)


STATES = ["portal", "campaign", "errors", "receipt", "list", "none", "homes", "homes list", "detail", "missing", "content", "closed"]  # fmt: skip


def open_state(page: Page, campaign: Any, state: str) -> None:
    """Bring a page into a state."""
    detail = campaign.civic_contributions.first()
    homes_body = {"body": [MAP, form_block()], "homes": True}
    addresses: dict[str, Callable[[], str]] = {
        "portal": lambda: portal().url,
        "campaign": lambda: campaign.url,
        "errors": lambda: campaign.url,
        "receipt": lambda: campaign.url,
        "list": lambda: campaign.contributions_url,
        "none": lambda: f"{campaign.contributions_url}?q=introuvable",
        "homes": lambda: CampaignFactory(open=True, **homes_body).url,
        "homes list": lambda: CampaignFactory(open=True, **homes_body).contributions_url,
        "detail": lambda: f"{campaign.contributions_url}{detail.reference}/",
        "missing": lambda: "/nulle-part/",
        "content": lambda: portal().add_child(instance=ContentPage(title="Mentions légales", body=[("text", {"text": "<p>Ville</p>"})])).url,
        "closed": lambda: CampaignFactory(closed=True, body=BLOCKS).url,
    }  # fmt: skip
    page.goto(addresses[state]())
    if state in {"errors", "receipt"}:
        page.locator("[name=titre]").fill("" if state == "errors" else "Un banc")
        page.locator("[name=accord]").check()
        page.locator("form:has([name=civic_key]) button[type=submit]").click()
        page.wait_for_load_state()
        page.wait_for_url(re.compile("merci=" if state == "receipt" else "#contribution-form"))
    scroll(page)


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_and_nothing_overflows(
    campaign: Any, new_page: Callable[..., Page], state: str
) -> None:
    page = new_page(viewport=PHONE)
    open_state(page, campaign, state)
    check_accessibility(page)
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size(DESK)
    check_accessibility(page)
    page.emulate_media(color_scheme="dark")
    check_accessibility(page)


def weigh(page: Page, url: str) -> tuple[int, int]:
    """Return kilobytes compressed and requests of a page, its images from editors aside."""
    sizes: list[int] = []

    def note(response: Any) -> None:
        if "/media/" not in response.url and response.status == 200:
            sizes.append(len(gzip.compress(response.body(), 6)))

    page.on("response", note)
    page.goto(url)
    scroll(page)
    page.wait_for_load_state("networkidle")
    return sum(sizes) // 1000, len(sizes)


def test_a_page_with_a_map_and_a_form_is_light(
    campaign: Any, new_page: Callable[..., Page]
) -> None:
    light = CampaignFactory(open=True, body=[TIMELINE, MAP, form_block(), LISTING])
    ContributionFactory.create_batch(60, campaign=light, published=True, pinned=True)
    kilobytes, requests = weigh(new_page(), light.url)
    assert kilobytes <= 100, kilobytes
    assert requests <= 15, requests


def dense_campaign() -> Any:
    """Return a campaign with a drawn timeline, a map, projects, a list and a form that suggests."""
    words = question("long_text", "idee", "Votre idée", max_length=2000)
    projects = block("projects", title="Nos projets", show_figures=True, limit=3)
    body = [TIMELINE, form_block(words), projects, MAP, LISTING]
    dense = CampaignFactory(open=True, suggest_similar=True, body=body)
    for days in (10, 20):
        opens = timezone.localdate() + timedelta(days=days)
        CampaignPhase.objects.create(page=dense, name="Vote", kind="vote", start_date=opens)
    ContributionFactory.create_batch(60, campaign=dense, published=True, pinned=True)
    list_page(dense)
    for _ in range(3):
        project(dense, *DONE, placed=True)
    return dense


@pytest.mark.parametrize("viewport", [PHONE, DESK])
def test_the_fullest_page_asks_for_little(
    transactional_db: None, new_page: Callable[..., Page], viewport: Any
) -> None:
    dense = dense_campaign()
    page = new_page(viewport=viewport)
    kilobytes, requests = weigh(page, dense.url)
    for part in (".civic-timeline__view", ".civic-project", ".civic-map__panel[data-drawn]"):
        expect(page.locator(part).first).to_be_visible()
    assert kilobytes <= 100, kilobytes
    assert requests <= 15, requests


def test_a_page_without_a_map_is_lighter(campaign: Any, new_page: Callable[..., Page]) -> None:
    light = CampaignFactory(closed=True, body=[TIMELINE, LISTING, form_block()])
    without = CampaignFactory(open=True, by_sector=True)
    ContributionFactory.create_batch(25, campaign=without, published=True, pinned=True)
    for url in (light.url, portal().url, without.contributions_url):
        kilobytes, requests = weigh(new_page(), url)
        assert kilobytes <= 40, (url, kilobytes)
        assert requests <= 15, (url, requests)
