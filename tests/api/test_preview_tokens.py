"""Drafts over the API: for whom an editor gave a link, for as long as the editor may read them."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from civic_api.urls import v1
from civic_pages.campaigns.models import CampaignPage
from civic_pages.testing import CampaignFactory, form_block
from tests.api.conftest import ROOT, is_problem
from tests.participation.desk import client_of


pytestmark = pytest.mark.django_db


def link_of(page: Any, client: Client) -> str:
    """Return the API's address of a draft, as the editor's page gives it."""
    response = client.post(reverse("civic_preview_link", args=[page.pk]))
    assert response.status_code == 200, response.content
    assert "no-store" in response["Cache-Control"]
    boxes = BeautifulSoup(response.content, "html.parser").select("textarea")
    address = urlsplit(boxes[-1].get_text())
    return f"{address.path}?{address.query}"


def answer(address: str) -> Any:
    return Client().get(address)


@pytest.fixture
def campaign(db: None) -> Any:
    page = CampaignFactory(open=True, title="Publié")
    page.title = "Brouillon"
    page.body.append(("quote", {"text": "Pas encore dit", "author": "", "role": ""}))
    page.save_revision()
    return page


@pytest.fixture
def editor(db: None) -> Client:
    return client_of("editor")


def test_the_link_shows_the_draft_and_nothing_keeps_it(campaign: Any, editor: Client) -> None:
    address = link_of(campaign, editor)
    found = answer(address)
    assert found.json()["title"] == "Brouillon"
    assert found.json()["blocks"][-1]["value"]["text"] == "Pas encore dit"
    assert found["Cache-Control"] == "no-store"
    assert found["X-Robots-Tag"] == "noindex"
    assert found["Referrer-Policy"] == "no-referrer"
    public = answer(f"{ROOT}/campaigns/{campaign.pk}/")
    assert public.json()["title"] == "Publié"
    assert "X-Robots-Tag" not in public


def test_what_was_never_published_is_shown_by_its_link_alone(editor: Client) -> None:
    page = CampaignFactory(live=False, title="À naître")
    page.save_revision()
    assert answer(link_of(page, editor)).json()["title"] == "À naître"
    is_problem(answer(f"{ROOT}/campaigns/{page.pk}/"), 404)


def test_an_unfinished_draft_is_told_all_the_same(editor: Client) -> None:
    page = CampaignFactory(
        live=False, body=[{"type": "timeline", "id": "t", "value": {}}, form_block()]
    )
    page.body.append(("image", {"image": None}))
    page.save_revision()
    assert [b["type"] for b in answer(link_of(page, editor)).json()["blocks"]] == [
        "timeline",
        "contribution_form",
        "image",
    ]


def test_a_link_is_of_one_campaign(campaign: Any, editor: Client) -> None:
    other = CampaignFactory(open=True)
    token = parse_qs(urlsplit(link_of(campaign, editor)).query)["preview"][0]
    is_problem(Client().get(f"{ROOT}/campaigns/{other.pk}/", {"preview": token}), 403)
    is_problem(Client().get(f"{ROOT}/campaigns/{campaign.pk + 999}/", {"preview": token}), 403)


@pytest.mark.parametrize("token", ["", "x", "eyJwIjoxfQ:1abc:def", "é" * 300])
def test_what_is_no_token_opens_nothing(campaign: Any, token: str) -> None:
    found = is_problem(Client().get(f"{ROOT}/campaigns/{campaign.pk}/", {"preview": token}), 403)
    assert found["type"].endswith("preview-refused")


def test_a_token_that_was_changed_opens_nothing(campaign: Any, editor: Client) -> None:
    address = link_of(campaign, editor)
    is_problem(answer(address[:-1] + ("A" if address[-1] != "A" else "B")), 403)


def test_a_link_dies_after_an_hour_or_what_the_site_says(
    campaign: Any, editor: Client, settings: Any
) -> None:
    address = link_of(campaign, editor)
    with time_machine.travel(timezone.now() + timedelta(minutes=59)):
        assert answer(address).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        is_problem(answer(address), 403)
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "PREVIEW_SECONDS": 60}
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        is_problem(answer(address), 403)


def deactivate(user: Any) -> None:
    user.is_active = False
    user.save()


def take_rights(user: Any) -> None:
    user.groups.clear()


def change_password(user: Any) -> None:
    user.set_password("another one altogether")
    user.save()


@pytest.mark.parametrize("event", [deactivate, take_rights, change_password, lambda u: u.delete()])
def test_a_link_dies_with_what_its_editor_may(campaign: Any, editor: Client, event: Any) -> None:
    address = link_of(campaign, editor)
    assert answer(address).status_code == 200
    event(get_user_model().objects.get(username="editor"))
    is_problem(answer(address), 403)


@pytest.mark.parametrize("role", ["moderator", "anonymous"])
def test_who_may_not_edit_gets_no_link(campaign: Any, role: str) -> None:
    response = client_of(role).post(reverse("civic_preview_link", args=[campaign.pk]))
    assert response.status_code == 302
    assert not PageLogEntry.objects.filter(action="civic.preview_link").exists()


def test_a_page_that_is_no_campaign_has_no_link(editor: Client, campaign: Any) -> None:
    url = reverse("civic_preview_link", args=[campaign.get_parent().pk])
    assert client_of("admin").post(url).status_code == 404


def test_the_log_tells_who_made_a_link_and_the_menu_leads_there(
    campaign: Any, editor: Client
) -> None:
    edit = editor.get(reverse("wagtailadmin_pages:edit", args=[campaign.pk])).content.decode()
    assert reverse("civic_preview_link", args=[campaign.pk]) in edit
    link_of(campaign, editor)
    entry = PageLogEntry.objects.get(action="civic.preview_link")
    assert (entry.page_id, entry.user.username) == (campaign.pk, "editor")
    assert not ModelLogEntry.objects.filter(action="civic.preview_link").exists()


def test_nothing_else_takes_the_token(campaign: Any, editor: Client) -> None:
    query = {"preview": parse_qs(urlsplit(link_of(campaign, editor)).query)["preview"][0]}
    beneath = [(p, r) for p in v1 for r in getattr(p, "url_patterns", [p])]
    routes = [r for p, r in beneath if {*p.pattern.converters, *r.pattern.converters} == {"pk"}]
    tried = 0
    for route in routes:
        if route.name == "campaign":
            continue
        found = Client().get(reverse(f"civic_api:{route.name}", args=[campaign.pk]), query)
        assert found.status_code in {400, 401, 404, 405}, route.name
        assert "Brouillon" not in b"".join(found).decode(errors="replace"), route.name
        tried += 1
    assert tried > 25
    assert "Brouillon" not in Client().get(campaign.url, query).content.decode()
    listed = Client().get(f"/api/v2/pages/{campaign.pk}/", query)
    assert "Brouillon" not in listed.content.decode()


def test_without_the_package_no_mode_leads_elsewhere(campaign: Any) -> None:
    assert "headless" not in [mode for mode, _label in campaign.preview_modes]


def test_a_mode_that_leads_nowhere_shows_the_page_here(campaign: Any) -> None:
    draft = CampaignPage.objects.get(pk=campaign.pk).get_latest_revision_as_object()
    response = draft.make_preview_request(preview_mode="headless")
    assert "Brouillon" in response.content.decode()


def test_the_draft_costs_no_more_than_the_published_page(
    campaign: Any, editor: Client, django_assert_max_num_queries: Any
) -> None:
    address = link_of(campaign, editor)
    answer(address)
    with django_assert_max_num_queries(60):
        answer(address)


def test_json_of_a_draft_is_the_same_shape(campaign: Any, editor: Client) -> None:
    draft = answer(link_of(campaign, editor)).json()
    public = answer(f"{ROOT}/campaigns/{campaign.pk}/").json()
    assert set(draft) == set(public)
    assert json.dumps(draft["phases"]) == json.dumps(public["phases"])
    assert Page.objects.get(pk=campaign.pk).title == "Publié"
