"""An editor takes a TimelineJS timeline over: a draft, a report, and nothing public before."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from civic_pages.campaigns.models import CampaignPage
from civic_pages.testing import CampaignFactory
from tests.participation.desk import client_of


pytestmark = pytest.mark.django_db
DOCUMENT = {
    "title": {"text": {"headline": "La place", "text": "Son histoire"}},
    "events": [
        {
            "start_date": {"year": "2026", "month": "3", "day": "12"},
            "text": {"headline": "Première réunion", "text": "<p>Venez</p>"},
            "media": {"url": "/plan.jpg"},
        }
    ],
}


def post(client: Client, page: Any, content: str | bytes, **data: Any) -> Any:
    raw = content.encode() if isinstance(content, str) else content
    url = reverse("civic_timeline_import", args=[page.pk])
    return client.post(url, {"file": SimpleUploadedFile("t.json", raw), **data})


def fresh(page: Any) -> Any:
    return CampaignPage.objects.get(pk=page.pk)


def timelines(body: Any) -> list[Any]:
    return [child.value for child in body if child.block_type == "timeline"]


def test_the_steps_are_in_a_draft_and_what_was_left_out_is_told(admin_client):
    page = CampaignFactory(body=[])
    response = post(admin_client, page, json.dumps(DOCUMENT))
    assert response.status_code == 200
    assert "/plan.jpg" in response.content.decode()
    assert timelines(fresh(page).body) == []
    draft = fresh(page).get_latest_revision_as_object()
    assert [step.title for step in timelines(draft.body)[0].milestones()] == ["Première réunion"]
    edited = admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert json.dumps("Première réunion")[1:-1] in edited.content.decode()


def test_with_the_address_of_the_site_nothing_is_left_out(admin_client):
    page = CampaignFactory(body=[])
    response = post(admin_client, page, json.dumps(DOCUMENT), base="https://exemple.fr")
    assert "/plan.jpg" not in response.content.decode()
    step = timelines(fresh(page).get_latest_revision_as_object().body)[0].milestones()[0]
    assert step.extra["media_url"] == "https://exemple.fr/plan.jpg"


def test_it_is_public_once_it_is_published(admin_client, client):
    page = CampaignFactory(body=[])
    post(admin_client, page, json.dumps(DOCUMENT), base="https://exemple.fr")
    fresh(page).get_latest_revision().publish()
    told = client.get(reverse("civic_api:timelinejs", args=[page.pk])).json()
    assert [event["text"]["headline"] for event in told["events"]] == ["Première réunion"]
    assert "Première réunion" in client.get(page.url).content.decode()


@pytest.mark.parametrize(
    "content", ["{", "a;b\n1;2\n", b"\xff\xfe\x00", json.dumps({"no": "events"}), ""], ids=["json", "csv", "binary", "other", "empty"]
)  # fmt: skip
def test_a_file_that_is_no_timeline_is_refused_beside_its_field(admin_client, content):
    page = CampaignFactory(body=[])
    response = post(admin_client, page, content, base="https://exemple.fr")
    assert response.status_code == 422
    assert "error-message" in response.content.decode()
    assert "https://exemple.fr" in response.content.decode()
    assert fresh(page).get_latest_revision() is None


def test_a_file_that_is_too_large_is_refused(admin_client):
    response = post(admin_client, CampaignFactory(body=[]), b"{" + b" " * 2_000_001)
    assert response.status_code == 422


def test_only_who_may_edit_the_page_may_import(client):
    page = CampaignFactory(body=[])
    moderator = client_of("moderator")
    for who in (client, moderator):
        assert post(who, page, json.dumps(DOCUMENT)).status_code in {302, 403}
    assert fresh(page).get_latest_revision() is None


def test_a_page_that_is_no_campaign_has_no_import(admin_client):
    url = reverse("civic_timeline_import", args=[1])
    assert admin_client.get(url).status_code == 404


def test_the_editor_leads_to_the_import(admin_client):
    page = CampaignFactory(body=[])
    edited = admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert reverse("civic_timeline_import", args=[page.pk]) in edited
