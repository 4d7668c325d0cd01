"""Groups as contributors of their own: what they are, how they worked, told apart everywhere."""

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup

from civic_pages.participation.models import Contribution
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.participation.desk import client_of
from tests.participation.test_submission import answers


pytestmark = pytest.mark.django_db
GROUP = {
    "contributor_kind": "collective",
    "group_name": "Amicale du Parc",
    "group_type": "residents",
    "held": "workshop",
    "represented": "45",
}


@pytest.fixture
def campaign() -> Any:
    return CampaignFactory(open=True, published_at_once=True)


def main(response: Any) -> str:
    return BeautifulSoup(response.content.decode(), "html.parser").main.get_text(" ")  # type: ignore[union-attr]


def test_a_group_says_what_it_is_and_how_it_worked(campaign: Any, client: Any) -> None:
    assert client.post(campaign.url, answers(**GROUP)).status_code == 303
    stored = Contribution.objects.get()
    assert (stored.group_type, stored.held, stored.represented) == ("residents", "workshop", 45)
    shown = main(client.get(f"{campaign.contributions_url}{stored.reference}/"))
    assert "Amicale du Parc" in shown
    assert str(stored.get_group_type_display()) in shown
    assert str(stored.get_held_display()) in shown


def test_what_an_individual_typed_of_a_group_is_not_kept(campaign: Any, client: Any) -> None:
    client.post(campaign.url, answers(**{**GROUP, "contributor_kind": "individual"}))
    stored = Contribution.objects.get()
    assert (stored.group_name, stored.group_type, stored.held) == ("", "", "")


def test_an_unknown_type_of_group_is_refused_beside_its_field(campaign: Any, client: Any) -> None:
    response = client.post(campaign.url, answers(**{**GROUP, "group_type": "guild"}))
    assert response.status_code == 422
    field = BeautifulSoup(response.content.decode(), "html.parser").select_one(
        "[data-field=group_type]"
    )
    assert field is not None
    assert field.select_one(".civic-field__error")
    assert Contribution.objects.count() == 0


def test_the_list_is_filtered_by_type_of_group(campaign: Any, client: Any) -> None:
    school = ContributionFactory(
        campaign=campaign, published=True, collective=True, group_type="school"
    )
    other = ContributionFactory(
        campaign=campaign, published=True, collective=True, group_type="union"
    )
    shown = main(client.get(f"{campaign.contributions_url}?group_type=school"))
    assert school.title in shown
    assert other.title not in shown
    found = client.get(f"/api/civic/v1/contributions/?campaign={campaign.pk}&group_type=school")
    assert [row["group_type"] for row in json.loads(found.content)["results"]] == ["school"]


def test_the_api_counts_individuals_and_groups_apart(campaign: Any, client: Any) -> None:
    ContributionFactory(campaign=campaign, published=True)
    ContributionFactory(campaign=campaign, published=True, collective=True)
    totals = json.loads(client.get(f"/api/civic/v1/campaigns/{campaign.pk}/").content)["totals"]
    assert totals == {"all": 2, "individual": 1, "collective": 1, "represented": 31, "mapped": 0}


def test_the_same_group_twice_is_suggested_and_not_blocked(campaign: Any, client: Any) -> None:
    earlier = ContributionFactory(
        campaign=campaign, published=True, collective=True, group_name="amicale du parc"
    )
    hidden = ContributionFactory(campaign=campaign, collective=True, group_name="Amicale du Parc")
    response = client.post(campaign.url, answers(**GROUP), follow=True)
    assert Contribution.objects.count() == 3
    links = BeautifulSoup(response.content.decode(), "html.parser").select(".civic-same-group a")
    assert [link["href"] for link in links] == [f"{campaign.contributions_url}{earlier.reference}/"]
    assert hidden.reference not in response.content.decode()


def test_the_moderator_sees_what_else_the_group_sent(campaign: Any) -> None:
    first = ContributionFactory(campaign=campaign, collective=True, group_name="Amicale du Parc")
    second = ContributionFactory(campaign=campaign, collective=True, group_name="AMICALE DU PARC")
    page = client_of("moderator").get(f"/admin/civic_contributions/inspect/{second.pk}/")
    assert first.reference in page.content.decode()
