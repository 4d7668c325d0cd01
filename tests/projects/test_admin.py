"""The team's pages of projects."""

import csv
import io
from typing import Any

import PIL.Image
import pytest
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.images import get_image_model

from civic_pages.projects.models import Project, ProjectListPage
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.participation.desk import client_of, soup, texts, user_of
from tests.projects.making import DONE, WON, list_page, project


pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary file of every rendition it makes to the garbage collector.
    pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning"),
]
INDEX = "/admin/civic_projects/"


@pytest.fixture
def campaign() -> Any:
    return CampaignFactory(open=True, code="BPN")


def bulk(name: str, *rows: Any, model: str = "project") -> str:
    ids = "&".join(f"id={row.pk}" for row in rows)
    return f"{reverse('wagtail_bulk_action', args=['civic_pages', model, name])}?{ids}&next={INDEX}"


def typed(campaign: Any, **values: Any) -> dict[str, Any]:
    defaults = {
        "campaign": campaign.pk, "edition": "2026", "title": "Un kiosque", "summary": "", "description": "",
        "category": "Culture", "scope": "neighbourhood", "sector": "", "address": "", "cost": "12000",
        "expected": "", "image": "", "image_alt": "", "point": "", "ideas": "", "status": "study",
        "is_public": "on",
    }  # fmt: skip
    return {**defaults, **values}


def test_a_project_is_added_with_its_place_and_its_ideas(campaign: Any) -> None:
    idea = ContributionFactory(campaign=campaign, published=True)
    answer = client_of("editor").post(
        f"{INDEX}new/", typed(campaign, point="48.892, 2.206", ideas=idea.reference)
    )
    assert answer.status_code == 302
    made = Project.objects.get()
    assert (made.reference, made.latitude, made.longitude) == ("BPN-P-001", 48.892, 2.206)
    assert made.sector == "est"
    assert list(made.contributions.all()) == [idea]
    assert [step.status for step in made.steps.all()] == ["study"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("point", "nowhere"), ("point", "91, 2"), ("ideas", "TST-X"), ("sector", "lune"), ("title", ""), ("cost", "-1")],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_field(campaign: Any, name: str, value: str) -> None:
    answer = client_of("editor").post(f"{INDEX}new/", typed(campaign, **{name: value}))
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [name]
    assert not Project.objects.exists()


def test_an_idea_that_is_not_published_or_of_elsewhere_is_refused(campaign: Any) -> None:
    hidden = ContributionFactory(campaign=campaign)
    other = ContributionFactory(campaign=CampaignFactory(code="AU"), published=True)
    client = client_of("editor")
    for idea in (hidden, other):
        answer = client.post(f"{INDEX}new/", typed(campaign, ideas=idea.reference))
        assert "ideas" in answer.context["form"].errors


def test_an_image_needs_words(campaign: Any) -> None:
    file = io.BytesIO()
    PIL.Image.new("RGB", (64, 36)).save(file, "PNG")
    content = ContentFile(file.getvalue(), name="kiosque.png")
    image = get_image_model().objects.create(title="Kiosque", file=content)
    client = client_of("editor")
    answer = client.post(f"{INDEX}new/", typed(campaign, image=image.pk))
    assert list(answer.context["form"].errors) == ["image_alt"]
    client.post(f"{INDEX}new/", typed(campaign, image=image.pk, image_alt="Un kiosque vert"))
    assert Project.objects.get().image == image


def test_editing_keeps_reference_status_and_history(campaign: Any) -> None:
    row = project(campaign, *WON, placed=True)
    client = client_of("editor")
    page = client.get(f"{INDEX}edit/{row.pk}/")
    assert page.context["form"].initial["point"] == "48.892, 2.206"
    assert bulk("status", row).split("&next")[0] in page.content.decode().replace("&amp;", "&")
    answer = client.post(
        f"{INDEX}edit/{row.pk}/", typed(campaign, title="Un verger", status="done", point="")
    )
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.title, row.status, row.latitude) == ("Un verger", "chosen", None)
    assert row.reference == "BPN-P-001"
    assert row.search_text.startswith(" bpn p 001 un verger ")


def test_many_change_status_at_once_and_the_others_say_why_not(campaign: Any) -> None:
    rows = [project(campaign, *WON), project(campaign, *WON), project(campaign, *DONE)]
    client = client_of("editor")
    day = timezone.localdate().isoformat()
    url = bulk("status", *rows)
    answer = client.post(url, {"status": "design", "on": day, "note": "Marché lancé"}, follow=True)
    assert [Project.objects.get(pk=row.pk).status for row in rows] == ["design", "design", "done"]
    told = " ".join(texts(answer, ".messages"))
    assert rows[2].reference in told
    assert rows[0].steps.last().note == "Marché lancé"


def test_many_are_published_and_taken_from_the_public(campaign: Any) -> None:
    rows = [project(campaign) for _ in "abc"]
    client = client_of("editor")
    client.post(bulk("unpublish", *rows))
    assert not Project.objects.public().exists()
    client.post(bulk("publish", rows[0]))
    assert list(Project.objects.public()) == [rows[0]]


def test_ideas_of_the_queue_become_a_project(campaign: Any) -> None:
    ideas = [ContributionFactory(campaign=campaign, published=True) for _ in "ab"]
    client = client_of("moderator")
    answer = client.post(bulk("project", *ideas, model="contribution"), {"title": "Deux en un"})
    made = Project.objects.get()
    assert answer.url == f"{INDEX}edit/{made.pk}/"
    assert set(made.contributions.all()) == set(ideas)


def test_ideas_that_cannot_become_one_say_why(campaign: Any) -> None:
    ideas = [ContributionFactory(campaign=campaign), ContributionFactory(campaign=campaign, published=True)]  # fmt: skip
    answer = client_of("moderator").post(bulk("project", *ideas, model="contribution"), {})
    assert answer.status_code == 200
    assert ideas[0].reference in " ".join(texts(answer, ".error-message, .errorlist, .help-critical, form"))  # fmt: skip
    assert not Project.objects.exists()


def test_no_spreadsheet_takes_the_words_of_a_project_for_a_formula(campaign: Any) -> None:
    # What a citizen called an idea is what the project made of it is called.
    idea = ContributionFactory(campaign=campaign, published=True, title='=HYPERLINK("http://x")')
    client_of("moderator").post(bulk("project", idea, model="contribution"), {})
    Project.objects.update(summary="@SUM(A1)", description="+1", address="-1", category="=1")
    client = client_of("editor")
    lines = b"".join(client.get(f"{INDEX}?export=csv").streaming_content).decode()
    [row] = csv.DictReader(io.StringIO(lines))
    sheet = load_workbook(io.BytesIO(client.get(f"{INDEX}?export=xlsx").getvalue())).active
    for cells in (row.values(), [cell.value for cell in sheet[2]]):
        told = {'\'=HYPERLINK("http://x")', "'@SUM(A1)", "'+1", "'-1", "'=1"}
        assert told <= set(cells)


def test_the_list_filters_searches_and_exports(campaign: Any) -> None:
    done, won = project(campaign, *DONE, title="Une fresque"), project(campaign, *WON, scope="city")
    client = client_of("editor")

    def listed(query: str) -> list[int]:
        boxes = soup(client.get(f"{INDEX}?{query}")).select("[data-bulk-action-checkbox]")
        return sorted(int(str(box["data-object-id"])) for box in boxes if box.get("data-object-id"))

    assert listed("") == [done.pk, won.pk]
    assert listed("status=done") == listed("q=FRESQUE") == [done.pk]
    assert listed("scope=city") == [won.pk]
    lines = b"".join(client.get(f"{INDEX}?export=csv").streaming_content).decode()
    assert lines.count("BPN-P-00") == 2
    assert client.get(f"{INDEX}?export=xlsx").status_code == 200


def test_the_list_costs_the_same_for_many(campaign: Any, django_assert_num_queries: Any) -> None:
    project(campaign)
    client = client_of("editor")
    client.get(INDEX)
    with CaptureQueriesContext(connection) as one:
        client.get(INDEX)
    for _ in range(29):
        project(campaign)
    with django_assert_num_queries(len(one)):
        client.get(INDEX)


@pytest.mark.parametrize("path", ["", "new/"])
def test_nobody_else_comes_in(campaign: Any, path: str) -> None:
    urls = (f"{INDEX}{path}", bulk("status", project(campaign)), reverse("civic_project_import"))
    user = user_of("editor")
    user.groups.get().permissions.remove(*Permission.objects.filter(codename__endswith="_project"))
    client = Client()
    for url in urls:
        assert client.get(url).status_code == 302
    client.force_login(user)
    for url in urls:
        assert client.get(url).status_code in {302, 403}


def test_a_page_of_projects_is_added_beneath_a_campaign_only(campaign: Any) -> None:
    assert ProjectListPage.can_create_at(campaign)
    assert not ProjectListPage.can_create_at(campaign.get_parent().specific)
    page = list_page(campaign)
    assert client_of("admin").get(f"/admin/pages/{page.pk}/edit/").status_code == 200
