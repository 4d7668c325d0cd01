"""OGC API – Features, Part 1: Core (17-069r4): the requirements that apply, by HTTP."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from drf_spectacular.validation import validate_schema
from wagtail.models import PageViewRestriction

from civic_pages.participation import tallies
from civic_pages.participation.geo import publication
from civic_pages.participation.models import Contribution, OfficialAnswer, Outcome
from civic_pages.testing import INSIDE, CampaignFactory, ContributionFactory, form_block
from tests.api.conftest import is_problem
from tests.conftest import check_html


pytestmark = pytest.mark.django_db
INTERESTS = {
    "type": "map",
    "id": "0b7e3c1e-8a0f-4c11-9d55-6f0e2a1b3c4d",
    "value": {
        "title": "La carte",
        "introduction": "",
        "zoom": 14,
        "show_contributions": True,
        "show_sectors": True,
        "points_of_interest": [
            {
                "type": "item",
                "id": "8d0e7b4e-0000-4c11-9d55-6f0e2a1b3c4d",
                "value": {
                    "title": "Mairie",
                    "text": "",
                    "position": {"lat": 48.8924, "lng": 2.2071},
                    "link": "",
                },
            }
        ],
    },
}
GEOJSON = "application/geo+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
CONTRIBUTIONS = "collections/contributions/items"
# 2,000 m of a street, as a citizen drew it.
LINE = {"type": "LineString", "coordinates": [[2.2, 48.89], [2.21, 48.89], [2.22, 48.895]]}


@pytest.fixture
def campaign(db: None) -> Any:
    return CampaignFactory(open=True, body=[INTERESTS, form_block()])


@pytest.fixture
def ask(client: Any, campaign: Any) -> Any:
    """Return a function that gets a resource of the campaign's service."""

    def get(path: str = "", of: Any = None, headers: Any = None, **query: Any) -> Any:
        root = f"/api/civic/ogc/campaigns/{(of or campaign).pk}/"
        named = {name.replace("_crs", "-crs"): value for name, value in query.items()}
        return client.get(f"{root}{path}", named, headers=headers)

    return get


def contribute(campaign: Any, count: int = 1, **values: Any) -> list[Contribution]:
    values = {"published": True, "pinned": True, "campaign": campaign, **values}
    return ContributionFactory.create_batch(count, **values)


def href(data: dict[str, Any], rel: str) -> str | None:
    return next((link["href"] for link in data["links"] if link["rel"] == rel), None)


def ids(response: Any) -> list[str]:
    assert response.status_code == 200, response.content
    return [feature["id"] for feature in response.json()["features"]]


# --- what the standard requires of each resource -------------------------------------------------

RESOURCES = [
    # (path, media type, relations it must have)
    ("", "application/json", {"self", "alternate", "service-desc", "service-doc", "conformance", "data"}),
    ("conformance", "application/json", {"self", "alternate"}),
    ("api", OPENAPI, set()),
    ("collections", "application/json", {"self", "alternate"}),
    ("collections/contributions", "application/json", {"self", "alternate", "items"}),
    ("collections/contributions/items", GEOJSON, {"self", "alternate", "collection"}),
    ("collections/contributions/items/{}", GEOJSON, {"self", "alternate", "collection"}),
    ("collections/sectors/items", GEOJSON, {"self", "alternate", "collection"}),
    ("collections/sectors/items/ouest", GEOJSON, {"self", "alternate", "collection"}),
    ("collections/points-of-interest/items", GEOJSON, {"self", "alternate", "collection"}),
    ("collections/perimeter/items/perimeter", GEOJSON, {"self", "alternate", "collection"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "kind", "rels"), RESOURCES, ids=[r[0] or "landing" for r in RESOURCES]
)
def test_a_resource_has_its_media_type_and_its_links(
    ask: Any, client: Any, campaign: Any, path: str, kind: str, rels: set[str]
) -> None:
    (made,) = contribute(campaign)
    response = ask(path.format(made.reference))
    assert (response.status_code, response["Content-Type"]) == (200, kind)
    links = response.json().get("links", [])
    assert rels <= {link["rel"] for link in links}
    for link in links:
        assert set(link) == {"href", "rel", "type", "title"}
        if link["href"].startswith("http://testserver/"):
            followed = client.get(link["href"])
            assert followed.status_code == 200
            assert followed["Content-Type"].replace("; charset=utf-8", "") == link["type"]


@pytest.mark.parametrize(
    "path", [row[0] for row in RESOURCES], ids=[r[0] or "landing" for r in RESOURCES]
)
def test_a_resource_is_a_web_page_for_a_browser(ask: Any, campaign: Any, path: str) -> None:
    (made,) = contribute(campaign, title="Un <b>banc</b>")
    accepts = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    for response in (
        ask(path.format(made.reference), headers=accepts),
        ask(path.format(made.reference), f="html"),
    ):
        assert response["Content-Type"] == "text/html; charset=utf-8"
        check_html(response.content.decode(), path)
        assert "<b>banc" not in response.content.decode()
    shown = ask(path.format(made.reference), f="json", headers=accepts)
    assert "json" in shown["Content-Type"]


def test_the_services_of_all_public_campaigns_are_listed(client: Any, campaign: Any) -> None:
    hidden = CampaignFactory(open=True, live=False)
    data = client.get("/api/civic/ogc/").json()
    services = [link["href"] for link in data["links"] if link["rel"] == "service"]
    assert services == [f"http://testserver/api/civic/ogc/campaigns/{campaign.pk}/"]
    assert str(hidden.pk) not in services
    check_html(client.get("/api/civic/ogc/?f=html").content.decode(), "services")


def test_the_list_of_contributions_leads_to_the_service(client: Any, campaign: Any) -> None:
    page = client.get(campaign.contributions_url).content.decode()
    assert f'href="/api/civic/ogc/campaigns/{campaign.pk}/"' in page


def test_the_classes_it_conforms_to_are_declared(ask: Any) -> None:
    root = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf"
    assert ask("conformance").json()["conformsTo"] == [
        f"{root}/core",
        f"{root}/oas30",
        f"{root}/geojson",
    ]


def test_the_definition_is_valid_and_says_what_the_service_does(ask: Any, campaign: Any) -> None:
    contribute(campaign)
    document = ask("api").json()
    validate_schema(document)
    text = json.dumps(document)
    for reference in {part.split('"')[0] for part in text.split('"$ref": "')[1:]}:
        where = document
        for name in reference.removeprefix("#/").split("/"):
            where = where[name]
    root = document["servers"][0]["url"]
    assert root == f"http://testserver/api/civic/ogc/campaigns/{campaign.pk}"
    for path, item in document["paths"].items():
        if "{" in path:
            continue
        assert ask(path.removeprefix("/")).status_code == 200, path
        assert {"200", "400", "404", "500"} <= set(item["get"]["responses"])


def test_every_parameter_that_is_defined_is_taken_and_no_other(ask: Any, campaign: Any) -> None:
    values = {
        "f": "json", "bbox": "2,48,3,49", "bbox-crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
        "datetime": "2026-01-01T00:00:00Z/..", "limit": "5", "offset": "0", "after": "5~x", "before": "5~x",
        "kind": "collective", "group_type": "school", "category": "Voirie", "sector": "est", "outcome": "x",
        "q": "banc",
    }  # fmt: skip
    document = ask("api").json()
    for path, item in document["paths"].items():
        if not path.endswith("/items"):
            continue
        names = [
            document["components"]["parameters"][each["$ref"].rpartition("/")[2]]["name"]
            for each in item["get"]["parameters"]
        ]
        for name, value in values.items():
            response = ask(f"{path[1:]}?{name}={value}")
            assert response.status_code == (200 if name in names else 400), (path, name)


@pytest.mark.parametrize(
    "query",
    [
        "limit=0", "limit=-1", "limit=x", "limit=1.5", "limit=", "bbox=1,2,3", "bbox=1,4,3,2", "bbox=a,b,c,d",
        "bbox=181,0,182,1", "bbox=1,2,3,4,5", "bbox=1,2,x,3,4,5", "bbox=", "bbox=nan,1,2,3",
        "bbox=2,48,3,49&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/4326",
        "datetime=hier", "datetime=..", "datetime=../..", "datetime=/", "datetime=2026-01-01T00:00:00",
        "datetime=2026-02-01T00:00:00Z/2026-01-01T00:00:00Z", "datetime=2026-13-01T00:00:00Z", "datetime=",
        "datetime=2026-01-01T00:00:00Z/2026-01-02T00:00:00Z/2026-01-03T00:00:00Z", "datetime=9999-12-31",
        "datetime=0001-01-01T00:00:00%2B14:00", "datetime=9999-12-31T23:59:59-12:00",
        "datetime=9999-12-31T23:59:59Z/..",
        "after=x", "after=~x", "after=1~", "after=99999999999999999999~x", "before=1~a%00b", "after=1~a&before=1~a",
        "kind=nobody", "nothing=1", "offset=1", "status=published", "ordering=published", "f=xml", "page=2",
    ],
)  # fmt: skip
def test_a_parameter_that_makes_no_sense_is_a_problem(ask: Any, query: str) -> None:
    is_problem(ask(f"{CONTRIBUTIONS}?{query}"), 400)


@pytest.mark.parametrize(
    "path",
    ["nothing", "collections/areas", "collections/x/items", f"{CONTRIBUTIONS}/TST-0", f"{CONTRIBUTIONS}/a%00b", "collections/sectors/items/nord"],
)  # fmt: skip
def test_what_is_not_there_is_a_problem(ask: Any, path: str) -> None:
    is_problem(ask(path), 404)


# --- features ------------------------------------------------------------------------------------


def test_a_feature_tells_what_is_public_and_nothing_else(ask: Any, campaign: Any) -> None:
    (made,) = contribute(campaign, with_email=True, collective=True)
    (feature,) = ask(CONTRIBUTIONS).json()["features"]
    assert feature["id"] == made.reference
    assert feature["geometry"] == {"type": "Point", "coordinates": [INSIDE[1], INSIDE[0]]}
    assert set(feature["properties"]) == {
        "title", "excerpt", "category", "kind", "group_name", "group_type", "held", "represented", "sector",
        "published_at", "outcome", "outcome_name", "url",
    }  # fmt: skip
    assert feature["properties"]["url"].endswith(f"{campaign.contributions_url}{made.reference}/")
    alone = ask(f"{CONTRIBUTIONS}/{made.reference}").json()
    assert {key: alone[key] for key in feature} == feature


def test_a_line_is_the_geometry(ask: Any, campaign: Any) -> None:
    contribute(campaign, at=(48.89, 2.21), shape=LINE)
    (feature,) = ask(CONTRIBUTIONS).json()["features"]
    assert feature["geometry"] == LINE


def test_only_published_contributions_with_a_place_are_features(ask: Any, campaign: Any) -> None:
    (shown,) = contribute(campaign)
    hidden = [
        *contribute(campaign, published=False),
        *contribute(campaign, published=False, rejected=True),
        *contribute(campaign, pinned=False),
        *contribute(CampaignFactory(open=True)),
    ]
    response = ask(CONTRIBUTIONS)
    assert ids(response) == [shown.reference]
    assert response.json()["numberMatched"] == response.json()["numberReturned"] == 1
    for contribution in hidden:
        is_problem(ask(f"{CONTRIBUTIONS}/{contribution.reference}"), 404)


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ("2.17,48.87,2.195,48.92", {"west"}),
        ("2.17,48.87,0,2.195,48.92,100", {"west"}),
        ("2.21,48.87,2.24,48.92", {"east"}),
        ("2.18,48.9,2.22,48.9", {"west", "east"}),
        ("-180,-90,180,90", {"west", "east", "fiji"}),
        ("170,-20,-170,-10", {"fiji"}),
        ("2.21,-90,2.2,90", {"west", "east", "fiji"}),
        ("0,0,1,1", set()),
    ],
)
def test_a_box_selects_what_touches_it(
    ask: Any, campaign: Any, box: str, expected: set[str]
) -> None:
    for title, at in {"west": (48.9, 2.18), "east": (48.9, 2.22), "fiji": (-17.0, 179.0)}.items():
        contribute(campaign, title=title, at=at)
    response = ask(CONTRIBUTIONS, bbox=box)
    found = {feature["properties"]["title"] for feature in response.json()["features"]}
    assert found == expected
    assert response.json()["numberMatched"] == len(expected)


def test_a_box_selects_sectors_and_counts_them_as_they_are(ask: Any, campaign: Any) -> None:
    contribute(campaign, 2, at=(48.9, 2.18))
    data = ask("collections/sectors/items", bbox="2.17,48.87,2.18,48.88").json()
    assert [f["properties"] for f in data["features"]] == [
        {"key": "ouest", "name": "Ouest", "count": 2}
    ]


MOMENT = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("interval", "is_in"),
    [
        ("2026-03-01T12:00:00Z", True),
        ("2026-03-01T13:00:00+01:00", True),
        ("2026-03-01T12:00:00.250000Z", True),
        ("2026-03-01T12:00:00.1Z", False),
        ("2026-03-01", True),
        ("2026-03-02", False),
        ("2026-03-01T11:00:00Z/2026-03-01T12:00:00Z", True),
        ("2026-03-01T12:00:01Z/..", False),
        ("../2026-03-01T11:59:59Z", False),
        ("2026-02-01/", True),
        ("/2026-02-01", False),
    ],
)
def test_a_time_selects_by_publication(ask: Any, campaign: Any, interval: str, is_in: bool) -> None:
    contribute(campaign, published_at=MOMENT)
    response = ask(CONTRIBUTIONS, datetime=interval)
    assert (len(ids(response)), response.json()["numberMatched"]) == (int(is_in), int(is_in))
    # What has no time matches any.
    assert len(ids(ask("collections/sectors/items", datetime=interval))) == 2


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"kind": "collective"}, {"group"}),
        ({"category": "Nature"}, {"tree"}),
        ({"sector": "est"}, {"tree", "done"}),
        ({"q": "ARBRE"}, {"tree"}),
        ({"outcome": "retenu"}, {"done"}),
        ({"q": "nothing"}, set()),
    ],
)
def test_the_filters_of_the_list_apply(
    ask: Any, campaign: Any, query: dict[str, str], expected: set[str]
) -> None:
    east = (48.9, 2.22)
    known = {
        "group": contribute(campaign, collective=True, at=(48.9, 2.18))[0],
        "tree": contribute(campaign, at=east, category="Nature", title="Un arbre")[0],
        "done": contribute(campaign, at=east)[0],
    }
    outcome, _new = Outcome.objects.get_or_create(slug="retenu", defaults={"name": "Retenu"})
    now = timezone.now()
    answer = OfficialAnswer.objects.create(
        campaign=campaign,
        outcome=outcome,
        text="Oui.",
        created_at=now,
        publish_at=now - timedelta(hours=1),
    )
    answer.contributions.add(known["done"])
    response = ask(CONTRIBUTIONS, **query)
    names = {contribution.reference: name for name, contribution in known.items()}
    assert {names[reference] for reference in ids(response)} == expected
    assert response.json()["numberMatched"] == len(expected)
    if "outcome" in query:
        assert response.json()["features"][0]["properties"]["outcome_name"] == outcome.name


# --- pages ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 3, 7, 8])
def test_pages_hold_every_feature_once_forth_and_back(
    ask: Any, client: Any, campaign: Any, size: int
) -> None:
    now = timezone.now()
    # Three moments, so that pages also end amid contributions of the same one.
    for number in range(7):
        contribute(campaign, published_at=now - timedelta(days=number // 3))
    page = ask(CONTRIBUTIONS, limit=size)
    assert href(page.json(), "prev") is None
    pages = [ids(page)]
    while address := href(page.json(), "next"):
        page = client.get(address)
        assert page.json()["numberMatched"] == 7
        pages.append(ids(page))
    found = [reference for each in pages for reference in each]
    assert found == sorted(found, key=order(campaign))
    assert len(found) == len(set(found)) == 7
    back = [ids(page)]
    while address := href(page.json(), "prev"):
        page = client.get(address)
        back.append(ids(page))
    assert back == pages[::-1]


def order(campaign: Any) -> Any:
    published = dict(Contribution.objects.of(campaign).values_list("reference", "published_at"))
    return lambda reference: (-published[reference].timestamp(), [-ord(c) for c in reference])


@pytest.mark.parametrize("at_once", [False, True], ids=["one by one", "all at once"])
def test_what_comes_and_goes_meanwhile_moves_nothing_from_page_to_page(
    ask: Any, client: Any, campaign: Any, at_once: bool
) -> None:
    moment = {"published_at": timezone.now()} if at_once else {}
    made = contribute(campaign, 6, **moment)
    first = ask(CONTRIBUTIONS, limit=3)
    contribute(campaign, 4, **moment)
    last_seen = Contribution.objects.get(reference=ids(first)[-1])
    tallies.shift(last_seen, -1)
    Contribution.objects.filter(pk=last_seen.pk).update(status="withdrawn")
    second = client.get(href(first.json(), "next"))
    assert sorted(ids(first) + ids(second)) == sorted(each.reference for each in made)


def test_pages_of_known_features_are_by_offset(ask: Any, client: Any) -> None:
    first = ask("collections/sectors/items", limit=1)
    second = client.get(href(first.json(), "next"))
    assert (ids(first), ids(second)) == (["ouest"], ["est"])
    assert href(second.json(), "next") is None
    assert ids(client.get(href(second.json(), "prev"))) == ["ouest"]
    assert first.json()["numberMatched"] == 2


def test_the_query_goes_along_from_page_to_page(ask: Any, client: Any, campaign: Any) -> None:
    contribute(campaign, 3, collective=True)
    contribute(campaign, 3)
    first = ask(CONTRIBUTIONS, limit=2, kind="collective", bbox="2,48,3,49", f="json")
    second = client.get(href(first.json(), "next")).json()
    assert (second["numberReturned"], second["numberMatched"]) == (1, 3)


@pytest.mark.parametrize("limit", ["1000000000", "9" * 19, "9" * 5000, "0" * 20 + "7"])
def test_more_than_the_most_is_the_most(ask: Any, campaign: Any, limit: str) -> None:
    contribute(campaign, 2)
    response = ask(CONTRIBUTIONS, limit=limit)
    assert response.json()["numberReturned"] == 2


def test_an_unchanged_page_is_304_though_it_tells_its_time(ask: Any, campaign: Any) -> None:
    contribute(campaign)
    first = ask(CONTRIBUTIONS)
    stamp = datetime.fromisoformat(first.json()["timeStamp"])
    assert abs(timezone.now() - stamp) < timedelta(minutes=1)
    assert "max-age=60" in first["Cache-Control"]
    again = ask(CONTRIBUTIONS, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    contribute(campaign)
    changed = ask(CONTRIBUTIONS, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


@pytest.mark.parametrize(
    "path",
    ["", "collections", "collections/contributions", CONTRIBUTIONS, f"{CONTRIBUTIONS}?kind=individual", "collections/sectors/items"],
)  # fmt: skip
def test_a_resource_costs_the_same_with_one_and_with_thirty_rows(
    ask: Any, campaign: Any, path: str
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert ask(path).status_code == 200
        return len(captured)

    contribute(campaign)
    cost()
    few = cost()
    for number in range(29):
        contribute(campaign, at=(48.88 + number / 1000, 2.2))
    assert cost() == few <= 7


def test_what_is_matched_unfiltered_comes_from_the_tallies(ask: Any, campaign: Any) -> None:
    contribute(campaign, 2)
    with CaptureQueriesContext(connection) as captured:
        assert ask(CONTRIBUTIONS, limit=1).json()["numberMatched"] == 2
    assert not [q["sql"] for q in captured if "COUNT(" in q["sql"].upper()]


def test_the_extent_holds_every_point(ask: Any, campaign: Any) -> None:
    for at in ((48.875, 2.175), (48.915, 2.235), (48.95, 2.3)):
        contribute(campaign, at=at)
    found = ask("collections/contributions").json()["extent"]["spatial"]
    ((west, south, east, north),) = found["bbox"]
    assert (west <= 2.175, south <= 48.875, east >= 2.3, north >= 48.95) == (True,) * 4
    assert found["crs"] == "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
    assert north - south < 0.2


def test_a_collection_without_features_has_no_extent(ask: Any) -> None:
    assert "extent" not in ask("collections/contributions").json()


# --- what is not told ----------------------------------------------------------------------------


def keys(response: Any) -> list[str]:
    return [collection["id"] for collection in response.json()["collections"]]


def test_by_sector_there_is_no_contribution(ask: Any, campaign: Any) -> None:
    by_sector = CampaignFactory(open=True, by_sector=True)
    (made,) = contribute(by_sector)
    assert keys(ask("collections", of=by_sector)) == ["sectors", "perimeter"]
    is_problem(ask(CONTRIBUTIONS, of=by_sector), 404)
    is_problem(ask(f"{CONTRIBUTIONS}/{made.reference}", of=by_sector), 404)
    told = ask("collections/sectors/items", of=by_sector).json()["features"]
    assert {f["id"]: f["properties"]["count"] for f in told} == {"ouest": 0, "est": 1}


@pytest.fixture
def homes(db: None) -> Any:
    campaign = CampaignFactory(open=True, homes=True, public_filters=["category"])
    for number in range(40):
        at = (INSIDE[0] + number / 4000, INSIDE[1])
        contribute(campaign, at=at, category="Nature" if number % 2 else "Voirie")
    return campaign


def test_homes_are_areas_and_no_feature_is_a_home(ask: Any, homes: Any) -> None:
    assert keys(ask("collections", of=homes)) == ["areas", "sectors", "perimeter"]
    is_problem(ask(CONTRIBUTIONS, of=homes), 404)
    features = ask("collections/areas/items", of=homes).json()["features"]
    batch = publication.current(homes.pk, now=timezone.now())
    assert [f["geometry"] for f in features] == [f["geometry"] for f in batch.features]
    for feature in features:
        assert set(feature["properties"]) == {"count"}
        assert feature["properties"]["count"] >= 11
        alone = ask(f"collections/areas/items/{feature['id']}", of=homes).json()
        assert alone["geometry"] == feature["geometry"]
    for contribution in Contribution.objects.of(homes):
        is_problem(ask(f"collections/areas/items/{contribution.reference}", of=homes), 404)


def test_a_box_never_changes_what_an_area_counts(ask: Any, homes: Any) -> None:
    whole = {f["id"]: f for f in ask("collections/areas/items", of=homes).json()["features"]}
    narrow = f"{INSIDE[1]},{INSIDE[0]},{INSIDE[1]},{INSIDE[0]}"
    touched = ask("collections/areas/items", of=homes, bbox=narrow).json()["features"]
    assert len(touched) == 1
    assert all(whole[feature["id"]] == feature for feature in touched)
    assert ids(ask("collections/areas/items", of=homes, datetime="1990-01-01")) == list(whole)


def test_homes_are_filtered_by_what_the_campaign_declared(ask: Any, homes: Any) -> None:
    found = ask("collections/areas/items", of=homes, category="Nature").json()["features"]
    assert sum(feature["properties"]["count"] for feature in found) == 20
    for query in ({"kind": "individual"}, {"q": "x"}, {"sector": "est"}, {"category": "Autre"}):
        is_problem(ask("collections/areas/items", of=homes, **query), 400)


def test_an_area_keeps_its_id_while_it_keeps_its_shape(ask: Any, homes: Any) -> None:
    before = ids(ask("collections/areas/items", of=homes))
    contribute(homes, at=INSIDE)
    publication.compute(homes.pk, now=timezone.now())
    assert ids(ask("collections/areas/items", of=homes)) == before


@pytest.mark.parametrize("is_homes", [False, True])
def test_while_totals_are_hidden_no_number_is_told(ask: Any, is_homes: bool) -> None:
    campaign = CampaignFactory(open=True, homes=is_homes, live_totals=False)
    contribute(campaign, 12)
    key = "areas" if is_homes else "contributions"
    for query in ({}, {"bbox": "2,48,3,49"}, {"limit": 2}):
        data = ask(f"collections/{key}/items", of=campaign, **query).json()
        assert data["features"]
        assert "numberMatched" not in data
        assert all("count" not in feature["properties"] for feature in data["features"])
    sectors = ask("collections/sectors/items", of=campaign).json()["features"]
    assert all("count" not in feature["properties"] for feature in sectors)


PATHS = ["", "api", "conformance", "collections", "collections/contributions", CONTRIBUTIONS]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("state", ["draft", "login", "groups", "password"])
def test_a_campaign_that_not_everybody_may_see_is_not_found(
    ask: Any, client: Any, campaign: Any, path: str, state: str
) -> None:
    contribute(campaign)
    if state == "draft":
        campaign.unpublish()
    else:
        made = PageViewRestriction.objects.create(page=campaign, restriction_type=state)
        made.groups.set(Group.objects.all()[:1])
    is_problem(ask(path), 404)
    services = client.get("/api/civic/ogc/").json()["links"]
    assert not [link for link in services if link["rel"] == "service"]
