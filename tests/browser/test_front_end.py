"""The example front end of docs/examples: another origin, and nothing but the API."""

from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from playwright.sync_api import Page, expect

from civic_pages.participation.models import Contribution
from civic_pages.testing import CampaignFactory, ContributionFactory, form_block, question
from tests.browser.conftest import DESK, PHONE, check_accessibility
from tests.serving import serving


FRONT_END = Path(__file__).resolve().parents[2] / "docs" / "examples" / "front-end"
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning"),
]
TIMELINE = {
    "type": "timeline",
    "value": {
        "title": "Les étapes",
        "milestones": [{"title": "Réunion publique", "date": "2026-11-03", "kind": "meeting"}],
    },
}
PLAN_B = {"key": "theme", "operator": "is", "values": "Nature"}


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_args: Any) -> None:
        """Say nothing: the test tells what is wrong."""


@pytest.fixture
def front_end(settings: Any) -> Iterator[str]:
    """Serve the example from an origin of its own, which the API lets in; return that origin."""
    with serving(partial(Quiet, directory=FRONT_END)) as origin:
        settings.CIVIC_API = {**getattr(project, "CIVIC_API", {}), "CORS_ALLOWED_ORIGINS": [origin]}
        settings.CIVIC_PAGES = {
            **project.CIVIC_PAGES,
            "CHALLENGE": "always",
            "CHALLENGE_DIFFICULTY": 2_000,
            "MIN_FILL_SECONDS": 0,
        }
        yield origin


@pytest.fixture
def campaign(transactional_db: None) -> Any:
    form = form_block(
        question("short_text", "titre", "Titre", required=True, is_title=True, max_length=120),
        question("single_choice", "theme", "Thème", choices=["Voirie", "Nature"], is_category=True),
        question("short_text", "arbre", "Quel arbre ?", required=True, condition=PLAN_B),
        question("point", "lieu", "Lieu"),
        question("consent", "accord", "J'accepte", required=True),
    )
    campaign = CampaignFactory(open=True, title="Des arbres", body=[TIMELINE, form])
    ContributionFactory.create_batch(3, campaign=campaign, published=True, pinned=True)
    return campaign


def opened(new_page: Callable[..., Page], origin: str, live_server: Any, **options: Any) -> Page:
    page = new_page(origin=origin, **options)
    page.goto(f"{origin}/?api={live_server.url}/api/civic/v1/")
    page.wait_for_selector("main[data-ready=portal]")
    return page


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_a_citizen_reads_and_contributes_from_another_origin(
    campaign: Any,
    front_end: str,
    new_page: Callable[..., Page],
    live_server: Any,
    viewport: Any,
) -> None:
    page = opened(new_page, front_end, live_server, viewport=viewport)
    check_accessibility(page)
    page.get_by_role("link", name="Des arbres").click()
    page.wait_for_selector(f"main[data-ready='{campaign.pk}']")
    assert page.locator(".steps h3").all_inner_texts().count("Réunion publique") == 1
    assert page.locator("svg.map a").count() == 1, "three pins at one place are one cluster"
    check_accessibility(page)
    assert page.get_by_label("Quel arbre ?").is_hidden()
    page.get_by_label("Nature").check()
    expect(page.get_by_label("Quel arbre ?")).to_be_visible()
    page.get_by_label("Titre").fill("Un chêne")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator("[data-key=arbre] .error")).to_be_visible()
    expect(page.locator("[data-key=accord] .error")).to_be_visible()
    assert page.get_by_label("Titre").input_value() == "Un chêne", "what was typed is kept"
    check_accessibility(page)
    page.get_by_label("Quel arbre ?").fill("Un chêne vert")
    page.get_by_label("J'accepte").check()
    page.get_by_role("button", name="Envoyer").click()
    expect(page.locator(".receipt strong")).to_be_visible()
    stored = Contribution.objects.get(reference=page.inner_text(".receipt strong"))
    assert stored.answers["arbre"] == "Un chêne vert"
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_an_origin_that_is_not_named_gets_nothing(
    campaign: Any, front_end: str, new_page: Callable[..., Page], live_server: Any, settings: Any
) -> None:
    settings.CIVIC_API = {**settings.CIVIC_API, "CORS_ALLOWED_ORIGINS": []}
    page = new_page(origin=front_end)
    page.goto(f"{front_end}/?api={live_server.url}/api/civic/v1/")
    expect(page.locator("[role=alert]")).to_contain_text("Le service ne répond pas")
