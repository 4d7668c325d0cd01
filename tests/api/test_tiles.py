"""Vector tiles and their TileJSON: what the map shows, each cell on one tile, nothing of homes."""

import random
from typing import Any

import mapbox_vector_tile
import mercantile
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from civic_pages.participation.geo.tiles import MAX_ZOOM
from civic_pages.participation.models import Contribution
from civic_pages.testing import INSIDE, CampaignFactory, ContributionFactory
from tests.api.conftest import is_problem


pytestmark = pytest.mark.django_db
MEDIA_TYPE = "application/vnd.mapbox-vector-tile"
DOWN = {"y_coord_down": True}


@pytest.fixture
def campaign(db: None) -> Any:
    return CampaignFactory(open=True)


def tile_at(at: tuple[float, float], zoom: int) -> mercantile.Tile:
    return mercantile.tile(at[1], at[0], zoom)


@pytest.fixture
def tile(get: Any, campaign: Any) -> Any:
    """Return a function that gets a tile and decodes it: features by layer."""

    def ask(number: mercantile.Tile, of: Any = None, **query: Any) -> dict[str, Any]:
        path = f"campaigns/{(of or campaign).pk}/tiles/{number.z}/{number.x}/{number.y}.mvt"
        response = get(path, **query)
        if response.status_code == 204:
            assert response.content == b""
            return {}
        assert (response.status_code, response["Content-Type"]) == (200, MEDIA_TYPE)
        layers = mapbox_vector_tile.decode(response.content, default_options=DOWN)
        return {name: layer["features"] for name, layer in layers.items()}

    return ask


def contribute(campaign: Any, at: tuple[float, float] = INSIDE, **values: Any) -> Contribution:
    values = {"published": True, "pinned": True, "campaign": campaign, "at": at, **values}
    made: Contribution = ContributionFactory(**values)
    return made


def scattered(campaign: Any, number: int) -> None:
    dice = random.Random(4)
    for _index in range(number):
        contribute(campaign, at=(dice.uniform(48.87, 48.92), dice.uniform(2.17, 2.24)))


def counted(layers: dict[str, Any]) -> int:
    return sum(f["properties"]["count"] for f in layers.get("contributions", []))


def degrees(feature: dict[str, Any], tile: mercantile.Tile) -> tuple[float, float]:
    """Return latitude and longitude of a point of a tile."""
    x, y = feature["geometry"]["coordinates"]
    box = mercantile.xy_bounds(tile)
    side = (box.right - box.left) / 4096
    longitude, latitude = mercantile.lnglat(box.left + x * side, box.top - y * side)
    return latitude, longitude


@pytest.mark.parametrize("zoom", [0, 1, 9, 12, 13, 14, 15, 17, MAX_ZOOM])
def test_tiles_count_every_contribution_once(tile: Any, campaign: Any, zoom: int) -> None:
    scattered(campaign, 40)
    # On the corner of four tiles at every zoom but the first.
    contribute(campaign, at=(0.0, 0.0))
    places = Contribution.objects.mapped().values_list("latitude", "longitude")
    numbers = {tile_at(place, zoom) for place in places}
    around = {other for number in numbers for other in mercantile.neighbors(number)}
    shown = [tile(number) for number in numbers | around]
    assert sum(counted(layers) for layers in shown) == 41
    assert all(
        0 <= side <= 4096
        for layers in shown
        for feature in layers.get("contributions", [])
        for side in feature["geometry"]["coordinates"]
    )


def test_a_pin_lies_where_the_contribution_does(tile: Any, campaign: Any) -> None:
    made = contribute(campaign, title="Un banc", category="Nature")
    number = tile_at(INSIDE, 15)
    (feature,) = tile(number)["contributions"]
    assert feature["properties"] == {
        "kind": "pin", "count": 1, "reference": made.reference, "title": "Un banc", "category": "Nature",
    }  # fmt: skip
    assert degrees(feature, number) == pytest.approx(INSIDE, abs=2e-6)


def test_those_at_one_place_are_a_stack_and_far_off_a_cluster(tile: Any, campaign: Any) -> None:
    contribute(campaign)
    contribute(campaign)
    contribute(campaign, at=(INSIDE[0] + 0.002, INSIDE[1]))
    near = tile(tile_at(INSIDE, MAX_ZOOM))["contributions"]
    assert [feature["properties"] for feature in near] == [{"kind": "stack", "count": 2}]
    far = tile(tile_at(INSIDE, 8))["contributions"]
    assert [feature["properties"] for feature in far] == [{"kind": "cluster", "count": 3}]


def test_shapes_reach_beyond_the_tile_and_end_where_they_end(tile: Any, campaign: Any) -> None:
    contribute(campaign, at=(48.9, 2.18))
    inside = tile(mercantile.tile(2.19, 48.9, 16))
    (border,) = inside["perimeter"]
    corners = {tuple(place) for place in border["geometry"]["coordinates"][0]}
    assert corners == {(-64, -64), (-64, 4160), (4160, 4160), (4160, -64)}
    assert [f["properties"] for f in inside["sectors"]] == [
        {"key": "ouest", "name": "Ouest", "count": 1}
    ]
    whole = tile(mercantile.tile(2.2, 48.9, 10))
    assert {f["properties"]["key"]: f["properties"]["count"] for f in whole["sectors"]} == {
        "ouest": 1,
        "est": 0,
    }


@pytest.mark.parametrize(
    ("query", "expected"), [({"kind": "collective"}, 1), ({"q": "arbre"}, 2), ({"sector": "x"}, 0)]
)
def test_the_filters_of_the_list_apply(
    tile: Any, campaign: Any, query: dict[str, str], expected: int
) -> None:
    contribute(campaign, title="Un arbre")
    contribute(campaign, title="Un arbre", collective=True)
    contribute(campaign)
    layers = tile(tile_at(INSIDE, 12), **query)
    assert counted(layers) == expected
    # The count of a whole sector would not be that of the filtered map.
    assert all("count" not in feature["properties"] for feature in layers["sectors"])


def test_an_empty_tile_is_no_content(get: Any, campaign: Any) -> None:
    contribute(campaign)
    response = get(f"campaigns/{campaign.pk}/tiles/12/0/0.mvt")
    assert (response.status_code, response.content) == (204, b"")
    assert "max-age=60" in response["Cache-Control"]


@pytest.mark.parametrize(
    "name", ["19/0/0", "0/1/0", "0/0/1", "3/8/0", "3/0/8", "99/0/0", f"2/{10**30}/0"]
)
def test_a_tile_that_is_none_is_a_problem(get: Any, campaign: Any, name: str) -> None:
    is_problem(get(f"campaigns/{campaign.pk}/tiles/{name}.mvt"), 404)


@pytest.mark.parametrize("name", ["tiles/0/0/0.mvt", "tiles.json"])
def test_a_parameter_that_makes_no_sense_is_a_problem(get: Any, campaign: Any, name: str) -> None:
    for query in (
        {"kind": "nobody"},
        {"bbox": "1,2,3,4"},
        {"zoom": "3"},
        {"ordering": "published"},
    ):
        if name == "tiles.json" and "kind" in query:
            continue
        is_problem(get(f"campaigns/{campaign.pk}/{name}", **query), 400)


def test_an_unchanged_tile_is_304_whatever_media_type_is_asked(
    get: Any, client: Any, campaign: Any
) -> None:
    contribute(campaign)
    path = f"/api/civic/v1/campaigns/{campaign.pk}/tiles/0/0/0.mvt"
    first = client.get(path, headers={"Accept": "application/x-protobuf"})
    assert first["Content-Type"] == MEDIA_TYPE
    assert "max-age=60" in first["Cache-Control"]
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("zoom", [10, 15, MAX_ZOOM])
def test_a_tile_costs_the_same_with_one_and_with_thirty_rows(
    tile: Any, campaign: Any, zoom: int
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert tile(tile_at(INSIDE, zoom))
        return len(captured)

    contribute(campaign)
    cost()
    few = cost()
    for number in range(29):
        contribute(campaign, at=(INSIDE[0] + number / 20_000, INSIDE[1]))
    # At most the pins' own query more, where there were only clusters or the other way round.
    assert cost() <= few + 1 <= 10


# --- what is not told ----------------------------------------------------------------------------


def test_homes_are_areas_and_never_pins(tile: Any) -> None:
    homes = CampaignFactory(open=True, homes=True)
    for number in range(30):
        contribute(homes, at=(INSIDE[0] + number / 4000, INSIDE[1]))
    for zoom in (0, 8, 12, 15, MAX_ZOOM):
        layers = tile(tile_at(INSIDE, zoom), of=homes)
        assert "contributions" not in layers
        for feature in layers.get("areas", []):
            assert feature["geometry"]["type"] in {"Polygon", "MultiPolygon"}
            assert set(feature["properties"]) == {"count"}
            assert feature["properties"]["count"] >= 11


def test_homes_take_no_filter_that_is_not_declared(get: Any) -> None:
    homes = CampaignFactory(open=True, homes=True)
    is_problem(get(f"campaigns/{homes.pk}/tiles/0/0/0.mvt", q="banc"), 400)


def test_by_sector_a_tile_has_sectors_only(tile: Any) -> None:
    by_sector = CampaignFactory(open=True, by_sector=True)
    contribute(by_sector)
    layers = tile(tile_at(INSIDE, 12), of=by_sector)
    assert set(layers) == {"sectors", "perimeter"}
    assert sum(feature["properties"]["count"] for feature in layers["sectors"]) == 1


@pytest.mark.parametrize("is_homes", [False, True])
def test_while_totals_are_hidden_no_count_is_told(tile: Any, is_homes: bool) -> None:
    hidden = CampaignFactory(open=True, homes=is_homes, live_totals=False)
    for number in range(12):
        contribute(hidden, at=(INSIDE[0] + number / 4000, INSIDE[1]))
    layers = tile(tile_at(INSIDE, 11), of=hidden)
    assert layers["areas" if is_homes else "contributions"]
    for features in layers.values():
        assert all("count" not in feature["properties"] for feature in features)


def test_what_is_not_published_is_on_no_tile(tile: Any, campaign: Any) -> None:
    contribute(campaign, published=False)
    contribute(CampaignFactory(open=True))
    assert "contributions" not in tile(tile_at(INSIDE, 12))


@pytest.mark.parametrize("name", ["tiles/0/0/0.mvt", "tiles.json"])
def test_a_draft_has_no_tiles(get: Any, campaign: Any, name: str) -> None:
    campaign.unpublish()
    is_problem(get(f"campaigns/{campaign.pk}/{name}"), 404)


# --- TileJSON ------------------------------------------------------------------------------------


def test_tilejson_says_where_the_tiles_are_and_what_they_hold(
    get: Any, client: Any, campaign: Any
) -> None:
    contribute(campaign)
    data = get(f"campaigns/{campaign.pk}/tiles.json", kind="individual").json()
    assert (data["tilejson"], data["minzoom"], data["maxzoom"]) == ("3.0.0", 0, MAX_ZOOM)
    west, south, east, north = data["bounds"]
    assert west <= 2.17 < 2.24 <= east and south <= 48.87 < 48.92 <= north  # noqa: PLR0133, PT018
    assert campaign.title in data["attribution"]
    number = tile_at(INSIDE, 12)
    (template,) = data["tiles"]
    assert template.endswith("{z}/{x}/{y}.mvt?kind=individual")
    address = template.replace("{z}", str(number.z)).replace("{x}", str(number.x))
    content = client.get(address.replace("{y}", str(number.y))).content
    shown = mapbox_vector_tile.decode(content, default_options=DOWN)
    assert set(shown) == {layer["id"] for layer in data["vector_layers"]}
    for layer in data["vector_layers"]:
        names = {n for f in shown[layer["id"]]["features"] for n in f["properties"]}
        assert names <= set(layer["fields"])


def test_tilejson_of_homes_has_areas(get: Any) -> None:
    homes = CampaignFactory(open=True, homes=True)
    data = get(f"campaigns/{homes.pk}/tiles.json").json()
    assert [layer["id"] for layer in data["vector_layers"]] == ["areas", "sectors", "perimeter"]


def test_tilejson_of_a_campaign_without_a_place_is_of_the_world(get: Any) -> None:
    anywhere = CampaignFactory(open=True, perimeter=None, sectors=None)
    data = get(f"campaigns/{anywhere.pk}/tiles.json").json()
    assert data["bounds"][::2] == [-180, 180]


def test_a_title_cannot_write_into_the_attribution(get: Any) -> None:
    odd = CampaignFactory(open=True, title="Un <script>alert(1)</script>")
    assert "<script" not in get(f"campaigns/{odd.pk}/tiles.json").json()["attribution"]
