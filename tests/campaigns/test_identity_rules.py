"""Campaigns that ask who contributes: refused where their form or their site cannot."""

from typing import Any

import pytest
from django.core import checks
from wagtail.test.utils.form_data import rich_text, streamfield

from civic_pages.testing import CampaignFactory
from tests.campaigns.test_publishing import editor, post_edit, with_point


pytestmark = pytest.mark.django_db
__all__ = ["editor"]


def with_email() -> Any:
    question = {"label": "Courriel", "help_text": "", "required": "", "key": "courriel"}
    form = {
        "title": "Avis",
        "introduction": rich_text("<p></p>"),
        "fields": streamfield([("email", question)]),
        "allow_collective": "on",
        "submit_label": "",
    }
    return streamfield([("contribution_form", form)])


def test_confirmed_addresses_need_a_question_for_the_address(client: Any, editor: Any) -> None:
    page = CampaignFactory(live=False)
    refused = post_edit(client, page, publish=True, body=with_point(), identity="email")
    assert refused.status_code == 200
    assert refused.context["form"].errors["identity"]
    draft = post_edit(client, page, publish=False, body=with_point(), identity="email")
    assert draft.status_code == 302
    done = post_edit(client, page, publish=True, body=with_email(), identity="email")
    assert done.status_code == 302


@pytest.mark.parametrize(
    ("login_url", "is_possible"),
    [
        (None, False),
        ("no-such-route", False),
        ("/compte/", False),
        ("wagtailadmin_login", True),
        ("https://moncompte.example/login", True),
    ],
)
def test_accounts_need_a_page_to_log_in(
    client: Any, editor: Any, settings: Any, login_url: str | None, is_possible: bool
) -> None:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "LOGIN_URL": login_url}
    page = CampaignFactory(live=False)
    response = post_edit(client, page, publish=True, body=with_email(), identity="account")
    assert (response.status_code == 302) is is_possible
    CampaignFactory(identity="account")
    found = checks.run_checks(databases=["default"], tags=[checks.Tags.database])
    assert ("civic_pages.W001" in [message.id for message in found]) is not is_possible


@pytest.mark.parametrize("identity", ["anonymous", "email"])
def test_other_campaigns_need_none(client: Any, identity: str) -> None:
    CampaignFactory(open=True, identity=identity)
    found = checks.run_checks(databases=["default"], tags=[checks.Tags.database])
    assert "civic_pages.W001" not in [message.id for message in found]


def test_the_api_says_what_a_campaign_asks(client: Any) -> None:
    campaign = CampaignFactory(open=True, identity="email")
    form_id = campaign.form_definitions()[0].form_id
    form = client.get(f"/api/civic/v1/campaigns/{campaign.pk}/forms/{form_id}/").json()
    assert form["identity"] == "email"
    assert "courriel" in form["schema"]["required"]
    asked = {row["key"]: row["required"] for row in form["order"]}
    assert asked["courriel"] is True
