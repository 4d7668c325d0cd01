"""``manage.py startblock``: what it writes works as it is."""

import ast
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from civic_blocks.catalogues import as_mo
from tests.extending.processes import ROOT, passes


PLACES = str(ROOT / "tests/extending/places_of_a_block.py")


def write(tmp_path: Path, name: str = "bike_counter", **options: Any) -> Path:
    call_command("startblock", name, directory=str(tmp_path), verbosity=0, **options)
    return tmp_path / name


@pytest.mark.parametrize("options", [{}, {"label": "Bike counter", "french": "Compteur de vélos"}])
def test_its_own_test_passes_and_its_block_is_everywhere(options: Any, tmp_path: Path) -> None:
    app = write(tmp_path, **options)
    printed = passes(
        str(app / "tests"), PLACES, apps=["bike_counter"], path=tmp_path, tmp_path=tmp_path
    )
    assert "passed" in printed
    assert "skipped" not in printed


def test_it_writes_python_that_is_formatted_and_has_nothing_unused(tmp_path: Path) -> None:
    app = write(tmp_path)
    for file in app.rglob("*.py"):
        ast.parse(file.read_text())
    ruff = [sys.executable, "-m", "ruff"]
    for command in (["format", "--check"], ["check"]):
        options = ["--config", str(ROOT / "pyproject.toml"), "--no-cache"]
        result = subprocess.run([*ruff, *command, *options, str(app / "blocks.py"), str(app / "apps.py"), str(app / "wagtail_hooks.py")], capture_output=True, text=True, check=False)  # fmt: skip
        assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Bike", "is no name"),
        ("1bike", "is no name"),
        ("bike-counter", "is no name"),
        ("../bike", "is no name"),
        ("class", "is no name"),
        ("b", "is no name"),
        ("text", "There is a block"),
        ("json", "There is a Python package"),
    ],
)
def test_a_bad_name_writes_nothing(name: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=words):
        write(tmp_path, name)
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "bike_counter").mkdir()
    with pytest.raises(CommandError, match="exists already"):
        write(tmp_path)
    assert list((tmp_path / "bike_counter").iterdir()) == []


def test_a_directory_that_is_none_and_a_label_that_breaks_code_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no directory"):
        write(tmp_path / "none")
    for label in ('a "b"', "a\nb", "$name", "a\\b"):
        with pytest.raises(CommandError, match="a label is"):
            write(tmp_path, label=label)
    assert list(tmp_path.iterdir()) == []


def test_a_compiled_catalogue_is_read_by_gettext(tmp_path: Path) -> None:
    from gettext import GNUTranslations

    file = tmp_path / "django.mo"
    file.write_bytes(as_mo({"Title": "Titre", "Bike": "", "été": "summer"}, "fr"))
    with file.open("rb") as read:
        found = GNUTranslations(read)
    assert [found.gettext(text) for text in ("Title", "Bike", "été")] == ["Titre", "Bike", "summer"]
