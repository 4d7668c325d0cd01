"""An editor's preview in another front end, run by ``tests/hosts/test_headless.py``."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from wagtail_headless_preview.models import PagePreview
from wagtail_headless_preview.signals import preview_update

from civic_pages.campaigns.models import CampaignPage
from civic_pages.testing import CampaignFactory
from tests.participation.desk import client_of


pytestmark = pytest.mark.django_db
REDIRECTS = {
    "CLIENT_URLS": {"default": "https://front.example.org/preview"},
    "REDIRECT_ON_PREVIEW": True,
}


@pytest.fixture
def campaign() -> Any:
    page = CampaignFactory(open=True, title="Publié", body=[])
    page.save_revision()
    return page


def form_of(client: Client, page: Any, **changes: str) -> dict[str, str]:
    """Return what the editor's form holds, with what is typed and not saved."""
    html = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content
    form = BeautifulSoup(html, "html.parser").select_one("form#page-edit-form")
    assert form is not None
    data = {
        field["name"]: field.get("value", "") if field.name == "input" else field.get_text()
        for field in form.select("input[name], textarea[name]")
        if field.get("type") not in {"checkbox", "radio", "submit", "file"}
    }
    for select in form.select("select[name]"):
        chosen = select.select_one("option[selected]") or select.select_one("option")
        data[select["name"]] = chosen["value"] if chosen else ""
    return {**data, "body-count": "0", **changes}


def previewed(client: Client, page: Any, **changes: str) -> Any:
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    saved = client.post(url, form_of(client, page, **changes))
    assert saved.json()["is_valid"], saved.content
    return client.get(url, {"mode": "headless"})


def token_in(address: str) -> str:
    return parse_qs(urlsplit(address).query)["token"][0]


def draft(page: Any, token: str) -> Any:
    return Client().get(f"/api/civic/v1/campaigns/{page.pk}/", {"preview": token})


def test_a_mode_of_preview_leads_there(campaign: Any) -> None:
    assert [mode for mode, _label in campaign.preview_modes][-1] == "headless"
    assert campaign.default_preview_mode == ""


def test_the_front_end_gets_what_is_on_screen_before_it_is_saved(campaign: Any) -> None:
    client, heard = client_of("admin"), []
    preview_update.connect(lambda **kwargs: heard.append(kwargs["token"]), weak=False)
    response = previewed(client, campaign, title="Pas encore enregistré")
    frame = BeautifulSoup(response.content, "html.parser").iframe
    assert frame is not None
    address = str(frame["src"])
    assert address.startswith(
        "https://front.example.org/preview/?content_type=civic_pages.campaignpage&"
    )
    assert parse_qs(urlsplit(address).query)["id"] == [str(campaign.pk)]
    assert "Content-Security-Policy" not in response
    assert heard == [token_in(address)]
    found = draft(campaign, token_in(address))
    assert found.json()["title"] == "Pas encore enregistré"
    assert found.json()["phases"][0]["title"] == "Contributions"
    assert found["Cache-Control"] == "no-store"
    assert CampaignPage.objects.get(pk=campaign.pk).title == "Publié"
    previewed(client, campaign, title="Encore un autre")
    assert draft(campaign, token_in(address)).json()["title"] == "Encore un autre"
    assert PagePreview.objects.count() == 1


def test_the_preview_goes_there_where_the_site_wants_no_frame(campaign: Any, settings: Any) -> None:
    settings.WAGTAIL_HEADLESS_PREVIEW = REDIRECTS
    response = previewed(client_of("admin"), campaign)
    assert response.status_code == 302
    assert draft(campaign, token_in(response["Location"])).status_code == 200


def test_the_package_s_own_row_opens_nothing_by_its_name(campaign: Any) -> None:
    previewed(client_of("admin"), campaign)
    row = PagePreview.objects.get()
    assert draft(campaign, row.token).status_code == 403


def test_a_link_for_others_shows_what_is_saved_only(campaign: Any) -> None:
    client = client_of("admin")
    previewed(client, campaign, title="Sur mon écran")
    response = client.post(reverse("civic_preview_link", args=[campaign.pk]))
    boxes = BeautifulSoup(response.content, "html.parser").select("textarea")
    assert len(boxes) == 2
    assert boxes[0].get_text().startswith("https://front.example.org/")
    assert draft(campaign, token_in(boxes[0].get_text())).json()["title"] == "Publié"


def test_what_is_not_saved_yet_is_previewed_here(campaign: Any, rf: Any) -> None:
    page = CampaignPage(title="Nouvelle", slug="nouvelle")
    page.depth, page.path = campaign.depth, campaign.path[:-4] + "9999"
    response = page.make_preview_request(preview_mode="headless")
    assert "Nouvelle" in response.content.decode()


def test_who_is_not_an_editor_is_not_sent_there(campaign: Any) -> None:
    response = campaign.make_preview_request(preview_mode="headless")
    assert response.status_code == 403
    assert not PagePreview.objects.exists()


def test_without_an_address_for_the_site_the_page_is_shown_here(
    campaign: Any, settings: Any
) -> None:
    settings.WAGTAIL_HEADLESS_PREVIEW = {
        "CLIENT_URLS": {"other.example.org": "https://x.example.org"}
    }
    assert "Publié" in previewed(client_of("admin"), campaign).content.decode()
