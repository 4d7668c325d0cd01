"""The demo host: health, headers, the city's colours, errors in its look."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError

from civic_pages.campaigns.settings import CivicSiteSettings, contrast_with_white
from civic_pages.testing import FORM_ID, CampaignFactory, portal
from tests.participation.desk import client_of


pytestmark = pytest.mark.django_db


def test_the_process_says_that_it_lives_and_that_it_is_ready(client: Any) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json() == {"database": True, "cache": True, "migrations": True}


def test_it_is_not_ready_without_its_migrations(client: Any) -> None:
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder.Migration.objects.filter(app="civic_pages").delete()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["migrations"] is False


def test_public_pages_have_a_strict_policy(client: Any) -> None:
    policy = client.get(CampaignFactory(open=True).url)["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "object-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy


def test_the_api_and_media_are_never_sniffed(client: Any) -> None:
    assert client.get("/api/civic/v1/campaigns/")["X-Content-Type-Options"] == "nosniff"


def settings_of(**values: str) -> CivicSiteSettings:
    portal()
    from wagtail.models import Site

    found = CivicSiteSettings.for_site(Site.objects.get())
    for name, value in values.items():
        setattr(found, name, value)
    return found


def test_a_city_changes_its_name_and_colours(client: Any) -> None:
    settings_of(
        city_name="Ville de Colombes", primary_color="#5b2a86", accent_color="#B00020"
    ).save()
    page = BeautifulSoup(client.get(portal().url).content, "html.parser")
    assert "Ville de Colombes" in page.header.get_text()
    (style,) = page.find_all("style")
    assert style["nonce"]
    assert "--civic-color-primary:#5b2a86;--civic-color-accent:#b00020;" in style.get_text()


def test_without_changes_no_style_is_printed(client: Any) -> None:
    portal()
    assert not BeautifulSoup(client.get(portal().url).content, "html.parser").find_all("style")


@pytest.mark.parametrize(
    "color", ["#ffd400", "#7a7a7a", "red", "#12345", "#00000g", "#000;}</style>"]
)
def test_a_colour_that_is_illegible_or_none_is_refused(color: str) -> None:
    with pytest.raises(ValidationError) as raised:
        settings_of(primary_color=color).full_clean()
    assert "primary_color" in raised.value.message_dict


def test_a_colour_that_slipped_in_is_never_printed(client: Any) -> None:
    settings_of(primary_color="red;}").save()
    assert "red;}" not in client.get(portal().url).content.decode()


@pytest.mark.parametrize(
    ("color", "ratio"), [("#ffffff", 1.0), ("#000000", 21.0), ("#767676", 4.54)]
)
def test_contrast_is_that_of_wcag(color: str, ratio: float) -> None:
    assert contrast_with_white(color) == pytest.approx(ratio, abs=0.01)


def test_a_page_that_does_not_exist_keeps_the_look(client: Any) -> None:
    portal()
    response = client.get("/nulle-part/")
    assert response.status_code == 404
    assert "civic-header" in response.content.decode()


@pytest.mark.parametrize("visitor", ["fr", "en", "de"])
@pytest.mark.parametrize(
    ("language", "words", "others"),
    [
        ("fr", "Aller au contenu", "Skip to content"),
        ("en", "Skip to content", "Aller au contenu"),
    ],
)
def test_a_page_is_in_the_language_of_its_content(
    client: Any, language: str, words: str, others: str, visitor: str
) -> None:
    campaign = CampaignFactory(open=True, in_english=language == "en")
    follow = f"/suivi-par-courriel/{campaign.pk}/"
    codes = f"{campaign.url}embed/"
    for address in (campaign.url, campaign.contributions_url, follow, codes):
        response = client.get(address, headers={"Accept-Language": visitor})
        html = response.content.decode()
        assert response.headers["Content-Language"] == language
        assert f'<html lang="{language}"' in html
        assert words in html
        assert others not in html


def test_what_a_page_refuses_is_said_in_its_language(client: Any) -> None:
    campaign = CampaignFactory(open=True)
    sent = {"civic_form": FORM_ID, "civic_key": "k" * 20, "titre": ""}
    response = client.post(campaign.url, sent, headers={"Accept-Language": "en"})
    assert response.status_code == 422
    assert "Ce champ est obligatoire" in response.content.decode()


def test_a_preview_speaks_as_the_page_will() -> None:
    campaign = CampaignFactory(open=True)
    editor = client_of("admin")
    editor.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    html = editor.get(f"/admin/pages/{campaign.pk}/view_draft/").content.decode()
    assert '<html lang="fr"' in html
    assert "Skip to content" not in html


@pytest.mark.parametrize("host", ["elsewhere.example", "a b", "[::1"])
def test_a_host_that_is_not_ours_is_refused_with_a_page(
    client: Any, settings: Any, host: str
) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    response = client.get("/", headers={"host": host})
    assert response.status_code == 400
    assert "<h1>" in response.content.decode()
