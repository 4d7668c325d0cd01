"""An editor composes a campaign from an empty page in the Wagtail admin, and publishes it."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from civic_pages.models import CampaignPage
from civic_pages.participation.groups import EDITORS, create_groups
from civic_pages.testing import PERIMETER, portal


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def editor(transactional_db: None, django_user_model: Any) -> Any:
    create_groups()
    user = django_user_model.objects.create_user("redaction", "r@example.org", "mot-de-passe")
    user.groups.add(Group.objects.get(name=EDITORS))
    portal()
    return user


def add_block(scope: Locator, page: Page, label: str) -> None:
    """Add a block, chosen by its French label in the picker, at the end of a stream."""
    scope.locator("button.c-sf-add-button").last.click()
    option = page.locator(".w-combobox__option").filter(has_text=re.compile(rf"^\s*{label}"))
    option.first.click()
    page.wait_for_timeout(600)  # The block slides in.


def test_a_campaign_is_composed_previewed_and_published(
    editor: Any, logged_in: Callable[..., Page], new_page: Callable[..., Page]
) -> None:
    page = logged_in("redaction")
    foreign: list[str] = []
    origin = "http://localhost:"
    page.on(
        "request",
        lambda r: (
            foreign.append(r.url)
            if not r.url.startswith((origin, "data:", "blob:", "about:"))
            else None
        ),
    )
    page.goto(f"/admin/pages/add/civic_pages/campaignpage/{portal().pk}/")
    page.locator("#id_title").fill("Réaménagement de la place")
    stream = page.locator("[data-contentpath=body]").first
    labels = ("Calendrier de la décision", "Carte", "Formulaire de contribution")
    for number, label in enumerate(labels):
        add_block(stream, page, label)
        expect(page.locator(f"[name=body-{number}-type]")).to_be_attached()
        page.wait_for_timeout(500)  # The block slides in; its neighbour's button is not there yet.

    page.locator("[data-contentpath=points_of_interest] button.c-sf-add-button").last.click()
    point = "body-1-value-points_of_interest-0-value"
    page.locator(f"[name={point}-title]").fill("La halle")
    page.locator(f"#{point}-position_latlng").fill("48.892, 2.206")
    expect(page.locator(f"[name={point}-position]")).to_have_value(re.compile(r"2\.206"))

    questions = page.locator("[data-contentpath=fields]")
    add_block(questions, page, "Texte court")
    page.locator("[name=body-2-value-fields-0-value-label]").fill("Votre idée en bref")
    # By the keyboard: the block is still sliding under the mouse.
    page.locator("[name=body-2-value-fields-0-value-is_title]").press("Space")
    expect(page.locator("[name=body-2-value-fields-0-value-is_title]")).to_be_checked()
    add_block(questions, page, "Point sur la carte")
    page.locator("[name=body-2-value-fields-1-value-label]").fill("Où ?")

    page.get_by_role("tab", name="Calendrier").click()
    page.locator("#id_phases-ADD").click()
    today = timezone.localdate()
    page.locator("#id_phases-0-name").fill("Recueil")
    page.locator("#id_phases-0-start_date").fill((today - timedelta(days=1)).isoformat())
    page.locator("#id_phases-0-end_date").fill((today + timedelta(days=9)).isoformat())
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Territoire").click()
    page.locator("#id_perimeter").fill(json.dumps(PERIMETER))
    page.get_by_role("tab", name="Règles").click()
    page.locator("[data-contentpath=legal_text] [contenteditable=true]").click()
    page.keyboard.type("La ville traite vos réponses pour une mission d'intérêt public.", delay=5)
    expect(page.locator("[data-contentpath=legal_text]")).to_contain_text("intérêt public")

    page.get_by_role("tab", name="Contenu").click()
    # Wagtail saves by itself while one types, and its preview asks elsewhere once the page is saved.
    expect(page).to_have_url(re.compile(r"/admin/pages/\d+/edit/"))
    page.wait_for_load_state("networkidle")
    page.locator(
        "[data-side-panel-toggle=preview], [aria-label='Prévisualiser'], [aria-label='Aperçu']"
    ).first.click()
    frame = page.frame_locator("iframe[id*=preview]").first
    expect(frame.locator("h1")).to_have_text("Réaménagement de la place", timeout=20_000)
    page.locator(
        "[data-side-panel-toggle=preview], [aria-label='Prévisualiser'], [aria-label='Aperçu']"
    ).first.click()

    # Wagtail saves by itself while one types: publish once that is done.
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1500)
    page.locator("footer [data-w-dropdown-target=toggle], footer .w-dropdown__toggle").last.click()
    publish = page.locator("button[name=action-publish]")
    expect(publish).to_be_visible()
    publish.click()
    page.wait_for_load_state()
    assert page.locator(".w-field__errors .error-message, .error-message").all_inner_texts() == []
    page.wait_for_url(re.compile(r"/admin/pages/\d+/$"))
    campaign = CampaignPage.objects.get()
    assert campaign.live
    assert [child.block_type for child in campaign.body] == ["timeline", "map", "contribution_form"]
    assert campaign.body[1].value["points_of_interest"][0]["position"] == {
        "lat": 48.892,
        "lng": 2.206,
    }
    assert [spec.type for spec in campaign.form_definitions()[0]] == ["short_text", "point"]
    assert foreign == []

    visitor = new_page()
    visitor.goto(campaign.url)
    for text in ("Recueil", "La halle", "Votre idée en bref"):
        expect(visitor.locator("main")).to_contain_text(text)
