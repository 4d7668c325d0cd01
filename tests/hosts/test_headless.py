"""A site with another front end previews there: in a process of its own, with the package."""

from pathlib import Path

from tests.hosts.test_velo_ville import run


def test_previews_open_in_the_other_front_end(tmp_path: Path) -> None:
    printed = run(
        "tests.hosts.settings_headless",
        *("-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", "--nomigrations"),
        *("--create-db", "tests/hosts/headless/journey.py"),
        tmp_path=tmp_path,
    )
    assert "passed" in printed
