"""Exports and imports over the API: ordered, polled, fetched; tried, then all or nothing."""

import csv
import io
import time
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.models import ModelLogEntry, PageLogEntry

from civic_pages.participation.models import Contribution, Job
from civic_pages.testing import FORM_ID, CampaignFactory, ContributionFactory
from tests.access.keys import Program, key_for, staff
from tests.api.conftest import is_problem
from tests.participation.test_desk_import import GOOD, campaign_of, lines


EMAIL = "habitante@example.org"
HERE = "/api/civic/v1/staff/"


@pytest.fixture
def program(db: None) -> Program:
    return Program(key_for(staff("moderator")))


def content(response: Any) -> bytes:
    assert response.status_code == 200, response.content
    return b"".join(response.streaming_content)


def ended(program: Program, response: Any, *, job: str = "done") -> dict[str, Any]:
    """Poll a job as a program does."""
    assert response.status_code == 202, response.content
    path = response["Location"].removeprefix(HERE)
    found: dict[str, Any] = {}
    for _ in range(400):
        found = program.get(path).json()
        if found["state"] == job and found["finished_at"]:
            return found
        time.sleep(0.05)
    raise AssertionError(found)


# Tasks begin once the order is committed.
committed = pytest.mark.django_db(transaction=True)


@committed
def test_an_export_is_ordered_polled_and_fetched(program: Program) -> None:
    row = ContributionFactory(contact_email=EMAIL)
    ContributionFactory(campaign=row.campaign, published=True)
    order = {"campaign": row.campaign_id, "format": "csv", "filters": {"status": "pending"}}
    started = program.post("exports/", order)
    job = ended(program, started)
    text = content(program.get(job["file"].removeprefix(HERE))).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [each["reference"] for each in rows] == [row.reference]
    assert EMAIL not in text
    entry = PageLogEntry.objects.get(action="civic.campaign.export")
    assert entry.data["api_key"]
    assert entry.data["filters"] == "status=pending"
    assert [each["id"] for each in program.get("exports/").json()["results"]] == [job["id"]]


@committed
def test_contacts_are_exported_with_their_scope(program: Program) -> None:
    row = ContributionFactory(contact_email=EMAIL, pinned=True)
    started = program.post(
        "exports/", {"campaign": row.campaign_id, "format": "csv", "contacts": True}
    )
    job = ended(program, started)
    assert EMAIL in content(program.get(job["file"].removeprefix(HERE))).decode()
    # Another key of the same person that may not see contacts does not get the file either.
    narrow = Program(key_for(staff("moderator"), "exports:run"))
    assert narrow.get(f"exports/{job['id']}/").status_code == 200
    is_problem(narrow.get(f"exports/{job['id']}/file/"), 403)


@committed
def test_an_archive_holds_everything(program: Program) -> None:
    row = ContributionFactory(contact_email=EMAIL)
    started = program.post("exports/", {"campaign": row.campaign_id, "format": "archive"})
    job = ended(program, started)
    archive = zipfile.ZipFile(io.BytesIO(content(program.get(f"exports/{job['id']}/file/"))))
    assert any(
        EMAIL in archive.read(name).decode("utf-8", "replace") for name in archive.namelist()
    )


def test_an_order_that_is_repeated_while_it_is_made_is_one(program: Program) -> None:
    row = ContributionFactory()
    order = {"campaign": row.campaign_id, "format": "xlsx"}
    # Nothing is committed here: the first stays waiting.
    first, second = program.post("exports/", order), program.post("exports/", order)
    assert (first.status_code, second.status_code) == (202, 200)
    assert first.json()["id"] == second.json()["id"]
    assert first.json()["file"] is None
    is_problem(program.get(f"exports/{first.json()['id']}/file/"), 404)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"format": "doc"}, "format"),
        ({"filters": {"anomaly": "burst"}}, "filters"),
        ({"filters": {"status": "none"}}, "filters.status"),
        ({"filters": {"answer_x": "y"}}, "filters."),
        ({"campaign": "1"}, "campaign"),
        ({"contacts": "yes"}, "contacts"),
    ],
    ids=str,
)
def test_an_order_that_is_wrong_is_told_by_field(
    program: Program, changes: dict[str, Any], field: str
) -> None:
    row = ContributionFactory()
    order = {"campaign": row.campaign_id, "format": "csv", **changes}
    assert field in is_problem(program.post("exports/", order), 422)["errors"]
    assert not Job.objects.exists()


def test_nobody_sees_anothers_jobs(program: Program) -> None:
    row = ContributionFactory()
    job = program.post("exports/", {"campaign": row.campaign_id, "format": "csv"}).json()
    other = Program(key_for(staff("moderator", "autre")))
    is_problem(other.get(f"exports/{job['id']}/"), 404)
    elsewhere = Program(key_for(staff("moderator"), campaigns=[CampaignFactory(open=True)]))
    is_problem(elsewhere.get(f"exports/{job['id']}/"), 404)


def uploaded(program: Program, campaign: Any, text: bytes, name: str = "idées.csv") -> Any:
    sent = {"campaign": campaign.pk, "form": FORM_ID, "file": SimpleUploadedFile(name, text)}
    return program.upload("imports/", sent)


@committed
def test_a_file_is_tried_then_imported_whole() -> None:
    program = Program(key_for(staff("moderator")))
    campaign = campaign_of()
    started = uploaded(program, campaign, lines(*GOOD))
    assert started.status_code == 201, started.content
    job = started.json()
    path = f"imports/{job['id']}/"
    assert job["columns"]["titre"] == "titre"
    assert "titre" in {target["name"] for target in job["targets"] if target["required"]}
    is_problem(program.post(f"{path}run/"), 409)
    tried = ended(program, program.post(f"{path}check/", {"batch": "Réunion 1"}), job="waiting")
    assert (tried["report"]["valid"], tried["report"]["added"]) == (2, None)
    assert not Contribution.objects.exists()
    done = ended(program, program.post(f"{path}run/"))
    assert done["report"]["added"] == 2
    assert set(Contribution.objects.values_list("batch", flat=True)) == {"Réunion 1"}
    is_problem(program.post(f"{path}run/"), 409)
    entry = ModelLogEntry.objects.get(action="civic.api_key.import")
    assert entry.data["job"] == job["id"]


@committed
def test_a_problem_keeps_all_of_a_file_out() -> None:
    program = Program(key_for(staff("moderator")))
    job = uploaded(program, campaign_of(), lines(*GOOD, "a3;;;Sport;;;")).json()
    path = f"imports/{job['id']}/"
    tried = ended(program, program.post(f"{path}check/"), job="waiting")
    assert tried["report"]["refused"] == 1
    assert {problem["row"] for problem in tried["report"]["problems"]} == {4}
    is_problem(program.post(f"{path}run/"), 409)
    assert not Contribution.objects.exists()


def test_columns_that_are_none_are_told(program: Program) -> None:
    job = uploaded(program, campaign_of(), lines(*GOOD)).json()
    path = f"imports/{job['id']}/check/"
    strange = is_problem(program.post(path, {"columns": {"secret": "titre"}}), 422)["errors"]
    assert "columns" in strange
    wrong = is_problem(program.post(path, {"columns": {"titre": "nulle part"}}), 422)["errors"]
    assert "columns.titre" in wrong


def test_what_is_no_table_is_refused(program: Program) -> None:
    found = is_problem(uploaded(program, campaign_of(), b"\x00\x01", "a.csv"), 422)
    assert "file" in found["errors"]
    nothing = {"campaign": campaign_of().pk, "form": FORM_ID}
    assert "file" in is_problem(program.upload("imports/", nothing), 422)["errors"]
    is_problem(program.upload("imports/", {**nothing, "form": "x"}), 404)
    assert "campaign" in is_problem(program.upload("imports/", {"form": "x"}), 422)["errors"]


def test_a_key_without_moderation_gives_no_status(program: Program) -> None:
    narrow = Program(key_for(staff("moderator"), "imports:run"))
    campaign = campaign_of()
    names = [
        target["name"] for target in uploaded(narrow, campaign, lines(*GOOD)).json()["targets"]
    ]
    assert "@status" not in names
    names = [
        target["name"] for target in uploaded(program, campaign, lines(*GOOD)).json()["targets"]
    ]
    assert "@status" in names


def test_imports_are_forgotten_after_a_day(program: Program) -> None:
    job = uploaded(program, campaign_of(), lines(*GOOD)).json()
    from civic_pages.participation.desk import jobs

    row = Job.objects.get()
    jobs.purge(now=row.created_at + timedelta(days=2))
    is_problem(program.post(f"imports/{job['id']}/check/"), 409)
