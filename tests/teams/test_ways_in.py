"""What leads to the desks, and what acts on many at once: menus, the dashboard, bulk actions, choosers."""

from typing import Any

import pytest
from django.test import RequestFactory
from django.urls import resolve, reverse
from wagtail.admin.menu import admin_menu
from wagtail.admin.views.bulk_action.registry import bulk_action_registry

from civic_pages.participation.models import Contribution
from civic_pages.participation.reach import GroupCampaignPermission
from civic_pages.projects.models import Project
from tests.teams import world
from tests.teams.world import HERE, THERE, City, arrive, text_of


pytestmark = pytest.mark.django_db

# Where the menu leads a team, wherever it works.
TEAM = {
    "civic_contributions:index", "civic_comments:index", "civic_answers:index", "civic_desk",
    "civic_votes", "civic_projects:index", "civic_queue_report", "civic_citizen_reports",
    "civic_anomaly_report", "civic_exports", "civic_demand_index", "civic_homes_report",
    "civic_duplicates", "civic_themes_index", "civic_followers_report", "civic_mails_report",
    "civic_coverage_report", "civic_api_keys",
}  # fmt: skip
# Where it leads those who work for the whole installation.
INSTALLATION = {
    "civic_data_protection", "civic_webhooks:index", "civic_webhook_log",
    "civic_territories:index", "civic_reasons:index", "civic_outcomes:index", "civic_mails:index",
}  # fmt: skip
THINGS = {
    "contribution": "published", "comment": "comment", "project": "project",
}  # fmt: skip


def led_to(items: Any, of_menu: Any) -> set[str]:
    """Return the routes of ours that menu items lead to, those of submenus too."""
    found: set[str] = set()
    for item in items:
        if hasattr(item, "menu"):
            found |= led_to(of_menu(item.menu), of_menu)
        elif item.url.startswith("/"):
            found.add(resolve(item.url).view_name)
    return {name for name in found if name.startswith("civic_")}


def seen_by(user: Any) -> set[str]:
    request = RequestFactory().get("/admin/")
    request.user = user

    def shown(menu: Any) -> Any:
        return menu.menu_items_for_request(request)

    return led_to(shown(admin_menu), shown)


def test_every_menu_item_is_for_a_team_or_for_the_installation() -> None:
    def registered(menu: Any) -> Any:
        return menu.registered_menu_items

    assert led_to(registered(admin_menu), registered) == TEAM | INSTALLATION


def test_a_team_sees_its_desks_in_the_menu_and_nothing_of_the_installation(
    people: dict[str, Any],
) -> None:
    assert seen_by(people["here"]) == seen_by(people["there"]) == TEAM
    assert seen_by(people["everywhere"]) == TEAM | INSTALLATION
    assert seen_by(people["editor"]) == set()


def test_the_dashboard_and_the_counts_in_the_menu_are_of_ones_own_city(
    people: dict[str, Any],
    here: City,
) -> None:
    html = " ".join(text_of(arrive(people["here"]).get(reverse("wagtailadmin_home"))).split())
    assert HERE in html
    assert THERE not in html
    waiting = Contribution.objects.filter(campaign=here.campaign, status="pending").count()
    assert Contribution.objects.filter(status="pending").count() == 2 * waiting
    assert f"{waiting} to moderate" in html
    assert f"{2 * waiting} to moderate" not in html


@pytest.mark.parametrize("model", THINGS)
def test_bulk_actions_find_nothing_of_another_city(
    model: str,
    people: dict[str, Any],
    here: City,
    there: City,
) -> None:
    thing = THINGS[model]
    mine, other = here.things[thing].pk, there.things[thing].pk
    team = arrive(people["here"])
    before = world.kept(), list(Project.objects.values())
    actions = bulk_action_registry.get_bulk_actions_for_model("civic_pages", model)
    assert list(actions)
    for action in actions:
        path = reverse("wagtail_bulk_action", args=["civic_pages", model, action.action_type])
        both = text_of(team.get(f"{path}?id={mine}&id={other}"))
        assert HERE in both
        assert THERE not in both
        alone = f"{path}?id={other}"
        sent = {"reason": "Hors sujet", "text": "Vu", "when": "now", "status": "done"}
        for response in (team.get(alone), team.post(alone, sent)):
            assert response.status_code == 404, action
        assert arrive(people["editor"]).get(alone).status_code == 302
    assert (world.kept(), list(Project.objects.values())) == before


def test_every_list_with_bulk_actions_is_tried() -> None:
    known = bulk_action_registry.actions.get("civic_pages", {})
    assert set(known) == set(THINGS)


def test_filters_take_no_campaign_of_another_city(
    people: dict[str, Any],
    here: City,
    there: City,
) -> None:
    team = arrive(people["here"])
    for route in ("civic_contributions:index", "civic_comments:index", "civic_projects:index"):
        asked = {"campaign": there.campaign.pk, "status": "all"}
        html = text_of(team.get(reverse(route), asked))
        assert THERE not in html, route


def test_only_colleagues_can_be_put_in_charge(people: dict[str, Any], here: City) -> None:
    page = reverse("civic_contributions:inspect", args=[here.things["pending"].pk])
    html = text_of(arrive(people["here"]).get(page))
    offered = {name for name in people if f">{name}</option>" in html}
    assert offered == {"everywhere", "here"}
    assign = reverse("civic_contributions:assign", args=[here.things["pending"].pk])
    response = arrive(people["here"]).post(assign, {"to": people["there"].pk})
    assert response.status_code == 422


def test_what_is_taken_away_is_gone_at_the_next_request(
    people: dict[str, Any],
    here: City,
) -> None:
    team = arrive(people["here"])
    page = reverse("civic_comments:inspect", args=[here.things["comment"].pk])
    assert team.get(page).status_code == 200
    GroupCampaignPermission.objects.filter(group__user=people["here"]).delete()
    assert team.get(page).status_code == 302
