"""Cost of a map's view at 351, 20,000, 200,000 and 1,000,000 points, and of keeping its counts.

    DATABASE_URL=postgres://postgres@127.0.0.1:5432/postgres python benchmarks/map.py   # or without: SQLite

Makes a database of its own (``civic_bench_map``) and drops it; KEEP=1 keeps it and uses it again.
Where PostgreSQL has the extension PostGIS, the same points are clustered by it in the same run.
ONLY=outcome measures the views whose title has that word, PARTS=views nothing but views.
Viewports are of 1280 by 800 px; each is asked for RUNS times, a little aside each time. On a machine
that others use too, FIRST=1 gives the benchmark and its own database processes the processor first.
"""

import gc
import gzip
import math
import multiprocessing
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode


sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_config.settings.test")
os.environ.setdefault("TEST_DATABASE_NAME", "civic_bench_map")

import django


django.setup()

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import connection, connections, transaction
from django.test import Client
from django.utils import timezone

from civic_pages.campaigns.models import CampaignPage
from civic_pages.participation import actions, settling, tallies
from civic_pages.participation.defaults import create_defaults
from civic_pages.participation.geo import counting, groups
from civic_pages.participation.geo.cells import BoundingBox, cell_key, level_for, windows
from civic_pages.participation.models import (
    CellCount,
    CellDelta,
    CellFacet,
    Contribution,
    FormVersion,
    GroupType,
    Kind,
    OfficialAnswer,
    Outcome,
    Status,
)
from civic_pages.testing import CampaignFactory, definition_of, ensure_wagtail_rows, portal


SIZES = [int(size) for size in os.environ.get("SIZES", "351,20000,200000,1000000").split(",")]
RUNS = int(os.environ.get("RUNS", "25"))
ZOOMS = [int(zoom) for zoom in os.environ.get("ZOOMS", "11,13,15,18").split(",")]
WIDTH, HEIGHT = 1280, 800
ONLY = os.environ.get("ONLY", "")
ANSWERED = int(os.environ.get("ANSWERED", "10"))
MIDDLE = (48.895, 2.205)
API = "/api/civic/v1/pins/"
DESKS, PUBLISHED, REPEATS = 8, 2_000, int(os.environ.get("REPEATS", "3"))


def points(size: int) -> Iterator[tuple[int, float, float, int]]:
    """Yield number, latitude, longitude and key: one in two hundred at one of fifty places."""
    chance = random.Random(size)
    places = [(chance.uniform(48.87, 48.92), chance.uniform(2.17, 2.24)) for _place in range(50)]
    for number in range(size):
        place = chance.choice(places) if number % 200 == 0 else (
            chance.uniform(48.87, 48.92), chance.uniform(2.17, 2.24)
        )  # fmt: skip
        latitude, longitude = (round(degrees, 6) for degrees in place)
        yield number, latitude, longitude, cell_key(latitude, longitude)


# What differs from row to row, in SQL that both databases read; ``n`` is the number of the row.
TITLE = "'Proposition ' || n || ' pour la place du marché'"
# Words that one contribution in a thousand holds, one in thirty-three, three in ten, scattered.
SOME = (
    "CASE WHEN n * 7919 % 1000003 % 1000 = 1 THEN ' une pataugeoire' ELSE '' END"
    " || CASE WHEN n * 7919 % 1000003 % 33 = 1 THEN ' une tyrolienne' ELSE '' END"
    " || CASE WHEN n * 7919 % 1000003 % 10 < 3 THEN ' des arbustes' ELSE '' END"
)
VARIANT = f"{SOME} || ' variante ' || (n * 7919 % 1000003)"
TEXT = f"'Il faudrait des bancs, de l''ombre et une fontaine,' || {VARIANT}"
VARYING = {
    "title": TITLE,
    "excerpt": TEXT,
    "search_text": "' proposition ' || n || ' pour la place du marche il faudrait des bancs de l ombre"
    f" et une fontaine' || {VARIANT} || ' '",
    "category": "CASE WHEN n * 7919 % 1000003 % 2 = 0 THEN 'Voirie' ELSE 'Nature' END",
    "kind": f"CASE WHEN n % 3 = 0 THEN '{Kind.COLLECTIVE}' ELSE '{Kind.INDIVIDUAL}' END",
    "group_type": f"CASE WHEN n % 6 = 0 THEN '{GroupType.SCHOOL}' WHEN n % 3 = 0 THEN '{GroupType.COMPANY}' ELSE '' END",
    "sector": "CASE WHEN longitude < 2.205 THEN 'ouest' ELSE 'est' END",
    "latitude": "latitude", "longitude": "longitude", "cell_key": "cell_key",
}  # fmt: skip


def store(campaign: Any, size: int, *, status: str = Status.PUBLISHED) -> None:
    """Store contributions all over the city, as fast as the database takes them."""
    now, definition = timezone.now(), definition_of(campaign)
    version = FormVersion.objects.get_or_create(
        campaign_id=campaign.pk, form_id=definition.form_id, digest=definition.digest,
        defaults={"number": 1, "definition_data": definition.as_dict(), "created_at": now},
    )[0]  # fmt: skip
    same = Contribution(
        campaign_id=campaign.pk, form_version=version, answers={"titre": "Des bancs", "idee": "Partout."},
        status=status, created_at=now, published_at=now if status == Status.PUBLISHED else None,
    )  # fmt: skip
    is_postgresql = connection.vendor == "postgresql"
    prefix = f"M{campaign.pk}-{status[:2]}-"
    varying = VARYING | {
        "uuid": "gen_random_uuid()" if is_postgresql else "lower(hex(randomblob(16)))",
        "reference": f"'{prefix}' || n",
        "idempotency_key": f"'{prefix}' || n",
    }
    fields = [field for field in Contribution._meta.concrete_fields if not field.primary_key]  # noqa: SLF001
    table, names = same._meta.db_table, ", ".join(f'"{field.column}"' for field in fields)  # noqa: SLF001
    fixed = [field for field in fields if field.column not in varying]
    values = [field.get_db_prep_save(getattr(same, field.attname), connection) for field in fixed]
    given = {column: expression.replace("%", "%%") for column, expression in varying.items()}
    chosen = ", ".join(given.get(field.column, "%s") for field in fields)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_raw")
        cursor.execute(
            "CREATE TABLE bench_raw (n bigint, latitude float8, longitude float8, cell_key bigint)"
        )
        if is_postgresql:
            with cursor.copy("COPY bench_raw FROM STDIN") as copy:
                copy.write("".join(f"{n}\t{y!r}\t{x!r}\t{key}\n" for n, y, x, key in points(size)))
        else:
            with transaction.atomic():
                connection.connection.executemany(
                    "INSERT INTO bench_raw VALUES (?, ?, ?, ?)", points(size)
                )
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {chosen} FROM bench_raw ORDER BY n", values
        )
        cursor.execute("DROP TABLE bench_raw")


def answer(campaign: Any) -> None:
    """Have the city answer one contribution in ANSWERED, twenty at a time, by each outcome in turn."""
    create_defaults()
    now, outcomes = timezone.now(), list(Outcome.objects.all())
    rows = Contribution.objects.filter(campaign_id=campaign.pk).order_by("pk")
    pks = list(rows.values_list("pk", flat=True))[::ANSWERED]
    lots = [pks[start : start + 20] for start in range(0, len(pks), 20)]
    made = OfficialAnswer.objects.bulk_create(
        OfficialAnswer(
            campaign_id=campaign.pk, outcome=outcomes[number % len(outcomes)], text="Merci.",
            publish_at=now, created_at=now,
        )
        for number in range(len(lots))
    )  # fmt: skip
    link = OfficialAnswer.contributions.through
    link.objects.bulk_create(
        (
            link(officialanswer_id=official.pk, contribution_id=pk)
            for official, lot in zip(made, lots, strict=True)
            for pk in lot
        ),
        batch_size=5000,
    )
    start = time.perf_counter()
    settling.settle_due(now=now)
    print(
        f"  {len(pks):,} of {rows.count():,} answered, settled in {time.perf_counter() - start:.1f} s"
    )


def fill() -> list[Any]:
    """Return a campaign of each size."""
    campaigns = []
    for size in SIZES:
        code = f"M{size // 1000}K"
        campaign = CampaignPage.objects.filter(code=code).first()
        if campaign is None:
            campaign = CampaignFactory(open=True, code=code, slug=code.lower())
            start = time.perf_counter()
            store(campaign, size)
            stored = time.perf_counter()
            tallies.rebuild(campaign.pk)
            print(
                f"{size:,}: stored in {stored - start:.0f} s, counted in {time.perf_counter() - stored:.1f} s"
            )
            analyse()
            answer(campaign)
        campaigns.append(campaign)
    analyse()
    return campaigns


def analyse() -> None:
    """Let the database know what it holds, as it does by itself in time."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def go_first() -> None:
    """Take the processor before others (FIRST=1: as root, on Linux, beside the database)."""
    if not os.environ.get("FIRST"):
        return
    os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # Workers would not be first: what one process takes is what is told.
            cursor.execute("SET max_parallel_workers_per_gather = 0")
            cursor.execute("SELECT pg_backend_pid()")
            os.sched_setscheduler(cursor.fetchone()[0], os.SCHED_RR, os.sched_param(1))


def viewport(zoom: int, chance: random.Random) -> BoundingBox:
    """Return the box of a map of 1280 by 800 px, a little aside of the middle."""
    degrees = 360 / (256 * 2**zoom)
    half_width, half_height = (
        WIDTH / 2 * degrees,
        HEIGHT / 2 * degrees * math.cos(math.radians(MIDDLE[0])),
    )
    aside = min(half_width, 0.01)
    latitude = MIDDLE[0] + chance.uniform(-aside, aside) / 2
    longitude = MIDDLE[1] + chance.uniform(-aside, aside)
    return BoundingBox(
        longitude - half_width,
        latitude - half_height,
        longitude + half_width,
        latitude + half_height,
    )


class Meter:
    """Sums up what the database takes."""

    seconds, queries = 0.0, 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        start = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.seconds += time.perf_counter() - start
            self.queries += 1


def p95(times: list[float]) -> float:
    return sorted(times)[math.ceil(len(times) * 0.95) - 1]


def measure(
    client: Client, campaign: Any, zoom: int, *, cold: bool, **where: str
) -> dict[str, float]:
    """Return milliseconds, bytes compressed and queries of a view; where cold, caches are emptied."""
    chance = random.Random(zoom)
    whole, parts, sizes, queries = [], [], [], 0
    for turn in range(RUNS + 2):
        box = viewport(zoom, chance)
        bbox = f"{box.west:.6f},{box.south:.6f},{box.east:.6f},{box.north:.6f}"
        url = f"{API}?{urlencode({'campaign': campaign.pk, 'bbox': bbox, 'zoom': zoom, **where})}"
        if cold:
            cache.clear()
        meter = Meter()
        with connection.execute_wrapper(meter):
            start = time.perf_counter()
            response = client.get(url)
            taken = time.perf_counter() - start
        assert response.status_code == 200, response.content
        if turn < 2:
            continue
        whole.append(taken * 1000)
        parts.append(meter.seconds * 1000)
        sizes.append(len(gzip.compress(response.content, 6)))
        queries = max(queries, meter.queries)
    return {
        "p50": statistics.median(whole), "p95": p95(whole), "db50": statistics.median(parts),
        "db95": p95(parts), "bytes": max(sizes), "queries": queries,
    }  # fmt: skip


def views(campaigns: list[Any]) -> None:
    settings.CIVIC_API = {"THROTTLE_RATES": {"read": None}}
    client = Client()
    for title, where, cold in (
        ("unfiltered", {}, True),
        ("category", {"category": "Nature"}, True),
        ("type of group", {"group_type": "company"}, True),
        (
            "category, kind and sector",
            {"category": "Nature", "kind": "individual", "sector": "est"},
            True,
        ),
        ("outcome", {"outcome": "retenue"}, True),
        ("a word of one in a thousand, first", {"q": "pataugeoire"}, True),
        ("a word of one in thirty-three, first", {"q": "tyroliennes"}, True),
        ("a word of three in ten, first", {"q": "arbuste"}, True),
        ("two words, first", {"q": "arbustes tyrolienne"}, True),
        ("a word of all, first", {"q": "fontaine"}, True),
        ("a word of all, again", {"q": "fontaine"}, False),
    ):
        for zoom in ZOOMS if ONLY in title else ():
            found = [measure(client, campaign, zoom, cold=cold, **where) for campaign in campaigns]
            print(
                f"{title} z{zoom}, {found[0]['queries']} queries, {found[-1]['p50'] / found[0]['p50']:.2f} times the smallest"
            )
            for size, row in zip(SIZES, found, strict=True):
                print(
                    f"  {size:>9,}: p50 {row['p50']:7.1f} p95 {row['p95']:7.1f} ms;"
                    f" database p50 {row['db50']:7.1f} p95 {row['db95']:7.1f} ms;"
                    f" {row['bytes'] / 1000:5.1f} kB, {row['queries']} q"
                )


def timed(job: Callable[[], Any], runs: int = RUNS) -> float:
    """Return the median milliseconds of a job."""
    times = []
    for _turn in range(runs):
        start = time.perf_counter()
        job()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def against_postgis(campaign: Any) -> None:
    """Cluster the same points by PostGIS, at its best: its own table, planar column, index, no JIT."""
    with connection.cursor() as cursor:
        try:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS postgis")
        except Exception as error:  # noqa: BLE001 - not installed here
            print(f"no PostGIS: {error}")
            return
        cursor.execute("SET jit = off")
        cursor.execute("SET work_mem = '256MB'")
        cursor.execute("DROP TABLE IF EXISTS bench_points")
        cursor.execute(
            "CREATE TABLE bench_points AS SELECT ST_Transform(ST_SetSRID(ST_MakePoint(longitude, latitude), 4326), 3857)"
            " AS geom FROM civic_pages_contribution WHERE campaign_id = %s AND status = 'published'",
            [campaign.pk],
        )
        cursor.execute("CREATE INDEX bench_geom ON bench_points USING gist (geom)")
        cursor.execute("CLUSTER bench_points USING bench_geom")
        cursor.execute("VACUUM ANALYZE bench_points")
    whole_city = BoundingBox(2.1, 48.8, 2.3, 49)
    cases = [(zoom, viewport(zoom, random.Random(zoom))) for zoom in ZOOMS]
    for zoom, box in [*cases, (16, whole_city)]:
        covered = windows(box, level_for(zoom))
        pixels = 2 * math.pi * 6378137 / 2 ** level_for(zoom)

        def snapped(box: BoundingBox = box, pixels: float = pixels) -> int:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(*), avg(ST_X(geom)), avg(ST_Y(geom)) FROM bench_points WHERE geom &&"
                    " ST_Transform(ST_MakeEnvelope(%s, %s, %s, %s, 4326), 3857) GROUP BY ST_SnapToGrid(geom, %s)",
                    [box.west, box.south, box.east, box.north, pixels],
                )
                return len(cursor.fetchall())

        def kept(covered: Any = covered) -> int:
            return len(groups.from_counts(campaign, covered, most=100_000) or ())

        asked: list[tuple[str, Any]] = []

        def note(execute: Any, sql: str, params: Any, *rest: Any, asked: Any = asked) -> Any:
            asked.append((sql, params))
            return execute(sql, params, *rest)

        with connection.execute_wrapper(note):
            kept()
        (statement,) = asked

        def stated(statement: tuple[str, Any] = statement) -> int:
            with connection.cursor() as cursor:
                cursor.execute(*statement)
                return len(cursor.fetchall())

        theirs, alone, ours = timed(snapped, 7), timed(stated), timed(kept)
        print(
            f"  z{zoom} {'whole city' if box is whole_city else 'viewport'}: PostGIS {theirs:8.1f} ms ({snapped()} groups);"
            f" kept counts ({kept()} groups): the statement {alone:6.2f} ms, {theirs / alone:.0f} times;"
            f" made and grouped {ours:6.2f} ms, {theirs / ours:.0f} times"
        )


@contextmanager
def without_counts() -> Iterator[None]:
    """Publish without noting it for the map."""
    delta_of, counting.delta_of = counting.delta_of, lambda *_arguments: None
    try:
        yield
    finally:
        counting.delta_of = delta_of


def desk(number: int, keys: list[int], user: int, barrier: Any, results: Any) -> None:
    """Publish contributions over a connection of its own."""
    boss, now = get_user_model().objects.get(pk=user), timezone.now()
    rows = list(Contribution.objects.filter(pk__in=keys).order_by("pk"))
    go_first()
    barrier.wait()
    start, failed = time.time(), 0
    for row in rows:
        try:
            actions.publish(row, by=boss, now=now)
        except Exception as error:  # noqa: BLE001 - counted: a deadlock is what is looked for
            failed += 1
            print(f"desk {number}: {error!r}")
    results.put((start, time.time(), failed))
    connections.close_all()


def publish(campaign: Any, user: int) -> tuple[float, int]:
    """Publish 2,000 contributions from eight processes; return how many a second, and failures."""
    Contribution.objects.of(campaign).delete()
    CellDelta.objects.filter(campaign=campaign).delete()
    CellCount.objects.filter(campaign=campaign).delete()
    CellFacet.objects.filter(campaign=campaign).delete()
    store(campaign, PUBLISHED, status=Status.PENDING)
    tallies.rebuild(campaign.pk)
    keys = list(Contribution.objects.of(campaign).order_by("pk").values_list("pk", flat=True))
    connections.close_all()
    context = multiprocessing.get_context("fork")
    barrier, results = context.Barrier(DESKS), context.Queue()
    desks = [
        context.Process(target=desk, args=(n, keys[n::DESKS], user, barrier, results))
        for n in range(DESKS)
    ]
    for process in desks:
        process.start()
    told = [results.get() for _desk in desks]
    for process in desks:
        process.join()
    seconds = max(end for _start, end, _failed in told) - min(
        start for start, _end, _failed in told
    )
    return PUBLISHED / seconds, sum(failed for _start, _end, failed in told)


def publishing() -> None:
    campaign = CampaignPage.objects.filter(code="MDESK").first() or CampaignFactory(
        open=True, code="MDESK", slug="mdesk"
    )
    users = get_user_model().objects
    user = (
        users.filter(username="bench").first()
        or users.create_superuser("bench", "b@example.org", "b")
    ).pk
    rates: dict[bool, list[float]] = {True: [], False: []}
    failures = 0
    for _turn in range(REPEATS):
        for kept in (True, False):
            if kept:
                rate, failed = publish(campaign, user)
                assert tallies.differences(campaign.pk) == []
            else:
                with without_counts():
                    rate, failed = publish(campaign, user)
            rates[kept].append(rate)
            failures += failed
    with_, without = (statistics.median(rates[kept]) for kept in (True, False))
    print(
        f"publishing {PUBLISHED:,} from {DESKS} connections: {with_:.0f} a second with kept counts,"
        f" {without:.0f} without ({1 - with_ / without:+.1%}); {failures} failed"
        f" ({[round(rate) for rate in rates[True]]} against {[round(rate) for rate in rates[False]]})"
    )


def main() -> None:
    keep = bool(os.environ.get("KEEP"))
    parts = os.environ.get("PARTS", "views,postgis,publishing").split(",")
    settings.DATABASES["default"]["TEST"]["MIGRATE"] = False
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = os.environ.get(
            "SQLITE_FILE", "/tmp/civic_bench_map.sqlite3"
        )
    # A million rows as text, for tests that put them back: not for us.
    connection.creation.serialize_db_to_string = lambda: ""
    connection.creation.create_test_db(verbosity=0, autoclobber=True, keepdb=keep)
    ensure_wagtail_rows()
    if not CampaignPage.objects.exists():
        portal()
    print(
        f"{connection.vendor}, Django {django.__version__}, Python {sys.version.split()[0]}, {RUNS} runs"
    )
    campaigns = fill()
    go_first()
    # As ``site_config.wsgi`` does.
    gc.collect()
    gc.freeze()
    if "views" in parts:
        views(campaigns)
    if connection.vendor == "postgresql" and "postgis" in parts:
        against_postgis(campaigns[-1])
    if connection.vendor == "postgresql" and "publishing" in parts:
        publishing()
    if not keep:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


if __name__ == "__main__":
    main()
