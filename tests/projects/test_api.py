"""Projects in the API, and as open data."""

from typing import Any

import pytest
from django.test import Client

from civic_pages.projects import importing
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.projects.making import DONE, WON, list_page, project
from tests.projects.test_importing import run


pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Any:
    return CampaignFactory(open=True, code="BPN")


def url(campaign: Any, rest: str = "projects/") -> str:
    return f"/api/civic/v1/campaigns/{campaign.pk}/{rest}"


def test_the_list_has_filters_pages_and_figures(client: Client, campaign: Any) -> None:
    page = list_page(campaign)
    done, won = project(campaign, *DONE, placed=True), project(campaign, *WON, edition="2024")
    project(campaign, is_public=False)
    answer = client.get(url(campaign)).json()
    assert answer["count"] == 2
    assert [row["reference"] for row in answer["results"]] == [done.reference, won.reference]
    assert answer["results"][0]["url"] == f"{page.url}{done.reference}/"
    assert answer["results"][0]["place"] == {"latitude": done.latitude, "longitude": done.longitude}
    assert {row["name"]: row["value"] for row in answer["figures"]} == {"ideas": 2, "vote": 2, "chosen": 2, "done": 1}  # fmt: skip
    one = client.get(url(campaign, "projects/?edition=2024&page_size=1")).json()
    assert [row["reference"] for row in one["results"]] == [won.reference]
    assert client.get(url(campaign, "projects/?page=2")).status_code == 404


@pytest.mark.parametrize("query", ["status=nonsense", "colour=red", "sort=luck", "page=0"])
def test_what_it_does_not_know_is_a_problem(client: Client, campaign: Any, query: str) -> None:
    answer = client.get(url(campaign, f"projects/?{query}"))
    assert answer.status_code == 400
    assert answer["Content-Type"].startswith("application/problem+json")


def test_one_project_tells_its_history_and_its_public_ideas(client: Client, campaign: Any) -> None:
    row = project(campaign, *WON)
    idea = ContributionFactory(campaign=campaign, published=True)
    row.contributions.set([idea, ContributionFactory(campaign=campaign)])
    answer = client.get(url(campaign, f"projects/{row.reference}/"))
    told = answer.json()
    assert [step["status"] for step in told["steps"]] == ["study", "vote", "chosen"]
    assert told["steps"][0]["on"] == "2024-12-01"
    assert told["contributions"] == [idea.reference]
    again = client.get(url(campaign, f"projects/{row.reference}/"), headers={"if-none-match": answer["ETag"]})  # fmt: skip
    assert again.status_code == 304


def test_what_is_not_public_is_not_found(client: Client, campaign: Any) -> None:
    hidden = project(campaign, is_public=False)
    elsewhere = project(CampaignFactory(code="AU"))
    for row in (hidden, elsewhere):
        assert client.get(url(campaign, f"projects/{row.reference}/")).status_code == 404


def test_the_layer_holds_what_has_no_place_too(client: Client, campaign: Any) -> None:
    placed, other = project(campaign, *DONE, placed=True), project(campaign, *WON)
    answer = client.get(url(campaign, "projects.geojson"))
    assert answer["Content-Type"].startswith("application/geo+json")
    features = {f["id"]: f["geometry"] for f in answer.json()["features"]}
    assert features[placed.reference]["coordinates"] == [placed.longitude, placed.latitude]
    assert features[other.reference] is None


def test_the_table_is_harmless_and_can_be_imported_elsewhere(client: Client, campaign: Any) -> None:
    project(campaign, *DONE, placed=True, title="=cmd()", sector="est", scope="city")
    project(campaign, *WON, title="Un verger", cost=None)
    content = b"".join(client.get(url(campaign, "projects.csv?headers=keys")).streaming_content)
    assert b"'=cmd()" in content
    other = CampaignFactory(code="AU")
    report: importing.Report = run(other, content)
    assert (report.added, report.refused) == (2, 0)
    first = other.civic_projects.get(reference="AU-P-001")
    assert (first.title, first.sector, first.scope, first.status) == ("=cmd()", "est", "city", "done")  # fmt: skip
    words = b"".join(client.get(url(campaign, "projects.csv")).streaming_content).decode()
    assert words.startswith("\ufeff")


def test_many_cost_what_one_costs(
    client: Client, campaign: Any, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    list_page(campaign)
    project(campaign, *DONE)
    for rest in ("projects/", "projects.geojson"):
        client.get(url(campaign, rest))
        with CaptureQueriesContext(connection) as one:
            client.get(url(campaign, rest))
        for _ in range(15):
            project(campaign, *DONE)
        with django_assert_num_queries(len(one)):
            client.get(url(campaign, rest))
