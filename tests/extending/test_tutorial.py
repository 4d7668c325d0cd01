"""What docs/tutorial.md shows is written over what ``startblock`` wrote, and run."""

import re
import shlex
from pathlib import Path

from django.core.management import call_command

from tests.extending.processes import ROOT, passes


TUTORIAL = (ROOT / "docs/tutorial.md").read_text(encoding="utf-8")
FILE = re.compile(r'^```[\w+]+ title="([^"]+)"\n(.*?)^```', re.MULTILINE | re.DOTALL)


def test_every_file_of_the_tutorial_does_what_its_tests_say(tmp_path: Path) -> None:
    command = re.search(r"^python manage.py (startblock .*)$", TUTORIAL, re.MULTILINE)
    assert command is not None
    call_command(*shlex.split(command[1]), directory=str(tmp_path), verbosity=0)
    files = FILE.findall(TUTORIAL)
    for name, text in files:
        (tmp_path / name).write_text(text, encoding="utf-8")
    printed = passes(
        str(tmp_path / "bike_counter/tests"),
        apps=["bike_counter"],
        path=tmp_path,
        tmp_path=tmp_path,
    )
    assert len(files) == 6
    assert "passed" in printed
    assert "skipped" not in printed


def test_what_startblock_writes_is_what_the_tutorial_lists(tmp_path: Path) -> None:
    call_command("startblock", "bike_counter", directory=str(tmp_path), verbosity=0)
    listed = re.search(r"^```text\nbike_counter/\n(.*?)^```", TUTORIAL, re.MULTILINE | re.DOTALL)
    assert listed is not None
    for line in listed[1].splitlines():
        assert (tmp_path / "bike_counter" / line.split()[0]).exists(), line
