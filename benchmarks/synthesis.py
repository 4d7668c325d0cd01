"""A synthesis of 351 contributions: milliseconds of its figures, its page and its PDF.

    python benchmarks/synthesis.py

Makes a test database of its own and drops it. Each is done once to warm up, then five times; the
least is printed, which is what an idle machine takes.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path


ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_config.settings.test")
SIZE = int(os.environ.get("SIZE", "351"))


def least(work: Callable[[], object]) -> float:
    """Return the least milliseconds of five times, after one to warm up."""
    work()
    times = []
    for _turn in range(5):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return min(times)


def main() -> None:
    import django

    django.setup()
    from django.db import connection
    from django.test import Client, RequestFactory
    from django.test.utils import setup_test_environment
    from django.utils import timezone

    setup_test_environment()
    name = connection.creation.create_test_db(verbosity=0)
    try:
        from civic_pages.synthesis import figures, pdf
        from tests.synthesis.test_pdf import rich

        page = rich(SIZE)
        source = pdf.source(page, RequestFactory().get("/"))
        print(f"contributions: {SIZE}")
        print(f"figures: {least(lambda: figures.counted(page, now=timezone.now())):.0f} ms")
        print(f"page: {least(lambda: Client().get(page.url)):.0f} ms")
        print(f"PDF: {least(lambda: pdf.render(source)):.0f} ms, {len(pdf.render(source)):,} bytes")
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main()
