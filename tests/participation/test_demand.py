"""Demand by sector, cell and street: counts against brute force, streets, the grid, who may."""

import io
from collections import defaultdict
from collections.abc import Callable
from copy import copy
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import openpyxl
import orjson
import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, shape
from wagtail.log_actions import registry

from civic_pages.participation import households
from civic_pages.participation.demand.counting import Row, by_place, by_sector
from civic_pages.participation.demand.grid import (
    SIZES,
    cell_name,
    cell_of,
    cell_ring,
    to_degrees,
    to_metres,
)
from civic_pages.participation.demand.streets import street_of, town_of
from civic_pages.participation.exports import jobs
from civic_pages.participation.geo import publication
from civic_pages.participation.models import Contribution, ExactLocation, Household, Job
from civic_pages.participation.moderation import demand_map
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.participation.demand import demanding, exported, published_of
from tests.participation.desk import client_of, soup, texts
from tests.participation.homes import homes_campaign


pytestmark = pytest.mark.django_db
OPEN = "/admin/civic-demand/{}/"
Figures = tuple[int, int, int, int]


def told(rows: Any) -> dict[str, Figures]:
    return {row.key: (row.contributions, row.collective, row.homes, row.persons) for row in rows}


def counted(rows: list[Contribution], place: Callable[[Contribution], str]) -> dict[str, Figures]:
    """Count by hand."""
    groups: dict[str, list[Contribution]] = defaultdict(list)
    for row in rows:
        groups[place(row)].append(row)
    return {key: figures(group) for key, group in groups.items()}


def figures(group: list[Contribution]) -> Figures:
    located = [row.exact_location for row in group if hasattr(row, "exact_location")]
    keys = [getattr(getattr(row, "contact", None), "person_key", "") for row in group]
    alone = [location for location in located if location.household_id is None]
    return (
        len(group),
        sum(row.kind == "collective" for row in group),
        len({location.household_id for location in located} - {None}) + len(alone),
        len(set(keys) - {""}) + keys.count(""),
    )


def cell_by_hand(row: Contribution) -> str:
    if not hasattr(row, "exact_location"):
        return ""
    place = row.exact_location
    return cell_name(cell_of(place.latitude, place.longitude, 200), 200)


def street_by_hand(row: Contribution) -> str:
    address = row.exact_location.address if hasattr(row, "exact_location") else ""
    known = {
        "12 rue": "rue henri barbusse", "3, bd ": "boulevard pesaro", "8 Aven": "avenue joffre",
    }  # fmt: skip
    return known.get(address[:6], "")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_table_equals_a_count_by_hand(seed: int) -> None:
    campaign = demanding(seed)
    rows = published_of(campaign)
    demand = by_place(campaign, size=200)
    by_hand = counted(rows, lambda row: row.sector)
    assert told(demand.sectors) == {"est": (0,) * 4, "ouest": (0,) * 4, "": (0,) * 4} | by_hand
    assert told(demand.grid) == counted(rows, cell_by_hand)
    assert told(demand.streets) == counted(rows, street_by_hand)
    assert told([demand.total]) == {"": figures(rows)}
    homes = households.counts(campaign.pk)
    assert (demand.total.homes, demand.total.persons) == (homes.homes, homes.persons)


@pytest.mark.parametrize("size", SIZES)
def test_the_rows_of_each_table_add_up_to_the_total(size: int) -> None:
    demand = by_place(demanding(4), size=size)
    for rows in (demand.sectors, demand.grid, demand.streets):
        for name in ("contributions", "individual", "collective"):
            assert sum(getattr(row, name) for row in rows) == getattr(demand.total, name)
    assert demand.grid[-1].key == demand.streets[-1].key == ""


def test_counting_reads_the_database_the_same_number_of_times_at_any_size() -> None:
    few, many = demanding(5, 1), demanding(6, 30)
    reads = []
    for made in (few, many):
        campaign = type(made).objects.get(pk=made.pk)
        with CaptureQueriesContext(connection) as captured:
            by_place(campaign, size=200)
        reads.append(len(captured))
    assert reads[0] == reads[1] <= 7


def test_a_campaign_that_counts_no_homes_tells_none() -> None:
    campaign = CampaignFactory(open=True)
    ContributionFactory(campaign=campaign, published=True, pinned=True)
    demand = by_place(campaign, size=200)
    assert {row.homes for row in [*demand.sectors, *demand.grid, demand.total]} == {None}
    assert demand.total.persons == 1


def test_a_public_point_is_counted_where_the_exact_one_is_erased() -> None:
    campaign = CampaignFactory(open=True)
    ContributionFactory(campaign=campaign, published=True, pinned=True)
    ExactLocation.objects.all().delete()
    assert [row.contributions for row in by_place(campaign, size=200).grid if row.key] == [1]


def test_what_was_published_last_is_told_once_private_data_are_erased(settings: Any) -> None:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "AREA_THRESHOLD": 2}
    campaign = demanding(7)
    before = by_sector(campaign)
    publication.freeze(campaign.pk, now=timezone.now())
    Household.objects.all().delete()
    demand = by_place(campaign, size=200)
    assert demand.frozen
    assert (demand.grid, demand.streets) == ((), ())
    assert demand.total.contributions == before.total.contributions
    assert demand.total.persons == before.total.persons


@given(st.floats(34, 71), st.floats(-10, 32), st.sampled_from(SIZES))
def test_a_point_lies_in_its_cell_and_a_cell_is_as_large_as_it_says(
    latitude: float, longitude: float, size: int
) -> None:
    east, north = to_metres(latitude, longitude)
    back = to_degrees(east, north)
    assert back == pytest.approx((latitude, longitude), abs=1e-7)
    cell = cell_of(latitude, longitude, size)
    assert cell[0] <= east < cell[0] + size
    assert cell[1] <= north < cell[1] + size
    drawn = shape({"type": "Polygon", "coordinates": [cell_ring(cell, size)]})
    assert drawn.buffer(2e-5).contains(Point(longitude, latitude))
    assert drawn.exterior.is_ccw


@given(st.lists(st.tuples(st.floats(48.8, 49), st.floats(2, 2.4)), max_size=60))
def test_a_grid_leaves_no_point_out_and_counts_none_twice(places: list[Any]) -> None:
    fine, coarse = ([cell_of(*at, size) for at in places] for size in (100, 200))
    assert [(east // 200 * 200, north // 200 * 200) for east, north in fine] == coarse


def test_the_grid_is_that_of_the_european_norm() -> None:
    # EPSG Guidance Note 7-2, method 9820.
    assert to_metres(50, 5) == pytest.approx((3962799.45, 2999718.85), abs=0.01)
    assert cell_name(cell_of(48.89, 2.2, 200), 200) == "CRS3035RES200mN2894200E3750000"


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("12, bd Henri-Barbusse 92000 Nanterre, esc. B appt 12", "boulevard henri barbusse"),
        ("12 boulevard henri barbusse, 92000 NANTERRE", "boulevard henri barbusse"),
        ("12 bis, r. Henri-Barbusse, Nanterre", "rue henri barbusse"),
        ("12bis rue Henri Barbusse Nanterre", "rue henri barbusse"),
        ("4-6 rue Henri Barbusse", "rue henri barbusse"),
        ("Rue du 8 Mai 1945", "rue 8 mai 1945"),
        ("Résidence Les Fleurs, 3 av. du Mal Joffre", "avenue marechal joffre"),
        ("bat C, 4 place Mandela 92000 Nanterre", "place mandela"),
        ("12 B rue de la Paix", "rue paix"),
        ("92000 Nanterre", ""),
        ("Nanterre", ""),
        ("12", ""),
        ("", ""),
    ],
)
def test_a_street_is_one_however_it_is_written(typed: str, key: str) -> None:
    assert street_of("", "", typed, town="nanterre")[0] == key


def test_the_geocoder_is_believed_before_what_was_typed() -> None:
    label = "12 Rue Henri Barbusse 92000 Nanterre"
    found = ("rue henri barbusse", "Rue Henri Barbusse")
    assert street_of("", label, "12 r barbus") == found
    assert street_of("Rue Henri Barbusse", "", "12 r barbus") == found
    assert town_of([label, "3 Rue X 92000 Nanterre", "1 Rue Y 92500 Rueil"]) == "nanterre"


# The page in the admin.


def user_with(*codenames: str) -> Client:
    user = get_user_model().objects.create_user("someone", "someone@example.org", "x")
    names = ("access_admin", *codenames)
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def logged(campaign: Any, action: str) -> list[dict[str, Any]]:
    return [e.data for e in registry.get_logs_for_instance(campaign).filter(action=action)]


def test_the_page_tells_sectors_and_only_once_asked_cells_and_streets() -> None:
    campaign = demanding(8)
    client, url = client_of("moderator"), OPEN.format(campaign.pk)
    page = client.get(url)
    assert texts(page, ".civic-demand h2")[:4] == [
        "In all", "Map", "By cells and by street", "By sector",
    ]  # fmt: skip
    assert logged(campaign, "civic.campaign.read_demand") == []
    assert "CRS3035" not in page.content.decode()
    asked = client.post(url, {"cell": "500"})
    html = asked.content.decode()
    assert "CRS3035RES500m" in html
    assert "boulevard de Pesaro" in html or "bd de Pesaro" in html
    assert logged(campaign, "civic.campaign.read_demand") == [{"cell": 500, "points": True}]
    total = by_sector(campaign).total
    feet = [[cell.get_text() for cell in foot.select("td")] for foot in soup(asked).select("tfoot")]
    whole = [total.contributions, total.individual, total.collective, total.homes, total.persons]
    assert feet == [[str(number) for number in whole]] * 3
    assert "no-store" in asked["Cache-Control"]


def test_the_numbers_of_a_table_are_grouped_as_people_write_them() -> None:
    campaign = homes_campaign(code="MANY")
    made = ContributionFactory(campaign=campaign, published=True)
    Contribution.objects.bulk_create(alike(made, number) for number in range(1233))
    page = client_of("moderator").get(OPEN.format(campaign.pk))
    # The client reads English, which writes a comma.
    assert texts(page, ".civic-demand tfoot td")[:2] == ["1,234", "1,234"]
    assert "1234" not in " ".join(texts(page, ".civic-demand td"))


def alike(made: Contribution, number: int) -> Contribution:
    twin = copy(made)
    twin.pk, twin.uuid, twin.reference = None, uuid4(), f"MANY-COPY-{number}"
    twin.idempotency_key = f"copy-{number}"
    return twin


def test_without_the_permission_of_exact_places_there_are_sectors_only() -> None:
    campaign = demanding(9)
    client, url = user_with("export_contribution"), OPEN.format(campaign.pk)
    page = client.get(url)
    assert page.status_code == 200
    assert not soup(page).select("[name=cell]:not([type=hidden]), [name=places], [name=points]")
    for path in (url, f"{url}sheet/"):
        response = client.post(path, {"cell": "200", "points": "on", "paper": "a4-portrait"})
        assert response.status_code == 302
        assert "CRS3035" not in response.content.decode()
    assert logged(campaign, "civic.campaign.read_demand") == []


@pytest.mark.parametrize("role", ["anonymous", "editor"])
@pytest.mark.parametrize("path", ["", "{}/", "{}/sheet/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_else_reads_demand(role: str, path: str, method: str) -> None:
    campaign = demanding(1, 3)
    address = f"/admin/civic-demand/{path.format(campaign.pk)}"
    response = getattr(client_of(role), method)(address, {"points": "on"})
    assert response.status_code in {302, 405}
    assert "Ouest" not in response.content.decode()
    assert logged(campaign, "civic.campaign.read_demand") == []


def test_a_page_that_is_no_campaign_is_not_found() -> None:
    empty = CampaignFactory(open=True)
    client = client_of("admin")
    assert client.get(f"{OPEN.format(empty.pk)}sheet/").status_code == 200
    for pk in (empty.get_parent().pk, 99999):
        assert client.get(OPEN.format(pk)).status_code == 404
        assert client.get(f"{OPEN.format(pk)}sheet/").status_code == 404


def test_the_page_reads_the_database_the_same_number_of_times_at_any_size() -> None:
    client = client_of("moderator")

    def reads(seed: int, size: int) -> int:
        url = OPEN.format(demanding(seed, size).pk)
        client.post(url, {"cell": "200"})
        with CaptureQueriesContext(connection) as captured:
            assert client.post(url, {"cell": "200"}).status_code == 200
        return len(captured)

    assert reads(1, 2) == reads(2, 30)


def test_the_page_is_linked_from_reports_exports_and_the_editor() -> None:
    campaign = demanding(1, 2)
    client, url = client_of("admin"), OPEN.format(campaign.pk)
    assert "/admin/civic-demand/" in client.get("/admin/").content.decode()
    assert url in client.get("/admin/civic-demand/").content.decode()
    assert url in client.get(f"/admin/civic-exports/?campaign={campaign.pk}").content.decode()
    assert url in client.get(f"/admin/pages/{campaign.pk}/edit/").content.decode()


# Files.


def sheets_of(path: Path) -> dict[str, list[list[Any]]]:
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    return {s.title: [[c.value for c in line] for line in s.iter_rows()] for s in book.worksheets}


def test_the_workbook_holds_sectors_cells_streets_and_homes(tmp_path: Path) -> None:
    campaign = demanding(2)
    client, path = client_of("moderator"), tmp_path / "demand.xlsx"
    asked = {"format": "demand_xlsx", "places": "on", "cell": "500"}
    sheets = sheets_of(exported(client, campaign, path, **asked))
    assert list(sheets) == ["Sectors", "Grid", "Streets", "Homes", "Dictionary", "Licence"]
    demand = by_place(campaign, size=500)
    for name, rows in (
        ("Sectors", demand.sectors), ("Grid", demand.grid), ("Streets", demand.streets),
    ):  # fmt: skip
        found = sheets[name][1:]
        assert [line[0] for line in found] == [*(row.name for row in rows), "Total"]
        assert [line[-5:] for line in found] == [in_line(row) for row in [*rows, demand.total]]
    assert len(sheets["Homes"]) - 1 == demand.total.homes
    assert {"sector", "cell", "street", "home", "persons"} <= {line[0] for line in sheets["Dictionary"]}  # fmt: skip
    assert 500 in [line[1] for line in sheets["Licence"]]


def in_line(row: Row) -> list[int | None]:
    return [row.contributions, row.individual, row.collective, row.homes, row.persons]


def test_a_workbook_without_exact_places_tells_sectors_only(tmp_path: Path) -> None:
    campaign = demanding(2)
    path = tmp_path / "demand.xlsx"
    sheets = sheets_of(exported(client_of("moderator"), campaign, path, format="demand_xlsx"))
    assert list(sheets) == ["Sectors", "Dictionary", "Licence"]


def test_a_street_that_begins_like_a_formula_is_a_text(tmp_path: Path) -> None:
    campaign = demanding(2, 2)
    ExactLocation.objects.update(address="=HYPERLINK(1)", street="=1+1 rue")
    path = tmp_path / "demand.xlsx"
    exported(client_of("moderator"), campaign, path, format="demand_xlsx", places="on")
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    cells = [cell for sheet in book.worksheets for line in sheet.iter_rows() for cell in line]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert "'=1+1 rue" in [cell.value for cell in cells]


def test_the_map_holds_sectors_and_cells_that_add_up(tmp_path: Path) -> None:
    campaign = demanding(3)
    client, path = client_of("moderator"), tmp_path / "demand.geojson"
    asked = {"format": "demand_geojson", "places": "on", "cell": "200"}
    features = orjson.loads(exported(client, campaign, path, **asked).read_bytes())["features"]
    total = by_sector(campaign).total
    for level in ("sector", "cell"):
        told_here = [f["properties"] for f in features if f["properties"]["level"] == level]
        assert sum(p["contributions"] for p in told_here) == total.contributions
        assert {"homes", "persons", "individual", "collective"} <= set(told_here[0])
    assert {f["geometry"]["type"] for f in features if f["geometry"]} == {"MultiPolygon", "Polygon"}
    assert [f["properties"]["key"] for f in features if f["geometry"] is None] == ["", ""]


def test_files_of_demand_are_written_down_and_count_what_is_published_of_the_set(
    tmp_path: Path,
) -> None:
    campaign = demanding(3)
    client, path = client_of("moderator"), tmp_path / "demand.geojson"
    posted = {"format": "demand_geojson", "purpose": "people", "places": "on", "cell": "100"}
    url = f"/admin/civic-exports/?campaign={campaign.pk}&kind=collective&status=all"
    path.write_bytes(b"".join(client.post(url, posted).streaming_content))
    features = orjson.loads(path.read_bytes())["features"]
    collective = [row for row in published_of(campaign) if row.kind == "collective"]
    assert sum(
        f["properties"]["contributions"] for f in features if f["properties"]["level"] == "sector"
    ) == len(collective)
    (entry,) = logged(campaign, "civic.campaign.export")
    assert entry["format"] == "demand_geojson"
    assert (entry["places"], entry["cell"]) == (True, 100)
    assert entry["filters"] == "kind=collective&status=all"


def test_who_may_not_see_exact_places_gets_no_cells_whatever_is_posted(tmp_path: Path) -> None:
    campaign = demanding(3)
    client = user_with("export_contribution")
    asked = {"places": "on", "cell": "100"}
    for name in ("demand_geojson", "gpkg", "demand_xlsx"):
        path = exported(client, campaign, tmp_path / "demand", format=name, **asked)
        content = path.read_bytes()
        if name == "demand_xlsx":
            content = str(sheets_of(path)).encode()
        assert b"CRS3035" not in content
        assert b"Barbusse" not in content


def test_a_large_file_of_demand_is_made_in_the_background(
    tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    campaign = demanding(3)
    client = client_of("moderator")
    posted = {"format": "gpkg", "purpose": "people", "places": "on", "background": "on"}
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(f"/admin/civic-exports/?campaign={campaign.pk}", posted)
    assert response.status_code == 303
    job = Job.objects.get()
    assert (job.state, job.report) == ("done", {})
    assert "GeoPackage" in client.get("/admin/civic-exports/").content.decode()
    fetched = client.get(f"/admin/civic-exports/file/{job.uuid}/")
    assert b"".join(fetched.streaming_content)[:16] == b"SQLite format 3\x00"
    assert fetched["Content-Type"] == "application/geopackage+sqlite3"
    jobs.purge(now=timezone.now() + timedelta(days=30))
    assert not Job.objects.exists()


def test_the_map_says_what_it_leaves_out(monkeypatch: Any) -> None:
    campaign = demanding(8)
    client, url = client_of("moderator"), OPEN.format(campaign.pk)
    notice = ".civic-demand .help"
    assert "cells instead of each place" not in " ".join(
        texts(client.post(url, {"cell": "500"}), notice)
    )
    monkeypatch.setattr(demand_map, "MOST_POINTS", 3)
    assert "cells instead of each place" in " ".join(
        texts(client.post(url, {"cell": "500"}), notice)
    )
