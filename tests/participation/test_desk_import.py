"""Importing a file at the staff desk: columns, dry run, run, and what is refused."""

import io
import json
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import Workbook
from wagtail.models import PageLogEntry

from civic_pages.participation.desk import jobs
from civic_pages.participation.files import ImportMapping, Job
from civic_pages.participation.models import Contribution, Status
from civic_pages.testing import FORM_ID, CampaignFactory, form_block, question
from tests.clocks import noon
from tests.participation.desk import client_of, soup, texts


pytestmark = pytest.mark.django_db
HEADER = "numéro;titre;idée;thème;groupe;représentés;reçu"
GOOD = [
    "a1;Des bancs;Il en manque.;Voirie;;;2026-03-31",
    "a2;Des arbres;À l'ombre.;Nature;Amicale du Parc;34;31/03/2026",
]
COLUMNS = {
    "titre": "titre",
    "idee": "idée",
    "theme": "thème",
    "@group_name": "groupe",
    "@represented": "représentés",
    "@received": "reçu",
    "@external_id": "numéro",
}


def campaign_of(**kwargs: Any) -> Any:
    questions = [
        question("short_text", "titre", "Titre", required=True, is_title=True, max_length=120),
        question("long_text", "idee", "Votre idée", max_length=2000),
        question("single_choice", "theme", "Thème", choices=["Voirie", "Nature"], is_category=True),
    ]
    return CampaignFactory(body=[form_block(*questions)], closed=True, **kwargs)


def lines(*rows: str, header: str = HEADER, encoding: str = "utf-8") -> bytes:
    return "\r\n".join([header, *rows]).encode(encoding)


def upload(client: Client, campaign: Any, content: bytes, name: str = "idées.csv") -> Any:
    sent = {"file": SimpleUploadedFile(name, content)}
    return client.post(f"/admin/civic/desk/{campaign.pk}/{FORM_ID}/import/", sent)


def uploaded(client: Client, campaign: Any, content: bytes, name: str = "idées.csv") -> str:
    response = upload(client, campaign, content, name)
    assert response.status_code == 303, texts(response, ".error-message")
    return str(response.url)


def tried(client: Client, url: str, columns: dict[str, str] = COLUMNS, **options: str) -> Any:
    sent = {f"column-{name}": header for name, header in columns.items()}
    sent |= {"option-source": "import", **{f"option-{k}": v for k, v in options.items()}}
    response = client.post(url, {"action": "check", **sent})
    assert response.status_code == 303, texts(response, ".error-message, .civic-errors")
    return client.get(url)


def report_of(url: str) -> dict[str, Any]:
    return dict(Job.objects.get(uuid=url.split("/")[-2]).report)


def run(client: Client, url: str) -> Any:
    assert client.post(url, {"action": "run"}).status_code == 303
    return client.get(url)


def test_a_file_is_mapped_tried_and_imported() -> None:
    campaign, client = campaign_of(), client_of("moderator")
    url = uploaded(client, campaign, lines(*GOOD))
    page = soup(client.get(url))
    chosen = {
        select["name"].removeprefix("column-"): option["value"]
        for select in page.select("select[name^=column-]")
        if (option := select.select_one("option[selected]")) and option["value"]
    }
    assert chosen == COLUMNS
    response = tried(client, url)
    assert texts(response, ".civic-import__counts dd") == ["2", "2", "0", "0", "0"]
    assert not Contribution.objects.exists()
    response = run(client, url)
    assert Contribution.objects.count() == 2
    assert "2 contributions added" in texts(response, "#civic-report h3")
    group = Contribution.objects.get(external_id="a2")
    assert (group.kind, group.group_name, group.represented) == (
        "collective",
        "Amicale du Parc",
        34,
    )
    assert (group.source, group.operator.username) == ("import", "moderator")
    assert group.created_at.date().isoformat() == "2026-03-31"
    assert group.status == Status.PENDING
    logged = PageLogEntry.objects.get(action="civic.campaign.import")
    assert (logged.data["count"], logged.user.username) == (2, "moderator")


def test_a_second_run_adds_nothing_and_says_so() -> None:
    campaign, client = campaign_of(), client_of("moderator")
    for _ in range(2):
        url = uploaded(client, campaign, lines(*GOOD))
        response = tried(client, url)
        if report_of(url)["valid"]:
            run(client, url)
    assert Contribution.objects.count() == 2
    assert texts(response, ".civic-import__counts dd") == ["2", "0", "2", "0", "0"]
    assert "There is nothing new in this file." in texts(response, "#civic-report p")


def test_rows_without_an_external_id_are_imported_once_by_what_they_say() -> None:
    campaign, client = campaign_of(), client_of("moderator")
    columns = {k: v for k, v in COLUMNS.items() if k != "@external_id"}
    url = uploaded(client, campaign, lines(*GOOD, GOOD[0].replace("a1", "a3")))
    tried(client, url, columns)
    report = report_of(url)
    assert (report["valid"], report["doubles"]) == (2, [[4, 2]])
    run(client, url)
    assert Contribution.objects.count() == 2
    again = uploaded(client, campaign, lines(*GOOD))
    tried(client, again, columns)
    assert (report_of(again)["valid"], report_of(again)["known"]) == (0, 2)


def test_a_dry_run_lists_every_problem_by_row_and_column() -> None:
    campaign, client = campaign_of(), client_of("moderator")
    bad = [
        "b1;;Sans titre;Culture;;;2026-03-31",
        "b2;Groupe;;Voirie;Amicale;une trentaine;hier",
        "b3;Futur;;Voirie;;;2999-01-01",
        "a1;Autre;;Voirie;;;",
    ]
    url = uploaded(client, campaign, lines(*GOOD, *bad))
    response = tried(client, url)
    found = {(problem["row"], problem["column"]) for problem in report_of(url)["problems"]}
    assert found == {
        (4, "titre"), (4, "thème"), (5, "représentés"), (5, "reçu"), (6, "reçu"), (7, "numéro"),
    }  # fmt: skip
    shown = soup(response).select(".civic-import__problems tbody tr")
    assert len(shown) == report_of(url)["problem_count"]
    assert "Culture" in response.content.decode()
    client.post(url, {"action": "run"})
    assert not Contribution.objects.exists()
    table = client.get(f"{url}problems.csv").content.decode("utf-8-sig").splitlines()
    assert len(table) == len(shown) + 1


def test_one_bad_row_keeps_all_out() -> None:
    campaign, client = campaign_of(), client_of("moderator")
    url = uploaded(client, campaign, lines(*GOOD))
    tried(client, url)
    # Between the dry run and the run, the editor shortens the form's list of themes.
    body = json.loads(json.dumps(list(campaign.body.raw_data), default=dict))
    body[0]["value"]["fields"][2]["value"]["choices"] = ["Voirie", "Culture"]
    campaign.body = body
    campaign.save()
    response = run(client, url)
    assert not Contribution.objects.exists()
    assert "Nature" in response.content.decode()


@pytest.mark.parametrize(
    ("encoding", "header"),
    [
        ("utf-8-sig", HEADER),
        ("cp1252", HEADER),
        ("utf-16", HEADER),
        ("utf-8", HEADER.replace(";", ",")),
        ("utf-8", HEADER.replace(";", "\t")),
    ],
)
def test_files_are_read_as_spreadsheets_write_them(encoding: str, header: str) -> None:
    campaign, client = campaign_of(), client_of("moderator")
    separator = re.sub(r"[^,;\t]", "", header)[0]
    rows = [row.replace(";", separator) for row in GOOD]
    url = uploaded(client, campaign, lines(*rows, header=header, encoding=encoding))
    tried(client, url)
    run(client, url)
    assert set(Contribution.objects.values_list("answers__idee", flat=True)) == {
        "Il en manque.", "À l'ombre.",
    }  # fmt: skip


def workbook(*rows: list[Any]) -> bytes:
    book, content = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(content)
    return content.getvalue()


def test_a_workbook_is_imported_with_its_dates_and_numbers() -> None:
    campaign, client = campaign_of(), client_of("moderator")
    received = timezone.make_naive(noon(-3)) - timedelta(minutes=90)
    content = workbook(
        HEADER.split(";"),
        [17, "Des bancs", "Il en manque.", "Voirie", None, None, received],
        [None] * 7,
        [18.0, "Des arbres", None, "Nature", "Amicale", 34, received.date()],
    )
    url = uploaded(client, campaign, content, "idées.xlsx")
    tried(client, url)
    run(client, url)
    assert set(Contribution.objects.values_list("external_id", flat=True)) == {"17", "18"}
    assert Contribution.objects.get(external_id="17").created_at == timezone.make_aware(received)


def bomb() -> bytes:
    content = io.BytesIO(workbook(["titre"]))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/big.xml", b" " * 50_000_000)
    return content.getvalue()


def damaged(name: str) -> bytes:
    """Return a workbook of which one packed part lost some bytes."""
    content = workbook(["titre"], ["Des bancs " * 50])
    begin = content.index(name.encode()) + len(name)
    return content[:begin] + b"\xff" * 20 + content[begin + 20 :]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(damaged("xl/workbook.xml"), id="damaged book"),
        pytest.param(damaged("xl/worksheets/sheet1.xml"), id="damaged sheet"),
        pytest.param(damaged("[Content_Types].xml"), id="damaged list"),
        b"",
        b"\r\n;;;\r\n",
        b"PK\x03\x04 this is no workbook",
        b"\x00\x01\x02\x03 binary \x00",
        pytest.param(";".join("abc" * 200).encode() * 3, id="too wide"),
        pytest.param(bomb(), id="bomb"),
    ],
)
def test_what_is_no_table_is_refused_beside_its_field(content: bytes) -> None:
    campaign, client = campaign_of(), client_of("moderator")
    response = upload(client, campaign, content)
    assert response.status_code == 422
    assert texts(response, ".error-message")
    assert not Job.objects.exists()


def test_files_beyond_the_limits_are_refused(settings: Any) -> None:
    settings.CIVIC_PAGES = {"IMPORT_MAX_MB": 0.0001, "IMPORT_MAX_ROWS": 1}
    campaign, client = campaign_of(), client_of("moderator")
    assert upload(client, campaign, lines(*GOOD)).status_code == 422
    settings.CIVIC_PAGES = {"IMPORT_MAX_ROWS": 1}
    assert upload(client, campaign, lines(*GOOD)).status_code == 422
    assert not Job.objects.exists()


def test_required_columns_must_be_chosen() -> None:
    campaign, client = campaign_of(), client_of("moderator")
    url = uploaded(client, campaign, lines(*GOOD))
    response = client.post(url, {"action": "check", "option-source": "import"})
    assert response.status_code == 422
    assert soup(response).select_one(".w-field--error select")["name"] == "column-titre"


def test_the_columns_chosen_are_proposed_for_the_next_file() -> None:
    campaign, client = campaign_of(), client_of("moderator")
    header = "c1;c2;c3"
    url = uploaded(client, campaign, lines("x;Des bancs;Voirie", header=header))
    tried(client, url, {"titre": "c2", "theme": "c3", "@external_id": "c1"}, mapping="Mairie")
    assert ImportMapping.objects.get().name == "Mairie"
    other = uploaded(client, campaign, lines("y;Un arbre;Nature", header=header))
    page = soup(client.get(other))
    assert page.select_one("[name=column-titre] option[selected]")["value"] == "c2"
    assert page.select_one("[name=mapping] option").get_text() == "Mairie"


def test_statuses_are_for_moderators_only() -> None:
    campaign, client = campaign_of(), client_of("moderator")
    header = "titre;statut"
    columns = {"titre": "titre", "@status": "statut"}
    url = uploaded(client, campaign, lines("Un;Publiée", "Deux;pending", header=header))
    tried(client, url, columns)
    run(client, url)
    assert Contribution.objects.public().count() == 1
    from django.contrib.auth.models import Permission, User

    user = User.objects.get(username="moderator")
    user.groups.get().permissions.remove(Permission.objects.get(codename="moderate_contribution"))
    assert (
        "column-@status"
        not in client.get(
            uploaded(client, campaign, lines("Trois;published", header=header))
        ).content.decode()
    )


def test_a_file_is_for_whoever_uploaded_it() -> None:
    campaign = campaign_of()
    url = uploaded(client_of("moderator"), campaign, lines(*GOOD))
    other = client_of("admin")
    assert other.get(url).status_code == 404
    assert other.get(f"{url}problems.csv").status_code == 404
    assert client_of("editor").get(url).status_code == 302


def test_files_are_forgotten_after_a_day() -> None:
    campaign, client = campaign_of(), client_of("moderator")
    url = uploaded(client, campaign, lines("b1;;Sans titre;Culture;;;"))
    tried(client, url)
    job = Job.objects.get()
    stored, storage = job.file.name, job.file.storage
    assert storage.exists(stored)
    assert jobs.purge(now=timezone.now() + timedelta(hours=23)) == 0
    assert jobs.purge(now=timezone.now() + timedelta(hours=25)) == 1
    job.refresh_from_db()
    assert not storage.exists(stored)
    assert (job.report["problems"], job.parameters["samples"]) == ([], [])
    assert client.get(url).status_code == 200


def test_missing_consents_are_answered_for_where_the_operator_says_so() -> None:
    questions = [
        question("short_text", "titre", "Titre", required=True, is_title=True, max_length=120),
        question("consent", "accord", "J'accepte", required=True),
    ]
    campaign, client = CampaignFactory(body=[form_block(*questions)]), client_of("moderator")
    url = uploaded(client, campaign, lines("Un banc", header="titre"))
    tried(client, url, {"titre": "titre"})
    assert report_of(url)["problem_count"] == 1
    tried(client, url, {"titre": "titre"}, consents="on")
    run(client, url)
    assert Contribution.objects.get().answers["accord"] is True
