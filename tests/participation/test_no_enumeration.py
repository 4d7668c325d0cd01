"""Nothing on the public site tells whether an address is known: answers equal byte for byte."""

import re
from typing import Any

import pytest
from django.utils import timezone

from civic_pages.participation import actions, links
from civic_pages.participation.models import Contribution
from civic_pages.testing import CampaignFactory
from tests.participation.identity import contribute
from tests.participation.test_submission import answers


pytestmark = pytest.mark.django_db
TOKENS = (
    re.compile(r"suivi/[\w-]+/"),
    re.compile(r'name="(csrfmiddlewaretoken|civic_\w+)" value="[^"]*"'),
    re.compile(r'nonce="[^"]*"'),
    re.compile(r"TST-\d{4}-\d{5}"),
)


def bare(response: Any) -> str:
    """Return a page without what differs between any two requests."""
    text = response.content.decode()
    for token in TOKENS:
        text = token.sub("…", text)
    return text


def headers(response: Any) -> set[tuple[str, str]]:
    """Return the headers, without the cookie and with the length of what ``bare`` leaves."""
    return {
        (name, value)
        for name, value in response.headers.items()
        if name not in {"Set-Cookie", "Content-Length", "Location", "Content-Security-Policy"}
    }


def same(one: Any, other: Any) -> None:
    assert one.status_code == other.status_code
    assert headers(one) == headers(other)
    assert bare(one) == bare(other)


@pytest.mark.parametrize("identity", ["anonymous", "email"])
def test_a_known_address_is_answered_like_an_unknown_one(
    client: Any, identity: str, django_capture_on_commit_callbacks: Any
) -> None:
    campaign = CampaignFactory(open=True, identity=identity)
    commit = django_capture_on_commit_callbacks
    first = contribute(client, campaign, commit)
    again = contribute(client, campaign, commit)
    unknown = contribute(client, campaign, commit, courriel="inconnue@example.org")
    same(first, again)
    same(first, unknown)


def test_a_refused_form_says_nothing_of_the_address(client: Any) -> None:
    campaign = CampaignFactory(open=True, identity="email")
    client.post(campaign.url, answers())
    known = client.post(campaign.url, answers(titre=""))
    unknown = client.post(campaign.url, answers(titre="", courriel="inconnuexx@example.org"))
    assert known.status_code == unknown.status_code == 422
    swapped = bare(unknown).replace("inconnuexx@example.org", "habitante@example.org")
    assert bare(known) == swapped


def test_asking_for_another_mail_is_answered_the_same_in_every_case(
    client: Any, django_capture_on_commit_callbacks: Any
) -> None:
    campaign = CampaignFactory(open=True, identity="email")
    pages = []
    for address in ("une@example.org", "deux@example.org", "trois@example.org"):
        contribute(client, campaign, django_capture_on_commit_callbacks, courriel=address)
    waits, confirmed, withdrawn = Contribution.objects.order_by("pk")
    actions.confirm(confirmed, now=timezone.now())
    actions.withdraw_own(withdrawn, now=timezone.now())
    for contribution in (waits, confirmed, withdrawn):
        path = f"{campaign.url}suivi/{links.follow_token(contribution)}/renvoyer/"
        answered = client.post(path)
        assert answered.status_code == 303
        pages.append(client.get(answered["Location"]))
    same(pages[0], pages[1])
    same(pages[0], pages[2])


def test_the_api_answers_a_known_address_like_an_unknown_one(client: Any) -> None:
    campaign = CampaignFactory(open=True, identity="email")
    form_id = campaign.form_definitions()[0].form_id
    results = []
    for number, address in enumerate(("a@example.org", "a@example.org", "b@example.org")):
        payload = {
            "campaign": campaign.pk,
            "form": form_id,
            "answers": {"titre": "Un banc", "courriel": address, "accord": True},
        }
        response = client.post(
            "/api/civic/v1/contributions/",
            payload,
            content_type="application/json",
            headers={"Idempotency-Key": f"key-{number:020d}"},
        )
        assert response.status_code == 201
        body = response.json()
        assert client.get(body["follow"].replace("http://localhost", "")).status_code == 200
        results.append({**body, "reference": "", "follow": "", "token": "", "created_at": ""})
    assert results[0] == results[1] == results[2]
    assert results[0]["status"] == "unconfirmed"
