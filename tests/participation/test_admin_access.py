"""Who may open what: every civic address of the admin, for every role."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from civic_pages.participation.models import Contribution, Status
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.participation.desk import client_of


pytestmark = pytest.mark.django_db

ROLES = ("anonymous", "editor", "moderator", "admin")
# (name, takes a contribution's key, method, answer to who may); 302 leads away those who may not.
ADDRESSES: list[tuple[str, bool, str, int]] = [
    ("civic_contributions:index", False, "get", 200),
    ("civic_contributions:index_results", False, "get", 200),
    ("civic_contributions:inspect", True, "get", 200),
    ("civic_contributions:history", True, "get", 200),
    ("civic_contributions:history_results", True, "get", 200),
    ("civic_contributions:location", True, "post", 200),
    ("civic_contributions:relocate", True, "post", 422),
    ("civic_contributions:reject", True, "post", 422),
    ("civic_contributions:publish", True, "post", 302),
    ("civic_contributions:withdraw", True, "post", 302),
    ("civic_queue_report", False, "get", 200),
    ("civic_queue_report_results", False, "get", 200),
]
MAY = {"moderator", "admin"}


def decided(contribution: Contribution) -> bool:
    return Contribution.objects.get(pk=contribution.pk).status != Status.PENDING


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("name", "keyed", "method", "answer"), ADDRESSES)
def test_only_moderators_open_it(
    role: str, name: str, keyed: bool, method: str, answer: int
) -> None:
    contribution = ContributionFactory(pinned=True, with_email=True)
    path = reverse(name, args=[contribution.pk] if keyed else [])
    response: Any = getattr(client_of(role), method)(path)
    if role in MAY:
        assert response.status_code == answer
        return
    assert response.status_code == 302
    assert response["Location"].startswith("/admin/login/" if role == "anonymous" else "/admin/")
    assert contribution.title not in response.content.decode()
    assert not decided(contribution)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("action", ["publish", "reject"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_only_moderators_decide_about_many(role: str, action: str, method: str) -> None:
    contribution = ContributionFactory()
    path = reverse("wagtail_bulk_action", args=["civic_pages", "contribution", action])
    client = client_of(role)
    if method == "get":
        response: Any = client.get(f"{path}?id={contribution.pk}")
        assert response.status_code == (200 if role in MAY else 302)
    else:
        response = client.post(f"{path}?id={contribution.pk}", {"reason": "Hors sujet."})
        assert response.status_code == 302
        assert decided(contribution) == (role in MAY)
    if role not in MAY:
        assert contribution.title not in response.content.decode()


@pytest.mark.parametrize("verb", ["new", "edit/1", "delete/1", "copy/1", "usage/1"])
def test_nobody_adds_edits_copies_or_deletes(verb: str) -> None:
    contribution = ContributionFactory()
    path = f"/admin/civic_contributions/{verb}/".replace("1", str(contribution.pk))
    assert client_of("admin").get(path).status_code == 404


@pytest.mark.parametrize("role", ["editor", "moderator", "admin"])
def test_the_dashboard_tells_moderators_only(role: str) -> None:
    contribution = ContributionFactory(campaign=CampaignFactory(open=True), title="Un banc rouge")
    html = client_of(role).get("/admin/").content.decode()
    assert (contribution.title in html) == (role in MAY)
    assert ("to moderate" in html) == (role in MAY)
    assert ("/admin/civic_contributions/" in html) == (role in MAY)
    assert ("/admin/reports/civic-queue/" in html) == (role in MAY)


def test_the_site_history_names_contributions_to_moderators_only() -> None:
    contribution = ContributionFactory(title="Un banc vert")
    path = reverse("civic_contributions:reject", args=[contribution.pk])
    client_of("moderator").post(path, {"reason": "Hors sujet."})
    for role in ("editor", "admin"):
        html = client_of(role).get("/admin/reports/site-history/").content.decode()
        assert ("Un banc vert" in html) == (role == "admin")


def test_the_group_editor_offers_our_permissions() -> None:
    html = client_of("admin").get("/admin/groups/new/").content.decode()
    for codename in ("moderate_contribution", "export_contribution"):
        assert Permission.objects.get(codename=codename).name in html
