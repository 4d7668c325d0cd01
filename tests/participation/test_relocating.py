"""The team puts a contribution in its right place: who may, what moves with it, what is kept."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.urls import reverse
from wagtail.models import ModelLogEntry

from civic_pages.participation import tallies
from civic_pages.participation.geo import placing
from civic_pages.participation.models import Contribution, ExactLocation, Status
from civic_pages.testing import INSIDE, OUTSIDE, CampaignFactory, ContributionFactory
from tests.participation.desk import client_of, soup


pytestmark = pytest.mark.django_db
WEST = (48.9, 2.18)
LINE = {"type": "LineString", "coordinates": [[2.2, 48.89], [2.21, 48.89]]}


def move(client: Any, contribution: Contribution, place: Any = WEST, **said: Any) -> Any:
    posted = {"latitude": str(place[0]), "longitude": str(place[1]), "reason": "Mauvais côté"}
    data = {f"relocate-{name}": value for name, value in {**posted, **said}.items()}
    return client.post(reverse("civic_contributions:relocate", args=[contribution.pk]), data)


def shown(client: Any, contribution: Contribution) -> Any:
    return client.post(reverse("civic_contributions:location", args=[contribution.pk]))


def test_the_point_the_sector_and_every_count_move_together(client: Any) -> None:
    contribution = ContributionFactory(published=True, pinned=True)
    staff = client_of("moderator")
    assert contribution.sector == "est"
    assert move(staff, contribution).status_code == 302
    contribution.refresh_from_db()
    exact = ExactLocation.objects.get()
    assert (exact.latitude, exact.longitude, exact.provenance) == (*WEST, "placed")
    assert (contribution.latitude, contribution.longitude, contribution.sector) == (*WEST, "ouest")
    assert tallies.by_sector(contribution.campaign_id) == {"ouest": 1}
    assert tallies.differences() == []
    entry = ModelLogEntry.objects.get(action="civic.contribution.relocated")
    assert entry.data == {"reason": "Mauvais côté"}
    history = staff.get(reverse("civic_contributions:history", args=[contribution.pk]))
    assert "Put in another place: Mauvais côté" in history.content.decode()


@pytest.mark.parametrize("precision", ["sector", "areas"])
def test_where_points_are_not_published_the_exact_one_moves_alone(precision: str) -> None:
    campaign = CampaignFactory(open=True, public_precision=precision)
    contribution = ContributionFactory(campaign=campaign, published=True, pinned=True)
    move(client_of("moderator"), contribution)
    contribution.refresh_from_db()
    assert (contribution.latitude, contribution.cell_key) == (None, None)
    assert contribution.sector == "ouest"
    assert ExactLocation.objects.get().latitude == WEST[0]
    assert tallies.differences() == []


def test_a_shape_goes_when_its_point_moves_and_stays_when_it_does_not() -> None:
    contribution = ContributionFactory(pinned=True)
    ExactLocation.objects.update(shape=LINE, street="Rue Henri Barbusse")
    staff = client_of("moderator")
    move(staff, contribution, INSIDE)
    contribution.refresh_from_db()
    assert contribution.shape == LINE
    move(staff, contribution, (INSIDE[0], INSIDE[1] + 0.0005))
    assert ExactLocation.objects.values_list("shape", "street").get() == (
        None,
        "Rue Henri Barbusse",
    )
    move(staff, contribution, WEST)
    assert ExactLocation.objects.get().street == ""
    contribution.refresh_from_db()
    assert contribution.shape is None


def test_a_place_outside_is_taken_with_its_reason_and_a_sector_that_the_team_says() -> None:
    contribution = ContributionFactory(published=True, pinned=True)
    staff = client_of("moderator")
    move(staff, contribution, OUTSIDE, sector="ouest", reason="Voisins directs")
    contribution.refresh_from_db()
    assert (contribution.sector, contribution.latitude) == ("ouest", OUTSIDE[0])
    assert ExactLocation.objects.get().outside_reason == "Voisins directs"
    assert tallies.differences() == []
    # The sector was said, not found: computing all places anew must not lose it.
    campaign = contribution.campaign.specific
    placing.follow_rules(campaign)
    contribution.refresh_from_db()
    assert contribution.sector == "ouest"
    move(staff, contribution, WEST)
    assert ExactLocation.objects.get().outside_reason == ""


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"reason": " "}, "This field is required."),
        ({"reason": "x" * 301}, "at most 300 characters"),
        ({"latitude": "nord"}, "Write latitude and longitude as numbers"),
        ({"latitude": "NaN"}, "Write latitude and longitude as numbers"),
        ({"longitude": "181"}, "less than or equal to 180"),
        ({"sector": "est"}, "This point lies in the sector “Ouest”"),
        ({"sector": "lune"}, "is not one of the available choices"),
    ],
    ids=["no reason", "long reason", "no number", "nan", "range", "another sector", "no sector"],
)
def test_what_is_wrong_is_told_with_everything_kept(said: dict[str, str], words: str) -> None:
    contribution = ContributionFactory(pinned=True)
    response = move(client_of("moderator"), contribution, **said)
    assert response.status_code == 422
    page = soup(response)
    assert words in page.get_text()
    kept = page.select_one("[name=relocate-longitude]")
    assert kept["value"] == said.get("longitude", str(WEST[1]))
    assert ExactLocation.objects.get().latitude == INSIDE[0]


def test_the_form_comes_with_the_exact_place_and_its_coordinates() -> None:
    contribution, staff = ContributionFactory(pinned=True), client_of("moderator")
    url = reverse("civic_contributions:inspect", args=[contribution.pk])
    assert soup(staff.get(url)).select_one("[name=relocate-latitude]") is None
    page = soup(shown(staff, contribution))
    assert page.select_one("[name=relocate-latitude]")["value"] == str(INSIDE[0])


def test_who_may_not_see_exact_places_moves_none() -> None:
    contribution, client = ContributionFactory(pinned=True), client_of("moderator")
    user = get_user_model().objects.get(username="moderator")
    exact = Permission.objects.get(codename="view_exactlocation")
    for group in user.groups.all():
        group.permissions.remove(exact)
    assert move(client, contribution).status_code in {302, 403}
    assert ExactLocation.objects.get().latitude == INSIDE[0]


@pytest.mark.parametrize("role", ["anonymous", "editor"])
def test_nobody_else_moves_anything(role: str) -> None:
    contribution = ContributionFactory(pinned=True)
    assert move(client_of(role), contribution).status_code == 302
    assert ExactLocation.objects.get().latitude == INSIDE[0]


@pytest.mark.parametrize("status", [Status.REJECTED, Status.WITHDRAWN, Status.MERGED])
def test_what_is_decided_against_is_not_moved(status: str) -> None:
    contribution = ContributionFactory(pinned=True, status=status)
    response = move(client_of("moderator"), contribution)
    assert response.status_code == 422
    assert "cannot be put in another place" in response.content.decode()


def test_an_erased_place_is_not_made_again() -> None:
    contribution = ContributionFactory(pinned=True)
    ExactLocation.objects.all().delete()
    assert move(client_of("moderator"), contribution).status_code == 422
    assert not ExactLocation.objects.exists()


def test_an_address_that_was_never_found_is_placed_by_hand() -> None:
    contribution = ContributionFactory(published=True)
    ExactLocation.objects.create(
        contribution=contribution, address="près du kiosque", provenance="typed"
    )
    move(client_of("moderator"), contribution)
    contribution.refresh_from_db()
    assert contribution.latitude == WEST[0]
    assert ExactLocation.objects.get().address == "près du kiosque"
    assert tallies.differences() == []
