"""The seven places of a block and a field type of another app; run with it installed."""

import csv
import io
import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from civic_blocks.testing import BlockContract
from civic_pages.campaigns.models import CampaignPage
from civic_pages.participation.models import Contribution
from civic_pages.testing import FORM_ID, CampaignFactory, ContributionFactory, form_block, question
from tests.hosts.compost.wagtail_hooks import ComposterBlock


pytestmark = pytest.mark.django_db
COMPOSTER = {"type": "composter", "id": "c1", "value": {"litres": 400}}
QUESTIONS = [
    question("short_text", "titre", "Titre", required=True, is_title=True, max_length=120),
    question("postcode", "cp", "Votre code postal", public=True),
]
API = "/api/civic/v1"


class TestComposterBlock(BlockContract):
    block = ComposterBlock


@pytest.fixture
def campaign() -> CampaignPage:
    body = [COMPOSTER, form_block(*QUESTIONS)]
    return CampaignFactory(open=True, published_at_once=True, body=body)


@pytest.fixture
def admin(client: Any) -> Any:
    user = get_user_model().objects.create_superuser("admin", "a@example.org", "secret")
    client.force_login(user)
    return client


def send(client: Any, campaign: Any, postcode: Any) -> Any:
    answers = {"titre": "Un composteur rue Sadi-Carnot", "cp": postcode}
    body = {"campaign": campaign.pk, "form": FORM_ID, "answers": answers}
    headers = {"Idempotency-Key": "0123456789abcdef-first"}
    url = f"{API}/contributions/"
    return client.post(url, json.dumps(body), content_type="application/json", headers=headers)


def hidden(html: str) -> dict[str, str]:
    form = BeautifulSoup(html, "html.parser").select_one(f'form:has([value="{FORM_ID}"])')
    assert form is not None
    found = {str(i["name"]): str(i.get("value", "")) for i in form.select("input[type=hidden]")}
    return {**found, "contributor_kind": "individual"}


def test_picker(admin: Any, campaign: Any) -> None:
    html = admin.get(reverse("wagtailadmin_pages:edit", args=[campaign.pk])).content.decode()
    for words in ("Composteur", "Un composteur de quartier.", "Code postal"):
        assert words in html
    block = CampaignPage._meta.get_field("body").stream_block.child_blocks["composter"]
    preview = admin.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    assert "<p>400 litres</p>" in preview.content.decode()


def test_page(client: Any, campaign: Any) -> None:
    html = client.get(campaign.url).content.decode()
    assert "<p>400 litres</p>" in html
    assert "Votre code postal" in html
    sent = {**hidden(html), "titre": "Un composteur", "cp": "9200"}
    answer = client.post(campaign.url, sent)
    assert answer.status_code == 422
    assert "Cinq chiffres." in answer.content.decode()
    assert client.post(campaign.url, {**sent, "cp": "92000"}).status_code == 303
    assert Contribution.objects.get().answers["cp"] == "92000"


def test_api(client: Any, campaign: Any) -> None:
    detail = client.get(f"{API}/campaigns/{campaign.pk}/").json()
    blocks = detail.get("blocks") or detail["body"]
    assert next(b for b in blocks if b["type"] == "composter")["value"]["litres"] == 400
    refused = send(client, campaign, "9200")
    assert refused.status_code == 422
    assert list(refused.json()["errors"]) == ["answers.cp"]
    assert "Cinq chiffres." in refused.content.decode()
    assert send(client, campaign, "92000").status_code == 201
    reference = Contribution.objects.get().reference
    assert "92000" in json.dumps(client.get(f"{API}/contributions/{reference}/").json())


def test_schema(client: Any, campaign: Any) -> None:
    form = client.get(f"{API}/campaigns/{campaign.pk}/forms/{FORM_ID}/").json()
    assert '"pattern": "^\\\\d{5}$"' in json.dumps(form)
    headers = {"accept": "application/vnd.oai.openapi+json"}
    schema = client.get(f"{API}/schema/", headers=headers).content.decode()
    # Where the blocks of a campaign are typed one by one, ours is among theirs.
    if '"contributions_list"' in schema:
        assert '"composter"' in schema


def test_export(client: Any, campaign: Any) -> None:
    ContributionFactory(
        campaign=campaign, published=True, answers={"titre": "Un composteur", "cp": "92000"}
    )
    address = f"{API}/campaigns/{campaign.pk}/export.csv"
    answer = b"".join(client.get(address).streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(answer)))
    assert rows[0]["Votre code postal"] == "92000"


def test_print(client: Any, campaign: Any) -> None:
    html = client.get(campaign.print_url(FORM_ID)).content.decode()
    assert "Votre code postal" in html


def imported(admin: Any, campaign: Any, postcode: str) -> str:
    content = f"titre;code\r\nUn composteur;{postcode}\r\n".encode()
    file = SimpleUploadedFile("idees.csv", content)
    uploaded = admin.post(f"/admin/civic/desk/{campaign.pk}/{FORM_ID}/import/", {"file": file})
    columns = {"column-titre": "titre", "column-cp": "code", "option-source": "import"}
    assert admin.post(uploaded.url, {"action": "check", **columns}).status_code == 303
    report: str = admin.get(uploaded.url).content.decode()
    admin.post(uploaded.url, {"action": "run"})
    return report


def test_import(admin: Any, campaign: Any) -> None:
    assert "Cinq chiffres." in imported(admin, campaign, "92")
    assert not Contribution.objects.exists()
    assert "Cinq chiffres." not in imported(admin, campaign, "92000")
    assert [row.answers["cp"] for row in Contribution.objects.all()] == ["92000"]
