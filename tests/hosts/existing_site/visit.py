"""A town's own kind of campaign in its own site: made, published, answered, moderated, served."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from town.models import ConsultationPage, HomePage, NewsPage
from visiting import (
    administrator,
    campaign_values,
    contribute,
    create_page,
    editor_form,
    saved,
    shown,
    signed_in,
    stream,
)
from wagtail.models import Page, Site

from civic_pages.models import CampaignPage, Contribution


PLACE = (48.892, 2.206)


@pytest.fixture(scope="module")
def home() -> Any:
    browser = signed_in(administrator())
    root = Page.objects.get(depth=1)
    page = create_page(browser, HomePage, root, title="La ville", slug="la-ville")
    site = Site.objects.get(is_default_site=True)
    answer = browser.post(
        reverse("wagtailsites:edit", args=[site.pk]),
        {"hostname": "localhost", "port": 80, "root_page": page.pk, "is_default_site": "on"},
    )
    assert answer.status_code == 302
    return page


@pytest.fixture(scope="module")
def campaign(home: Any) -> Any:
    values = campaign_values(ConsultationPage, "Le parc", "parc", service="Espaces verts")
    return create_page(signed_in(administrator()), ConsultationPage, home, **values)


def test_its_page_is_in_the_look_of_the_town(campaign: Any) -> None:
    html = shown(Client().get(campaign.url))
    assert html.select_one("body.town header").text == "Mairie"
    assert "Espaces verts" in html.select_one(".service").text
    assert html.select_one("form.civic-form")


def test_its_list_of_contributions_is_too(campaign: Any) -> None:
    assert shown(Client().get(campaign.contributions_url)).select_one("body.town header")


def test_its_own_pages_stay_as_they_were(admin: Any, home: Any) -> None:
    page = create_page(admin, NewsPage, home, title="Marché", slug="marche", text="Samedi.")
    assert page.specific.text == "Samedi."
    assert not CampaignPage.objects.exists()


def test_what_a_citizen_sends_is_moderated_and_shown(admin: Any, campaign: Any) -> None:
    contribute(campaign.url, "Des bancs", at=PLACE)
    row = Contribution.objects.get(title="Des bancs")
    assert row.status == "pending"
    queue = shown(admin.get(reverse("civic_contributions:index")))
    assert row.reference in queue.text
    assert shown(admin.get(reverse("civic_contributions:inspect", args=[row.pk])))
    assert admin.post(reverse("civic_contributions:publish", args=[row.pk])).status_code == 302
    assert "Des bancs" in shown(Client().get(campaign.url)).text


def test_the_api_serves_its_campaign(campaign: Any) -> None:
    visitor = Client()
    campaigns = visitor.get("/api/civic/v1/campaigns/").json()
    rows = campaigns.get("results", campaigns)
    assert [row["title"] for row in rows] == ["Le parc"]
    one = visitor.get(f"/api/civic/v1/contributions/?campaign={campaign.pk}").json()
    assert [row["title"] for row in one["results"]] == ["Des bancs"]
    assert visitor.get(f"/api/civic/v1/pins/?campaign={campaign.pk}").json()["features"]


def test_its_editor_opens_and_saves_with_the_forms_id_kept(admin: Any, campaign: Any) -> None:
    url = reverse("wagtailadmin_pages:edit", args=[campaign.pk])
    page = ConsultationPage.objects.get(pk=campaign.pk)
    body = stream(ConsultationPage, "body", list(page.body.raw_data))
    form = {**editor_form(admin.get(url)), **body, "service": "Parcs", "action-publish": "1"}
    saved(admin.post(url, form))
    changed = ConsultationPage.objects.get(pk=campaign.pk)
    assert changed.service == "Parcs"
    assert changed.form_definitions()[0].form_id == page.form_definitions()[0].form_id


def test_it_exports_to_its_team(admin: Any, campaign: Any) -> None:
    url = f"{reverse('civic_exports')}?campaign={campaign.pk}"
    form = {"format": "csv", "purpose": "people", "cell": "200"}
    answer = admin.post(url, form)
    assert answer.status_code == 200
    assert "Des bancs" in b"".join(answer.streaming_content).decode()


def test_the_dashboard_and_the_reports_open(admin: Any) -> None:
    for name in ("wagtailadmin_home", "civic_exports"):
        assert shown(admin.get(reverse(name)))
