"""Open data as a GeoPackage: public points and sectors, areas of homes, filters, no file left."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from civic_pages.participation.models import Contribution, ExactLocation
from civic_pages.testing import CampaignFactory, ContributionFactory


pytestmark = pytest.mark.django_db
LINE = {"type": "LineString", "coordinates": [[2.2, 48.89], [2.21, 48.9]]}


@pytest.fixture
def campaign() -> Any:
    return CampaignFactory(open=True, slug="parc")


def asked(client: Any, campaign: Any, query: str = "") -> Any:
    return client.get(f"/api/civic/v1/campaigns/{campaign.pk}/export.gpkg{query}")


@contextmanager
def opened(client: Any, campaign: Any, path: Path, query: str = "") -> Iterator[Any]:
    response = asked(client, campaign, query)
    assert response.status_code == 200
    path.write_bytes(b"".join(response.streaming_content))
    with closing(sqlite3.connect(path)) as database:
        yield lambda text: database.execute(text).fetchall()


def test_it_holds_public_rows_points_and_sectors(
    client: Any, campaign: Any, tmp_path: Path
) -> None:
    ContributionFactory.create_batch(2, campaign=campaign, published=True, pinned=True)
    ContributionFactory(campaign=campaign, published=True, collective=True)
    ContributionFactory(campaign=campaign, pinned=True)
    with opened(client, campaign, tmp_path / "a.gpkg") as ask:
        assert ask("SELECT table_name, data_type FROM gpkg_contents ORDER BY rowid") == [
            ("contributions", "features"), ("sectors", "features"), ("about", "attributes"),
        ]  # fmt: skip
        assert ask("SELECT count(*), count(geom) FROM contributions") == [(3, 2)]
        counts = "SELECT key, contributions, individual, collective FROM sectors ORDER BY key"
        assert ask(counts) == [("est", 2, 2, 0), ("ouest", 0, 0, 0)]
        assert ("Licence Ouverte 2.0",) in ask("SELECT value FROM about")
        types = dict(ask("SELECT table_name, geometry_type_name FROM gpkg_geometry_columns"))
        assert types == {"contributions": "POINT", "sectors": "MULTIPOLYGON"}


def test_a_line_is_its_own_geometry(client: Any, campaign: Any, tmp_path: Path) -> None:
    made = ContributionFactory.create_batch(2, campaign=campaign, published=True, pinned=True)
    Contribution.objects.filter(pk=made[0].pk).update(shape=LINE)
    with opened(client, campaign, tmp_path / "a.gpkg") as ask:
        kind = "SELECT geometry_type_name FROM gpkg_geometry_columns"
        assert ask(kind)[0] == ("GEOMETRY",)
    features = client.get(f"/api/civic/v1/campaigns/{campaign.pk}/export.geojson")
    assert b'"LineString"' in b"".join(features.streaming_content)


def test_filters_apply_to_rows_and_sectors(client: Any, campaign: Any, tmp_path: Path) -> None:
    ContributionFactory(campaign=campaign, published=True, pinned=True, collective=True)
    ContributionFactory(campaign=campaign, published=True, pinned=True)
    with opened(client, campaign, tmp_path / "a.gpkg", "?kind=collective") as ask:
        assert ask("SELECT kind FROM contributions") == [("collective",)]
        assert ask("SELECT sum(contributions) FROM sectors") == [(1,)]
    assert asked(client, campaign, "?kolumn=1").status_code == 400


def test_no_total_is_told_before_the_page_does(client: Any, tmp_path: Path) -> None:
    campaign = CampaignFactory(open=True, live_totals=False)
    ContributionFactory(campaign=campaign, published=True, pinned=True)
    with opened(client, campaign, tmp_path / "a.gpkg") as ask:
        assert ask("SELECT count(contributions) FROM sectors") == [(0,)]


def test_homes_are_areas_and_counts_and_nothing_finer(client: Any, tmp_path: Path) -> None:
    homes = CampaignFactory(open=True, homes=True)
    ContributionFactory.create_batch(12, campaign=homes, published=True, pinned=True)
    ExactLocation.objects.update(address="12 rue secrète")
    with opened(client, homes, tmp_path / "a.gpkg") as ask:
        tables = [name for (name,) in ask("SELECT table_name FROM gpkg_contents ORDER BY rowid")]
        assert tables == ["areas", "sectors", "about"]
        assert ask("SELECT sum(count) FROM areas") == [(12,)]
    content = (tmp_path / "a.gpkg").read_bytes()
    assert b"TST-" not in content
    assert "secrète".encode() not in content
    assert asked(client, homes, "?kind=individual").status_code == 400


def test_what_is_not_public_is_not_found(client: Any) -> None:
    draft = CampaignFactory(open=True, live=False)
    assert asked(client, draft).status_code == 404


def test_the_file_is_named_after_the_campaign_and_the_day(client: Any, campaign: Any) -> None:
    response = asked(client, campaign)
    name = f"parc-{timezone.localdate().isoformat()}.gpkg"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response["Content-Type"] == "application/geopackage+sqlite3"
    response.close()


def test_no_file_is_left_on_the_disk(
    client: Any, campaign: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    response = asked(client, campaign)
    assert [path.suffix for path in tmp_path.iterdir()] == [".gpkg"]
    b"".join(response.streaming_content)
    response.close()
    assert list(tmp_path.iterdir()) == []


def test_it_reads_the_database_the_same_number_of_times_at_any_size(
    client: Any, campaign: Any
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            b"".join(asked(client, campaign).streaming_content)
        return len(captured)

    ContributionFactory(campaign=campaign, published=True)
    queries()
    one = queries()
    ContributionFactory.create_batch(29, campaign=campaign, published=True, pinned=True)
    assert queries() == one


def test_it_is_linked_and_described_beside_the_other_formats(client: Any, campaign: Any) -> None:
    ContributionFactory(campaign=campaign, published=True)
    page = client.get(campaign.contributions_url).content.decode()
    assert f"/api/civic/v1/campaigns/{campaign.pk}/export.gpkg" in page
    package = client.get(f"/api/civic/v1/campaigns/{campaign.pk}/datapackage.json").json()
    assert "export.gpkg" in [resource["path"] for resource in package["resources"]]
