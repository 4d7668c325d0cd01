"""Follows docs/first-campaign.fr.md in a browser, on the demo, and takes its pictures.

    make docs-screenshots

A step that no longer works stops it: what the guide says is then no longer true. The demo is copied
first, so that every run begins from the same; only the dates of the day differ. Asks no other host.
"""

import argparse
import os
import re
import subprocess
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright
from screenshot_camera import ROOT, Camera, demo, log_in, opened, served


TITLE = "La place du marché de demain"
IDEA = "Des bancs à l’ombre, du côté de l’école"
STREAM = "[data-contentpath=body]"


def open_picker(scope: Locator, page: Page) -> None:
    scope.locator("button.c-sf-add-button").last.click()
    page.locator(".w-combobox__option").first.wait_for()


def pick(page: Page, label: str) -> None:
    option = page.locator(".w-combobox__option").filter(has_text=re.compile(rf"^\s*{label}"))
    option.first.click()
    page.wait_for_timeout(1100)  # The block slides in; its neighbour's button is not there before.


def create(page: Page, camera: Camera) -> None:
    """1. Create the page."""
    page.goto("/admin/pages/")
    page.get_by_role("link", name="Participez Nanterre").first.click()
    page.get_by_role("link", name=re.compile("Ajouter une sous-page")).first.click()
    camera.take(page, "1-type", height=400)
    page.get_by_role("link", name=re.compile(r"^Campagne")).first.click()
    page.locator("#id_title").fill(TITLE)
    page.locator("[data-contentpath=introduction] [contenteditable=true]").click()
    page.keyboard.type(
        "La place sera refaite en 2027. Dites ce que vous voulez y trouver.", delay=5
    )


def compose(page: Page, camera: Camera) -> None:
    """2. Blocks, 3. questions."""
    stream = page.locator(STREAM).first
    open_picker(stream, page)
    camera.take(page, "2-blocks", top=page.locator("[data-contentpath=introduction]"))
    pick(page, "Calendrier de la décision")
    for label in ("Carte", "Formulaire de contribution", "Liste des contributions"):
        open_picker(stream, page)
        pick(page, label)
    questions = page.locator("[data-contentpath=fields]")
    for number, (kind, label) in enumerate(
        [
            ("Texte court", "Votre idée en une phrase"),
            ("Texte long", "Pourquoi ?"),
            ("Point sur la carte", "Où ?"),
        ]
    ):
        open_picker(questions, page)
        pick(page, kind)
        page.locator(f"[name=body-2-value-fields-{number}-value-label]").fill(label)
    title = page.locator("[name=body-2-value-fields-0-value-is_title]")
    title.press("Space")
    expect(title).to_be_checked()
    camera.take(page, "3-questions", top=questions)


def plan(page: Page, camera: Camera) -> None:
    """4. Phases."""
    page.get_by_role("tab", name="Calendrier").click()
    today = datetime.now(tz=ZoneInfo("Europe/Paris")).date()
    phases = [
        ("Recueil des idées", "collect", today - timedelta(days=1), today + timedelta(days=30)),
        ("Étude par les services", "study", today + timedelta(days=30), today + timedelta(days=90)),
    ]
    for number, (name, kind, start, end) in enumerate(phases):
        page.locator("#id_phases-ADD").click()
        page.locator(f"#id_phases-{number}-name").fill(name)
        page.locator(f"#id_phases-{number}-kind").select_option(kind)
        page.locator(f"#id_phases-{number}-start_date").fill(start.isoformat())
        page.locator(f"#id_phases-{number}-end_date").fill(end.isoformat())
        # The calendars that opened close once something else is clicked.
        page.locator(f"#id_phases-{number}-name").click()
    camera.take(page, "4-phases", top=page.locator("#inline_child_phases-0"))


def bound(page: Page, camera: Camera) -> None:
    """5. Territory."""
    page.get_by_role("tab", name="Territoire").click()
    page.locator("#id_ready_territory").select_option(index=1)
    camera.take(page, "5-territory")


def rule(page: Page, camera: Camera) -> None:
    """6. Rules."""
    page.get_by_role("tab", name="Règles").click()
    page.locator("#id_contact_email").fill("place@nanterre.example")
    page.locator("[data-contentpath=legal_text] [contenteditable=true]").click()
    page.keyboard.type(
        "La ville de Nanterre traite vos réponses pour une mission d’intérêt public.", delay=5
    )
    camera.take(page, "6-rules", top=page.locator("#id_contact_email"))


def preview(page: Page, camera: Camera) -> None:
    """7. Preview."""
    page.get_by_role("tab", name="Contenu").click()
    toggle = page.locator("[data-side-panel-toggle=preview], [aria-label='Prévisualiser']").first
    toggle.click()
    frame = page.frame_locator("iframe[id*=preview]").first
    expect(frame.locator("h1")).to_have_text(TITLE, timeout=30_000)
    page.evaluate("scrollTo(0, 0)")
    camera.take(page, "7-preview")
    toggle.click()


def publish(page: Page, camera: Camera) -> None:
    """8. Publish."""
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1500)  # Wagtail saves by itself while one types.
    page.locator("footer [data-w-dropdown-target=toggle], footer .w-dropdown__toggle").last.click()
    button = page.locator("button[name=action-publish]")
    expect(button).to_be_visible()
    camera.take(page, "8-publish", height=420, lower=True)
    button.click()
    page.wait_for_url(re.compile(r"/admin/pages/\d+/$"))


def contribute(page: Page, camera: Camera) -> None:
    """9. A citizen contributes."""
    page.goto("/")
    page.get_by_role("link", name=TITLE).first.click()
    form = page.locator("form.civic-form, form:has([name=civic_form])").first
    page.get_by_label("Votre idée en une phrase").fill(IDEA)
    page.get_by_label("Pourquoi").fill("L’été, on ne peut pas s’asseoir en attendant les enfants.")
    camera.take(page, "9-form", top=form)
    canvas = page.locator(".civic-picker__canvas")
    canvas.scroll_into_view_if_needed()
    expect(canvas.locator(".leaflet-control-zoom")).to_be_visible()
    canvas.focus()
    page.keyboard.press("Enter")  # Where the middle of the map is; a click would do as well.
    expect(page.locator(".civic-picker__pin")).to_have_count(1)
    page.wait_for_timeout(4000)  # A form that is filled in faster is taken for a robot's.
    camera.take(page, "9-place", top=canvas, height=680)
    form.locator("button[type=submit]").last.click()
    expect(page.locator("main")).to_contain_text("Merci")
    camera.take(page, "9-thanks")


def moderate(page: Page, camera: Camera) -> None:
    """10. The team reads it and publishes it."""
    page.get_by_role("link", name=re.compile("Contributions")).first.click()
    page.locator("input[name=q]").last.fill("bancs")
    row = page.locator("main tr, #main tr").filter(has_text=IDEA)
    page.wait_for_url("**q=bancs**")
    expect(row).to_be_visible()
    camera.take(page, "10-queue", height=420)
    row.get_by_role("link").first.click()
    camera.take(page, "10-contribution")
    page.get_by_role("button", name="Publier").first.click()
    page.wait_for_load_state("networkidle")


def share(page: Page, camera: Camera) -> None:
    """11. It is public, and can be shared."""
    page.goto("/")
    page.get_by_role("link", name=TITLE).first.click()
    expect(page.locator("main")).to_contain_text(IDEA)
    camera.take(page, "11-page", top=page.get_by_text(IDEA))
    camera.take(page, "11-share", top=page.locator(".civic-share"), height=420)


def follow_the_guide(browser: Browser, base: str) -> None:
    camera = Camera()
    editor = log_in(browser, base, "redaction")
    steps: list[Callable[[Page, Camera], None]] = [
        create,
        compose,
        plan,
        bound,
        rule,
        preview,
        publish,
    ]
    for step in steps:
        step(editor, camera)
    contribute(opened(browser, base), camera)
    moderate(log_in(browser, base, "moderation"), camera)
    share(opened(browser, base), camera)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--demo", type=Path, default=ROOT / "var/docs-demo", help="where the demo is kept"
    )
    parser.add_argument("--port", type=int, default=8121)
    options = parser.parse_args()
    chromium = subprocess.run(  # noqa: S603 - our own script
        [ROOT / ".ci/chromium"], capture_output=True, text=True, check=True
    )
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        database = demo(options.demo, Path(scratch))
        browser = playwright.chromium.launch(
            executable_path=chromium.stdout.strip(),
            args=["--lang=fr-FR"],
            env={**os.environ, "LANGUAGE": "fr"},
        )
        with served(database, options.port) as base:
            follow_the_guide(browser, base)
        browser.close()


if __name__ == "__main__":
    main()
