"""Keys of a local team reach what its member reaches at the moment of the request, and no more."""

from typing import Any

import pytest
from django.urls import reverse

from civic_pages.access.models import ApiKey
from civic_pages.participation.reach import GroupCampaignPermission
from tests.access.keys import Program, key_for
from tests.teams.world import HERE, THERE, City, arrive, text_of


pytestmark = pytest.mark.django_db
LISTS = ("contributions/?status=all", "comments/?status=all", "answers/", "counts/", "vocabulary/")


@pytest.fixture
def program(people: dict[str, Any]) -> Program:
    return Program(key_for(people["here"]))


def words_in(program: Program) -> set[str]:
    told = "".join(program.get(path).content.decode() for path in LISTS)
    return {word for word in (HERE, THERE) if word in told}


def test_a_key_lists_and_counts_its_own_city_alone(
    program: Program,
    here: City,
    there: City,
) -> None:
    assert words_in(program) == {HERE}
    counted = program.get("counts/").json()["results"]
    assert [row["campaign"] for row in counted] == [here.campaign.pk]
    assert program.get("me/").json()["campaigns"] == [here.campaign.pk]
    offered = program.get("vocabulary/").json()["moderators"]
    assert {each["username"] for each in offered} == {"everywhere", "here"}


def test_a_key_acts_in_its_own_city_alone(
    program: Program,
    here: City,
    there: City,
) -> None:
    for city, status in ((here, 200), (there, 404)):
        path = f"contributions/{city.things['pending'].reference}/publish/"
        assert program.post(path).status_code == status
        assert program.post(f"comments/{city.things['comment'].pk}/publish/").status_code == status
    done = program.post(
        "bulk/comments/",
        {"verb": "withdraw", "ids": [city.things["comment"].pk for city in (here, there)]},
    ).json()
    assert done["done"] == [str(here.things["comment"].pk)]
    assert done["refused"] == [{"id": str(there.things["comment"].pk), "detail": "There is none."}]


def test_another_city_s_campaign_is_none_to_filters_exports_and_imports(
    program: Program,
    there: City,
) -> None:
    for path in ("contributions/", "comments/"):
        missing = program.get(path, campaign=987654)
        other = program.get(path, campaign=there.campaign.pk)
        assert other.status_code == missing.status_code == 400
    order = {"campaign": there.campaign.pk, "format": "csv"}
    assert program.post("exports/", order).status_code == 404
    sent = program.upload("imports/", {"campaign": there.campaign.pk, "form": "x"})
    assert sent.status_code == 404


def test_a_key_to_read_filters_by_its_own_campaigns(
    people: dict[str, Any],
    here: City,
) -> None:
    reader = Program(key_for(people["here"], "contributions:read"))
    found = reader.get("contributions/", campaign=here.campaign.pk, status="all")
    assert found.status_code == 200
    assert found.json()["results"]
    path = f"contributions/{here.things['pending'].reference}/"
    assert reader.get(path).status_code == 200
    assert reader.post(f"{path}publish/").status_code == 403


def test_what_its_person_loses_the_key_reaches_no_more(
    program: Program,
    people: dict[str, Any],
) -> None:
    given = GroupCampaignPermission.objects.filter(group__user=people["here"])
    given.filter(permission__codename="moderate_comment").delete()
    assert program.get("comments/").status_code == 403
    assert program.get("contributions/").status_code == 200
    given.delete()
    assert program.get("contributions/").status_code == 403


def test_a_permission_on_another_page_moves_the_reach_of_a_key(
    program: Program,
    people: dict[str, Any],
    there: City,
) -> None:
    given = GroupCampaignPermission.objects.filter(group__user=people["here"])
    given.update(page=there.index)
    assert words_in(program) == {THERE}


def test_the_key_of_somebody_who_left_opens_nothing(
    program: Program,
    people: dict[str, Any],
) -> None:
    people["here"].is_active = False
    people["here"].save()
    assert program.get("me/").status_code == 401


def test_a_member_of_a_team_makes_a_key_for_their_own_campaigns(
    people: dict[str, Any],
    here: City,
    there: City,
) -> None:
    team, page = arrive(people["here"]), reverse("civic_api_keys_add")
    html = text_of(team.get(page))
    assert HERE in html
    assert THERE not in html
    sent = {
        "name": "Entrepôt", "scopes": ["comments:read"], "days": 30,
        "campaigns": [there.campaign.pk],
    }  # fmt: skip
    assert team.post(page, sent).status_code == 422
    assert team.post(page, {**sent, "campaigns": [here.campaign.pk]}).status_code == 201
    assert ApiKey.objects.get().user == people["here"]
