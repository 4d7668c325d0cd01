"""An editor places points on the map of the Wagtail editor, which asks no third party."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from civic_pages.campaigns.models import CampaignPage
from civic_pages.testing import CampaignFactory
from tests.participation.desk import user_of


pytestmark = pytest.mark.django_db(transaction=True)
HERE = {"lat": 48.9, "lng": 2.21}


def map_block(**value: Any) -> dict[str, Any]:
    defaults = {"title": "La carte", "show_contributions": True, "show_sectors": True}
    return {
        "type": "map",
        "id": "0b7e3c1e-8a0f-4c11-9d55-6f0e2a1b3c4d",
        "value": {**defaults, "points_of_interest": [], **value},
    }


def edit(logged_in: Callable[..., Page], campaign: Any) -> tuple[Page, Locator]:
    """Open the editor; return it with the field of the map's centre, its settings unfolded."""
    user_of("admin")
    page = logged_in("admin")
    foreign: list[str] = []
    ours = ("http://localhost:", "data:", "blob:")
    page.on("request", lambda r: r.url.startswith(ours) or foreign.append(r.url))
    page.on("pageerror", lambda error: foreign.append(str(error)))
    page.foreign = foreign
    page.goto(f"/admin/pages/{campaign.pk}/edit/")
    page.locator("[data-streamfield-action=SETTINGS]").click()
    field = page.locator("[data-contentpath=centre]")
    return page, field


def save(page: Page) -> None:
    with page.expect_navigation():
        page.locator("button.action-save").first.click()


def stored(campaign: Any) -> Any:
    latest = CampaignPage.objects.get(pk=campaign.pk).get_latest_revision_as_object()
    return latest.body[0].value["centre"]


def test_a_click_on_the_map_places_the_centre(logged_in: Callable[..., Page]) -> None:
    campaign = CampaignFactory(body=[map_block()])
    page, field = edit(logged_in, campaign)
    expect(field.locator("input[type=text]")).to_have_value("")
    field.locator(".leaflet-field").click(position={"x": 60, "y": 160})
    pin, ground = (
        field.locator(name).bounding_box() for name in (".civic-admin-pin", ".leaflet-field")
    )
    assert abs(pin["x"] + pin["width"] / 2 - ground["x"] - 60) < 4
    assert abs(pin["y"] + pin["height"] - ground["y"] - 160) < 12
    save(page)
    point = stored(campaign)
    assert set(point) == {"lat", "lng"}
    assert 40 < point["lat"] < 60
    assert page.foreign == []


def test_an_empty_centre_stays_empty_and_the_page_reopens(logged_in: Callable[..., Page]) -> None:
    campaign = CampaignFactory(body=[map_block()])
    page, _field = edit(logged_in, campaign)
    save(page)
    assert stored(campaign) is None
    page.reload()
    expect(page.locator("[data-contentpath=centre] input[type=text]")).to_have_value("")
    page.goto(campaign.url)
    expect(page.get_by_role("heading", name="La carte")).to_be_visible()


def test_a_point_is_written_corrected_and_removed_without_a_mouse(
    logged_in: Callable[..., Page],
) -> None:
    campaign = CampaignFactory(body=[map_block(centre=HERE)])
    page, field = edit(logged_in, campaign)
    text = field.locator("input[type=text]")
    expect(text).to_have_value("48.9, 2.21")
    text.fill("48.9, nowhere")
    expect(text).to_have_attribute("aria-invalid", "true")
    text.fill("48.895, 2.2")
    save(page)
    assert stored(campaign) == {"lat": 48.895, "lng": 2.2}
    page.locator("[data-streamfield-action=SETTINGS]").click()
    field.locator(".civic-admin-point__remove").click()
    save(page)
    assert stored(campaign) is None


def test_what_is_no_place_is_refused_beside_its_field(logged_in: Callable[..., Page]) -> None:
    campaign = CampaignFactory(body=[map_block(centre=HERE)])
    page, field = edit(logged_in, campaign)
    field.locator("input[type=text]").fill("148.9, 2.2")
    save(page)
    expect(page.locator("[data-contentpath=centre] .error-message").first).to_contain_text("90")
    expect(page.locator("[data-contentpath=centre] input[type=text]")).to_have_value("148.9, 2.2")
