"""A fresh project of ``wagtail start`` after the three steps of docs/install.md."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from home.models import HomePage
from PIL import Image
from visiting import (
    campaign_values,
    contribute,
    create_page,
    editor_form,
    shown,
)

from civic_pages.models import CampaignPage, Contribution


PLACE = (48.892, 2.206)


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    """Return what earlier visits left to later ones."""
    return {}


def test_an_editor_makes_a_campaign_page(admin: Any, found: dict[str, Any]) -> None:
    home = HomePage.objects.get()
    page = create_page(admin, CampaignPage, home, **campaign_values(CampaignPage, "Parc", "parc"))
    assert Client().get(page.url).status_code == 200
    found["page"] = page


def test_its_editor_opens_again(admin: Any, found: dict[str, Any]) -> None:
    url = reverse("wagtailadmin_pages:edit", args=[found["page"].pk])
    assert editor_form(admin.get(url))["title"] == "Parc"


def test_every_file_its_page_and_its_editor_name_is_there(
    admin: Any, found: dict[str, Any]
) -> None:
    from django.contrib.staticfiles import finders

    editor = reverse("wagtailadmin_pages:edit", args=[found["page"].pk])
    for answer in (Client().get(found["page"].url), admin.get(editor)):
        named = [
            tag.get("src") or tag.get("href")
            for tag in shown(answer).select("script[src], link[href]")
        ]
        local = [
            url.partition("?")[0].removeprefix("/static/")
            for url in named
            if url.startswith("/static/")
        ]
        assert local
        assert [path for path in local if not finders.find(path)] == []


def test_a_citizen_contributes_and_it_waits(found: dict[str, Any]) -> None:
    drawn = BytesIO()
    Image.new("RGB", (40, 30), "green").save(drawn, "PNG")
    paper = SimpleUploadedFile("plan.png", drawn.getvalue(), "image/png")
    thanks = contribute(found["page"].url, "Des bancs", at=PLACE, piece=paper)
    row = Contribution.objects.get(title="Des bancs")
    assert row.status == "pending"
    assert row.reference in shown(thanks).text
    (upload,) = row.uploads.all()
    assert Path(settings.MEDIA_ROOT) not in Path(upload.file.path).parents
    found["row"] = row


def test_a_moderator_publishes_it(admin: Any, found: dict[str, Any]) -> None:
    row = found["row"]
    assert row.reference in shown(admin.get(reverse("civic_contributions:index"))).text
    assert admin.post(reverse("civic_contributions:publish", args=[row.pk])).status_code == 302
    assert "Des bancs" in shown(Client().get(found["page"].url)).text


def test_its_pin_is_in_the_api(found: dict[str, Any]) -> None:
    answer = Client().get(f"/api/civic/v1/pins/?campaign={found['page'].pk}")
    (pin,) = answer.json()["features"]
    longitude, latitude = pin["geometry"]["coordinates"]
    assert (latitude, longitude) == pytest.approx(PLACE, abs=0.001)


def test_the_api_documents_itself() -> None:
    schema = Client().get("/api/civic/v1/schema/?format=json")
    assert "/api/civic/v1/pins/" in schema.json()["paths"]
    docs = Client().get("/api/civic/v1/docs/").content.decode()
    assert "swagger-ui-bundle.js" in docs
    assert "//cdn" not in docs
