"""Texts by the API: read whole, commented and decided upon by the page's own actions."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from civic_pages.deliberation import counts
from civic_pages.deliberation.models import Comment, Reaction
from civic_pages.participation.choices import Identity, Moderation
from tests.api.conftest import ROOT, is_problem
from tests.deliberation.texts import (
    CLAUSES,
    FIRST,
    SECOND,
    clause,
    discussed_campaign,
    republish,
    text_beneath,
)


pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef-text"


def post(client: Any, path: str, data: Any, key: str | None = KEY) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(
        f"{ROOT}/{path}", json.dumps(data), content_type="application/json", headers=headers
    )


@pytest.fixture
def page(db: None) -> Any:
    cache.clear()
    return text_beneath(discussed_campaign(moderation=Moderation.AFTER))


def test_a_campaign_lists_its_texts(client: Any, page: Any) -> None:
    (row,) = client.get(f"{ROOT}/campaigns/{page.campaign.pk}/texts/").json()["results"]
    assert (row["id"], row["clauses"], row["state"]["is_open"]) == (page.pk, 2, True)
    page.unpublish()
    assert client.get(f"{ROOT}/campaigns/{page.campaign.pk}/texts/").json()["results"] == []
    is_problem(client.get(f"{ROOT}/texts/{page.pk}/"), 404)


def test_a_text_is_given_whole_with_its_versions(client: Any, page: Any) -> None:
    page = republish(page, CLAUSES[:2], "Sans bancs.")
    found = client.get(f"{ROOT}/texts/{page.pk}/").json()
    assert [(c["id"], c["number"], c["chapter"]) for c in found["clauses"]] == [
        (FIRST, "1", "Titre I")
    ]
    assert "cent arbres" in found["clauses"][0]["html"]
    assert [(v["number"], v["note"]) for v in found["versions"]] == [(2, "Sans bancs."), (1, "")]


def test_results_are_null_while_they_are_not_told(client: Any, page: Any) -> None:
    post(client, f"texts/{page.pk}/positions/", {"clause": FIRST, "stance": "for"})
    found = client.get(f"{ROOT}/texts/{page.pk}/").json()
    assert found["results"] is None
    assert found["clauses"][0]["results"] is None
    page.campaign.live_totals = True
    page.campaign.save()
    told = client.get(f"{ROOT}/texts/{page.pk}/").json()["clauses"][0]["results"]
    assert told == {"for": 1, "against": 0, "abstain": 0, "total": 1}


def test_a_position_is_taken_once_however_often_it_is_sent(client: Any, page: Any) -> None:
    path, data = f"texts/{page.pk}/positions/", {"clause": FIRST, "stance": "against"}
    first, again = post(client, path, data), post(client, path, data)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again["Idempotent-Replayed"] == "true"
    assert first.json() == again.json()
    assert Reaction.objects.get().stance == "against"
    is_problem(post(client, path, {**data, "stance": "for"}), 422)
    assert Reaction.objects.get().stance == "against"


def test_whoever_comes_back_with_their_token_changes_their_mind(client: Any, page: Any) -> None:
    path = f"texts/{page.pk}/positions/"
    token = post(client, path, {"stance": "for"}).json()["participant"]
    post(client, path, {"stance": "abstain", "participant": token}, key=f"{KEY}-2")
    assert Reaction.objects.get().stance == "abstain"


def test_a_position_is_withdrawn_by_its_token_and_counts_no_more(client: Any, page: Any) -> None:
    path = f"texts/{page.pk}/positions/"
    token = post(client, path, {"clause": FIRST, "stance": "for"}).json()["participant"]
    data = {"clause": FIRST, "withdrawn": True, "participant": token}
    gone = post(client, path, data, key=f"{KEY}-2")
    assert (gone.status_code, gone.json()["stance"], gone.json()["counted"]) == (200, None, True)
    assert not Reaction.objects.exists()
    assert counts.differences() == []
    again = post(client, path, data, key=f"{KEY}-2")
    assert (again.json(), again["Idempotent-Replayed"]) == (gone.json(), "true")
    is_problem(
        post(client, path, {**data, "withdrawn": False, "stance": "for"}, key=f"{KEY}-2"), 422
    )


def test_a_position_is_not_withdrawn_without_its_token(client: Any, page: Any) -> None:
    path = f"texts/{page.pk}/positions/"
    post(client, path, {"clause": FIRST, "stance": "for"})
    post(client, path, {"clause": FIRST, "withdrawn": True}, key=f"{KEY}-2")
    assert Reaction.objects.get().stance == "for"


def test_a_position_stands_once_the_discussion_is_closed(client: Any, page: Any) -> None:
    path = f"texts/{page.pk}/positions/"
    token = post(client, path, {"stance": "for"}).json()["participant"]
    page.campaign.phases.update(end_date=timezone.localdate() - timedelta(days=1))
    is_problem(post(client, path, {"withdrawn": True, "participant": token}, key=f"{KEY}-2"), 403)
    assert Reaction.objects.get().stance == "for"


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"clause": FIRST}, 422),
        ({"clause": FIRST, "stance": "support"}, 422),
        ({"clause": FIRST, "stance": 1}, 422),
        ({"clause": FIRST, "withdrawn": False}, 422),
        ({"clause": FIRST, "stance": "for", "withdrawn": True}, 422),
        ({"clause": "ffffffff", "stance": "for"}, 404),
        ({"clause": FIRST, "stance": "for", "other": 1}, 422),
    ],
)
def test_a_position_that_is_none_is_refused(client: Any, page: Any, data: Any, status: int) -> None:
    is_problem(post(client, f"texts/{page.pk}/positions/", data), status)
    assert not Reaction.objects.exists()


def test_a_position_needs_a_key_and_an_open_discussion(client: Any, page: Any) -> None:
    data = {"clause": FIRST, "stance": "for"}
    is_problem(post(client, f"texts/{page.pk}/positions/", data, key=None), 400)
    closed = text_beneath(discussed_campaign((-20, -10)))
    is_problem(post(client, f"texts/{closed.pk}/positions/", data), 403)


def test_where_addresses_are_confirmed_a_position_waits(client: Any) -> None:
    page = text_beneath(discussed_campaign(identity=Identity.EMAIL))
    path, data = f"texts/{page.pk}/positions/", {"clause": SECOND, "stance": "for"}
    is_problem(post(client, path, data), 422)
    taken = post(client, path, {**data, "email": "h@example.org"})
    assert taken.status_code == 201
    assert (taken.json()["counted"], taken.json()["participant"]) == (False, None)
    assert Reaction.objects.get().confirmed_at is None


def test_a_clause_is_commented_with_a_position_and_read_again(client: Any, page: Any) -> None:
    path = f"texts/{page.pk}/clauses/{FIRST}/comments/"
    sent = post(client, path, {"body": "Trop peu.", "position": "against"})
    assert sent.status_code == 201, sent.content
    assert Comment.objects.get().version.number == 1
    (row,) = client.get(f"{ROOT}/{path}").json()["results"]
    assert (row["body"], row["position"], row["version"]) == ("Trop peu.", "against", 1)
    assert client.get(f"{ROOT}/texts/{page.pk}/comments/").json()["count"] == 0
    assert Reaction.objects.get().stance == "against"
    is_problem(post(client, path, {"body": "x", "position": "perhaps"}, key=f"{KEY}-3"), 422)


def test_the_api_costs_the_same_with_one_clause_and_with_thirty(client: Any, page: Any) -> None:
    many = text_beneath(page.campaign, [clause(str(n)) for n in range(30)], title="Long")
    few = text_beneath(page.campaign, [clause("1")], title="Court")

    def queries(pk: int) -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(f"{ROOT}/texts/{pk}/").status_code == 200
        return len(found)

    queries(few.pk)
    assert queries(few.pk) == queries(many.pk)
