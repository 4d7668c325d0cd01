"""The journey of a foreign block, run by ``tests/hosts/test_velo_ville.py`` on the host's settings."""

import json
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.urls import reverse

from civic_blocks.testing import BlockContract
from civic_pages.campaigns.models import CampaignPage
from civic_pages.testing import CampaignFactory, form_block
from tests.hosts.velo_ville.blocks import PetitionBlock


pytestmark = pytest.mark.django_db
TEXT = {"type": "text", "id": "t1", "value": {"text": "<p>Avant</p>"}}
PETITION = {"type": "petition", "id": "p1", "value": {"goal": 500}}
BODY = [TEXT, PETITION, form_block()]
KINDS = ["text", "petition", "contribution_form"]


class TestPetitionBlock(BlockContract):
    block = PetitionBlock


@pytest.fixture
def campaign() -> CampaignPage:
    return CampaignFactory(open=True, body=BODY)


@pytest.fixture
def admin(client: Any) -> Any:
    user = get_user_model().objects.create_superuser("admin", "a@example.org", "secret")
    client.force_login(user)
    return client


def kinds(page: Any) -> list[str]:
    return [block.block_type for block in CampaignPage.objects.get(pk=page.pk).body]


def test_it_is_in_the_picker_of_the_editor_with_its_preview(admin: Any, campaign: Any) -> None:
    html = admin.get(reverse("wagtailadmin_pages:edit", args=[campaign.pk])).content.decode()
    assert "Pétition" in html or json.dumps("Pétition")[1:-1] in html
    block = CampaignPage._meta.get_field("body").stream_block.child_blocks["petition"]
    preview = admin.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    assert "<p>500 signatures</p>" in preview.content.decode()


def test_it_shows_on_the_public_page_between_its_neighbours(client: Any, campaign: Any) -> None:
    html = client.get(campaign.url).content.decode()
    assert html.index("Avant") < html.index("500 signatures") < html.index("<form")


def test_it_survives_revision_and_publication(campaign: Any) -> None:
    campaign.body[1].value["goal"] = 800
    campaign.save_revision().publish()
    assert kinds(campaign) == KINDS
    assert CampaignPage.objects.get(pk=campaign.pk).body[1].value["goal"] == 800


def test_it_survives_the_copy_of_the_page(campaign: Any) -> None:
    assert kinds(campaign.copy(update_attrs={"slug": "copie"})) == KINDS


def test_it_survives_dump_and_load(campaign: Any, tmp_path: Any) -> None:
    dump = tmp_path / "dump.json"
    call_command("dumpdata", "civic_pages.campaignpage", output=str(dump))
    CampaignPage.objects.update(body=[])
    call_command("loaddata", str(dump), verbosity=0)
    assert kinds(campaign) == KINDS


def test_it_has_a_face_in_the_api(campaign: Any) -> None:
    field = CampaignPage._meta.get_field("body")
    face = field.stream_block.get_api_representation(campaign.body, context={"page": campaign})
    assert face[1] == PETITION


def test_the_pages_api_gives_it(client: Any, campaign: Any) -> None:
    found = client.get(f"/api/v2/pages/{campaign.pk}/?fields=body").json()["body"]
    assert found[1] == PETITION
