"""Somebody about to send is shown what is close, once, and sends all the same if they wish."""

from typing import Any

import pytest

from civic_pages.participation.models import Contribution
from civic_pages.testing import CampaignFactory, form_block, question
from tests.participation.desk import soup
from tests.similar.made import CLOSE, everything_said, said, typed


pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(settings: Any) -> Any:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "CHALLENGE": "never", "MIN_FILL_SECONDS": 0}
    return CampaignFactory(open=True, suggest_similar=True)


def again(page: Any) -> dict[str, str]:
    """Return what a browser posts from a form as it came back."""
    form = page.select_one("form.civic-form")
    data: dict[str, str] = {}
    for field in form.select("input[name], textarea[name]"):
        kind, checked = field.get("type"), field.has_attr("checked")
        if kind in {"checkbox", "radio"} and not checked:
            continue
        data[field["name"]] = field.text.strip() if field.name == "textarea" else field["value"] if field.has_attr("value") else "on" if kind in {"checkbox", "radio"} else ""  # fmt: skip
    return data


def test_what_is_close_is_shown_once_with_everything_typed_kept(campaign: Any, client: Any) -> None:
    made = everything_said(campaign)
    response = client.post(campaign.url, typed(*CLOSE))
    page = soup(response)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert Contribution.objects.count() == len(made)
    (shown,) = page.select(".civic-alike__title a")
    assert shown["href"] == f"{campaign.url}contributions/{made[0].reference}/"
    assert page.select_one("[name=titre]")["value"] == CLOSE[0]
    assert page.select_one("[name=idee]").text.strip() == CLOSE[1]
    assert page.select_one("[name=civic_key]")["value"] == "k" * 20

    second = client.post(campaign.url, again(page))
    assert second.status_code == 303
    assert Contribution.objects.count() == len(made) + 1


def test_three_at_most_are_shown(campaign: Any, client: Any) -> None:
    everything_said(campaign)
    for _ in range(4):
        said(campaign, *CLOSE)
    page = soup(client.post(campaign.url, typed(*CLOSE)))
    assert len(page.select(".civic-alike__title a")) == 3


def test_who_says_something_new_is_not_stopped(campaign: Any, client: Any) -> None:
    everything_said(campaign)
    response = client.post(campaign.url, typed("Un marché de Noël", "Devant la mairie."))
    assert response.status_code == 303


def test_a_campaign_that_does_not_ask_for_it_stops_nobody(campaign: Any, client: Any) -> None:
    everything_said(campaign)
    campaign.suggest_similar = False
    campaign.save()
    assert not soup(client.get(campaign.url)).select("civic-alike")
    assert client.post(campaign.url, typed(*CLOSE)).status_code == 303
    url = f"/api/civic/v1/similar/?campaign={campaign.pk}&text={' '.join(CLOSE)}"
    assert client.get(url).json() == {"results": []}


def test_a_campaign_of_homes_shows_nothing(client: Any) -> None:
    homes = CampaignFactory(open=True, homes=True, suggest_similar=True)
    said(homes, *CLOSE)
    assert client.post(homes.url, typed(*CLOSE)).status_code == 303
    url = f"/api/civic/v1/similar/?campaign={homes.pk}&text={' '.join(CLOSE)}"
    assert client.get(url).json() == {"results": []}


def test_a_retry_of_what_is_stored_and_published_is_answered_like_the_first_time(
    client: Any, settings: Any
) -> None:
    campaign = CampaignFactory(open=True, suggest_similar=True, published_at_once=True)
    first = client.post(campaign.url, typed(*CLOSE))
    second = client.post(campaign.url, typed(*CLOSE))
    assert (first.status_code, second.status_code) == (303, 303)
    assert Contribution.objects.count() == 1


def test_what_is_wrong_comes_first(campaign: Any, client: Any) -> None:
    everything_said(campaign)
    data = typed(*CLOSE)
    del data["accord"]
    response = client.post(campaign.url, data)
    assert response.status_code == 422
    assert not soup(response).select(".civic-alike__title")


def test_a_closed_campaign_says_that_it_is_closed(client: Any) -> None:
    campaign = CampaignFactory(closed=True, suggest_similar=True)
    everything_said(campaign)
    assert client.post(campaign.url, typed(*CLOSE)).status_code == 403


def test_a_form_of_several_pages_is_stopped_at_its_end_only(client: Any) -> None:
    body = [
        form_block(
            question("short_text", "titre", "Titre", required=True, is_title=True, max_length=120),
            question("step", "suite", "La suite"),
            question("long_text", "idee", "Votre idée", max_length=2000),
        )
    ]
    campaign = CampaignFactory(open=True, suggest_similar=True, body=body)
    made = everything_said(campaign)
    data = typed(*CLOSE)
    page = soup(client.post(campaign.url, {**data, "civic_step": "2", "civic_go": "next"}))
    assert not page.select(".civic-alike__title")
    response = client.post(campaign.url, {**data, "civic_step": "summary", "civic_go": "send"})
    page = soup(response)
    assert response.status_code == 200
    assert len(page.select(".civic-alike__title")) == 1
    button = page.select_one(".civic-alike button[name=civic_go]")
    assert button["value"] == "send"
    second = client.post(campaign.url, {**again(page), "civic_go": "send"})
    assert second.status_code == 303
    assert Contribution.objects.count() == len(made) + 1


def test_the_api_answers_with_the_words_that_make_it_close(campaign: Any, client: Any) -> None:
    made = everything_said(campaign)
    url = "/api/civic/v1/similar/"
    response = client.get(url, {"campaign": campaign.pk, "text": "\n".join(CLOSE)})
    (row,) = response.json()["results"]
    assert row["reference"] == made[0].reference
    assert "vélos" in row["words"]
    assert "no-store" in response["Cache-Control"]
    assert client.get(url, {"campaign": campaign.pk, "text": ""}).json() == {"results": []}
    assert client.get(url, {"campaign": "x", "text": "a"}).status_code == 400
    assert client.get(url, {"campaign": 999999, "text": "a"}).status_code == 404


def test_a_post_to_the_api_is_never_stopped(campaign: Any, client: Any) -> None:
    everything_said(campaign)
    body = {
        "campaign": campaign.pk,
        "form": campaign.form_definitions()[0].form_id,
        "kind": "individual",
        "answers": {"titre": CLOSE[0], "idee": CLOSE[1], "accord": True},
    }
    response = client.post(
        "/api/civic/v1/contributions/",
        body,
        content_type="application/json",
        headers={"idempotency-key": "a" * 20},
    )
    assert response.status_code == 201


def test_the_page_tells_a_script_where_to_ask(campaign: Any, client: Any) -> None:
    (element,) = soup(client.get(campaign.url)).select("civic-alike")
    assert element["data-fields"] == "titre idee"
    assert element["data-url"] == f"/api/civic/v1/similar/?campaign={campaign.pk}"
    assert element.has_attr("hidden")
