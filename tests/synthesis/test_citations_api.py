"""The synthesis as data, for other front ends."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from civic_pages.participation import actions as participation
from civic_pages.synthesis import actions
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.participation.desk import user_of
from tests.synthesis.citing import FIRST, SECOND, THIRD, synthesis_of


pytestmark = pytest.mark.django_db


def url(campaign: Any) -> str:
    return f"/api/civic/v1/campaigns/{campaign.pk}/synthesis/"


def cite(synthesis: Any, statement: str, *rows: Any, by: Any) -> None:
    actions.cite(synthesis, statement, [row.pk for row in rows], by=by, now=timezone.now())


def test_statements_name_what_they_cite_and_where_commitments_stand(client: Client) -> None:
    synthesis, by, now = synthesis_of(), user_of("admin"), timezone.now()
    kept, gone = [
        ContributionFactory(campaign=synthesis.campaign, published=True) for _ in range(2)
    ]
    cite(synthesis, FIRST, kept, gone, by=by)
    participation.withdraw(gone, by=by, now=now)
    entered = actions.Standing("started", timezone.localdate(now), "Marché signé.")
    actions.add_step(synthesis, FIRST, entered, by=by, now=now)
    response = client.get(url(synthesis.campaign))
    assert response.status_code == 200
    assert response["ETag"]
    [found] = response.json()["results"]
    assert found["coverage"] == {"total": 1, "cited": 1}
    first = found["themes"][0]["statements"][0]
    assert (first["id"], first["number"], first["cited"]) == (FIRST, "1.1", [kept.reference])
    assert first["url"] == f"{synthesis.full_url}#statement-{FIRST}"
    assert first["commitment"]["status"] == "started"
    steps = [
        {"status": "started", "on": timezone.localdate(now).isoformat(), "note": "Marché signé."}
    ]
    assert first["commitment"]["steps"] == steps
    assert found["themes"][0]["statements"][1]["commitment"] is None


def test_a_draft_is_no_synthesis_yet(client: Client) -> None:
    synthesis = synthesis_of(live=False)
    assert client.get(url(synthesis.campaign)).json() == {"results": []}


def test_an_unknown_campaign_or_parameter_is_a_problem(client: Client) -> None:
    campaign = CampaignFactory(closed=True)
    assert client.get("/api/civic/v1/campaigns/999999/synthesis/").status_code == 404
    assert client.get(f"{url(campaign)}?page=2").status_code == 400


def test_it_costs_the_same_with_one_citation_and_thirty(client: Client) -> None:
    synthesis, by = synthesis_of(), user_of("admin")

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(url(synthesis.campaign))
        return len(captured)

    def rows(count: int) -> list[Any]:
        return [
            ContributionFactory(campaign=synthesis.campaign, published=True) for _ in range(count)
        ]

    cite(synthesis, FIRST, *rows(1), by=by)
    cost()
    before = cost()
    for statement in (FIRST, SECOND, THIRD):
        cite(synthesis, statement, *rows(10), by=by)
    assert cost() == before
