"""Our blocks on a page of a bare Wagtail site: the editor, the previews, the page."""

import sys
from io import BytesIO
from typing import Any

import pytest
from bare.models import InfoPage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image as Picture
from visiting import administrator, create_page, editor_form, posted, saved, shown, signed_in
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Page

from civic_blocks.registry import collect_blocks


BLOCKS = sorted(collect_blocks())
OURS = {
    "timeline", "map", "contribution_form", "contributions_list", "key_figures", "text", "quote",
    "image", "documents", "call_to_action", "faq", "video",
}  # fmt: skip
STREAM = InfoPage._meta.get_field("body").stream_block


@pytest.fixture(scope="module")
def files() -> dict[str, Any]:
    drawn = BytesIO()
    Picture.new("RGB", (60, 40), "green").save(drawn, "PNG")
    picture = SimpleUploadedFile("parc.png", drawn.getvalue(), "image/png")
    paper = SimpleUploadedFile("plan.pdf", b"%PDF-1.4 %%EOF", "application/pdf")
    kept = {
        "image": Image.objects.create(title="Parc", file=picture),
        "document": Document.objects.create(title="Plan", file=paper),
    }
    for row in kept.values():
        row.file.close()
    return kept


@pytest.fixture(scope="module")
def page(files: dict[str, Any], django_db_blocker: Any) -> Any:
    values = {
        name: block.get_prep_value(block.get_preview_value())
        for name, block in STREAM.child_blocks.items()
    }
    # What a preview has not, because it may not name files of any site.
    values["image"]["image"] = {"image": files["image"].pk, "decorative": True, "alt_text": ""}
    values["documents"]["items"] = [{"document": files["document"].pk, "description": ""}]
    body = STREAM.to_python([{"type": name, "value": value} for name, value in values.items()])
    home = Page.objects.get(depth=2)
    form = {"title": "Le parc", "slug": "parc", **posted(STREAM, body, "body")}
    return create_page(signed_in(administrator()), InfoPage, home, **form)


def test_the_picker_offers_all_of_them_and_no_other() -> None:
    assert set(BLOCKS) == OURS


@pytest.mark.parametrize("name", BLOCKS)
def test_the_picker_previews(admin: Any, name: str) -> None:
    block = STREAM.child_blocks[name]
    answer = admin.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    assert shown(answer).select_one("body").text.strip()


def test_the_editor_saves_each_as_it_was_filled_in(page: Any) -> None:
    assert {child.block_type for child in InfoPage.objects.get(pk=page.pk).body} == OURS


def test_the_editor_opens_again_and_saves_a_draft(admin: Any, page: Any) -> None:
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    body = posted(STREAM, page.body, "body")
    changed = {**editor_form(admin.get(url)), **body, "title": "Le grand parc"}
    saved(admin.post(url, changed))
    now = InfoPage.objects.get(pk=page.pk)
    assert now.get_latest_revision_as_object().title == "Le grand parc"


def test_the_page_shows_them_all(page: Any) -> None:
    html = shown(Client().get(page.url))
    for name in OURS - {"text", "documents"}:
        assert html.select_one(f".civic-block--{name.replace('_', '-')}"), name


def test_the_map_lists_its_own_pins(page: Any) -> None:
    (value,) = [child.value for child in page.body if child.block_type == "map"]
    html = shown(Client().get(page.url)).select_one(".civic-block--map")
    named = [pin["title"] for pin in value["points_of_interest"]]
    assert named
    assert all(label in html.text for label in named)


def test_what_nothing_fills_is_said_calmly(page: Any) -> None:
    form = shown(Client().get(page.url)).select_one(".civic-block--contribution-form")
    assert "Ce formulaire reçoit les contributions" in form.text
    assert not form.select("form")


def test_the_blocks_know_nothing_of_the_other_apps() -> None:
    loaded = {name.partition(".")[0] for name in sys.modules}
    assert not loaded & {"civic_pages", "civic_api"}
