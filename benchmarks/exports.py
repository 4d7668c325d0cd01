"""Exports of 100,000 contributions: peak memory of the workbook, first byte of the table.

    DATABASE_URL=postgres://postgres@127.0.0.1:5432/postgres python benchmarks/exports.py

Makes a test database of its own and drops it. Each file is made in a process of its own, so that
one does not warm up the other; memory is the peak of its resident set over what that is once
everything is imported and an export of one contribution is done.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any


ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_config.settings.test")
SIZE = int(os.environ.get("SIZE", "100000"))
# In a file, because several processes read it; PostgreSQL is named by DATABASE_URL.
DATABASE = Path(tempfile.gettempdir()) / "civic-bench-exports.sqlite3"
os.environ.setdefault("DATABASE_URL", f"sqlite:///{DATABASE}")


def status(name: str) -> float:
    """Return a figure of this process in MB: ``VmRSS`` (now) or ``VmHWM`` (peak); Linux only."""
    text = Path("/proc/self/status").read_text()
    return int(text.partition(f"{name}:")[2].split()[0]) / 1024


def forget_peak() -> None:
    """Let the peak begin anew: a child begins with its parent's."""
    Path("/proc/self/clear_refs").write_text("5")


def connected(name: str) -> None:
    """Set Django up on the benchmark's database."""
    import django

    django.setup()
    from django.db import connection

    connection.settings_dict["NAME"] = name


def made(kind: str, name: str, small: int, large: int) -> dict[str, Any]:
    """Make a file of a small campaign, then of the large one; return what that took."""
    connected(name)
    from django.test import Client

    client = Client()
    address = "/api/civic/v1/campaigns/{}/export.{}"
    b"".join(client.get(address.format(small, kind)).streaming_content)
    forget_peak()
    idle, start, size = status("VmRSS"), time.perf_counter(), 0
    first = 0.0
    for block in client.get(address.format(large, kind)).streaming_content:
        first = first or time.perf_counter() - start
        size += len(block)
    return {
        "idle": idle, "peak": status("VmHWM") - idle, "first": first,
        "seconds": time.perf_counter() - start, "size": size / 1e6,
    }  # fmt: skip


def prepared() -> tuple[str, int, int]:
    """Return the name of a filled test database, a campaign of one row, and one of ``SIZE``."""
    import django

    django.setup()
    import run
    from django.db import connection

    from civic_pages.testing import CampaignFactory, ensure_wagtail_rows, portal

    connection.settings_dict.setdefault("TEST", {})["NAME"] = (
        None if connection.vendor == "postgresql" else str(DATABASE)
    )
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    ensure_wagtail_rows()
    portal()
    campaigns = []
    for size in (1, SIZE):
        campaign = CampaignFactory(open=True, code=f"B{len(campaigns)}")
        run.fill(campaign, size)
        campaigns.append(campaign.pk)
    return name, campaigns[0], campaigns[1]


def main() -> None:
    name, small, large = prepared()
    from django.db import connection

    print(f"{connection.vendor}, {SIZE:,} contributions")
    for kind in os.environ.get("KINDS", "csv,xlsx,geojson,gpkg").split(","):
        command = [sys.executable, __file__, kind, name, str(small), str(large)]
        found = json.loads(
            subprocess.run(command, check=True, capture_output=True, text=True).stdout
        )
        print(
            f"{kind:8} {found['peak']:6.0f} MB over {found['idle']:.0f} MB idle, "
            f"first byte {found['first'] * 1000:7.0f} ms, whole {found['seconds']:5.1f} s, "
            f"{found['size']:.1f} MB"
        )
    connection.creation.destroy_test_db("postgres", verbosity=0)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(made(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))))
    else:
        main()
