"""Around pages in the admin: deletion, the explorer, the dashboard, the report, content checks."""

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail import hooks
from wagtail.admin.userbar import AccessibilityItem, ContentCheckerItem
from wagtail.models import Page

from civic_pages.campaigns.content_checks import RULES
from civic_pages.testing import CampaignFactory, ContributionFactory, portal
from tests.participation.desk import client_of, soup, texts


pytestmark = pytest.mark.django_db

REPORT = "/admin/reports/civic-queue/"


@pytest.fixture
def admin() -> Client:
    return client_of("admin")


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("above", [False, True])
def test_a_page_with_contributions_is_not_deleted(admin: Client, method: str, above: bool) -> None:
    campaign = CampaignFactory(open=True, title="Les Assises")
    contribution = ContributionFactory(campaign=campaign)
    page = campaign.get_parent() if above else campaign
    path = reverse("wagtailadmin_pages:delete", args=[page.pk])
    response: Any = getattr(admin, method)(path, follow=True)
    assert response.status_code == 200
    assert "citizens have contributed to “Les Assises”" in " ".join(texts(response, ".messages li"))
    assert Page.objects.filter(pk=campaign.pk).exists()
    contribution.refresh_from_db()


def test_a_page_without_contributions_is_deleted_as_usual(admin: Client) -> None:
    campaign = CampaignFactory(open=True)
    admin.post(reverse("wagtailadmin_pages:delete", args=[campaign.pk]))
    assert not Page.objects.filter(pk=campaign.pk).exists()


def test_deleting_several_pages_spares_all_where_one_has_contributions(admin: Client) -> None:
    kept, empty = CampaignFactory(open=True, title="Gardée"), CampaignFactory(open=True)
    ContributionFactory(campaign=kept)
    path = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    response = admin.post(f"{path}?id={kept.pk}&id={empty.pk}", follow=True)
    assert "citizens have contributed to “Gardée”" in " ".join(texts(response, ".messages li"))
    assert Page.objects.filter(pk__in=[kept.pk, empty.pk]).count() == 2
    admin.post(f"{path}?id={empty.pk}")
    assert not Page.objects.filter(pk=empty.pk).exists()


def test_a_campaign_can_be_copied_without_its_contributions(admin: Client) -> None:
    campaign = CampaignFactory(open=True)
    ContributionFactory(campaign=campaign)
    data = {
        "new_title": "Copie", "new_slug": "copie", "new_parent_page": campaign.get_parent().pk,
        "copy_subpages": "", "publish_copies": "", "alias": "",
    }  # fmt: skip
    response = admin.post(reverse("wagtailadmin_pages:copy", args=[campaign.pk]), data)
    assert response.status_code == 302
    assert Page.objects.get(slug="copie").civic_contributions.count() == 0


def test_the_explorer_tells_where_campaigns_stand_and_what_waits(admin: Client) -> None:
    campaign = CampaignFactory(open=True, title="Les Groues")
    CampaignFactory(closed=True, title="Budget")
    ContributionFactory.create_batch(2, campaign=campaign)
    response = admin.get(reverse("wagtailadmin_explore", args=[portal().pk]))
    rows = {row.split()[0]: row for row in texts(response, "#listing-results tbody tr")}
    assert len(rows) == 2
    assert "Open to contributions until" in " ".join(rows.values())
    assert "This campaign is over" in " ".join(rows.values())
    link: Any = soup(response).select_one(f'a[href$="?campaign={campaign.pk}"]')
    assert link.get_text().split()[0] == "2"


def test_an_editor_sees_the_count_without_a_way_to_the_queue() -> None:
    editor = client_of("editor")
    campaign = CampaignFactory(open=True, title="Les Groues")
    ContributionFactory.create_batch(7, campaign=campaign)
    response = editor.get(reverse("wagtailadmin_explore", args=[campaign.get_parent().pk]))
    [row] = texts(response, "#listing-results tbody tr")
    assert " 7 " in row
    assert "/admin/civic_contributions/" not in response.content.decode()


@pytest.mark.parametrize("role", ["moderator", "admin"])
def test_the_dashboard_lists_campaigns_that_close_within_seven_days(role: str) -> None:
    CampaignFactory(phase_days=(-5, 6), title="Ferme bientôt")
    CampaignFactory(phase_days=(-5, 20), title="Ferme plus tard")
    CampaignFactory(closed=True, title="Fermée")
    last_day = timezone.localdate() + timedelta(days=6)
    response = client_of(role).get("/admin/")
    rows = texts(response, "#civic-closing-content tbody tr, #civic-closing tbody tr")
    assert len(rows) == 1
    assert rows[0].startswith("Ferme bientôt")
    assert str(last_day.day) in rows[0]


def wait(campaign: Any, *days: float) -> None:
    for age in days:
        ContributionFactory(campaign=campaign, created_at=timezone.now() - timedelta(days=age))


def test_the_report_tells_the_age_of_what_waits_by_campaign() -> None:
    groues = CampaignFactory(open=True, title="Les Groues")
    wait(groues, 20.1, 4.1, 1.1)
    wait(CampaignFactory(open=True, title="Budget"), 8.1, 2.1)
    ContributionFactory(campaign=CampaignFactory(open=True, title="Calme"), published=True)
    rows = texts(client_of("moderator").get(REPORT), "tbody tr")
    assert [row.split()[0] for row in rows] == ["Les", "Budget"]
    assert rows[0].split()[-2:] == ["20", "4"]
    assert rows[1].split()[-2:] == ["8", "8"]


def test_the_report_downloads_as_csv_and_xlsx_without_formulas() -> None:
    wait(CampaignFactory(open=True, title='=HYPERLINK("http://x")'), 3.1)
    client = client_of("moderator")
    response: Any = client.get(REPORT, {"export": "csv"})
    text = b"".join(response.streaming_content).decode()
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][:2] == ["Campaign", "To moderate"]
    assert rows[1][0] == '\'=HYPERLINK("http://x")'
    assert rows[1][1] == "1"
    response = client.get(REPORT, {"export": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    assert sheet is not None
    assert sheet["A2"].value == '\'=HYPERLINK("http://x")'
    assert sheet["A2"].data_type == "s"


def test_the_report_is_calm_where_nothing_waits() -> None:
    response = client_of("moderator").get(REPORT)
    assert "Nothing waits for a moderator." in response.content.decode()


def checker_items(items: list[Any]) -> list[Any]:
    for hook in hooks.get_hooks("construct_wagtail_userbar"):
        hook(RequestFactory().get("/"), items, None)
    return items


def test_our_content_checks_come_with_wagtails_own() -> None:
    [item] = checker_items([AccessibilityItem()])
    configuration = json.loads(json.dumps(item.get_axe_configuration(None), default=str))
    rules = {rule["id"]: rule for rule in configuration["spec"]["rules"]}
    checks = {check["id"] for check in configuration["spec"]["checks"]}
    assert rules.keys() > {"alt-text-quality"}
    assert set(configuration["options"]["runOnly"]) >= RULES.keys() | {"heading-order"}
    for name in RULES:
        assert rules[name]["any"] == [name]
        assert name in checks
        assert configuration["messages"][name]["help_text"]
    assert "civic_pages/admin/content-checks.js" in str(item.media)


def test_a_checker_that_a_host_made_is_left_alone() -> None:
    class Own(ContentCheckerItem):
        pass

    own = Own()
    assert checker_items([own]) == [own]
