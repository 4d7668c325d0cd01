"""Open data: tables, workbooks, map layers, and the package that describes them."""

import csv
import io
import json
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from civic_pages.participation.choices import Licence
from civic_pages.participation.exports.base import as_typed, harmless
from civic_pages.participation.models import FormVersion, OfficialAnswer, Outcome
from civic_pages.testing import CampaignFactory, ContributionFactory, form_block, question


pytestmark = pytest.mark.django_db
ROOT = "/api/civic/v1"


@pytest.fixture
def campaign() -> Any:
    return CampaignFactory(open=True, slug="parc", licence=Licence.ODBL)


def body(response: Any) -> bytes:
    assert response.status_code == 200, response.status_code
    return b"".join(response.streaming_content)


def table(client: Any, campaign: Any, query: str = "") -> list[dict[str, str]]:
    """Return the rows of the CSV export, by technical names unless the query says otherwise."""
    response = client.get(f"{ROOT}/campaigns/{campaign.pk}/export.csv?headers=keys{query}")
    return list(csv.DictReader(io.StringIO(body(response).decode("utf-8-sig"))))


def workbook(client: Any, campaign: Any, query: str = "") -> Any:
    response = client.get(f"{ROOT}/campaigns/{campaign.pk}/export.xlsx{query}")
    return openpyxl.load_workbook(io.BytesIO(body(response)))


def replaced(campaign: Any, *questions: dict[str, Any]) -> None:
    """Publish the campaign with another form under the same id."""
    campaign.body = [form_block(*questions)]
    campaign.save()


def typed_questions() -> list[dict[str, Any]]:
    return [
        question("short_text", "titre", "Titre", required=True, is_title=True, max_length=120),
        question("number", "budget", "Budget", minimum=None, maximum=None),
        question("yes_no", "accord", "D'accord ?"),
        question("date", "jour", "Quel jour ?"),
        question("long_text", "prive", "Pour la ville", public=False, max_length=500),
    ]


def test_a_table_for_french_spreadsheets_has_semicolons_and_decimal_commas(
    client: Any, campaign: Any
) -> None:
    ContributionFactory(campaign=campaign, published=True, pinned=True, at=(48.892, 2.206))
    url = f"{ROOT}/campaigns/{campaign.pk}/export.csv"
    plain = body(client.get(url))
    french = body(client.get(f"{url}?delimiter=;&bom=0"))
    assert plain.startswith(b"\xef\xbb\xbf")
    assert not french.startswith(b"\xef\xbb\xbf")
    assert b"48.892" in plain
    assert b";48,892;2,206;" in french


@pytest.mark.parametrize("query", ["delimiter=%7C", "bom=yes", "headers=x", "kolumn=1"])
def test_an_option_that_is_none_is_refused(client: Any, campaign: Any, query: str) -> None:
    response = client.get(f"{ROOT}/campaigns/{campaign.pk}/export.csv?{query}")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"


def test_files_are_named_after_the_campaign_and_the_day(client: Any, campaign: Any) -> None:
    today = timezone.localdate().isoformat()
    for kind in ("csv", "xlsx", "geojson"):
        response = client.get(f"{ROOT}/campaigns/{campaign.pk}/export.{kind}")
        assert response["Content-Disposition"] == f'attachment; filename="parc-{today}.{kind}"'
        body(response)


def test_a_question_that_is_no_longer_asked_keeps_its_column_and_its_label(
    client: Any, campaign: Any
) -> None:
    ContributionFactory(campaign=campaign, published=True, answers={"idee": "Un banc"})
    replaced(campaign, question("long_text", "autre", "Autre idée", max_length=100))
    ContributionFactory(campaign=campaign, published=True, answers={"autre": "Un arbre"})
    assert {(row["idee"], row["autre"]) for row in table(client, campaign)} == {
        ("Un banc", ""), ("", "Un arbre"),
    }  # fmt: skip
    response = client.get(f"{ROOT}/campaigns/{campaign.pk}/export.csv")
    header = next(csv.reader(io.StringIO(body(response).decode("utf-8-sig"))))
    with translation.override("fr"):
        archived = _("%(label)s (archived)") % {"label": "Votre idée"}
    assert header.index("Autre idée") < header.index(archived)


def test_one_name_under_two_types_is_two_columns(client: Any, campaign: Any) -> None:
    replaced(campaign, question("long_text", "avis", "Avis", max_length=100))
    ContributionFactory(campaign=campaign, published=True, answers={"avis": "Oui, mais"})
    replaced(campaign, question("number", "avis", "Avis (de 0 à 10)", minimum=0, maximum=10))
    ContributionFactory(campaign=campaign, published=True, answers={"avis": 7})
    rows = table(client, campaign)
    assert {(row["avis"], row["avis__long_text"]) for row in rows} == {("7", ""), ("", "Oui, mais")}


def test_a_workbook_has_real_types_a_frozen_header_and_a_filter(client: Any, campaign: Any) -> None:
    replaced(campaign, *typed_questions())
    answers = {"budget": 12.5, "accord": True, "jour": "2026-05-03", "prive": "Mon voisin"}
    ContributionFactory(
        campaign=campaign, published=True, pinned=True, collective=True, answers=answers,
        title="=1+1",
    )  # fmt: skip
    book = workbook(client, campaign)
    sheet = book.worksheets[0]
    header = [cell.value for cell in sheet[1]]
    row = dict(zip(header, sheet[2], strict=True))
    assert (sheet.freeze_panes, bool(sheet.auto_filter.ref)) == ("B2", True)
    assert sheet["A1"].font.bold
    assert row["Budget"].value == 12.5
    assert row["D'accord ?"].value is True
    assert row["Quel jour ?"].value.date() == date(2026, 5, 3)
    assert row[header[1]].value.date() == timezone.localdate()
    assert "'=1+1" in [cell.value for cell in sheet[2]]
    assert not [cell for line in sheet.iter_rows() for cell in line if cell.data_type == "f"]
    assert "Mon voisin" not in str(
        [[c.value for c in line] for s in book for line in s.iter_rows()]
    )


def test_a_workbook_says_what_its_columns_mean_and_under_which_licence(
    client: Any, campaign: Any
) -> None:
    ContributionFactory(campaign=campaign, published=True, category="Nature")
    ContributionFactory(campaign=campaign, published=True)
    book = workbook(client, campaign, "?category=Nature")
    assert book.worksheets[0].max_row == 2
    dictionary = {line[0].value: [cell.value for cell in line] for line in book.worksheets[1]}
    assert dictionary["idee"][1] == "Votre idée"
    assert dictionary["idee"][6] == "1"
    assert "collective = " in dictionary["kind"][4]
    about = [cell.value for line in book.worksheets[2] for cell in line]
    assert {campaign.title, "Nature", 1, "Open Database License 1.0"} <= set(about)


def test_the_package_describes_the_table_as_it_is(client: Any, campaign: Any) -> None:
    ContributionFactory(campaign=campaign, published=True)
    package = client.get(f"{ROOT}/campaigns/{campaign.pk}/datapackage.json").json()
    assert package["licenses"][0]["name"] == "ODbL-1.0"
    resource = package["resources"][0]
    response = client.get(f"{ROOT}/campaigns/{campaign.pk}/{resource['path']}")
    header = next(csv.reader(io.StringIO(body(response).decode("utf-8-sig"))))
    assert [field["name"] for field in resource["schema"]["fields"]] == header


def test_what_became_of_a_contribution_is_open_data_once_it_is_public(
    client: Any, campaign: Any
) -> None:
    made = ContributionFactory(campaign=campaign, published=True)
    kept = Outcome.objects.create(name="Retenue ici", slug="retenue-ici")
    common = {"campaign": campaign, "outcome": kept, "created_at": timezone.now()}
    tomorrow = timezone.now() + timedelta(days=1)
    later = OfficialAnswer.objects.create(text="Plus tard", publish_at=tomorrow, **common)
    later.contributions.add(made)
    assert table(client, campaign)[0]["outcome"] == ""
    said = OfficialAnswer.objects.create(text="Oui", publish_at=timezone.now(), **common)
    said.contributions.add(made)
    row = table(client, campaign)[0]
    assert (row["outcome"], row["city_answer"]) == ("Retenue ici", "Oui")


def test_a_map_layer_has_one_property_for_each_public_answer(client: Any, campaign: Any) -> None:
    replaced(campaign, *typed_questions())
    answers = {"budget": 12.5, "accord": False, "jour": "2026-05-03", "prive": "Mon voisin"}
    ContributionFactory(campaign=campaign, published=True, pinned=True, answers=answers)
    response = client.get(f"{ROOT}/campaigns/{campaign.pk}/export.geojson")
    feature = json.loads(body(response))["features"][0]
    assert feature["geometry"]["coordinates"] == [2.206, 48.892]
    assert feature["properties"]["budget"] == 12.5
    assert feature["properties"]["accord"] is False
    assert "prive" not in feature["properties"]
    assert feature["properties"]["sector"] == "Est"


def test_homes_give_counts_in_every_format_and_the_rule(client: Any) -> None:
    homes = CampaignFactory(open=True, homes=True)
    ContributionFactory.create_batch(
        12, campaign=homes, published=True, pinned=True, at=(48.89317, 2.21013)
    )
    cells = [c.value for sheet in workbook(client, homes) for line in sheet for c in line]
    assert 12 in cells
    assert not [cell for cell in cells if str(cell).startswith("TST-")]
    package = client.get(f"{ROOT}/campaigns/{homes.pk}/datapackage.json").json()
    assert "11" in package["resources"][0]["description"]
    assert [f["title"] for f in package["resources"][0]["schema"]["fields"]] == ["sector", "count"]


@pytest.mark.parametrize(("counts_homes", "name"), [(True, "Logements"), (False, "Réponses")])
def test_a_file_of_homes_says_whether_it_counts_homes_or_answers(
    client: Any, counts_homes: bool, name: str
) -> None:
    page = CampaignFactory(open=True, homes=True, households=counts_homes)
    ContributionFactory.create_batch(12, campaign=page, published=True, pinned=True)
    with translation.override("fr"):
        first = body(client.get(f"{ROOT}/campaigns/{page.pk}/export.csv")).decode("utf-8-sig")
        sheet = client.get(page.print_map_url).content.decode()
        package = client.get(f"{ROOT}/campaigns/{page.pk}/datapackage.json").json()
    assert first.splitlines()[0] == f"Secteur,{name}"
    assert f">{name}</th>" in sheet
    assert package["resources"][0]["schema"]["fields"][1]["name"] == name


@pytest.mark.parametrize("told", [True, False])
def test_a_file_tells_no_total_before_the_page_does(client: Any, told: bool) -> None:
    homes = CampaignFactory(open=True, homes=True, live_totals=told)
    ContributionFactory.create_batch(12, campaign=homes, published=True, pinned=True)
    cells = [c.value for sheet in workbook(client, homes) for line in sheet for c in line]
    assert (12 in cells) is told
    response = client.get(f"{ROOT}/campaigns/{homes.pk}/export.csv")
    assert (b"12" in body(response)) is told
    places = CampaignFactory(open=True, live_totals=told)
    ContributionFactory.create_batch(3, campaign=places, published=True)
    about = [c.value for line in workbook(client, places).worksheets[2] for c in line]
    assert (3 in about) is told


@pytest.mark.parametrize("kind", ["csv", "xlsx", "geojson"])
def test_an_export_reads_the_database_the_same_number_of_times_at_any_size(
    client: Any, campaign: Any, kind: str
) -> None:
    url = f"{ROOT}/campaigns/{campaign.pk}/export.{kind}"

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            body(client.get(url))
        return len(captured)

    ContributionFactory(campaign=campaign, published=True)
    queries()
    one = queries()
    ContributionFactory.create_batch(29, campaign=campaign, published=True, pinned=True)
    assert queries() == one


@pytest.mark.parametrize("text", ["=1", "'=1", "''=1", "-5 %", "'banc'", "", "＠x", "\tx", "banc"])
def test_what_is_made_harmless_can_be_read_back(text: str) -> None:
    assert as_typed(harmless(text)) == text


def test_an_answer_of_a_type_that_is_no_longer_installed_is_not_published_and_breaks_nothing(
    client: Any, campaign: Any
) -> None:
    ContributionFactory(campaign=campaign, published=True, answers={"idee": "Un banc"})
    version = FormVersion.objects.get()
    for spec in version.definition_data["fields"]:
        spec["type"] = "gone" if spec["key"] == "idee" else spec["type"]
    version.save()
    assert "Un banc" not in str(table(client, campaign))
