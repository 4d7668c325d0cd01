"""Parts of campaigns as pages for other sites' frames: headers, content, and what never shows."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import translation
from wagtail.models import PageViewRestriction

from civic_pages.models import CampaignPage
from civic_pages.testing import (
    FORM_ID,
    CampaignFactory,
    ContributionFactory,
    form_block,
    portal,
)
from tests.embedding.conftest import MAP, PARTNER, policy


READ = ["campaign", "map", "timeline", "figures", "list"]
PARTS = [*READ, "form"]


def soup(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


@pytest.mark.parametrize("part", PARTS)
def test_a_part_stands_alone_with_its_title_and_a_way_to_the_site(
    client: Any, campaign: Any, part: str
) -> None:
    response = client.get(f"/fibre/embed/{part}/")
    assert response.status_code == 200
    page = soup(response)
    assert page.html["lang"] == "fr"
    assert "La fibre pour tous" in page.h1.get_text()
    assert not page.select(".civic-header, .civic-footer, .civic-share, .civic-follow")
    foot = page.select_one(".civic-embed__foot a")
    assert foot["href"] == campaign.full_url
    assert foot["target"] == "_blank"
    assert response["X-Robots-Tag"] == "noindex"
    assert page.select_one("link[rel=canonical]")["href"] == campaign.full_url


@pytest.mark.parametrize("part", PARTS)
def test_only_the_named_sites_may_frame_a_part(
    client: Any, campaign: Any, allow: Callable[..., Any], part: str
) -> None:
    path = f"/fibre/embed/{part}/"
    assert policy(client.get(path))["frame-ancestors"] == ["'self'"]
    allow(PARTNER, "https://*.blog.example")
    response = client.get(path)
    assert policy(response)["frame-ancestors"] == ["'self'", PARTNER, "https://*.blog.example"]
    assert "X-Frame-Options" not in response
    # The rest of the site's policy stands.
    assert policy(response)["object-src"] == ["'none'"]


def test_any_site_may_show_what_is_read_but_forms_stay_with_the_named(
    client: Any, campaign: Any, allow: Callable[..., Any]
) -> None:
    allow(PARTNER, everywhere=True)
    for part in READ:
        ancestors = policy(client.get(f"/fibre/embed/{part}/"))["frame-ancestors"]
        assert ancestors == ["*"], part
    assert policy(client.get("/fibre/embed/form/"))["frame-ancestors"] == ["'self'", PARTNER]


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/fibre/",
        "/fibre/contributions/",
        "/fibre/embed/",
        "/admin/login/",
        "/oembed/",
        "/nothing/",
    ],
)
def test_the_rest_of_the_site_stays_out_of_frames(
    client: Any, campaign: Any, allow: Callable[..., Any], path: str
) -> None:
    allow(PARTNER, everywhere=True)
    response = client.get(path)
    assert response["X-Frame-Options"] in {"DENY", "SAMEORIGIN"}
    if not path.startswith("/admin/"):
        assert policy(response)["frame-ancestors"] == ["'self'"]


@pytest.mark.parametrize("part", PARTS)
def test_no_cookie_is_set_and_none_is_read(client: Any, campaign: Any, part: str) -> None:
    response = client.get(f"/fibre/embed/{part}/")
    assert not response.cookies
    assert "cookie" not in response.get("Vary", "").lower()
    assert b"csrfmiddlewaretoken" not in response.content


@pytest.mark.parametrize("part", READ)
def test_what_is_read_may_be_kept_by_shared_caches(client: Any, campaign: Any, part: str) -> None:
    response = client.get(f"/fibre/embed/{part}/")
    assert "public" in response["Cache-Control"]
    assert "max-age=60" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"


def test_a_part_that_has_not_changed_is_not_sent_again(client: Any, campaign: Any) -> None:
    etag = client.get("/fibre/embed/map/")["ETag"]
    assert client.get("/fibre/embed/map/", headers={"If-None-Match": etag}).status_code == 304


def test_an_open_form_is_kept_by_nobody_and_a_closed_one_by_all(client: Any, campaign: Any) -> None:
    response = client.get("/fibre/embed/form/")
    assert "private" in response["Cache-Control"]
    assert "no-cache" in response["Cache-Control"]
    closed = CampaignFactory(closed=True, slug="close")
    response = client.get(f"{closed.url}embed/form/")
    assert "public" in response["Cache-Control"]
    assert not soup(response).form


def test_every_link_opens_outside_of_the_frame_but_those_within_the_page(
    client: Any, campaign: Any
) -> None:
    for part in PARTS:
        for link in soup(client.get(f"/fibre/embed/{part}/")).select("a[href]"):
            is_within = link["href"].startswith("#")
            assert (link.get("target") == "_blank") is not is_within, (part, link)
            assert is_within or "noopener" in link["rel"]


def test_a_block_is_found_by_its_id_as_well_and_the_second_of_a_kind_only_so(
    client: Any, db: None
) -> None:
    second = "9d1c8e0a-1b2c-4d3e-8f4a-5b6c7d8e9f00"
    CampaignFactory(
        open=True,
        slug="deux",
        body=[MAP, {**MAP, "id": second, "value": {**MAP["value"], "title": "L'autre carte"}}],
    )
    assert "La carte" in client.get("/deux/embed/map/").content.decode()
    assert "L&#x27;autre carte" in client.get(f"/deux/embed/{second}/").content.decode()


@pytest.mark.parametrize("slug", ["text", "nothing", "vote", FORM_ID.upper(), "campaign-2"])
def test_what_cannot_be_embedded_is_not_found(client: Any, campaign: Any, slug: str) -> None:
    assert client.get(f"/fibre/embed/{slug}/").status_code == 404


@pytest.mark.parametrize(
    "path", ["contributions/embed/map/", "embed/map/embed/map/", "imprimer/embed/map/"]
)
def test_only_the_address_of_the_campaign_itself_has_parts(
    client: Any, campaign: Any, path: str
) -> None:
    assert client.get(f"/fibre/{path}").status_code == 404


def test_a_page_that_is_no_campaign_has_no_parts(client: Any, db: None) -> None:
    portal()
    assert client.get("/embed/campaign/").status_code == 404
    assert client.get("/embed/").status_code == 404


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("how", ["draft", "private", "private above"])
def test_a_campaign_that_is_not_public_is_not_found(
    client: Any, campaign: Any, allow: Callable[..., Any], part: str, how: str
) -> None:
    allow(everywhere=True)
    if how == "draft":
        CampaignPage.objects.get(pk=campaign.pk).unpublish()
    else:
        closed = campaign if how == "private" else portal()
        PageViewRestriction.objects.create(page=closed, restriction_type="login")
    response = client.get(f"/fibre/embed/{part}/")
    assert response.status_code == 404
    assert response["X-Frame-Options"] == "DENY"
    assert client.get("/fibre/embed/").status_code == 404
    assert client.get("/oembed/", {"url": "http://testserver/fibre/"}).status_code == 404


def test_a_draft_s_blocks_do_not_show_before_they_are_published(client: Any, campaign: Any) -> None:
    page = CampaignPage.objects.get(pk=campaign.pk)
    page.body = [form_block(), {**MAP, "value": {"title": "Carte secrète"}}]
    page.save_revision()
    assert "secrète" not in client.get("/fibre/embed/map/").content.decode()


def test_only_public_contributions_show(client: Any, campaign: Any) -> None:
    """Decidim's embeds told of private spaces (CVE-2024-27090)."""
    ContributionFactory(campaign=campaign, pinned=True, title="En attente zq1")
    ContributionFactory(campaign=campaign, rejected=True, pinned=True, title="Refusée zq2")
    for part in PARTS:
        html = client.get(f"/fibre/embed/{part}/").content.decode()
        assert "zq1" not in html, part
        assert "zq2" not in html, part


def test_somebody_logged_in_is_nobody_in_a_frame(campaign: Any, admin_user: Any) -> None:
    campaign.identity = "account"
    campaign.save_revision().publish()
    client = Client()
    client.force_login(admin_user)
    response = client.get("/fibre/embed/form/")
    assert "cookie" not in response.get("Vary", "").lower()
    assert not soup(response).form
    login = soup(response).select_one("a[href*=next]")
    assert login["target"] == "_blank"


def test_a_part_speaks_the_campaign_s_language_whatever_the_browser_s(
    client: Any, campaign: Any
) -> None:
    response = client.get("/fibre/embed/map/", headers={"Accept-Language": "en"})
    assert soup(response).html["lang"] == "fr"
    assert response["Content-Language"] == "fr"
    asked = client.get("/fibre/embed/map/?lang=en", headers={"Accept-Language": "fr"})
    assert soup(asked).html["lang"] == "en"
    assert "Open on" in asked.content.decode()
    assert soup(client.get("/fibre/embed/map/?lang=xx")).html["lang"] == "fr"
    assert translation.get_language() == "fr"


@pytest.mark.parametrize("part", READ)
def test_a_part_that_is_read_takes_nothing(client: Any, campaign: Any, part: str) -> None:
    response = client.post(f"/fibre/embed/{part}/", {"civic_form": FORM_ID})
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("part", ["map", "list", "campaign", "figures"])
def test_thirty_contributions_cost_no_more_queries_than_one(
    client: Any, campaign: Any, part: str, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost() -> int:
        client.get(f"/fibre/embed/{part}/")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(f"/fibre/embed/{part}/")
        return len(queries)

    before = cost()
    ContributionFactory.create_batch(29, campaign=campaign, published=True, pinned=True)
    assert cost() == before


def test_a_host_without_a_policy_gets_the_one_directive(
    client: Any, campaign: Any, settings: Any, allow: Callable[..., Any]
) -> None:
    allow(PARTNER)
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if "csp" not in m]
    response = client.get("/fibre/embed/map/")
    assert response["Content-Security-Policy"] == f"frame-ancestors 'self' {PARTNER}"
    assert "Content-Security-Policy" not in client.get("/fibre/")


def test_an_app_s_own_block_says_how_it_stands_elsewhere(client: Any, campaign: Any) -> None:
    from civic_pages.embedding.parts import Kind

    meta = CampaignPage.objects.get(pk=campaign.pk).body[5].block.meta
    meta.embed = Kind("notice", "Notice", 200)
    try:
        assert "Un texte." in client.get("/fibre/embed/notice/").content.decode()
    finally:
        del meta.embed
