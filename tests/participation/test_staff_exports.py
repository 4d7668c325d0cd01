"""Exports of the city's team: who may, what they hold, what is written down, where they wait."""

import csv
import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.log_actions import registry

from civic_pages.participation.exports import jobs
from civic_pages.participation.models import (
    Contribution,
    ExactLocation,
    Household,
    Job,
    Note,
    Upload,
)
from civic_pages.testing import CampaignFactory, ContributionFactory, form_block, question

from .desk import client_of, texts


pytestmark = pytest.mark.django_db
URL = "/admin/civic-exports/"
SECRETS = ("habitante@example.org", "1 rue de la Paix")


@pytest.fixture
def campaign() -> Any:
    private = question("long_text", "prive", "Pour la ville", public=False, max_length=500)
    asked = question("long_text", "idee", "Votre idée", max_length=2000)
    return CampaignFactory(open=True, slug="parc", body=[form_block(asked, private)])


def exporter(*codenames: str) -> Client:
    """Return a client of somebody who may export, and what else is named."""
    user = get_user_model().objects.create_user("export", "export@example.org", "x")
    names = ("access_admin", "export_contribution", *codenames)
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def ask(client: Client, campaign: Any, query: str = "", **data: Any) -> Any:
    posted = {"format": "csv", "purpose": "machines", **data}
    return client.post(f"{URL}?campaign={campaign.pk}{query}", posted)


def rows(response: Any) -> list[dict[str, str]]:
    assert response.status_code == 200, response.status_code
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def logged(campaign: Any) -> list[dict[str, Any]]:
    entries = registry.get_logs_for_instance(campaign).filter(action="civic.campaign.export")
    return [entry.data for entry in entries]


def test_the_team_exports_everything_that_was_said(campaign: Any) -> None:
    made = ContributionFactory(
        campaign=campaign, rejected=True, pinned=True, with_email=True, batch="Stand 3",
        answers={"idee": "Un banc", "prive": "Derrière chez moi"}, flags=["links"],
    )  # fmt: skip
    Note.objects.create(contribution=made, text="À revoir", created_at=timezone.now())
    (row,) = rows(ask(client_of("moderator"), campaign))
    assert (row["idee"], row["prive"]) == ("Un banc", "Derrière chez moi")
    assert (row["status"], row["reason"], row["batch"]) == ("rejected", "Hors sujet.", "Stand 3")
    assert (row["flags"], row["notes"]) == ("links", "À revoir")
    assert not {"email", "place_address"} & set(row)


def test_contacts_and_exact_places_come_only_where_asked_for_and_allowed(campaign: Any) -> None:
    ContributionFactory(campaign=campaign, published=True, pinned=True, with_email=True)
    wanted = {"contacts": "on", "places": "on"}
    (row,) = rows(ask(client_of("moderator"), campaign, **wanted))
    assert (row["email"], row["place_address"]) == SECRETS
    assert row["place_latitude"] == "48.892"
    (row,) = rows(ask(exporter(), campaign, **wanted))
    assert not {"email", "place_address", "home"} & set(row)
    assert not [secret for secret in SECRETS if secret in str(row)]


@pytest.mark.parametrize("role", ["anonymous", "editor"])
def test_nobody_else_exports_anything(campaign: Any, role: str) -> None:
    ContributionFactory(campaign=campaign)
    client = client_of(role)
    for response in (
        client.get(URL),
        ask(client, campaign),
        client.post(f"{URL}archive/{campaign.pk}/"),
        client.get(f"{URL}file/00000000-0000-0000-0000-000000000000/"),
    ):
        assert response.status_code in {302, 403, 404}
        assert "attachment" not in response.get("Content-Disposition", "")
    assert logged(campaign) == []
    assert not Job.objects.exists()


def test_an_export_is_written_down_with_its_scope_and_filters(campaign: Any) -> None:
    ContributionFactory(campaign=campaign, with_email=True)
    rows(ask(client_of("moderator"), campaign, "&status=pending", contacts="on"))
    (entry,) = logged(campaign)
    assert entry == {
        "format": "csv", "filters": "status=pending", "contacts": True, "places": False, "count": 1,
    }  # fmt: skip


def test_the_filtered_set_of_the_queue_is_what_is_exported(campaign: Any) -> None:
    ContributionFactory(campaign=campaign, published=True, category="Nature")
    wanted = ContributionFactory(campaign=campaign, category="Nature")
    ContributionFactory(campaign=campaign, category="Voirie")
    ContributionFactory(category="Nature")
    client = client_of("moderator")
    query = f"?campaign={campaign.pk}&category=Nature"
    link = client.get(f"/admin/civic_contributions/{query}").content.decode()
    assert "/admin/civic-exports/?campaign=" in link
    found = rows(ask(client, campaign, "&category=Nature&status=pending"))
    assert [row["reference"] for row in found] == [wanted.reference]
    assert len(rows(ask(client, campaign))) == 3


def test_homes_are_numbered_within_the_file_alone(campaign: Any) -> None:
    home = Household.objects.create(campaign=campaign, key="a" * 64, created_at=timezone.now())
    made = ContributionFactory.create_batch(3, campaign=campaign, published=True, pinned=True)
    for contribution in made[:2]:
        ExactLocation.objects.filter(contribution=contribution).update(household=home)
    found = rows(ask(client_of("moderator"), campaign, places="on"))
    assert [row["home"] for row in found] == ["1", "1", ""]


def test_a_workbook_of_the_team_says_that_it_is_not_to_be_passed_on(campaign: Any) -> None:
    ContributionFactory(campaign=campaign, answers={"prive": "=1+1"})
    response = ask(client_of("moderator"), campaign, format="xlsx", purpose="people")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    assert "'=1+1" in [cell.value for cell in book.worksheets[0][2]]
    about = [cell.value for line in book.worksheets[2] for cell in line]
    assert any("passed on" in str(value) for value in about)
    assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))


def test_a_map_layer_of_the_team_may_hold_exact_places(campaign: Any) -> None:
    homes = CampaignFactory(open=True, homes=True)
    ContributionFactory(campaign=homes, published=True, pinned=True)
    client = client_of("moderator")
    for places, geometry in (("", None), ("on", [2.206, 48.892])):
        response = ask(client, homes, format="geojson", places=places)
        (feature,) = json.loads(b"".join(response.streaming_content))["features"]
        assert (feature["geometry"] or {}).get("coordinates") == geometry


def test_a_large_export_waits_for_its_owner_and_for_nobody_else(
    campaign: Any, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "EXPORT_INLINE_ROWS": 1}
    ContributionFactory.create_batch(2, campaign=campaign, with_email=True)
    client = exporter("view_contact")
    with django_capture_on_commit_callbacks(execute=True):
        assert ask(client, campaign, contacts="on").status_code == 303
    job = Job.objects.get()
    assert (job.state, job.done, job.total) == (Job.State.DONE, 2, 2)
    address = f"{URL}file/{job.uuid}/"
    assert address in client.get(URL).content.decode()
    assert {row["email"] for row in rows(client.get(address))} == {SECRETS[0]}
    other = client_of("admin")
    assert other.get(address).status_code == 404
    assert address not in other.get(URL).content.decode()


def test_whoever_loses_the_permission_loses_the_file(
    campaign: Any, django_capture_on_commit_callbacks: Any
) -> None:
    ContributionFactory(campaign=campaign, with_email=True)
    client = exporter("view_contact")
    with django_capture_on_commit_callbacks(execute=True):
        ask(client, campaign, contacts="on", background="on")
    job = Job.objects.get()
    job.user.user_permissions.remove(Permission.objects.get(codename="view_contact"))
    assert client.get(f"{URL}file/{job.uuid}/").status_code in {302, 403}
    Job.objects.update(state=Job.State.WAITING, file="")
    jobs.run_export.enqueue(job.pk)
    job.refresh_from_db()
    assert (job.state, bool(job.file)) == (Job.State.FAILED, False)
    assert job.report["error"] in client.get(URL).content.decode()


def test_files_are_erased_when_they_were_kept_long_enough(
    campaign: Any, django_capture_on_commit_callbacks: Any
) -> None:
    ContributionFactory(campaign=campaign)
    with django_capture_on_commit_callbacks(execute=True):
        ask(client_of("moderator"), campaign, background="on")
    job = Job.objects.get()
    storage, name = job.file.storage, job.file.name
    assert jobs.purge(now=timezone.now() + timedelta(hours=71)) == 0
    assert jobs.purge(now=timezone.now() + timedelta(hours=73)) == 1
    assert not storage.exists(name)
    assert not Job.objects.exists()


def test_the_daily_purge_erases_old_exports(campaign: Any, capsys: Any) -> None:
    now = timezone.now()
    for hours in (1, 100):
        Job.objects.create(
            kind=Job.Kind.EXPORT, campaign=campaign, created_at=now - timedelta(hours=hours)
        )
    call_command("civic_purge", "--dry-run")
    assert Job.objects.count() == 2
    call_command("civic_purge")
    assert Job.objects.count() == 1
    told = capsys.readouterr().out
    assert "would erase 1 exports of the team" in told
    assert "\nerased 1 exports of the team" in f"\n{told}"


def test_the_archive_holds_the_whole_campaign(
    campaign: Any, django_capture_on_commit_callbacks: Any
) -> None:
    made = ContributionFactory(campaign=campaign, pinned=True, with_email=True)
    ContributionFactory(pinned=True, with_email=True)
    upload = Upload(
        campaign=campaign, contribution=made, field_key="plan", name="plan.txt", size=4,
        content_type="text/plain", extension=".txt", digest="0" * 64, created_at=timezone.now(),
    )  # fmt: skip
    upload.file.save("plan.txt", ContentFile(b"Plan"))
    client = client_of("moderator")
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"{URL}archive/{campaign.pk}/").status_code == 303
    response = client.get(f"{URL}file/{Job.objects.get().uuid}/")
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        lines = archive.read("contributions.ndjson").decode().splitlines()
        assert [json.loads(line)["reference"] for line in lines] == [made.reference]
        assert json.loads(archive.read("contacts.ndjson"))["email"] == SECRETS[0]
        assert json.loads(archive.read("campaign.json"))["code"] == campaign.code
        assert archive.read(f"files/{upload.file.name}") == b"Plan"
    assert manifest["rows"]["contributions"] == manifest["rows"]["exact_locations"] == 1
    assert logged(campaign)[0]["contacts"] is True


def test_the_archive_is_refused_to_whoever_may_not_see_all_of_it(campaign: Any) -> None:
    ContributionFactory(campaign=campaign)
    client = exporter("view_contact")
    assert client.post(f"{URL}archive/{campaign.pk}/").status_code in {302, 403}
    assert "archive" not in texts(client.get(f"{URL}?campaign={campaign.pk}"), "h3")
    assert not Job.objects.exists()


def test_an_export_of_the_team_costs_the_same_queries_at_any_size(campaign: Any) -> None:
    client = client_of("moderator")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            rows(ask(client, campaign, contacts="on", places="on"))
        return len(captured)

    ContributionFactory(campaign=campaign, pinned=True, with_email=True)
    queries()
    one = queries()
    ContributionFactory.create_batch(29, campaign=campaign, pinned=True, with_email=True)
    assert queries() == one
    assert Contribution.objects.count() == 30
