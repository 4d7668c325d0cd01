"""The same vote for other front ends."""

import uuid
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from civic_pages.models import Ballot
from civic_pages.voting import actions
from tests.participation.identity import LINK
from tests.voting import votes


pytestmark = pytest.mark.django_db
V1 = "/api/civic/v1"


def post(client: Any, vote: Any, key: str = "", **body: Any) -> Any:
    headers = {"Idempotency-Key": key or uuid.uuid4().hex}
    url = f"{V1}/votes/{vote.pk}/ballots/"
    return client.post(url, body, content_type="application/json", headers=headers)


def test_a_campaigns_votes_cost_the_same_however_many(
    client: Any, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    vote = votes.make()
    url = f"{V1}/campaigns/{vote.campaign.pk}/votes/"
    client.get(url)
    with django_assert_max_num_queries(30) as one:
        assert [row["id"] for row in client.get(url).json()["results"]] == [vote.pk]
    for number in range(6):
        vote.campaign.add_child(instance=type(vote)(title=f"V{number}", slug=f"v{number}"))
    with django_assert_num_queries(len(one)):
        assert len(client.get(url).json()["results"]) == 7


def test_a_vote_tells_options_and_rules_and_its_result_when_it_is_published(
    client: Any, close: Any, admin_user: Any, django_assert_num_queries: Any
) -> None:
    vote = votes.make(method="budget", budget=60_000, envelope=90_000, max_per_scope=1)
    votes.cast(vote, votes.keys(vote)[:1])
    told = client.get(f"{V1}/votes/{vote.pk}/").json()
    assert [option["key"] for option in told["options"]] == votes.keys(vote)
    assert told["rules"]["budget"] == 60_000
    assert (told["state"], told["result"]) == ("open", None)
    vote = close(vote)
    told = client.get(f"{V1}/votes/{vote.pk}/").json()
    assert (told["state"], told["result"]) == ("counting", None)
    actions.publish(vote, by=admin_user, now=timezone.now())
    told = client.get(f"{V1}/votes/{vote.pk}/").json()
    assert (told["state"], told["result"]["ballots"]) == ("results", 1)
    assert told["result"]["rows"][0]["wins"] is True


def test_a_ballot_by_the_api_counts_once_its_link_is_followed(
    client: Any, open_vote: Any, django_capture_on_commit_callbacks: Any
) -> None:
    chosen, key = votes.keys(open_vote)[:1], uuid.uuid4().hex
    with django_capture_on_commit_callbacks(execute=True):
        made = post(client, open_vote, key, choices=chosen, email="a@example.org")
    assert (made.status_code, made.json()["counts"]) == (201, False)
    again = post(client, open_vote, key, choices=chosen, email="a@example.org")
    assert again.json() == made.json()
    assert again["Idempotent-Replayed"] == "true"
    receipts = f"{V1}/votes/{open_vote.pk}/receipts"
    code = made.json()["receipt"]
    assert client.get(f"{receipts}/{code}/").json() == {"state": "waiting"}
    client.post(LINK.findall(mail.outbox[-1].body)[-1])
    assert client.get(f"{receipts}/{code}/").json() == {"state": "counted"}
    assert client.get(f"{receipts}/KDRW-PTZA-MQHB-XNCE/").status_code == 404
    assert votes.counted(open_vote) == [chosen]


def test_a_browsers_cookie_proves_nothing_to_the_api(client: Any, open_vote: Any) -> None:
    """A site abroad could have a browser send it along: the link must be followed all the same."""
    first, second = votes.keys(open_vote)[:2]
    known = votes.known(open_vote, "a@example.org")
    from django.core import signing

    from civic_pages.participation.participants import identity

    name = identity.COOKIE.format(campaign=open_vote.campaign.pk)
    client.cookies[name] = signing.Signer(salt=identity.SALT).sign(known.participant.uuid.hex)
    votes.cast(open_vote, [first])
    made = post(client, open_vote, choices=[second], email="a@example.org")
    assert made.json()["counts"] is False
    assert votes.counted(open_vote) == [[first]]


@pytest.mark.parametrize(
    ("body", "field", "status"),
    [
        ({"choices": ["x"], "email": "a@example.org"}, "choices", 422),
        ({"choices": [], "email": "a@example.org"}, "choices", 422),
        ({"choices": [], "blank": True, "email": "niet"}, "email", 422),
        ({"choices": [], "blank": True}, "email", 422),
        ({"choices": {"a": {}}, "email": "a@example.org"}, "choices", 422),
        ({"choices": [], "blank": "yes", "email": "a@example.org"}, "blank", 422),
        ({"choix": []}, "choix", 422),
    ],
)
def test_what_is_wrong_is_told_by_field(
    client: Any, open_vote: Any, body: dict[str, Any], field: str, status: int
) -> None:
    response = post(client, open_vote, **body)
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert field in response.json()["errors"]
    assert Ballot.objects.count() == 0


def test_the_api_takes_no_ballot_outside_of_the_phase_nor_without_a_key(client: Any) -> None:
    vote = votes.make(days=(-9, -2))
    body = {"choices": votes.keys(vote)[:1], "email": "a@example.org"}
    assert post(client, vote, **body).status_code == 403
    url = f"{V1}/votes/{vote.pk}/ballots/"
    assert client.post(url, body, content_type="application/json").status_code == 400
    assert client.get(f"{V1}/votes/{vote.campaign.pk}/").status_code == 404
