"""The custom element's file, the pages that hand out codes, and the API for the same sites."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from tests.embedding.conftest import PARTNER, policy
from tests.participation.desk import client_of


pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")
SOURCE = Path(__file__).parents[2] / "civic_pages/static/civic_pages/js/civic-embed.js"


def page_of(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def test_the_element_is_one_small_file_at_an_address_that_never_changes(
    client: Any, db: None
) -> None:
    response = client.get("/civic-embed.js")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/javascript")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response["Cache-Control"] == "public, max-age=3600"
    assert not response.cookies
    again = client.get("/civic-embed.js", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    assert again["Access-Control-Allow-Origin"] == "*"
    assert len(SOURCE.read_text().splitlines()) <= 150
    assert "import " not in SOURCE.read_text().split("*/", 1)[1]


@pytest.mark.parametrize("part", ["campaign", "map", "form"])
def test_citizens_find_the_code_of_each_part(
    client: Any, campaign: Any, allow: Callable[..., Any], part: str
) -> None:
    allow(PARTNER, everywhere=True)
    response = client.get(f"/fibre/embed/?part={part}")
    assert response.status_code == 200
    page = page_of(response)
    element = BeautifulSoup(page.select_one("#civic-code-element").get_text(), "html.parser")
    assert element.script["src"] == "http://localhost/civic-embed.js"
    embed = element.find("civic-embed")
    assert (embed["src"], embed["part"]) == ("http://localhost/fibre/", part)
    assert embed.a["href"] == "http://localhost/fibre/"
    frame = BeautifulSoup(page.select_one("#civic-code-iframe").get_text(), "html.parser").iframe
    assert frame["src"] == f"http://localhost/fibre/embed/{part}/"
    assert page.select_one(".civic-codes__preview")["src"] == f"/fibre/embed/{part}/"
    assert "'self'" in policy(response)["frame-src"]


def test_a_title_that_is_code_stays_text(client: Any, campaign: Any) -> None:
    campaign.title = '"></textarea><script>alert(1)</script>'
    campaign.save_revision().publish()
    page = page_of(client.get("/fibre/embed/"))
    assert not page.find("script", string=lambda text: bool(text and "alert" in text))
    code = page.select_one("#civic-code-element").get_text()
    assert not BeautifulSoup(code, "html.parser").find("script", src=False)


@pytest.mark.parametrize(
    ("where", "verdict"),
    [
        ("https://www.nanterre.example/une/page", "success"),
        ("www.nanterre.example", "success"),
        ("https://evil.example", "warning"),
    ],
)
def test_whoever_asks_learns_whether_their_site_may_show_it(
    client: Any, campaign: Any, allow: Callable[..., Any], where: str, verdict: str
) -> None:
    allow(PARTNER)
    page = page_of(client.get("/fibre/embed/", {"part": "form", "where": where}))
    assert page.select_one(f".civic-codes .civic-notice--{verdict}")


@pytest.mark.parametrize("query", ["where=not a site", "part=nothing", "where=https://*.fr"])
def test_what_is_wrong_is_said_beside_its_field(client: Any, campaign: Any, query: str) -> None:
    response = client.get(f"/fibre/embed/?{query}")
    assert response.status_code == 422
    page = page_of(response)
    assert page.select_one(".civic-codes__error")
    assert page.select_one("[aria-invalid=true]")


def test_the_share_menu_leads_there_once_other_sites_may_show_it(
    client: Any, campaign: Any, allow: Callable[..., Any]
) -> None:
    assert "/fibre/embed/" not in client.get("/fibre/").content.decode()
    allow(everywhere=True)
    links = page_of(client.get("/fibre/")).select(".civic-share__links a")
    assert "/fibre/embed/" in [link["href"] for link in links]


def test_an_editor_finds_the_code_in_the_page_s_menu(
    campaign: Any, allow: Callable[..., Any], admin_user: Any
) -> None:
    client = Client()
    client.force_login(admin_user)
    url = reverse("civic_embed", args=[campaign.pk])
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[campaign.pk]))
    assert url in edit.content.decode()
    page = page_of(client.get(url, {"part": "map", "where": "https://evil.example"}))
    assert page.select_one(".civic-notice--warning")
    settings_url = page.select_one(".civic-notice--warning a")["href"]
    assert client.get(settings_url).status_code == 200
    allow("https://evil.example")
    page = page_of(client.get(url, {"part": "map", "where": "https://evil.example"}))
    assert page.select_one(".civic-notice--success")
    assert page.select_one("iframe.civic-codes__preview")["src"].endswith("/fibre/embed/map/")


def test_an_editor_is_told_that_a_draft_cannot_be_shown(campaign: Any, admin_user: Any) -> None:
    campaign.unpublish()
    client = Client()
    client.force_login(admin_user)
    page = page_of(client.get(reverse("civic_embed", args=[campaign.pk])))
    assert page.select_one(".civic-notice--warning")
    assert not page.select("iframe")


def test_only_those_who_may_edit_the_campaign_find_its_code(campaign: Any) -> None:
    url = reverse("civic_embed", args=[campaign.pk])
    assert client_of("anonymous").get(url).status_code == 302
    assert client_of("editor").get(url).status_code == 200
    refused = client_of("moderator").get(url)
    assert refused.status_code == 302
    assert refused["Location"] == "/admin/"


def test_editors_name_the_sites_in_the_settings(campaign: Any, admin_user: Any) -> None:
    from wagtail.models import Site

    from civic_pages.models import EmbeddingSettings

    client = Client()
    client.force_login(admin_user)
    site = Site.objects.get(is_default_site=True)
    url = reverse("wagtailsettings:edit", args=("civic_pages", "embeddingsettings", site.pk))
    refused = client.post(url, {"allowed_sites": "http://vieux.example"})
    assert refused.status_code == 200
    assert "http://vieux.example" in refused.content.decode()
    assert not EmbeddingSettings.objects.filter(allowed_sites__contains="vieux").exists()
    assert client.post(url, {"allowed_sites": f"{PARTNER}/"}).status_code == 302
    assert EmbeddingSettings.objects.get(site=site).allowed_sites == PARTNER


@pytest.mark.parametrize(
    ("origin", "expected"),
    [(PARTNER, True), ("https://a.blog.example", True), ("https://evil.example", False)],
)
def test_the_named_sites_may_call_the_api_too(
    client: Any, campaign: Any, allow: Callable[..., Any], origin: str, expected: bool
) -> None:
    allow(PARTNER, "https://*.blog.example", everywhere=True)
    response = client.get("/api/civic/v1/campaigns/", headers={"Origin": origin})
    assert response.get("Access-Control-Allow-Origin") == (origin if expected else None)
    assert "Origin" in response["Vary"]
