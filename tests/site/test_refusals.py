"""What the public reads where something is refused: in the frame of the site, in plain words."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory
from django.views.defaults import permission_denied
from wagtail.models import PageViewRestriction

from civic_pages.testing import CampaignFactory


pytestmark = pytest.mark.django_db


def framed(response: Any, status: int) -> BeautifulSoup:
    assert response.status_code == status
    page = BeautifulSoup(response.content, "html.parser")
    assert page.html["lang"] == "fr"
    assert page.select_one(".civic-header")
    return page


def test_a_form_that_cannot_be_checked_is_refused_without_jargon() -> None:
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "fr"})
    page = framed(client.post("/admin/login/", {"username": "a"}), 403)
    assert "CSRF" not in page.get_text()
    assert len(page.main.select("p")) == 3


def test_what_is_not_open_does_not_ask_to_reload_the_page() -> None:
    request = RequestFactory().get("/")
    page = framed(permission_denied(request, PermissionDenied()), 403)
    assert not {"reload", "rechargez"} & set(page.main.get_text().split())
    assert page.main.select_one("a[href='/']")
    assert page.h1.get_text() != framed(Client().get("/nowhere/"), 404).h1.get_text()


def test_a_page_with_a_password_asks_for_it_as_the_site_does(client: Client) -> None:
    campaign = CampaignFactory(open=True)
    PageViewRestriction.objects.create(page=campaign, restriction_type="password", password="mot")
    page = framed(client.get(campaign.url), 200)
    form = page.main.form
    hidden = {tag["name"]: tag["value"] for tag in form.select("[type=hidden]")}
    wrong = framed(client.post(form["action"], {**hidden, "password": "faux"}), 200)
    assert wrong.select_one(".civic-field__error")["id"] in str(wrong.select_one("[type=password]"))
    right = client.post(form["action"], {**hidden, "password": "mot"}, follow=True)
    assert campaign.title in framed(right, 200).h1.get_text()
