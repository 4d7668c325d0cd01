"""A city's file of projects: read, tried, stored once."""

import csv
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from civic_pages.participation.files import Job
from civic_pages.projects import columns, importing
from civic_pages.projects.models import Project
from civic_pages.testing import CampaignFactory
from tests.participation.desk import client_of, user_of


pytestmark = pytest.mark.django_db
PARIS = Path("/work/shared/data/paris-budget-participatif-sample.csv")
FILE = """Titre;Coût;Statut;Réalisé le;Travaux le;Quartier;Latitude;Longitude;Couleur
Un banc;1 200 €;Réalisé;2026-02-01;15/01/2026;Est;48,892;2,206;vert
Un arbre;;à l'étude;;;;;;
;100;;;;;;;
Une mare;cher;oublié;hier;;;48,9;;
"""


@pytest.fixture
def campaign() -> Any:
    return CampaignFactory(open=True, code="BPN")


def run(campaign: Any, content: bytes, *, store: bool = True) -> importing.Report:
    from django.contrib.auth import get_user_model

    by = get_user_model().objects.filter(username="editor").first() or user_of("editor")
    return importing.run(
        BytesIO(content), campaign=campaign, edition="2025", by=by, now=timezone.now(), store=store
    )


def test_a_dry_run_tells_what_each_row_would_give_and_stores_nothing(campaign: Any) -> None:
    report = run(campaign, FILE.encode(), store=False)
    assert (report.rows, report.valid, report.refused) == (4, 2, 2)
    assert {(row, column) for row, column, _value, _told in report.problems} == {
        (4, "Titre"), (5, "Coût"), (5, "Statut"), (5, "Réalisé le"), (5, "Latitude"),
    }  # fmt: skip
    assert report.unused == ["Couleur"]
    assert report.statuses == {"done": 1, "study": 1}
    assert not Project.objects.exists()


def test_what_is_stored_has_place_cost_and_history(campaign: Any) -> None:
    assert run(campaign, FILE.encode()).added == 2
    bench, tree = Project.objects.order_by("reference")
    assert (bench.cost, bench.sector, bench.latitude, bench.edition) == (
        1200,
        "est",
        48.892,
        "2025",
    )
    history = [(s.status, s.on.isoformat()) for s in bench.steps.all()]
    assert history == [("works", "2026-01-15"), ("done", "2026-02-01")]
    assert (tree.cost, tree.status, tree.is_placed) == (None, "study", False)


def test_a_second_import_adds_nothing(campaign: Any) -> None:
    run(campaign, FILE.encode())
    report = run(campaign, FILE.encode())
    assert (report.valid, report.known, report.added) == (0, 2, 0)
    assert Project.objects.count() == 2


def test_a_file_without_titles_is_refused(campaign: Any) -> None:
    with pytest.raises(importing.tables.TableError):
        run(campaign, b"a;b\n1;2\n")


@pytest.mark.skipif(not PARIS.exists(), reason="the sample of Paris is not here")
def test_the_file_of_paris_is_read_as_it_is(campaign: Any) -> None:
    report = run(campaign, PARIS.read_bytes())
    assert (report.rows, report.added, report.refused) == (671, 668, 3)
    with PARIS.open(encoding="utf-8-sig") as file:
        rows = {
            row["identifiant_projet_gagnant"]: row for row in csv.DictReader(file, delimiter=";")
        }
    row = Project.objects.get(external_id="1353")
    assert row.title == rows["1353"]["titre_projet_gagnant"]
    assert (row.cost, row.category, row.edition, row.sector) == (200_000, "Sport", "2015", "4")
    history = [(s.status, s.on.isoformat()) for s in row.steps.all()]
    assert history == [
        ("study", "2016-01-01"), ("design", "2016-04-01"), ("works", "2016-07-01"), ("done", "2016-10-01"),
    ]  # fmt: skip
    titled = [each for each in rows.values() if each["titre_projet_gagnant"] != "NON REGISTRÉ"]
    whole = [each for each in titled if each["echelle_bp"] == "Budget participatif parisien"]
    done = [each for each in titled if each["avancement_projet"] == "FIN"]
    assert Project.objects.filter(scope="city").count() == len(whole)
    assert report.statuses["done"] == len(done)
    for each in Project.objects.prefetch_related("steps"):
        steps = list(each.steps.all())
        assert steps[-1].status == each.status
        assert max(s.on for s in steps) <= timezone.localdate()


@pytest.mark.parametrize(
    ("cell", "found"),
    [("45 000 €", 45_000), ("45\u202f000", 45_000), ("1,5", 2), ("", None), ("NON REGISTRE", None)],
)
def test_amounts_are_read_as_cities_write_them(cell: str, found: int | None) -> None:
    assert columns.euros_of(cell) == found


@pytest.mark.parametrize("cell", ["cher", "-5", "99999999999", "1e5"])
def test_what_is_no_amount_is_said_to_be_none(cell: str) -> None:
    with pytest.raises(columns.Unreadable):
        columns.euros_of(cell)


def test_a_file_goes_through_the_admin_once(campaign: Any) -> None:
    client = client_of("editor")
    upload = SimpleUploadedFile("p.csv", FILE.encode(), content_type="text/csv")
    data = {"campaign": campaign.pk, "edition": "2025", "file": upload}
    answer = client.post(reverse("civic_project_import"), data)
    assert answer.status_code == 303
    page = client.get(answer.url)
    assert "oublié" in page.content.decode()
    assert not Project.objects.exists()
    for _click in range(2):
        assert client.post(answer.url).status_code == 303
    assert Project.objects.count() == 2
    job = Job.objects.get()
    assert (job.state, job.file.name, job.report["added"]) == ("done", "", 2)
    assert client.get(answer.url).status_code == 200


def test_a_file_whose_import_fails_can_be_imported_once_it_is_mended(campaign: Any) -> None:
    client = client_of("editor")
    client.raise_request_exception = False
    upload = SimpleUploadedFile("p.csv", FILE.encode(), content_type="text/csv")
    data = {"campaign": campaign.pk, "edition": "2025", "file": upload}
    url = client.post(reverse("civic_project_import"), data).url
    stored = Path(Job.objects.get().file.path)
    away = stored.rename(stored.with_suffix(".away"))
    assert client.post(url).status_code == 500
    assert Job.objects.get().state == "waiting"
    away.rename(stored)
    assert client.post(url).status_code == 303
    assert (Project.objects.count(), Job.objects.get().state) == (2, "done")


def test_only_who_uploaded_a_file_reads_its_report(campaign: Any) -> None:
    upload = SimpleUploadedFile("p.csv", FILE.encode(), content_type="text/csv")
    data = {"campaign": campaign.pk, "edition": "", "file": upload}
    url = client_of("editor").post(reverse("civic_project_import"), data).url
    assert client_of("moderator").get(url).status_code == 404


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"PK\x03\x04junk"])
def test_what_is_no_table_is_said_beside_the_file(campaign: Any, content: bytes) -> None:
    upload = SimpleUploadedFile("p.csv", content)
    answer = client_of("editor").post(
        reverse("civic_project_import"), {"campaign": campaign.pk, "file": upload}
    )
    assert answer.status_code == 422
    assert "file" in answer.context["form"].errors
