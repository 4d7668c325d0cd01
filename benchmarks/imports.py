"""Rows a second of an import: a file of 10,000 rows tried and imported into a campaign, in process.

    DATABASE_URL=postgres://postgres@127.0.0.1:5432/postgres python benchmarks/imports.py [rows]

Without DATABASE_URL: SQLite. The database is a test database, made anew and dropped.
"""

import csv
import io
import os
import resource
import sys
import time
from pathlib import Path


sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_config.settings.test")
ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
COLUMNS = {
    "titre": "titre", "idee": "idée", "theme": "thème", "courriel": "courriel",
    "@external_id": "numéro", "@group_name": "groupe", "@represented": "représentés",
    "@received": "reçu",
}  # fmt: skip


def a_file() -> io.BytesIO:
    """Return a CSV file of different contributions, a tenth of them by groups."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow([*COLUMNS.values()])
    for n in range(ROWS):
        group = ("Amicale du Parc", 34) if n % 10 == 0 else ("", "")
        idea = f"Proposition {n} : des bancs, de l'ombre et des fontaines. " * 5
        theme = ("Voirie", "Nature")[n % 2]
        writer.writerow([f"Idée {n}", idea, theme, f"h{n}@example.org", n, *group, "31/03/2026"])
    return io.BytesIO(text.getvalue().encode())


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    from django.utils import timezone

    from civic_pages.participation.desk import importing
    from civic_pages.participation.desk.rows import Plan
    from civic_pages.participation.models import Contribution
    from civic_pages.testing import CampaignFactory, definition_of
    from tests.participation.desk import user_of

    campaign = CampaignFactory(open=True)
    plan = Plan(
        campaign=campaign,
        definition=definition_of(campaign),
        columns=COLUMNS,
        operator=user_of("moderator"),
        now=timezone.now(),
        consents=True,
    )
    file, before = a_file(), peak()
    for name, act in (("dry run", importing.dry_run), ("run", importing.run), ("again", importing.run)):  # fmt: skip
        began = time.perf_counter()
        report = act(file, plan)
        seconds = time.perf_counter() - began
        assert not report.problems, report.problems[:3]
        print(
            f"{name:8} {report.rows} rows in {seconds:.1f} s: {report.rows / seconds:.0f} a second; "
            f"added {report.added}, known {report.known}; peak +{peak() - before:.0f} MB"
        )
    assert Contribution.objects.count() == ROWS


if __name__ == "__main__":
    import django
    from django.test.runner import DiscoverRunner

    django.setup()
    runner = DiscoverRunner(interactive=False, verbosity=0)
    made = runner.setup_databases()
    try:
        main()
    finally:
        runner.teardown_databases(made)
