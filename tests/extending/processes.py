"""Runs Python in a process of its own, on the demo site with other apps."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any


ROOT = Path(__file__).resolve().parents[2]


def run(
    *command: str, apps: list[str], tmp_path: Path, path: Path | None = None, **pages: Any
) -> subprocess.CompletedProcess[str]:
    """Run a module or script with apps installed; say what it printed and how it ended.

    Args:
        path: a folder where the apps are, beside those of the project.
        pages: options of ``CIVIC_PAGES``.
    """
    folders = [str(ROOT), *([str(path)] if path else []), os.environ.get("PYTHONPATH", "")]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.extending.settings",
        "EXTRA_APPS": ",".join(apps),
        "EXTRA_CIVIC_PAGES": json.dumps(pages),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'host.sqlite3'}",
        "TEST_DATABASE_NAME": str(tmp_path / "host-test.sqlite3"),
        "PYTHONPATH": os.pathsep.join(filter(None, folders)),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def passes(*files: str, **options: Any) -> str:
    """Run tests in a process of their own; fail where they fail; return what was printed."""
    result = run(
        *("-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", "--nomigrations"),
        *("-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT), "--create-db", *files),
        **options,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout
