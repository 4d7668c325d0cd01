"""Reading: the same set from list, pins and exports; homes; constant cost; validators."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from civic_pages.participation.models import Contribution, PublicAreas
from civic_pages.testing import CampaignFactory, ContributionFactory, form_block
from tests.api.conftest import ROOT, is_problem
from tests.browser.test_citizen import LISTING, MAP, TIMELINE


pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(db: None) -> Any:
    return CampaignFactory(open=True, body=[TIMELINE, MAP, form_block(), LISTING])


def streamed(response: Any) -> str:
    assert response.status_code == 200
    return b"".join(response.streaming_content).decode("utf-8-sig")


def references(get: Any, campaign: Any, **query: Any) -> dict[str, set[str]]:
    """Return the references of the filtered set as list, pins, CSV and GeoJSON tell it."""
    listed = get("contributions/", campaign=campaign.pk, page_size=100, **query).json()["results"]
    pins = get("pins/", campaign=campaign.pk, zoom=22, **query).json()["features"]
    items = [item for f in pins for item in f["properties"].get("items", [f["properties"]])]
    rows = csv.DictReader(
        io.StringIO(streamed(get(f"campaigns/{campaign.pk}/export.csv", **query)))
    )
    layer = json.loads(streamed(get(f"campaigns/{campaign.pk}/export.geojson", **query)))
    return {
        "list": {row["reference"] for row in listed},
        "pins": {item["reference"] for item in items},
        "csv": {next(iter(row.values())) for row in rows},
        "geojson": {feature["id"] for feature in layer["features"]},
    }


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"kind": "collective"},
        {"category": "Nature"},
        {"sector": "ouest"},
        {"q": "ARBRE"},
        {"bbox": "2.17,48.87,2.205,48.92"},
    ],
)
def test_list_pins_and_exports_tell_the_same_set(
    get: Any, campaign: Any, query: dict[str, str]
) -> None:
    west, east = (48.9, 2.18), (48.9, 2.22)
    common = {"campaign": campaign, "published": True, "pinned": True}
    ContributionFactory(**common, at=west, category="Nature", title="Un arbre")
    ContributionFactory(**common, at=west, collective=True, title="Un deuxième arbre")
    ContributionFactory(**common, at=east, title="Un banc")
    ContributionFactory(campaign=campaign, pinned=True, title="Un arbre en attente")
    found = references(get, campaign, **query)
    assert found["list"]
    assert found["list"] == found["pins"] == found["csv"] == found["geojson"]


def test_what_is_not_published_is_nowhere(get: Any, campaign: Any) -> None:
    hidden = ContributionFactory(campaign=campaign, pinned=True, with_email=True)
    rejected = ContributionFactory(campaign=campaign, rejected=True)
    assert references(get, campaign) == {key: set() for key in ("list", "pins", "csv", "geojson")}
    for contribution in (hidden, rejected):
        is_problem(get(f"contributions/{contribution.reference}/"), 404)


def test_one_contribution_tells_its_public_answers_only(get: Any, campaign: Any) -> None:
    made = ContributionFactory(campaign=campaign, published=True, pinned=True, with_email=True)
    text = get(f"contributions/{made.reference}/").content.decode()
    assert "Il en manque" in text
    for secret in ("habitante@example.org", "rue de la Paix", made.idempotency_key):
        assert secret not in text


@pytest.mark.parametrize(
    "query", [{"bbox": "1,2,3"}, {"bbox": "1,4,3,2"}, {"kind": "x"}, {"nonsense": "1"}, {"campaign": "x"}, {"zoom": "99"}]
)  # fmt: skip
def test_a_parameter_that_makes_no_sense_is_a_problem(get: Any, query: dict[str, str]) -> None:
    is_problem(get("pins/", **query), 400)


def test_pages_link_to_each_other_and_end(get: Any, campaign: Any, client: Any) -> None:
    ContributionFactory.create_batch(5, campaign=campaign, published=True)
    first = get("contributions/", campaign=campaign.pk, page_size=3).json()
    assert (first["count"], len(first["results"]), first["previous"]) == (5, 3, None)
    second = client.get(first["next"]).json()
    assert (len(second["results"]), second["next"]) == (2, None)
    is_problem(get("contributions/", campaign=campaign.pk, page=9), 404)
    is_problem(get("contributions/", page_size=101), 400)


@pytest.mark.parametrize(
    "path", ["contributions/", "pins/", "campaigns/{}/", "campaigns/{}/sectors/", "campaigns/"]
)
def test_a_route_costs_the_same_with_one_and_with_thirty_rows(
    get: Any, campaign: Any, path: str
) -> None:
    url = path.format(campaign.pk)
    query = {} if path.startswith("campaigns") else {"campaign": campaign.pk}
    if path == "pins/":
        query["zoom"] = 19

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert get(url, **query).status_code == 200
        return len(captured)

    ContributionFactory(campaign=campaign, published=True, pinned=True)
    cost()
    few = cost()
    for number in range(29):
        ContributionFactory(
            campaign=campaign, published=True, pinned=True, at=(48.88 + number / 1000, 2.2)
        )
    assert cost() == few


def test_the_list_of_campaigns_costs_the_same_with_one_and_with_ten(
    get: Any, campaign: Any
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert get("campaigns/").status_code == 200
        return len(captured)

    cost()
    few = cost()
    CampaignFactory.create_batch(9, open=True)
    assert cost() == few


def test_an_unchanged_answer_is_304(client: Any, campaign: Any) -> None:
    first = client.get(f"{ROOT}/campaigns/")
    again = client.get(f"{ROOT}/campaigns/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert "max-age=60" in first["Cache-Control"]


def test_too_many_requests_wait(get: Any, settings: Any) -> None:
    settings.CIVIC_API = {"THROTTLE_RATES": {"read": "2/min"}}
    codes = [get("campaigns/").status_code for _turn in range(3)]
    assert codes == [200, 200, 429]
    assert get("campaigns/")["Retry-After"]


def test_several_at_one_place_come_as_one_that_lists_them(get: Any, campaign: Any) -> None:
    ContributionFactory.create_batch(3, campaign=campaign, published=True, pinned=True)
    (feature,) = get("pins/", campaign=campaign.pk, zoom=13).json()["features"]
    assert (feature["properties"]["kind"], feature["properties"]["count"]) == ("stack", 3)
    assert len({item["reference"] for item in feature["properties"]["items"]}) == 3


def test_a_cluster_says_where_it_opens(get: Any, campaign: Any) -> None:
    for longitude in (2.2060, 2.2061):
        ContributionFactory(campaign=campaign, published=True, pinned=True, at=(48.892, longitude))
    (cluster,) = get("pins/", campaign=campaign.pk, zoom=10).json()["features"]
    assert cluster["properties"]["kind"] == "cluster"
    opened = get("pins/", campaign=campaign.pk, zoom=cluster["properties"]["expansion_zoom"]).json()
    assert [f["properties"]["kind"] for f in opened["features"]] == ["pin", "pin"]
    assert opened["meta"] == {
        "total": 2, "mapped": 2, "unmapped": 0, "in_view": 2, "truncated": False, "precision": "exact",
    }  # fmt: skip


def test_a_spreadsheet_runs_nothing_that_a_citizen_typed(get: Any, campaign: Any) -> None:
    attacks = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1", "＠x"]
    for attack in attacks:
        ContributionFactory(
            campaign=campaign,
            published=True,
            title=attack,
            answers={"idee": attack},
            category=attack,
        )
    rows = list(csv.reader(io.StringIO(streamed(get(f"campaigns/{campaign.pk}/export.csv")))))
    cells = [cell for row in rows[1:] for cell in row]
    assert not [cell for cell in cells if cell and cell[0] in "=+-@\t\r＝＋－＠"]
    assert sum(cell.startswith("'") for cell in cells) == 3 * len(attacks)


class TestHomes:
    @pytest.fixture
    def homes(self, db: None) -> Any:
        homes = CampaignFactory(open=True, homes=True, body=[MAP, form_block()])
        common = {"campaign": homes, "published": True, "pinned": True, "with_email": True}
        ContributionFactory.create_batch(12, **common, at=(48.89317, 2.21013))
        ContributionFactory.create_batch(3, **common, at=(48.90017, 2.18013))
        return homes

    def test_no_route_tells_one_home(self, get: Any, homes: Any, client: Any) -> None:
        paths = [
            "campaigns/", f"campaigns/{homes.pk}/", f"campaigns/{homes.pk}/sectors/",
            f"campaigns/{homes.pk}/timeline/", "contributions/", "pins/",
            f"contributions/?campaign={homes.pk}", f"pins/?campaign={homes.pk}",
            f"pins/?campaign={homes.pk}&bbox=2.2101,48.8931,2.2102,48.8932&zoom=19",
        ]  # fmt: skip
        texts = [client.get(f"{ROOT}/{path}").content.decode() for path in paths]
        kinds = ("csv", "geojson")
        texts.extend(streamed(get(f"campaigns/{homes.pk}/export.{kind}")) for kind in kinds)
        texts.append(client.get(f"/api/v2/pages/{homes.pk}/").content.decode())
        made = Contribution.objects.values_list("reference", flat=True)
        for text in texts:
            for secret in ("48.8931", "2.2101", "48.9001", "2.1801", "rue de la Paix", *made):
                assert secret not in text

    def test_areas_hold_at_least_eleven_and_all_of_them(self, get: Any, homes: Any) -> None:
        found = get("pins/", campaign=homes.pk).json()
        counts = [feature["properties"]["count"] for feature in found["features"]]
        assert min(counts) >= 11
        assert sum(counts) == found["meta"]["total"] == 15

    def test_a_sector_of_few_homes_is_told_with_its_neighbour(self, get: Any, homes: Any) -> None:
        features = get(f"campaigns/{homes.pk}/sectors/").json()["features"]
        told = {f["properties"]["key"]: f["properties"] for f in features}
        assert {key: found["count"] for key, found in told.items()} == {"ouest": None, "est": None}
        together = {"sectors": ["est", "ouest"], "count": 15}
        assert [found["together"] for found in told.values()] == [together, together]

    def test_a_box_never_changes_what_an_area_counts(self, get: Any, homes: Any) -> None:
        whole = get("pins/", campaign=homes.pk).json()
        boxed = get(
            "pins/", campaign=homes.pk, bbox="2.2101,48.8931,2.2102,48.8932", zoom=19
        ).json()
        assert boxed["features"] == whole["features"]
        assert boxed["meta"] == whole["meta"]

    @pytest.mark.parametrize("query", [{"q": "a"}, {"kind": "collective"}, {"sector": "est"}])
    def test_homes_are_not_filtered(self, get: Any, homes: Any, query: dict[str, str]) -> None:
        is_problem(get("pins/", campaign=homes.pk, **query), 400)
        is_problem(get(f"campaigns/{homes.pk}/export.csv", **query), 400)

    def test_one_more_home_shows_only_the_next_day(self, get: Any, homes: Any) -> None:
        before = get("pins/", campaign=homes.pk).content
        ContributionFactory(campaign=homes, published=True, pinned=True, at=(48.8931, 2.2101))
        assert get("pins/", campaign=homes.pk).content == before
        PublicAreas.objects.update(computed_at="2026-01-01T12:00:00Z")
        assert get("pins/", campaign=homes.pk).json()["meta"]["total"] == 16


def test_a_campaign_by_sector_tells_no_point(get: Any) -> None:
    campaign = CampaignFactory(open=True, by_sector=True)
    ContributionFactory(campaign=campaign, published=True, pinned=True, at=(48.9001, 2.1801))
    assert get("contributions/", campaign=campaign.pk).json()["results"][0]["sector"] == "ouest"
    assert get("pins/", campaign=campaign.pk).json()["features"] == []
    is_problem(get("pins/", campaign=campaign.pk, bbox="2.17,48.87,2.24,48.92"), 400)
    is_problem(get("contributions/", campaign=campaign.pk, bbox="2.17,48.87,2.24,48.92"), 400)


def test_the_timeline_comes_as_json_and_for_calendars(get: Any, campaign: Any) -> None:
    (step,) = get(f"campaigns/{campaign.pk}/timeline/").json()["results"]
    assert (step["title"], step["status"]) == ("Contributions", "current")
    calendar = get(f"campaigns/{campaign.pk}/timeline.ics")
    assert calendar["Content-Type"].startswith("text/calendar")
    assert "SUMMARY:Campagne" in calendar.content.decode()


def test_a_campaign_can_be_rebuilt_from_its_blocks(get: Any, campaign: Any, client: Any) -> None:
    found = get(f"campaigns/{campaign.pk}/").json()
    assert [block["type"] for block in found["blocks"]] == [
        "timeline",
        "map",
        "contribution_form",
        "contributions_list",
    ]
    assert found["forms"][0]["id"] == campaign.form_definitions()[0].form_id
    page = client.get(f"/api/v2/pages/{campaign.pk}/").json()
    assert [block["type"] for block in page["body"]] == [block["type"] for block in found["blocks"]]
    assert "contact_email" not in page


def test_what_is_not_live_is_not_found(get: Any) -> None:
    draft = CampaignFactory(live=False)
    is_problem(get(f"campaigns/{draft.pk}/"), 404)
    is_problem(get("contributions/", campaign=draft.pk), 404)


def test_the_committed_schema_is_the_real_one() -> None:
    from drf_spectacular.generators import SchemaGenerator

    real = json.loads(
        json.dumps(SchemaGenerator().get_schema(request=None, public=True), default=str)
    )
    committed = json.loads(Path("civic_api/schema/openapi.json").read_text())
    assert committed == real, (
        "run: manage.py spectacular --format openapi-json --file civic_api/schema/openapi.json"
    )


@pytest.mark.parametrize("path", ["schema/", "docs/"])
def test_schema_and_docs_are_served_from_here(client: Any, db: None, path: str) -> None:
    response = client.get(f"{ROOT}/{path}")
    assert response.status_code == 200
    assert "cdn." not in response.content.decode()


def test_an_answer_given_in_private_stays_out_of_exports_when_the_question_turns_public(
    get: Any, campaign: Any
) -> None:
    made = ContributionFactory(campaign=campaign, published=True, title="Un banc")
    version = made.form_version
    for spec in version.definition_data["fields"]:
        spec["public"] = spec["key"] != "idee"
    version.save()
    text = streamed(get(f"campaigns/{campaign.pk}/export.csv"))
    assert "Un banc" in text
    assert "Il en manque" not in text


def test_a_place_with_many_does_not_hide_its_neighbour(get: Any, campaign: Any) -> None:
    common = {"campaign": campaign, "published": True, "pinned": True}
    ContributionFactory.create_batch(45, **common, at=(48.8921, 2.2061))
    ContributionFactory(**common, at=(48.8999, 2.2199), title="Toute seule")
    features = get("pins/", campaign=campaign.pk, zoom=19).json()["features"]
    kinds = {f["properties"]["kind"]: f["properties"] for f in features}
    assert (kinds["stack"]["count"], len(kinds["stack"]["items"])) == (45, 20)
    assert kinds["pin"]["title"] == "Toute seule"
