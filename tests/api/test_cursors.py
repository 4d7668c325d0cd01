"""Pages by cursor: nothing twice, nothing left out, whatever comes meanwhile; and nothing told."""

import base64
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from civic_pages.deliberation.models import Comment
from civic_pages.models import Project
from civic_pages.participation.models import Contribution
from civic_pages.testing import CampaignFactory, ContributionFactory, form_block
from tests.api.conftest import ROOT, is_problem


pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(db: None) -> Any:
    return CampaignFactory(open=True, comments=True, body=[form_block()])


def contributions(campaign: Any, count: int) -> None:
    """Publish some, most of them at the same moment, as a moderator's bulk action does."""
    now = timezone.now()
    for number in range(count):
        made = ContributionFactory(campaign=campaign, published=True, title=f"N° {number}")
        moment = now - timedelta(days=number // 4)
        Contribution.objects.filter(pk=made.pk).update(published_at=moment)


def comments(campaign: Any, count: int) -> str:
    made = ContributionFactory(campaign=campaign, published=True)
    now = timezone.now()
    for number in range(count):
        Comment.objects.create(
            campaign_id=campaign.pk, contribution=made, target=f"contribution:{made.pk}",
            body=f"N° {number}", status="published", supports=number % 3,
            idempotency_key=f"k{number}", created_at=now, published_at=now - timedelta(days=number // 4),
        )  # fmt: skip
    return f"{ROOT}/contributions/{made.reference}/comments/"


def projects(campaign: Any, count: int) -> str:
    for number in range(count):
        Project.objects.create(
            campaign_id=campaign.pk, reference=f"TST-P-{number:03}", title=f"Projet {number % 4}",
            status=("study", "done", "chosen")[number % 3], cost=None if number % 4 == 0 else number % 5,
            created_at="2026-01-01T00:00Z", updated_at="2026-01-01T00:00Z",
        )  # fmt: skip
    return f"{ROOT}/campaigns/{campaign.pk}/projects/"


def pages(client: Any, address: str, way: str = "next") -> Iterator[list[Any]]:
    """Follow a list from page to page."""
    while address:
        body = client.get(address).json()
        yield [row.get("reference", row.get("id")) for row in body["results"]]
        address = body.get(f"{way}_url", body[way])


def whole(client: Any, address: str) -> list[Any]:
    return next(pages(client, f"{address}page_size=100"))


def lists(campaign: Any) -> list[str]:
    contributions(campaign, 11)
    said, planned = comments(campaign, 11), projects(campaign, 11)
    return [
        f"{ROOT}/contributions/?",
        f"{ROOT}/contributions/?campaign={campaign.pk}&",
        f"{ROOT}/contributions/?campaign={campaign.pk}&ordering=published&",
        f"{ROOT}/contributions/?q=N&",
        *(f"{said}?order={order}&" for order in ("random", "recent", "supported")),
        *(
            f"{planned}?sort={sort}&"
            for sort in ("progress", "cost", "-cost", "title", "reference")
        ),
    ]


def test_cursors_lead_through_the_whole_list_and_back(client: Any, campaign: Any) -> None:
    for address in lists(campaign):
        expected = whole(client, address)
        assert len(expected) >= 11
        found = list(pages(client, f"{address}page_size=3&cursor="))
        assert [row for rows in found for row in rows] == expected, address
        assert {len(rows) for rows in found[:-1]} == {3}
        last = f"{address}page_size=3&cursor="
        while following := client.get(last).json().get("next_url", client.get(last).json()["next"]):
            last = following
        back = list(pages(client, last, "previous"))
        assert [row for rows in back[::-1] for row in rows] == expected, address


def test_what_comes_meanwhile_moves_nothing(client: Any, campaign: Any) -> None:
    contributions(campaign, 8)
    address = f"{ROOT}/contributions/?campaign={campaign.pk}&page_size=3&"
    expected = whole(client, address.replace("page_size=3&", ""))
    first = client.get(f"{address}cursor=").json()
    ContributionFactory(campaign=campaign, published=True)
    seen = [row["reference"] for row in first["results"]]
    Contribution.objects.filter(reference=seen[0]).update(status="withdrawn", published_at=None)
    # The row that the cursor stands at goes too.
    Contribution.objects.filter(reference=seen[-1]).update(status="withdrawn")
    rest = [row for rows in pages(client, first["next"]) for row in rows]
    assert seen + rest == expected


def test_a_shuffle_lasts_as_long_as_it_is_read(
    client: Any, campaign: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = comments(campaign, 11)
    expected = whole(client, f"{address}?")
    first = client.get(f"{address}?page_size=4&cursor=").json()
    tomorrow = timezone.now() + timedelta(days=1)
    # The clock is the outside.
    monkeypatch.setattr("django.utils.timezone.now", lambda: tomorrow)
    rest = [row for rows in pages(client, first["next_url"]) for row in rows]
    assert [row["id"] for row in first["results"]] + rest == expected


@pytest.mark.parametrize("cursor", ["x", "x:y", "eyJkIjoibiJ9:abc", "%00", "é", "a" * 5000])
def test_a_cursor_of_nobody_is_a_problem(get: Any, campaign: Any, cursor: str) -> None:
    is_problem(get("contributions/", cursor=cursor), 400)


def test_a_cursor_is_good_for_its_own_list_only(client: Any, get: Any, campaign: Any) -> None:
    contributions(campaign, 5)
    following = client.get(f"{ROOT}/contributions/?page_size=2&cursor=").json()["next"]
    cursor = parse_qs(urlsplit(following).query)["cursor"][0]
    assert get("contributions/", cursor=cursor, page_size=3, fields="title").status_code == 200
    told = is_problem(get("contributions/", cursor=cursor, campaign=campaign.pk), 400)
    assert told["type"].endswith(":bad-cursor")
    is_problem(get("contributions/", cursor=cursor, page=2), 400)
    is_problem(get(f"campaigns/{campaign.pk}/projects/", cursor=cursor), 400)
    changed = cursor.replace(cursor[3], "A" if cursor[3] != "A" else "B", 1)
    is_problem(get("contributions/", cursor=changed), 400)


def test_a_cursor_tells_what_the_page_tells_and_no_primary_key(client: Any, campaign: Any) -> None:
    Contribution.objects.all().delete()
    contributions(campaign, 4)
    body = client.get(f"{ROOT}/contributions/?page_size=2&cursor=").json()
    cursor = parse_qs(urlsplit(body["next"]).query)["cursor"][0]
    signed = cursor.split(":")[0]
    held = base64.urlsafe_b64decode(signed + "=" * (-len(signed) % 4)).decode()
    last = body["results"][-1]
    assert last["reference"] in held
    assert last["published_at"][:19] in held
    pk = Contribution.objects.get(reference=last["reference"]).pk
    assert f",{pk}]" not in held
    # The same page has the same cursors: validators hold.
    assert client.get(f"{ROOT}/contributions/?page_size=2&cursor=").json()["next"] == body["next"]


def test_homes_have_no_order(client: Any, get: Any) -> None:
    homes = CampaignFactory(open=True, homes=True, body=[form_block()])
    ContributionFactory.create_batch(
        12, campaign=homes, published=True, pinned=True, at=(48.89317, 2.21013)
    )
    address = {"campaign": homes.pk, "cursor": "", "page_size": 1}
    body = get("contributions/", **address).json()
    assert (body["results"], body["next"], body["previous"]) == ([], None, None)
    everywhere = get("contributions/", cursor="", page_size=1).json()
    assert (everywhere["results"], everywhere["next"]) == ([], None)


def test_the_last_page_costs_what_the_first_does(client: Any, campaign: Any) -> None:
    contributions(campaign, 30)
    address = f"{ROOT}/contributions/?campaign={campaign.pk}&page_size=5&cursor="
    costs = []
    while address:
        with CaptureQueriesContext(connection) as captured:
            address = client.get(address).json()["next"]
        costs.append(len(captured))
        sql = " ".join(each["sql"] for each in captured)
        assert "OFFSET" not in sql
        assert sql.count("COUNT(") <= 1
    # A second set, where those of one moment go on, and the row the cursor stands at.
    assert max(costs[1:]) - min(costs[1:]) <= 1
    assert max(costs) - costs[0] <= 2
