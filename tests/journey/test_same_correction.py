"""A correction by the private page and one over the API come to the same verdict, whatever is sent."""

import json
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from civic_pages.participation import links
from civic_pages.participation.models import Contribution, Edition
from civic_pages.participation.submission import form_input
from civic_pages.testing import CampaignFactory, definition_of, form_block
from tests.participation.forms_and_answers import answers, groups, questions
from tests.participation.test_same_verdict import (
    Verdict,
    by_api,
    one_at_a_time,
    refused,
    stored,
    wrong_fields,
)


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_brake(settings: Any) -> None:
    wide = {"RATE_LIMIT": (100_000, 60), "CAMPAIGN_RATE_LIMIT": (100_000, 60)}
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, **wide}


def corrected() -> Verdict:
    verdict, said = stored()
    one = Contribution.objects.get()
    editions = list(Edition.objects.values_list("cause", "data"))
    return verdict, (said, one.status, sorted(one.flags), editions)


def by_page(campaign: Any, payload: dict[str, Any]) -> Verdict:
    token = links.follow_token(Contribution.objects.get())
    data = form_input(definition_of(campaign), payload)
    response = Client().post(f"{campaign.url}suivi/{token}/corriger/", data)
    return corrected() if response.status_code == 303 else refused(wrong_fields(response.text))


def by_put(campaign: Any, payload: dict[str, Any]) -> Verdict:
    token = links.follow_token(Contribution.objects.get())
    response = Client(enforce_csrf_checks=True).put(
        "/api/civic/v1/own/contribution/",
        json.dumps(payload),
        content_type="application/json",
        headers={"X-Civic-Token": token, "If-Match": "*"},
    )
    if response.status_code == 200:
        return corrected()
    return refused(name.rpartition(".")[2] for name in response.json()["errors"])


def given_back() -> dict[str, Any]:
    token = links.follow_token(Contribution.objects.get())
    headers = {"X-Civic-Token": token}
    read = Client().get("/api/civic/v1/own/contribution/", headers=headers)
    found: dict[str, Any] = read.json()["given"]
    return found


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
    ],
)
@given(data=st.data())
def test_page_and_api_agree_on_corrections(data: Any) -> None:
    with transaction.atomic():
        campaign = CampaignFactory(open=True, body=[form_block(*data.draw(questions()))])
        definition = definition_of(campaign)
        first = {"answers": data.draw(answers(definition)), **data.draw(groups())}
        is_stored = by_api(campaign, first)[0] == "stored"
        if is_stored:
            # What is read may be sent back as it is.
            same = one_at_a_time(by_put, campaign, given_back())
            assert same[0] == "stored"
            assert same[1][3] == []
            second = {"answers": data.draw(answers(definition)), **data.draw(groups())}
            page = one_at_a_time(by_page, campaign, second)
            api = one_at_a_time(by_put, campaign, second)
            event(page[0])
        transaction.set_rollback(True)
    assume(is_stored)
    assert page == api
