"""Comments and supports through the API, which knows no cookies."""

import uuid
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from civic_pages.deliberation import counts
from civic_pages.deliberation.models import Comment
from civic_pages.participation.choices import Status
from tests.deliberation.discussion import commented, discussed, discussed_campaign, target_of


pytestmark = pytest.mark.django_db


def address(contribution: Any, name: str = "comments") -> str:
    return f"/api/civic/v1/contributions/{contribution.reference}/{name}/"


def send(client: Client, url: str, body: Any, key: str = "") -> Any:
    return client.post(
        url,
        body,
        content_type="application/json",
        headers={"Idempotency-Key": key or uuid.uuid4().hex},
    )


def supports(contribution: Any) -> int:
    return counts.of_target(target_of(contribution))["support"]


def test_a_page_of_threads_with_their_answers(client: Client) -> None:
    contribution = discussed()
    top = commented(contribution, "Le fil.")
    answer = commented(contribution, "Oui.", parent=top)
    commented(contribution, "Caché.", status=Status.PENDING, published_at=None)
    response = client.get(address(contribution), {"order": "recent"})
    body = response.json()
    assert (body["count"], body["is_open"], body["next"]) == (2, True, None)
    assert [row["id"] for row in body["results"]] == [top.pk]
    assert [row["id"] for row in body["results"][0]["answers"]] == [answer.pk]
    assert "Caché" not in response.content.decode()
    assert "participant" not in response.content.decode()
    assert (
        client.get(
            address(contribution), {"order": "recent"}, headers={"If-None-Match": response["ETag"]}
        ).status_code
        == 304
    )
    alone = client.get(address(contribution), {"thread": top.pk}).json()
    assert [row["id"] for row in alone["results"][0]["answers"]] == [answer.pk]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"order": "x"}, 400),
        ({"page": "0"}, 400),
        ({"page": "9"}, 404),
        ({"thread": "1"}, 404),
        ({"x": "1"}, 400),
    ],
)
def test_bad_questions_are_problems(client: Client, query: dict[str, str], status: int) -> None:
    assert client.get(address(discussed()), query).status_code == status


def test_a_comment_is_sent_once_and_its_author_known_again(client: Client) -> None:
    contribution, key = discussed(), uuid.uuid4().hex
    first = send(client, address(contribution), {"body": "Oui.", "author_name": "Awa"}, key)
    assert first.status_code == 201, first.content
    again = send(client, address(contribution), {"body": "Oui.", "author_name": "Awa"}, key)
    assert again["Idempotent-Replayed"] == "true"
    assert again.json() == first.json()
    assert send(client, address(contribution), {"body": "Non."}, key).status_code == 422
    answer = send(
        client,
        address(contribution),
        {
            "body": "Et aussi.",
            "parent": first.json()["id"],
            "participant": first.json()["participant"],
        },
    )
    made = Comment.objects.get(pk=answer.json()["id"])
    assert made.participant == Comment.objects.get(pk=first.json()["id"]).participant
    assert made.author_name == "Awa"
    assert made.depth == 1


def test_a_support_counts_once_and_is_taken_back(client: Client) -> None:
    contribution, key = discussed(), uuid.uuid4().hex
    first = send(client, address(contribution, "support"), {}, key).json()
    assert send(client, address(contribution, "support"), {}, key).json() == first
    who = {"participant": first["participant"]}
    assert send(client, address(contribution, "support"), who).json()["supports"] == 1
    back = send(client, address(contribution, "support"), {**who, "supported": False}).json()
    assert (back["supported"], back["supports"]) == (False, 0)
    assert supports(contribution) == 0


@pytest.mark.parametrize(
    "body", [[], {"body": 3}, {"body": ""}, {"body": "a", "x": 1}, {"body": "a", "parent": 10**30}]
)
def test_what_is_wrong_is_said(client: Client, body: Any) -> None:
    assert send(client, address(discussed()), body).status_code == 422
    assert not Comment.objects.exists()


def test_closed_without_key_or_without_account_is_refused(client: Client) -> None:
    closed = discussed(discussed_campaign(days=(-20, -10)))
    for name, body in (("comments", {"body": "Oui."}), ("support", {})):
        assert send(client, address(closed, name), body).status_code == 403
    bare = client.post(address(discussed()), {"body": "a"}, content_type="application/json")
    assert bare.status_code == 400
    account = discussed(discussed_campaign(identity="account"))
    assert (
        send(client, address(account), {"body": "Oui."}).json()["type"].endswith("account-required")
    )


def test_an_address_is_confirmed_before_anything_counts(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    contribution = discussed(discussed_campaign(identity="email"))
    assert send(client, address(contribution, "support"), {}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        taken = send(client, address(contribution, "support"), {"email": "awa@example.org"}).json()
    assert taken == {"supported": None, "supports": 0, "participant": None}
    assert mail.outbox[-1].to == ["awa@example.org"]


def test_a_challenge_is_asked(client: Client, settings: Any) -> None:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "CHALLENGE": "always"}
    assert send(client, address(discussed()), {"body": "Oui."}).status_code == 428
