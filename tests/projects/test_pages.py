"""Projects as citizens see them."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from civic_pages.models import VoteOption, VotePage, VoteResult
from civic_pages.participation import links
from civic_pages.projects.figures import funnel
from civic_pages.projects.models import Project
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.projects.making import DONE, WON, list_page, project


pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Any:
    return CampaignFactory(open=True, code="BPN")


def read(client: Client, url: str) -> BeautifulSoup:
    response = client.get(url)
    assert response.status_code == 200, url
    return BeautifulSoup(response.content.decode(), "html.parser")


def references(soup: BeautifulSoup) -> list[str]:
    return [str(row["id"]) for row in soup.select(".civic-cards > li")]


def test_a_list_shows_what_was_realised_first(client: Client, campaign: Any) -> None:
    page = list_page(campaign)
    study, done, chosen = project(campaign), project(campaign, *DONE), project(campaign, *WON)
    soup = read(client, page.url)
    assert references(soup) == [row.reference for row in (done, chosen, study)]
    assert soup.select_one(f"#{done.reference} a")["href"] == f"{page.url}{done.reference}/"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status=done", ["BPN-P-002"]),
        ("scope=city", ["BPN-P-002"]),
        ("category=Sport", ["BPN-P-001"]),
        ("sector=est", ["BPN-P-003"]),
        ("edition=2024", ["BPN-P-001"]),
        ("q=POTAGER+ecole", ["BPN-P-003"]),
        ("sort=cost", ["BPN-P-003", "BPN-P-002", "BPN-P-001"]),
        ("sort=-cost&status=", ["BPN-P-001", "BPN-P-002", "BPN-P-003"]),
        ("q=introuvable", []),
        ("status=nonsense", ["BPN-P-002", "BPN-P-001", "BPN-P-003"]),
    ],
)
def test_filters_narrow_every_view_alike(
    client: Client, campaign: Any, query: str, found: list[str]
) -> None:
    page = list_page(campaign)
    project(campaign, edition="2024", category="Sport", cost=1_000, placed=True)
    project(campaign, *DONE, scope="city", category="Nature", placed=True)
    project(campaign, title="Un potager à l'école", sector="est", cost=45_000, placed=True)
    assert references(read(client, f"{page.url}?{query}")) == found
    pins = read(client, f"{page.url}carte/?{query}").select(".civic-projects__pins a")
    assert sorted(a["href"].split("/")[-2] for a in pins) == sorted(found)
    steps = read(client, f"{page.url}chronologie/?{query}").select(".civic-chronicle__entry li a")
    assert {a["href"].split("/")[-2] for a in steps} == set(found)


def test_the_other_views_keep_the_filters(client: Client, campaign: Any) -> None:
    page = list_page(campaign)
    project(campaign, *DONE)
    soup = read(client, f"{page.url}?status=done&q=verger")
    hrefs = [a["href"] for a in soup.select(".civic-projects__views a")]
    assert hrefs == [f"{page.url}{view}?q=verger&status=done#resultats" for view in ("", "carte/", "chronologie/")]  # fmt: skip
    chips = [a["href"] for a in soup.select(".civic-chip")]
    assert chips == [f"{page.url}?status=done", f"{page.url}?q=verger"]


def test_a_page_shows_its_editions_and_nothing_that_is_not_public(
    client: Client, campaign: Any
) -> None:
    page = list_page(campaign, editions="2024, 2025")
    shown = [project(campaign, edition=edition) for edition in ("2024", "2025")]
    hidden = [project(campaign, is_public=False), project(campaign, edition="2023")]
    hidden.append(project(CampaignFactory(code="AU"), title="Ailleurs"))
    assert set(references(read(client, page.url))) == {row.reference for row in shown}
    for row in hidden:
        assert client.get(f"{page.url}{row.reference}/").status_code == 404
    campaign.unpublish()
    assert not Project.objects.public().of(campaign).exists()


def test_twenty_a_page_at_a_fixed_number_of_queries(
    client: Client, campaign: Any, django_assert_num_queries: Any
) -> None:
    page = list_page(campaign)
    rows = [project(campaign, *DONE, placed=True)]
    rows[0].contributions.add(ContributionFactory(campaign=campaign, published=True))
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    urls = [page.url, f"{page.url}carte/", f"{page.url}chronologie/"]
    costs = []
    for url in urls:
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as context:
            client.get(url)
        costs.append(len(context))
    for number in range(29):
        project(campaign, *DONE, placed=True, title=f"Projet {number}")
    for url, cost in zip(urls, costs, strict=True):
        # A list of two pages counts its rows in the same queries.
        with django_assert_num_queries(cost):
            client.get(url)
    assert max(costs) < 40
    assert len(references(read(client, page.url))) == 20
    assert len(references(read(client, f"{page.url}?page=2"))) == 10


def test_figures_are_counted_from_histories(client: Client, campaign: Any) -> None:
    page = list_page(campaign)
    done = project(campaign, *DONE, cost=40_000)
    project(campaign, *WON, ("abandoned", "2025-06-01"), cost=10_000)
    project(campaign, *WON[:2], ("not_chosen", "2025-04-02"), cost=5_000)
    project(campaign, ("study", "2024-12-01"), ("infeasible", "2025-01-20"), cost=None)
    done.contributions.set([ContributionFactory(campaign=campaign, published=True) for _ in "ab"])
    done.contributions.add(ContributionFactory(campaign=campaign))
    stages = {s.slug: (s.count, s.cost) for s in funnel(Project.objects.public().of(campaign))}
    assert stages == {
        "ideas": (5, None),
        "studied": (4, None),
        "vote": (3, 55_000),
        "chosen": (2, 50_000),
        "done": (1, 40_000),
    }
    cells = [td.get_text() for td in read(client, page.url).select(".civic-funnel__table td")]
    assert cells[::2] == ["5", "4", "3", "2", "1"]


def test_a_project_tells_its_history_and_what_is_to_come(client: Client, campaign: Any) -> None:
    page, row = (
        list_page(campaign),
        project(campaign, *WON, placed=True, description="Trois\n\n<b>"),
    )
    soup = read(client, f"{page.url}{row.reference}/")
    steps = soup.select(".civic-history__step")
    assert [step["data-status"] for step in steps] == ["study", "vote", "chosen", "design", "works", "done"]  # fmt: skip
    assert [step.time["datetime"] for step in steps if step.time] == ["2024-12-01", "2025-03-01", "2025-04-02"]  # fmt: skip
    assert steps[2]["aria-current"] == "step"
    assert not soup.select(".civic-prose b")
    assert soup.select_one("civic-map")


def test_what_ended_promises_nothing(client: Client, campaign: Any) -> None:
    page, row = list_page(campaign), project(campaign, *WON, ("abandoned", "2025-06-01"))
    soup = read(client, f"{page.url}{row.reference}/")
    assert not soup.select(".civic-history__step--upcoming, .civic-history__step--current")


def test_a_project_and_its_ideas_lead_to_each_other(client: Client, campaign: Any) -> None:
    page, row = list_page(campaign), project(campaign, *DONE)
    public = ContributionFactory(campaign=campaign, published=True, title="Des pommes")
    hidden = ContributionFactory(campaign=campaign, title="Secret")
    row.contributions.set([public, hidden])
    idea = f"{campaign.contributions_url}{public.reference}/"
    soup = read(client, f"{page.url}{row.reference}/")
    assert [a["href"] for a in soup.select(".civic-ideas a")] == [idea]
    assert "Secret" not in soup.get_text()
    became = read(client, idea).select_one("#projects-title").parent
    assert became.a["href"] == f"{page.url}{row.reference}/"
    private = read(client, links.follow_url(public, campaign))
    assert private.select_one("#ownprojects-title")


def test_a_contributor_sees_what_became_of_an_idea_only_once_it_is_public(
    client: Client, campaign: Any
) -> None:
    row = project(campaign, *DONE, is_public=False)
    public = ContributionFactory(campaign=campaign, published=True)
    row.contributions.add(public)
    soup = read(client, f"{campaign.contributions_url}{public.reference}/")
    assert not soup.select("#projects-title")


def test_the_result_of_a_vote_stands_on_its_project_once_it_is_published(
    client: Client, campaign: Any
) -> None:
    page, row = list_page(campaign), project(campaign, *DONE)
    vote = VotePage(title="Vote 2025", slug="vote")
    campaign.add_child(instance=vote)
    option = VoteOption.objects.create(page=vote, title=row.title, project=row)
    told = [{"key": str(option.key), "score": 312, "rank": 1, "wins": True}]
    result = VoteResult.objects.create(vote_id=vote.pk, ballots=900, rows=told)
    url = f"{page.url}{row.reference}/"
    assert not read(client, url).select(".civic-verdict")
    result.published_at = timezone.now()
    result.save()
    assert "312" in read(client, url).select_one(".civic-verdict").get_text()
    api = f"/api/civic/v1/campaigns/{campaign.pk}/projects/{row.reference}/"
    assert [told["score"] for told in client.get(api).json()["votes"]] == [312]
    PageViewRestriction.objects.create(page=vote, restriction_type="login")
    assert not read(client, url).select(".civic-verdict")
    assert client.get(api).json()["votes"] == []


def test_one_vote_is_one_entry_of_the_timeline(client: Client, campaign: Any) -> None:
    page = list_page(campaign)
    for number in range(8):
        project(campaign, *WON, title=f"Projet {number}")
    soup = read(client, f"{page.url}chronologie/")
    entries = soup.select(".civic-chronicle__entry")
    assert [entry["data-status"] for entry in entries] == ["chosen", "vote", "study"]
    assert [h.get_text() for h in soup.select(".civic-chronicle__year")] == ["2025", "2024"]


def test_refused_projects_may_be_left_out_of_the_list(client: Client, campaign: Any) -> None:
    page = list_page(campaign, shows_refused=False)
    project(campaign, *WON)
    refused = project(campaign, ("study", "2024-12-01"), ("infeasible", "2025-01-20"))
    assert refused.reference not in references(read(client, page.url))
    assert references(read(client, f"{page.url}?status=infeasible")) == [refused.reference]
    read(client, f"{page.url}{refused.reference}/")
    ways = [a["href"] for a in read(client, f"{page.url}?q=verger").select(".civic-notice a")]
    assert ways == [f"{page.url}?q=verger&status=infeasible#resultats"]


def test_an_empty_page_says_so(client: Client, campaign: Any) -> None:
    page = list_page(campaign)
    for view in ("", "carte/", "chronologie/"):
        assert read(client, f"{page.url}{view}").select(".civic-notice")


def test_a_block_teases_projects_and_tells_the_figures(client: Client) -> None:
    block = {"type": "projects", "value": {"title": "Nos projets", "edition": "2025", "status": "done", "limit": 2, "show_figures": True}}  # fmt: skip
    campaign = CampaignFactory(open=True, code="BPN", body=[block])
    page = list_page(campaign, editions="2025")
    done = [project(campaign, *DONE) for _ in range(3)]
    project(campaign, *WON)
    soup = read(client, campaign.url)
    cards = soup.select(".civic-block--projects .civic-project h3 a")
    assert [a["href"] for a in cards] == [f"{page.url}{row.reference}/" for row in done[:2]]
    assert soup.select(".civic-funnel")
    face = client.get(f"/api/civic/v1/campaigns/{campaign.pk}/").json()["blocks"][0]["value"]
    assert [row["reference"] for row in face["projects"]] == [row.reference for row in done[:2]]
    assert face["more_url"] == page.full_url
    assert {row["name"]: row["value"] for row in face["figures"]}["chosen"] == 4
