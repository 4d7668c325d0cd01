"""Lost private links, on the campaign's own page: one answer for every address."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core import mail

from tests.abuse.gates import hidden, solved, turn_on, work_on
from tests.journey.traveller import ME, Traveller, mailed
from tests.participation.test_no_enumeration import same


pytestmark = pytest.mark.django_db


def test_the_foot_of_a_campaign_leads_there_and_the_link_is_mailed(
    client: Any, campaign: Any, token: str, traveller: Traveller
) -> None:
    mail.outbox.clear()
    foot = BeautifulSoup(client.get(campaign.url).content, "html.parser")
    url = foot.select_one(".civic-legal a[href$='suivi/']")["href"]
    page = client.get(url)
    assert "no-store" in page["Cache-Control"]
    posted = {"email": ME, "civic_key": hidden(page, "civic_key")}
    with traveller.commit(execute=True):
        sent = client.post(url, posted)
    assert sent.status_code == 303
    assert client.get(sent["Location"]).status_code == 200
    assert mailed("follow") == token


def test_a_known_address_is_answered_like_an_unknown_one(
    client: Any, campaign: Any, token: str
) -> None:
    answers = [
        client.post(f"{campaign.url}suivi/", {"email": email, "civic_key": "k" * 20})
        for email in (ME, "inconnue@example.org")
    ]
    same(*answers)
    assert answers[0]["Location"] == answers[1]["Location"]


@pytest.mark.parametrize("posted", [{"email": "niet"}, {}, {"email": ME, "website": "x"}])
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    client: Any, campaign: Any, posted: dict[str, str]
) -> None:
    response = client.post(f"{campaign.url}suivi/", posted)
    assert response.status_code == 422
    assert posted.get("email", "") in response.content.decode()
    assert client.delete(f"{campaign.url}suivi/").status_code == 405


def test_a_challenge_is_asked_and_a_network_slowed_down(
    client: Any, campaign: Any, settings: Any
) -> None:
    url = f"{campaign.url}suivi/"
    turn_on(settings)
    assert client.post(url, {"email": ME, "civic_key": "k" * 20}).status_code == 422
    work = solved(work_on(client.get(url)))
    posted = {"email": ME, "civic_key": "k" * 20, "civic_proof": work}
    assert client.post(url, posted).status_code == 303
    turn_on(settings, CHALLENGE="never", RATE_LIMIT=(1, 60))
    answers = [client.post(url, {"email": ME, "civic_key": "k" * 20}) for _n in range(2)]
    assert answers[-1].status_code == 429
    assert answers[-1]["Retry-After"]
