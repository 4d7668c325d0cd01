"""Lines and areas through the API: the same verdict as the page, the shape where it is public."""

import csv
import io
import json
import uuid
from typing import Any

import pytest

from civic_blocks import shapes
from civic_pages.participation.models import Contribution, ExactLocation, Status
from civic_pages.testing import FORM_ID, INSIDE, CampaignFactory, ContributionFactory, definition_of
from tests.api.conftest import ROOT, is_problem
from tests.participation.desk import client_of, user_of
from tests.participation.test_export_import import FACTS, Plan, importing, targets, timezone
from tests.participation.test_placing import AREA, LINE, drawing_campaign


pytestmark = pytest.mark.django_db


def send(client: Any, campaign: Any, place: Any) -> Any:
    body = {
        "campaign": campaign.pk,
        "form": FORM_ID,
        "answers": {"titre": "Une piste", "lieu": place},
    }
    return client.post(
        f"{ROOT}/contributions/",
        json.dumps(body),
        content_type="application/json",
        headers={"Idempotency-Key": uuid.uuid4().hex},
    )


@pytest.mark.parametrize("shape", [LINE, AREA], ids=["line", "area"])
def test_a_shape_is_sent_and_read_back_as_the_geometry(client: Any, shape: Any) -> None:
    campaign = drawing_campaign(published_at_once=True)
    response = send(client, campaign, {"shape": shape})
    assert response.status_code == 201, response.content
    one = client.get(f"{ROOT}/contributions/{response.json()['reference']}/").json()
    latitude, longitude = shapes.point_on(shape)
    assert one["geometry"] == shape
    assert one["place"] == {"latitude": latitude, "longitude": longitude}
    (listed,) = client.get(f"{ROOT}/contributions/?campaign={campaign.pk}").json()["results"]
    assert listed["geometry"] == shape


def test_a_point_is_its_own_geometry_and_no_place_has_none(client: Any) -> None:
    campaign = CampaignFactory(open=True)
    ContributionFactory(campaign=campaign, published=True, pinned=True, reference="TST-1")
    ContributionFactory(campaign=campaign, published=True, reference="TST-2")
    rows = client.get(f"{ROOT}/contributions/?campaign={campaign.pk}").json()["results"]
    told = {row["reference"]: row["geometry"] for row in rows}
    point = {"type": "Point", "coordinates": [INSIDE[1], INSIDE[0]]}
    assert told == {"TST-1": point, "TST-2": None}


def test_where_points_are_not_public_no_geometry_is(client: Any) -> None:
    campaign = drawing_campaign(by_sector=True, published_at_once=True)
    reference = send(client, campaign, {"shape": LINE}).json()["reference"]
    response = client.get(f"{ROOT}/contributions/{reference}/")
    assert response.json()["geometry"] is None
    assert "48.892" not in response.content.decode()
    assert ExactLocation.objects.get().shape == LINE


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ({**LINE, "crs": None}, "crs"),
        ({"type": "Point", "coordinates": [2.2, 48.89]}, "LineString"),
        ({"type": "LineString", "coordinates": [[2.2, 48.89], [9, 48.89]]}, "km"),
        ("LINESTRING (2.2 48.89, 2.21 48.89)", "48"),
        (True, "48"),
    ],
    ids=["crs", "point", "outside", "text", "boolean"],
)
def test_a_wrong_shape_is_a_problem_beside_its_question(
    client: Any, shape: Any, words: str
) -> None:
    response = send(client, drawing_campaign(), {"shape": shape})
    is_problem(response, 422)
    assert words in response.json()["errors"]["answers.lieu"][0]["message"]
    assert not Contribution.objects.exists()


def test_nobody_says_by_the_api_how_the_point_was_found(client: Any) -> None:
    campaign = drawing_campaign()
    place = {"latitude": INSIDE[0], "longitude": INSIDE[1], "provenance": "device"}
    is_problem(send(client, campaign, place), 422)


def test_the_schema_of_a_form_tells_of_shapes_where_they_are_taken(client: Any) -> None:
    with_shapes, without = drawing_campaign(), CampaignFactory(open=True)
    asked = [
        client.get(f"{ROOT}/campaigns/{page.pk}/forms/{FORM_ID}/").json()["schema"]["properties"]
        for page in (with_shapes, without)
    ]
    kinds = asked[0]["lieu"]["properties"]["shape"]["oneOf"]
    assert [kind.get("properties", {}).get("type") for kind in kinds] == [
        None, {"const": "LineString"}, {"const": "Polygon"},
    ]  # fmt: skip
    assert asked[1]["lieu"]["properties"]["shape"]["oneOf"] == [{"type": "null"}]


def test_open_data_has_the_shape_as_geometry_and_as_wkt(client: Any) -> None:
    campaign = drawing_campaign(published_at_once=True)
    send(client, campaign, {"shape": LINE})
    geojson = client.get(f"{ROOT}/campaigns/{campaign.pk}/export.geojson")
    (feature,) = json.loads(b"".join(geojson.streaming_content))["features"]
    assert feature["geometry"] == LINE
    assert "shape" not in feature["properties"]
    table = client.get(f"{ROOT}/campaigns/{campaign.pk}/export.csv?headers=keys")
    (row,) = csv.DictReader(io.StringIO(b"".join(table.streaming_content).decode("utf-8-sig")))
    assert row["shape"] == shapes.as_wkt(LINE)


def test_a_table_has_no_column_of_shapes_where_none_is_asked_for(client: Any) -> None:
    campaign = CampaignFactory(open=True)
    table = client.get(f"{ROOT}/campaigns/{campaign.pk}/export.csv?headers=keys")
    assert "shape" not in b"".join(table.streaming_content).decode()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_shapes_come_back_from_the_team_s_own_export(client: Any, kind: str) -> None:
    first, second = drawing_campaign(), drawing_campaign(code="IMP")
    for shape in (LINE, AREA):
        assert send(client, first, {"shape": shape, "address": "Les Groues"}).status_code == 201
    posted = {"format": kind, "purpose": "machines", "places": "on"}
    response = client_of("admin").post(f"/admin/civic-exports/?campaign={first.pk}", posted)
    content = b"".join(response.streaming_content)
    names = {
        f"lieu_{part}": f"place_{part}" for part in ("address", "latitude", "longitude", "shape")
    }
    definition = definition_of(second)
    own = {
        target.name: target.name
        for target in targets(definition, may_decide=True)
        if target.name != "courriel"
    }
    plan = Plan(
        campaign=second, definition=definition, columns={**own, **FACTS, **names},
        operator=user_of("moderator"), now=timezone.now(),
    )  # fmt: skip
    assert importing.run(io.BytesIO(content), plan).problems == []
    kept = [
        list(
            ExactLocation.objects.filter(contribution__campaign=page)
            .order_by("contribution__external_id", "contribution_id")
            .values_list("latitude", "longitude", "address", "shape")
        )
        for page in (first, second)
    ]
    assert kept[0] == kept[1]
    assert len(kept[1]) == 2
    assert not Contribution.objects.of(second).exclude(status=Status.PENDING).exists()
