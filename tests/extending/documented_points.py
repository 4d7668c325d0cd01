"""What the app of docs/extension-points.md does; run with it installed."""

import json
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.staticfiles import finders
from django.urls import reverse
from django.utils import timezone

from civic_pages.campaigns.models import CampaignPage
from civic_pages.following import news
from civic_pages.participation import actions
from civic_pages.participation.models import OutboxMessage
from civic_pages.participation.privacy.base import Person, erasers, find
from civic_pages.testing import (
    FORM_ID,
    CampaignFactory,
    ContributionFactory,
    form_block,
    question,
)


pytestmark = pytest.mark.django_db
PUMP = {"type": "pump", "id": "p1", "value": {"bars": 6}}
QUESTIONS = [
    question("short_text", "titre", "Titre", required=True, is_title=True, max_length=120),
    question("postcode", "cp", "Code postal"),
]
API = "/api/civic/v1"


@pytest.fixture
def campaign() -> CampaignPage:
    body = [PUMP, form_block(*QUESTIONS)]
    return CampaignFactory(open=True, published_at_once=True, body=body, slug="velo")


@pytest.fixture
def admin(client: Any) -> Any:
    user = get_user_model().objects.create_superuser("admin", "a@example.org", "secret")
    client.force_login(user)
    return client


def send(client: Any, campaign: Any, **answers: Any) -> Any:
    body = {"campaign": campaign.pk, "form": FORM_ID, "answers": {"titre": "Un abri", **answers}}
    headers = {"Idempotency-Key": "0123456789abcdef-first"}
    url = f"{API}/contributions/"
    return client.post(url, json.dumps(body), content_type="application/json", headers=headers)


def test_block_element_and_base_template(client: Any, campaign: Any) -> None:
    html = client.get(campaign.url).content.decode()
    assert "<velo-pump><p>6 bars</p></velo-pump>" in html
    assert 'src="/static/velo/velo-pump.js"' in html
    assert html.index("civic_blocks/css/blocks.css") < html.index("velo/tokens.css")
    assert "video" not in CampaignPage._meta.get_field("body").stream_block.child_blocks


def test_tokens_are_known_ones() -> None:
    with open(finders.find("civic_blocks/css/blocks.css")) as ours:
        declared = ours.read()
    with open(finders.find("velo/tokens.css")) as theirs:
        names = [line.split(":")[0].strip() for line in theirs if "--civic" in line]
    assert names
    assert all(f"{name}:" in declared for name in names)


def test_field_type(client: Any, campaign: Any) -> None:
    assert "Cinq chiffres." in send(client, campaign, cp="9200").content.decode()
    assert send(client, campaign, cp="92000").status_code == 201


def test_exporter(client: Any, campaign: Any) -> None:
    ContributionFactory(campaign=campaign, published=True, answers={"titre": "Oui", "cp": "92000"})
    ContributionFactory(campaign=campaign, title="Caché")
    listed = client.get(campaign.contributions_url).content.decode()
    url = f"{API}/campaigns/{campaign.pk}/export.jsonl"
    assert url in listed
    assert "JSON, un objet par ligne" in listed
    answer = client.get(url)
    assert answer["Content-Type"] == "application/x-ndjson"
    assert ".jsonl" in answer["Content-Disposition"]
    rows = [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]
    assert [row["cp"] for row in rows] == ["92000"]
    none = client.get(url, {"kind": "collective"})
    assert b"".join(none.streaming_content) == b""
    assert client.get(url, {"knd": "x"}).status_code == 400
    package = client.get(f"{API}/campaigns/{campaign.pk}/datapackage.json").json()
    assert "export.jsonl" in [resource["path"] for resource in package["resources"]]
    headers = {"accept": "application/vnd.oai.openapi+json"}
    schema = client.get(f"{API}/schema/", headers=headers).json()
    operation = next(p for name, p in schema["paths"].items() if name.endswith("export.jsonl"))
    assert operation["get"]["operationId"] == "export_jsonl"
    assert "application/x-ndjson" in operation["get"]["responses"]["200"]["content"]


def test_exporter_of_the_team_and_of_homes(admin: Any, campaign: Any) -> None:
    ContributionFactory(campaign=campaign, title="En attente")
    page = f"{reverse('civic_exports')}?campaign={campaign.pk}"
    assert "JSON, un objet par ligne" in admin.get(page).content.decode()
    made = admin.post(page, {"format": "jsonl", "purpose": "people"})
    assert made["Content-Type"] == "application/x-ndjson"
    assert "jsonl" in made["Content-Disposition"]
    assert len(b"".join(made.streaming_content).splitlines()) == 1
    homes = CampaignFactory(open=True, homes=True)
    assert "export.jsonl" not in admin.get(homes.contributions_url).content.decode()
    refused = admin.get(f"{API}/campaigns/{homes.pk}/export.jsonl")
    assert refused.status_code == 404
    assert refused["Content-Type"].startswith("application/problem+json")


def test_eraser(campaign: Any) -> None:
    from velo.models import Loan

    Loan.objects.create(email="habitante@example.org")
    who = find("habitante@example.org")
    assert isinstance(who, Person)
    loans = next(eraser for eraser in erasers() if eraser.slug == "velo_loans")
    assert (loans.held(who), loans.erase(who), Loan.objects.count()) == (1, 1, 0)


def test_channel_of_a_person(campaign: Any, django_capture_on_commit_callbacks: Any) -> None:
    from velo.wagtail_hooks import SENT

    SENT.clear()
    waiting = ContributionFactory(
        campaign=campaign, with_email=True, answers={"titre": "Un abri", "matrix": "@lea:example"}
    )
    user = get_user_model().objects.create_superuser("chef", "c@example.org", "secret")
    with django_capture_on_commit_callbacks(execute=True):
        actions.publish(waiting, by=user, now=timezone.now())
    ((address, event, text, url, key),) = SENT
    assert (address, event) == ("@lea:example", "published")
    assert text
    assert url == f"{campaign.full_url}contributions/{waiting.reference}/"
    # The link to the private page is in the mail only.
    assert "suivre" not in url + text
    assert OutboxMessage.objects.get(key=key).channel == "matrix"
    assert OutboxMessage.objects.filter(channel="").count() == 1


def test_channel_of_a_campaign(campaign: Any, django_capture_on_commit_callbacks: Any) -> None:
    from velo.wagtail_hooks import SENT

    SENT.clear()
    told = {
        "campaign": campaign,
        "target": f"campaign:{campaign.pk}",
        "key": "page:1",
        "title": "Le bilan est paru",
        "url": campaign.full_url,
        "at": timezone.now(),
    }
    for _twice in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            news.tell("page", **told)
    assert [notice[:3] for notice in SENT] == [("#velo:ville.example", "room", "Le bilan est paru")]


def test_phase_rule(client: Any) -> None:
    closed = CampaignFactory(open=True, body=[form_block(*QUESTIONS)], slug="velo-du-lundi")
    html = client.get(closed.url).content.decode()
    assert "On reprend lundi." in html
    assert 'name="cp"' not in html
    refused = send(client, closed)
    assert refused.status_code in {403, 409, 422}
    assert "On reprend lundi." in refused.content.decode()
    detail = client.get(f"{API}/campaigns/{closed.pk}/").json()
    assert "On reprend lundi." in json.dumps(detail, ensure_ascii=False)


def test_moderation_rule(client: Any, campaign: Any) -> None:
    answer = send(client, campaign, titre="Merci Madame le Maire")
    assert answer.status_code == 201
    assert answer.json()["status"] == "pending"


def test_section(client: Any, campaign: Any) -> None:
    published = ContributionFactory(campaign=campaign, published=True)
    html = client.get(f"{campaign.contributions_url}{published.reference}/").content.decode()
    assert "12 arceaux à vélos près d’ici" in html


def test_geocoder(client: Any, campaign: Any) -> None:
    found = client.get(f"{API}/campaigns/{campaign.pk}/places/", {"q": "place du vélo"})
    assert "Place du Vélo" in json.dumps(found.json(), ensure_ascii=False)
