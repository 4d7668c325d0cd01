"""An app of somebody else adds a block: no fork, no migration. In a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


ROOT = Path(__file__).resolve().parents[2]


def run(module: str, *command: str, tmp_path: Path) -> str:
    """Run a Python module under other settings; return what it printed, fail where it fails."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": module,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'host.sqlite3'}",
        "TEST_DATABASE_NAME": str(tmp_path / "host-test.sqlite3"),
        "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]),
    }
    result = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.mark.parametrize("module", ["site_config.settings.test", "tests.hosts.settings_velo_ville"])
def test_no_migration_is_missing_with_and_without_the_app(module: str, tmp_path: Path) -> None:
    arguments = ("manage.py", "makemigrations", "--check", "--dry-run")
    assert "No changes detected" in run(module, *arguments, tmp_path=tmp_path)


def test_its_block_lives_in_campaigns_as_ours_do(tmp_path: Path) -> None:
    printed = run(
        "tests.hosts.settings_velo_ville",
        *("-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", "--nomigrations"),
        *("--create-db", "tests/hosts/velo_ville/petition.py"),
        tmp_path=tmp_path,
    )
    assert "passed" in printed


def test_it_takes_a_dozen_lines() -> None:
    block = ROOT / "tests" / "hosts" / "velo_ville" / "blocks.py"
    assert len(block.read_text().splitlines()) <= 12
