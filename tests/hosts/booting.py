"""Starts a host as its operator does, in one process: checks, migrations of its own, all migrations.

Copied into each host and run there; the last line it prints is JSON of what there was to see.
"""

import json
import sys
from io import StringIO
from pathlib import Path

import django
from django.apps import apps
from django.core.checks import run_checks
from django.core.management import call_command


def told(*command: object, **options: object) -> str:
    out = StringIO()
    call_command(*command, stdout=out, stderr=out, **options)
    return out.getvalue()


def main() -> None:
    django.setup()
    checks = [message.id for message in run_checks()]
    here = Path.cwd()
    own = [app.label for app in apps.get_app_configs() if here in Path(app.path).parents]
    # Those of the host only: what ours lack must show below.
    told("makemigrations", *own, interactive=False)
    told("migrate", verbosity=0, interactive=False)
    seen = {
        "checks": sorted([*checks, *(m.id for m in run_checks(databases=["default"]))]),
        # Leaves the process where a migration is missing: of the host, or of ours by the host.
        "missing": told("makemigrations", check=True, dry_run=True),
        "modules": sorted(
            {name.partition(".")[0] for name in sys.modules if name.startswith("civic_")}
        ),
        "from": str(Path(sys.modules["civic_blocks"].__file__ or "").parents[1]),
    }
    sys.stdout.write(json.dumps(seen) + "\n")


main()
