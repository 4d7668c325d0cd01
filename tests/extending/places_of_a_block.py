"""Where a block that ``startblock`` wrote appears; run with its app installed."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from civic_pages.campaigns.models import CampaignPage
from civic_pages.testing import CampaignFactory


pytestmark = pytest.mark.django_db
BIKES = {
    "type": "bike_counter",
    "id": "b1",
    "value": {"title": "1 204 vélos", "text": "<p>Hier.</p>"},
}


@pytest.fixture
def campaign() -> CampaignPage:
    return CampaignFactory(open=True, body=[BIKES])


@pytest.fixture
def admin(client: Any) -> Any:
    user = get_user_model().objects.create_superuser("admin", "a@example.org", "secret")
    client.force_login(user)
    return client


def test_picker_and_preview(admin: Any, campaign: Any) -> None:
    edit = admin.get(reverse("wagtailadmin_pages:edit", args=[campaign.pk])).content.decode()
    assert "bike_counter" in edit
    block = CampaignPage._meta.get_field("body").stream_block.child_blocks["bike_counter"]
    preview = admin.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    assert "<h2>Un titre</h2>" in preview.content.decode()


def test_page(client: Any, campaign: Any) -> None:
    html = client.get(campaign.url).content.decode()
    assert "<h2>1 204 vélos</h2>" in html
    assert "<p>Hier.</p>" in html


def test_api(client: Any, campaign: Any) -> None:
    for url in (
        f"/api/v2/pages/{campaign.pk}/?fields=body",
        f"/api/civic/v1/campaigns/{campaign.pk}/",
    ):
        found = client.get(url).json()
        blocks = found.get("body") or found["blocks"]
        face = next(block for block in blocks if block["type"] == "bike_counter")
        assert face["value"]["title"] == "1 204 vélos", url
        assert face["value"]["has_text"] is True, url
