"""Cost of reading, at 351, 20,000 and 200,000 contributions: time, bytes compressed, queries.

    DATABASE_URL=postgres://postgres@127.0.0.1:5432/postgres python benchmarks/run.py

Makes a test database of its own and drops it. Times are medians in process, without a network;
trust ratios between sizes and databases more than milliseconds.
"""

import gzip
import os
import random
import statistics
import sys
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any


sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_config.settings.test")

import django


django.setup()

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from civic_pages.participation import tallies
from civic_pages.participation.geo.cells import cell_key
from civic_pages.participation.models import Contribution, FormVersion, Kind, Status
from civic_pages.participation.searching import searchable
from civic_pages.testing import (
    CampaignFactory,
    definition_of,
    ensure_wagtail_rows,
    form_block,
    portal,
)


SIZES = [int(size) for size in os.environ.get("SIZES", "351,20000,200000").split(",")]
RUNS = 7
BLOCKS = [
    {"type": "timeline", "id": str(uuid.uuid4()), "value": {"title": "Calendrier", "show_phases": True, "milestones": []}},
    {"type": "map", "id": str(uuid.uuid4()), "value": {"title": "Carte", "introduction": "", "zoom": 13, "show_contributions": True, "show_sectors": True, "points_of_interest": []}},
    form_block(),
    {"type": "contributions_list", "id": str(uuid.uuid4()), "value": {"title": "Contributions", "limit": 6}},
]  # fmt: skip


def fill(campaign: Any, size: int) -> None:
    """Store published, pinned contributions all over the perimeter."""
    chance = random.Random(size)
    now, definition = timezone.now(), definition_of(campaign)
    version = FormVersion.objects.create(
        campaign_id=campaign.pk, form_id=definition.form_id, number=1, digest=definition.digest,
        definition_data=definition.as_dict(), created_at=now,
    )  # fmt: skip
    for start in range(0, size, 5000):
        rows = []
        for number in range(start, min(size, start + 5000)):
            latitude, longitude = chance.uniform(48.87, 48.92), chance.uniform(2.17, 2.24)
            title = f"Proposition {number} pour la place du marché"
            text = f"Il faudrait des bancs, de l'ombre et une fontaine, variante {chance.random():.9f}."
            rows.append(
                Contribution(
                    reference=f"BEN{size}-{number:07d}", campaign_id=campaign.pk, form_version=version,
                    answers={"titre": title, "idee": text}, title=title, excerpt=text,
                    search_text=searchable(f"{title} {text}"), category=chance.choice(["Voirie", "Nature"]),
                    kind=Kind.COLLECTIVE if number % 3 == 0 else Kind.INDIVIDUAL,
                    group_name="Amicale" if number % 3 == 0 else "", represented=20 if number % 3 == 0 else None,
                    status=Status.PUBLISHED, latitude=latitude, longitude=longitude,
                    cell_key=cell_key(latitude, longitude), sector="ouest" if longitude < 2.205 else "est",
                    idempotency_key=uuid.uuid4().hex, fingerprint="", created_at=now,
                    published_at=now - timedelta(seconds=number),
                )
            )  # fmt: skip
        Contribution.objects.bulk_create(rows)
    tallies.rebuild(campaign.pk)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def measured(get: Callable[[], Any]) -> tuple[float, int, int]:
    """Return median milliseconds, bytes compressed, and queries of a request."""
    times, size, queries = [], 0, 0
    for _turn in range(RUNS):
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            start = time.perf_counter()
            response = get()
            body = b"".join(response.streaming_content) if response.streaming else response.content
            times.append((time.perf_counter() - start) * 1000)
        assert response.status_code == 200, response.status_code
        size, queries = len(gzip.compress(body, 6)), len(captured)
    return statistics.median(times), size, queries


def first_byte(get: Callable[[], Any]) -> float:
    """Return milliseconds until the first row of a streamed answer."""
    start = time.perf_counter()
    stream = iter(get().streaming_content)
    next(stream), next(stream), next(stream)
    return (time.perf_counter() - start) * 1000


def main() -> None:
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    ensure_wagtail_rows()
    portal()
    client = Client()
    api = "/api/civic/v1"
    print(f"{connection.vendor}, Django {django.__version__}, Python {sys.version.split()[0]}")
    print(f"{'':34}" + "".join(f"{size:>30,}" for size in SIZES))
    campaigns = []
    for size in SIZES:
        campaign = CampaignFactory(open=True, body=BLOCKS, code=f"B{len(campaigns)}")
        fill(campaign, size)
        campaigns.append(campaign)

    def row(name: str, address: Callable[[Any], str]) -> None:
        cells = []
        for campaign in campaigns:
            url = address(campaign)
            milliseconds, size, queries = measured(lambda url=url: client.get(url))
            cells.append(f"{milliseconds:9.1f} ms {size / 1000:7.1f} kB {queries:3d} q")
        print(f"{name:34}" + "".join(f"{cell:>30}" for cell in cells))

    row("campaign page with map and form", lambda c: c.url)
    row("list page", lambda c: c.contributions_url)
    row("list page, filtered by category", lambda c: f"{c.contributions_url}?category=Nature")
    row("API, contributions", lambda c: f"{api}/contributions/?campaign={c.pk}")
    for zoom, half in ((13, 0.03), (15, 0.008), (18, 0.001)):
        box = f"{2.2 - half},{48.895 - half},{2.2 + half},{48.895 + half}"
        row(
            f"pins, viewport at z{zoom}",
            lambda c, b=box, z=zoom: f"{api}/pins/?campaign={c.pk}&bbox={b}&zoom={z}",
        )
    row("pins, whole campaign at z12", lambda c: f"{api}/pins/?campaign={c.pk}&zoom=12")
    row("CSV export, whole", lambda c: f"{api}/campaigns/{c.pk}/export.csv")
    firsts = [
        first_byte(lambda c=c: client.get(f"{api}/campaigns/{c.pk}/export.csv")) for c in campaigns
    ]
    print(f"{'CSV export, first row':34}" + "".join(f"{first:24.1f} ms   " for first in firsts))
    connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


if __name__ == "__main__":
    main()
