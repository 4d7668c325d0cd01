"""Who may read: a restriction on a campaign, or on a page above it, hides it from every read at once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction

from civic_pages.participation.models import Contribution, Tally
from civic_pages.testing import CampaignFactory, CampaignIndexFactory, portal
from tests.api.conftest import ROOT
from tests.participation.mapping import scatter


pytestmark = pytest.mark.django_db
STREET = [(48.892 + n / 10_000, 2.206) for n in range(6)]
FAR = [(48.87 + n / 900, 2.17 + n / 900) for n in range(30)]
READS = (
    f"{ROOT}/campaigns/{{pk}}/",
    f"{ROOT}/campaigns/{{pk}}/sectors/",
    f"{ROOT}/campaigns/{{pk}}/tiles.json",
    f"{ROOT}/campaigns/{{pk}}/tiles/0/0/0.mvt",
    f"{ROOT}/campaigns/{{pk}}/export.csv",
    f"{ROOT}/contributions/?campaign={{pk}}",
    f"{ROOT}/contributions/{{reference}}/",
    f"{ROOT}/pins/?campaign={{pk}}&zoom=12",
    f"{ROOT}/pins/?campaign={{pk}}&zoom=20&kind=individual",
    "/api/civic/ogc/campaigns/{pk}/collections/contributions/items",
    "/api/civic/ogc/campaigns/{pk}/collections/contributions/items/{reference}",
)


@pytest.fixture
def campaign(db: None) -> Any:
    """A campaign two pages beneath the root, with contributions."""
    made = CampaignFactory(open=True, parent=CampaignIndexFactory(parent=portal(), slug="quartier"))
    scatter(made, STREET)
    return made


@pytest.fixture
def statuses(client: Any) -> Callable[[Any], set[int]]:
    """Return a function that tells how every read of a campaign is answered."""

    def ask(of: Any) -> set[int]:
        reference = Contribution.objects.of(of).values_list("reference", flat=True)[0]
        return {
            client.get(path.format(pk=of.pk, reference=reference)).status_code for path in READS
        }

    return ask


def shown_together(get: Any) -> tuple[int, int, set[int]]:
    """Return what reads of all campaigns tell: how many pins, contributions, and which campaigns."""
    listed = get("contributions/", page_size=100).json()["results"]
    campaigns = {row["id"] for row in get("campaigns/").json()["results"]}
    return get("pins/", zoom=12).json()["meta"]["total"], len(listed), campaigns


def lists(client: Any, of: Any) -> bool:
    """Tell whether a campaign's page lists its contributions: it may be a login or a password."""
    content = client.get(of.contributions_url).content.decode()
    return f"{of.contributions_url}{Contribution.objects.of(of)[0].reference}/" in content


def beside() -> Page:
    return Page(title="À côté")


def restrict(page: Any, how: str = "login") -> PageViewRestriction:
    made: PageViewRestriction = PageViewRestriction.objects.create(page=page, restriction_type=how)
    return made


@pytest.mark.parametrize("how", ["login", "password", "groups"])
@pytest.mark.parametrize("steps_up", [0, 1, 2])
def test_a_restriction_on_a_campaign_or_above_hides_it_until_it_is_lifted(
    client: Any, get: Any, statuses: Any, campaign: Any, steps_up: int, how: str
) -> None:
    assert statuses(campaign) == {200}
    assert shown_together(get) == (6, 6, {campaign.pk})
    assert lists(client, campaign)
    above = campaign.get_ancestors(inclusive=True).order_by("-depth")[steps_up]
    restriction = restrict(above, how)
    assert statuses(campaign) == {404}
    assert shown_together(get) == (0, 0, set())
    assert not lists(client, campaign)
    restriction.delete()
    assert statuses(campaign) == {200}
    assert shown_together(get) == (6, 6, {campaign.pk})


def test_a_restriction_beside_a_campaign_or_beneath_it_hides_nothing_of_it(
    get: Any, statuses: Any, campaign: Any
) -> None:
    above = campaign.get_parent()
    others = [above.add_sibling(pos=side, instance=beside()) for side in ("left", "right")]
    others.append(campaign.add_sibling(pos="right", instance=beside()))
    others.append(Page.objects.get(pk=campaign.pk).add_child(instance=beside()))
    for other in others:
        restrict(other)
    assert statuses(campaign) == {200}
    assert shown_together(get) == (6, 6, {campaign.pk})


def test_an_unpublished_campaign_is_hidden_and_its_neighbour_is_not(
    get: Any, statuses: Any, campaign: Any
) -> None:
    neighbour = CampaignFactory(open=True)
    scatter(neighbour, FAR)
    campaign.unpublish()
    assert (statuses(campaign), statuses(neighbour)) == ({404}, {200})
    assert shown_together(get) == (30, 30, {neighbour.pk})


@pytest.mark.parametrize("path", ["pins/?campaign={pk}&zoom=5", "campaigns/{pk}/tiles/5/16/11.mvt"])
@pytest.mark.parametrize("number", [1, 30])
def test_a_view_of_clusters_takes_three_queries_whatever_is_restricted(
    client: Any, campaign: Any, path: str, number: int
) -> None:
    scatter(campaign, FAR[:number])
    for _restriction in range(number):
        restrict(portal().add_child(instance=beside()))
    url = f"{ROOT}/{path.format(pk=campaign.pk)}"
    client.get(url)
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    # The campaign with what restricts it, its counts on the map, and its totals.
    assert len(captured) == 3


def test_totals_that_are_not_told_are_not_counted(client: Any, campaign: Any) -> None:
    campaign.live_totals = False
    campaign.save()
    url = f"{ROOT}/pins/?campaign={campaign.pk}&zoom=9"
    client.get(url)
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).json()["meta"]["total"] is None
    assert not [row for row in captured if Tally._meta.db_table in row["sql"]]
