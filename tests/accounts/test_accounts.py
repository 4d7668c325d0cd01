"""Campaigns that ask for an account, on a site that has accounts: in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path


ROOT = Path(__file__).resolve().parents[2]


def test_people_log_in_to_contribute(tmp_path: Path) -> None:
    """Run ``cases.py``: settings cannot change their apps once a process has started."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "site_config.settings.test",
        "CIVIC_ACCOUNTS": "on",
        "CIVIC_OIDC_SERVER_URL": "http://127.0.0.1:18741",
        "CIVIC_OIDC_CLIENT_ID": "participez",
        "CIVIC_OIDC_SECRET": "only-for-the-test",
        "CIVIC_OIDC_NAME": "Mon compte Nanterre",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'accounts.sqlite3'}",
        "TEST_DATABASE_NAME": str(tmp_path / "accounts-test.sqlite3"),
    }
    arguments = ("-q", "-p", "no:cacheprovider", "--nomigrations", "--create-db")
    result = subprocess.run(
        [sys.executable, "-m", "pytest", *arguments, "tests/accounts/cases.py"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert "passed" in result.stdout
