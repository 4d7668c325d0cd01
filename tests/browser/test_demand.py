"""Demand in a real browser: the page of the team, and maps printed to PDF at A4 and A3."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from civic_pages.participation.demand.papers import PAPERS, SIZES
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.browser.conftest import DESK, PHONE, check_accessibility
from tests.participation.demand import demanding
from tests.participation.desk import user_of


pytestmark = pytest.mark.django_db(transaction=True)
NAMES = [paper.name for paper in PAPERS]


def demand_page(logged_in: Callable[..., Page], campaign: Any, **options: Any) -> Page:
    user_of("moderator")
    page = logged_in("moderator", **options)
    page.goto(f"/admin/civic-demand/{campaign.pk}/")
    return page


def pages_of(path: Path) -> list[tuple[float, float]]:
    """Return the size in points of each page of a PDF."""
    told = subprocess.run(
        ["pdfinfo", "-l", "-1", str(path)], capture_output=True, text=True, check=True
    ).stdout
    return [
        (float(width), float(height))
        for width, height in re.findall(r"^Page.* size: +([\d.]+) x ([\d.]+)", told, re.MULTILINE)
    ]


def printed(page: Page, path: Path) -> list[tuple[float, float]]:
    page.pdf(path=path, prefer_css_page_size=True, print_background=True)
    return pages_of(path)


def clipped(page: Page) -> list[str]:
    """Return what of the sheet has more content than room, as it is printed."""
    page.emulate_media(media="print")
    found: list[str] = page.evaluate("""() => [
        ...document.querySelectorAll('.sheet, .sheet-head, .sheet-figure, .sheet-panel, .sheet-foot'),
    ].filter((part) => part.scrollHeight > part.clientHeight + 1 || part.scrollWidth > part.clientWidth + 1)
     .map((part) => part.className)""")
    page.emulate_media(media="null")
    return found


def test_cells_and_streets_are_asked_for_and_the_map_comes_alive(
    logged_in: Callable[..., Page],
) -> None:
    page = demand_page(logged_in, demanding(1, 40))
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    expect(page.locator(".civic-demand__map .leaflet-container")).to_be_visible()
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        check_accessibility(page, include=".civic-demand")
    page.locator("[name=cell]:not([type=hidden])").select_option("500")
    page.locator(".civic-demand form").first.locator("button").click()
    expect(page.locator(".civic-demand .listing")).to_have_count(3)
    expect(page.locator(".leaflet-control-layers-overlays label")).to_have_count(3)
    check_accessibility(page, include=".civic-demand")
    width = page.locator(".civic-demand").evaluate("part => part.scrollWidth - part.clientWidth")
    assert width <= 0
    assert problems == []


def test_without_javascript_the_drawing_stays(logged_in: Callable[..., Page]) -> None:
    page = demand_page(logged_in, demanding(1, 10), javascript=False)
    expect(page.locator(".civic-demand__map svg.sheet-map")).to_be_visible()
    page.locator(".civic-demand form").first.locator("button").click()
    expect(page.locator(".civic-demand .listing")).to_have_count(3)


@pytest.mark.parametrize("name", NAMES)
def test_the_sheet_of_the_team_is_one_page_with_nothing_clipped(
    logged_in: Callable[..., Page], tmp_path: Path, name: str
) -> None:
    page = demand_page(logged_in, demanding(1, 60, title="La fibre pour tous " * 3))
    page.locator("[name=paper]").select_option(name)
    page.locator("[name=points]").check()
    page.locator("form[action$='/sheet/'] button").click()
    expect(page.locator(".map-dots").first).to_be_attached()
    assert clipped(page) == []
    short, tall = SIZES[name[:2]]
    wanted = (short, tall) if name.endswith("portrait") else (tall, short)
    (size,) = printed(page, tmp_path / "sheet.pdf")
    assert size == pytest.approx([side / 25.4 * 72 for side in wanted], abs=1)
    check_accessibility(page)


@pytest.mark.parametrize("name", NAMES)
def test_more_sectors_than_have_room_are_told_as_more(
    new_page: Callable[..., Page], tmp_path: Path, name: str
) -> None:
    campaign = CampaignFactory(open=True, sectors=many_sectors(60))
    ContributionFactory.create_batch(3, campaign=campaign, published=True, pinned=True)
    page = new_page()
    page.goto(f"{campaign.url}carte/imprimer/?paper={name}")
    assert clipped(page) == []
    assert len(printed(page, tmp_path / "sheet.pdf")) == 1
    shown = page.locator(".sheet-table tbody tr").count()
    expect(page.locator(".sheet-table tfoot tr").first).to_contain_text(str(60 - shown))


@pytest.mark.parametrize("name", NAMES)
def test_a_sheet_that_says_many_filters_is_one_page_with_nothing_clipped(
    new_page: Callable[..., Page], tmp_path: Path, name: str
) -> None:
    campaign = CampaignFactory(open=True, sectors=many_sectors(60))
    category = (
        "Circuler à pied et à vélo, dans tous les quartiers, à toute heure et sans danger, " * 2
    )
    ContributionFactory(campaign=campaign, published=True, pinned=True, category=category[:150])
    page = new_page()
    query = urlencode({
        "category": category[:150], "q": "un vélo " * 12, "sector": "s7", "kind": "individual",
        "bbox": "2.17,48.87,2.21,48.90", "paper": name,
    })  # fmt: skip
    page.goto(f"{campaign.url}carte/imprimer/?{query}")
    expect(page.locator(".sheet-filters")).to_contain_text("Circuler à pied")
    assert clipped(page) == []
    assert len(printed(page, tmp_path / "sheet.pdf")) == 1
    shown = page.locator(".sheet-table tbody tr").count()
    assert shown >= 1
    expect(page.locator(".sheet-table tfoot tr").first).to_contain_text(str(60 - shown))
    check_accessibility(page)


@pytest.mark.parametrize("traits", [{}, {"homes": True}, {"by_sector": True}], ids=str)
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_public_map_is_accessible_and_fits(
    new_page: Callable[..., Page], traits: dict[str, Any], size: Any
) -> None:
    campaign = CampaignFactory(open=True, **traits)
    ContributionFactory.create_batch(12, campaign=campaign, published=True, pinned=True)
    page = new_page(viewport=size)
    page.goto(f"{campaign.url}carte/imprimer/")
    expect(page.locator("svg.sheet-map")).to_be_visible()
    check_accessibility(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def many_sectors(count: int) -> dict[str, Any]:
    """Return stripes of the perimeter."""
    step = 0.07 / count
    features = []
    for number in range(count):
        west, east = 2.17 + number * step, 2.17 + (number + 1) * step
        ring = [[west, 48.87], [east, 48.87], [east, 48.92], [west, 48.92], [west, 48.87]]
        name = f"Secteur numéro {number} du quartier de la Boule"
        features.append({
            "type": "Feature",
            "properties": {"key": f"s{number}", "name": name},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        })  # fmt: skip
    return {"type": "FeatureCollection", "features": features}
