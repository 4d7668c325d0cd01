"""An editor draws lines, lays layers and chooses base maps; citizens see and switch them."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from civic_blocks.geofiles.layers import read_layer
from civic_pages.campaigns.presets import TerritoryPreset
from civic_pages.models import CampaignPage
from civic_pages.testing import PERIMETER, SECTORS, CampaignFactory
from tests.blocks.layers import layer_of, map_block
from tests.browser.conftest import PHONE, check_accessibility
from tests.participation.desk import user_of


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HERE = {"lat": 48.892, "lng": 2.206}
BASE_MAPS = ["osm", "ign-ortho"]


def edit(logged_in: Callable[..., Page], campaign: Any) -> Page:
    """Open the page editor as somebody who may publish; notes what goes abroad or fails."""
    user_of("admin")
    page = logged_in("admin")
    page.foreign = []
    ours = ("http://localhost:", "data:", "blob:", "about:")
    page.on("request", lambda r: r.url.startswith(ours) or page.foreign.append(r.url))
    page.on("pageerror", lambda error: page.foreign.append(str(error)))
    page.goto(f"/admin/pages/{campaign.pk}/edit/")
    return page


def add(page: Page, name: str) -> Locator:
    """Add an item to a list of the map block; return it."""
    field = page.locator(f"[data-contentpath={name}]").first
    field.locator("button.c-sf-add-button").last.click()
    page.wait_for_timeout(500)  # The item slides in.
    return field


def save(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1500)  # Wagtail saves by itself while one types: once that is done.
    with page.expect_navigation():
        page.locator("button.action-save").first.click()


def publish(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1500)
    page.locator("footer .w-dropdown__toggle, footer [data-w-dropdown-target=toggle]").last.click()
    page.locator("button[name=action-publish]").click()
    page.wait_for_url(re.compile(r"/admin/pages/\d+/$"))


def latest(campaign: Any) -> Any:
    return CampaignPage.objects.get(pk=campaign.pk).get_latest_revision_as_object()


def test_a_line_is_drawn_corrected_published_and_seen(
    logged_in: Callable[..., Page], new_page: Callable[..., Page]
) -> None:
    campaign = CampaignFactory(body=[map_block()])
    page = edit(logged_in, campaign)
    field = add(page, "shapes")
    field.locator("input[name$=title]").fill("Promenade")
    canvas, text = field.locator(".civic-admin-map"), field.locator("textarea[name$=path]")
    expect(canvas.locator("path.civic-admin-map__perimeter")).to_be_attached()
    canvas.scroll_into_view_if_needed()
    for x, y in ((200, 120), (300, 160), (400, 120), (420, 200)):
        canvas.click(position={"x": x, "y": y})
        page.wait_for_timeout(350)  # Two clicks at once would zoom.
    expect(text).to_have_value(re.compile(r"^(48\.\d{6}, 2\.\d{6}\n?){4}$"))
    field.get_by_role("button", name=re.compile("last point|dernier point")).click()
    expect(canvas.locator(".civic-admin-map__handle")).to_have_count(3)
    before = text.input_value()
    first = canvas.locator(".civic-admin-map__handle").first
    first.drag_to(canvas, target_position={"x": 150, "y": 200})
    expect(text).not_to_have_value(before)
    assert text.input_value().split("\n")[1:] == before.split("\n")[1:]
    canvas.click(position={"x": 350, "y": 140})  # On the line: in between.
    assert len(text.input_value().split("\n")) == 4
    field.get_by_role("button", name=re.compile("chosen point|point choisi")).click()
    expect(canvas.locator(".civic-admin-map__handle")).to_have_count(3)
    check_accessibility(page, include=".civic-admin-map")
    publish(page)
    assert page.foreign == []

    shape = CampaignPage.objects.get(pk=campaign.pk).body[0].value["shapes"][0]
    assert len(shape["path"]["coordinates"]) == 3
    public = new_page()
    public.goto(campaign.url)
    public.locator("civic-map").scroll_into_view_if_needed()
    expect(public.locator(".civic-map__layers input")).to_be_checked()
    expect(public.locator("civic-map path[stroke='#0b45b0']")).to_be_attached()
    expect(public.get_by_text("Promenade").first).to_be_visible()


def test_a_shape_is_written_without_a_mouse_and_what_is_wrong_is_told(
    logged_in: Callable[..., Page],
) -> None:
    campaign = CampaignFactory(body=[map_block()])
    page = edit(logged_in, campaign)
    field = add(page, "shapes")
    field.locator("input[name$=title]").fill("Parc")
    field.locator("select[name$=kind]").select_option("area")
    text = field.locator("textarea[name$=path]")
    text.fill("48.89, 2.2\nici")
    expect(text).to_have_attribute("aria-invalid", "true")
    text.fill("48.89, 2.2\n48.89, 2.21\n48.9, 2.205")
    expect(text).not_to_have_attribute("aria-invalid", "true")
    expect(field.locator("path.civic-admin-map__shape--area")).to_be_attached()
    save(page)
    assert latest(campaign).body[0].value["shapes"][0].geometry()["type"] == "Polygon"
    page.reload()
    expect(page.locator("textarea[name$=path]")).to_have_value(re.compile(r"^48\.890000, 2\.2"))


def test_a_file_becomes_a_layer_and_its_preview(logged_in: Callable[..., Page]) -> None:
    campaign = CampaignFactory(body=[map_block()])
    page = edit(logged_in, campaign)
    field = add(page, "layers")
    field.locator("input[name$=title]").fill("Ateliers")
    gpx = '<gpx><wpt lat="48.892" lon="2.206"><name>Halle</name></wpt></gpx>'
    file = {"name": "lieux.gpx", "mimeType": "application/gpx+xml", "buffer": gpx.encode()}
    field.locator("input[type=file]").set_input_files(file)
    expect(field.locator("textarea[name$=data]")).to_have_value(gpx)
    expect(field.get_by_text("lieux.gpx")).to_be_visible()
    save(page)
    layer = latest(campaign).body[0].value["layers"][0]
    assert layer["data"]["features"][0]["properties"] == {"title": "Halle"}
    page.reload()
    expect(page.locator("[data-contentpath=layers] .civic-admin-map path").last).to_be_attached()
    check_accessibility(page, include="[data-contentpath=layers] .civic-admin-map")
    assert page.foreign == []


def test_a_file_that_cannot_be_read_stays_in_its_box_with_the_reason(
    logged_in: Callable[..., Page],
) -> None:
    campaign = CampaignFactory(body=[map_block()])
    page = edit(logged_in, campaign)
    field = add(page, "layers")
    field.locator("input[name$=title]").fill("Ateliers")
    field.locator("textarea[name$=data]").fill("<osm></osm>")
    save(page)
    error = page.locator("[data-contentpath=data] .error-message").first
    expect(error).to_contain_text("KML")
    expect(page.locator("textarea[name$=data]")).to_have_value("<osm></osm>")


def test_the_territory_is_seen_beside_its_box(logged_in: Callable[..., Page]) -> None:
    ready = TerritoryPreset.objects.create(name="Ville", perimeter=PERIMETER, sectors=SECTORS)
    campaign = CampaignFactory(perimeter=None, sectors=None, body=[])
    page = edit(logged_in, campaign)
    page.get_by_role("tab", name="Territoire").click()
    first = page.locator("civic-territory-map").first
    expect(first.locator(".civic-admin-map")).to_be_hidden()
    page.locator("#id_perimeter").fill(json.dumps(PERIMETER))
    expect(first.locator("path.civic-admin-map__perimeter")).to_be_visible()
    page.locator("#id_ready_territory").select_option(str(ready.pk))
    check_accessibility(page, include="civic-territory-map")
    save(page)
    page.get_by_role("tab", name="Territoire").click()
    expect(
        page.locator("civic-territory-map").last.locator("path.civic-admin-map__sector")
    ).to_have_count(2)
    assert latest(campaign).sectors == SECTORS


def laid_out() -> Any:
    layers = [
        layer_of(("Halle", HERE), source="Ville"),
        layer_of(("Gare", HERE), title="Cachée", visible=False),
    ]
    return CampaignFactory(
        body=[map_block(introduction="<p>Plan</p>", layers=layers, base_maps=BASE_MAPS)]
    )


@pytest.mark.parametrize("viewport", [PHONE, None], ids=["phone", "desk"])
def test_layers_and_grounds_are_switched_by_the_keyboard(
    new_page: Callable[..., Page], viewport: Any
) -> None:
    campaign = laid_out()
    page = new_page(viewport=viewport)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(campaign.url)
    page.locator("civic-map").scroll_into_view_if_needed()
    boxes = page.locator(".civic-map__layers")
    expect(boxes.get_by_label("Plan")).to_be_checked()
    expect(boxes.get_by_label("Cachée")).not_to_be_checked()
    dots = page.locator("civic-map path[fill='#1f8556']")
    expect(dots).to_have_count(1)
    expect(page.locator(".leaflet-control-attribution")).to_contain_text("Ville")
    assert sum("/layers/" in url for url in asked) == 1
    boxes.get_by_label("Cachée").press("Space")
    expect(dots).to_have_count(2)
    boxes.get_by_label("Plan").press("Space")
    expect(dots).to_have_count(1)
    expect(page.locator(".leaflet-control-attribution")).not_to_contain_text("Ville")

    grounds = page.locator(".civic-map__base-maps")
    grounds.get_by_role("radio").first.focus()
    expect(grounds.get_by_role("radio").first).to_be_checked()
    page.keyboard.press("ArrowDown")
    expect(grounds.get_by_role("radio").last).to_be_checked()
    expect(page.locator(".leaflet-control-attribution")).to_contain_text("IGN")
    check_accessibility(page)


def test_the_switch_of_a_umap_layer_has_the_colour_of_what_it_shows(
    new_page: Callable[..., Page],
) -> None:
    held = {
        "type": "FeatureCollection",
        "_umap_options": {"name": "Halles"},
        "features": [{"type": "Feature", "properties": {"name": "Halle"}, "geometry": {"type": "Point", "coordinates": [HERE["lng"], HERE["lat"]]}}],
    }  # fmt: skip
    data = read_layer(json.dumps({"type": "umap", "properties": {}, "layers": [held]}))
    campaign = CampaignFactory(body=[map_block(layers=[layer_of(data=data)])])
    page = new_page()
    page.goto(campaign.url)
    page.locator("civic-map").scroll_into_view_if_needed()
    expect(page.locator("civic-map path[fill='#00008b']")).to_have_count(1)
    swatch = page.locator(".civic-map__layers .civic-map__swatch")
    expect(swatch).to_have_css("background-color", "rgb(0, 0, 139)")


def test_a_layer_that_does_not_come_is_told_and_can_be_asked_again(
    new_page: Callable[..., Page],
) -> None:
    campaign = laid_out()
    page = new_page()
    page.route("**/layers/*.geojson", lambda route: route.abort())
    page.goto(campaign.url)
    page.locator("civic-map").scroll_into_view_if_needed()
    box = page.locator(".civic-map__layers")
    expect(box.get_by_role("status").first).not_to_be_empty()
    expect(box.get_by_label("Plan")).not_to_be_checked()
    page.unroute("**/layers/*.geojson")
    box.get_by_label("Plan").check()
    expect(page.locator("civic-map path[fill='#1f8556']")).to_have_count(1)


def test_without_javascript_everything_is_in_the_list(new_page: Callable[..., Page]) -> None:
    campaign = laid_out()
    page = new_page(javascript=False)
    page.goto(campaign.url)
    page.locator(".civic-map__layer summary").first.click()
    expect(page.get_by_text("Halle")).to_be_visible()
