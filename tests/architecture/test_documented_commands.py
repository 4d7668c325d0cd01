"""Every command of the documentation is run, or checked by what would run it.

Fences of README.md and docs/**/*.md that are a shell's are read line by line. A program that is not in
``KINDS`` fails: say below how its lines are checked.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, get_commands, load_command_class
from django.test import Client

from civic_pages.testing import CampaignFactory
from tests.architecture.documented import (
    LINES,
    PAGES,
    ROOT,
    WHOLE,
    Line,
    commands,
    lines_of,
    variables,
)


# Who runs what cannot be run here: a file, and the words that must be in it.
TRIED_BY = {
    "npx": (".ci/front-end", "openapi-typescript"),
    "ogrinfo": ("tests/api/test_gdal.py", "ogrinfo"),
    "ogr2ogr": ("tests/api/test_gdal.py", "gis.md"),
    "pytest": ("tests/extending/test_tutorial.py", "bike_counter/tests"),
}
# Where docs/deploy.md has the repository.
INSTALLED = "/srv/civic/app/"
SAFE = {"printf", "sha256sum", "echo", "mkdir", "cd", "wagtail"}


def check_make(words: list[str], _line: Line) -> None:
    targets = re.findall(r"^([\w.-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    wanted = [word for word in words[1:] if not re.match(r"-|[A-Z_]+=", word)]
    assert wanted
    assert set(wanted) <= set(targets), wanted


def check_manage(words: list[str], _line: Line) -> None:
    """The command exists and takes these options."""
    name, *options = words
    found = get_commands()
    assert name in found, f"there is no command {name}"
    app = found[name]
    command = load_command_class(app, name) if isinstance(app, str) else app
    parser = command.create_parser("manage.py", name)
    try:
        parser.parse_args(options)
    except (CommandError, argparse.ArgumentError) as error:
        pytest.fail(f"{name}: {error}")


def check_manage_alone(words: list[str], line: Line) -> None:
    check_manage(words[1:], line)


def check_python(words: list[str], line: Line) -> None:
    match words[1:]:
        case ["manage.py", *rest]:
            check_manage(rest, line)
        case ["-m", "http.server", *rest]:
            assert (ROOT / rest[rest.index("--directory") + 1]).is_dir()
        case ["-m", ("pip" | "venv" | "pytest") as module, *rest]:
            if module != "venv":
                KINDS[module]([module, *rest], line)
        case [script, *_rest]:
            assert (ROOT / script).is_file(), script
        case _:
            pytest.fail("which script?")


@cache
def locked() -> set[str]:
    text = (ROOT / "requirements/dev.txt").read_text()
    return set(re.findall(r"^([a-z0-9][a-z0-9-]*)(?:\[[^]]*\])?==", text, re.MULTILINE))


def check_pip(words: list[str], _line: Line) -> None:
    """Files of requirements, our own extras, and what the project is tested with."""
    import tomllib

    assert words[1] == "install", words
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    rest = iter(words[2:])
    for word in rest:
        if word in {"-r", "-c"}:
            assert (ROOT / next(rest).removeprefix(INSTALLED)).is_file()
        elif not word.startswith("-"):
            name, _, wanted = re.sub(r"[<>=~!].*", "", word).rstrip("]").partition("[")
            if name in {"wagtail-civic", "."} or name.endswith(".whl"):
                given = {extra for extra in wanted.split(",") if extra}
                assert given <= set(extras["optional-dependencies"]), word
            else:
                wanted_by_extras = str(extras["optional-dependencies"])
                known = name.lower() in locked() or name in wanted_by_extras
                assert known, f"{name} is in no requirements"


def check_apt(words: list[str], _line: Line) -> None:
    names = [word for word in words[1:] if not word.startswith("-")]
    assert names[0] in {"install", "update"}
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9.+-]+", name) for name in names)


def check_gunicorn(words: list[str], _line: Line) -> None:
    from gunicorn.config import Config

    options = Config().parser().parse_args(words[1:])
    assert options.args in (["site_config.wsgi"], ["site_config.wsgi:application"])


def check_script(words: list[str], _line: Line) -> None:
    """One of ours: there, executable, and part of CI; what a script reads is only there."""
    script = ROOT / words[0]
    assert script.is_file()
    if script.suffix:
        return
    assert os.access(script, os.X_OK)
    calls = "".join((ROOT / name).read_text() for name in (".ci/run", "Makefile", ".ci/servers"))
    assert words[0] == ".ci/run" or words[0] in calls, "nothing in CI runs it"


def check_curl(words: list[str], _line: Line) -> None:
    """Ask the address of our own site, with its headers: it answers."""
    urls = [word for word in words[1:] if word.startswith("http")]
    assert urls
    headers = {
        key: value
        for option, given in pairwise(words)
        if option in {"-H", "--header"}
        for key, value in [given.split(": ", 1)]
    }
    CampaignFactory(open=True)
    for url in urls:
        parts = urlsplit(url)
        assert parts.hostname in {"localhost", "127.0.0.1"} or parts.hostname.endswith(
            ("example.org", ".example")
        )
        answer = Client().get(f"{parts.path}?{parts.query}", headers=headers)
        assert answer.status_code in {200, 304, 401}, answer.status_code


def check_systemd(words: list[str], _line: Line) -> None:
    """Run what only looks; where no systemd runs, its programs still say which words they do not know."""
    if not shutil.which(words[0]):
        pytest.skip(f"{words[0]} is missing: install systemd")
    assert words[0] == "journalctl" or words[1] == "list-units", "may it be run here?"
    done = subprocess.run([*words, "--no-pager"], capture_output=True, text=True, check=False)
    nobody = re.search("not been booted|connect to bus|No journal files", done.stderr)
    assert done.returncode == 0 or nobody, done.stderr


def check_elsewhere(words: list[str], _line: Line) -> None:
    name, part = TRIED_BY[words[0]]
    assert part in (ROOT / name).read_text(), f"does {name} run it?"


def check_nothing(_words: list[str], _line: Line) -> None:
    """Checked as a whole block: see ``test_what_is_quick_and_safe_is_run``."""


KINDS: dict[str, Callable[[list[str], Line], None]] = {
    "make": check_make,
    "python": check_python,
    "manage.py": check_manage_alone,
    "python3": check_python,
    "pip": check_pip,
    "apt-get": check_apt,
    "gunicorn": check_gunicorn,
    "curl": check_curl,
    **dict.fromkeys(TRIED_BY, check_elsewhere),
    **dict.fromkeys(["systemctl", "journalctl"], check_systemd),
    **dict.fromkeys(SAFE, check_nothing),
}


def kind_of(program: str) -> Callable[[list[str], Line], None]:
    name = program.removeprefix("./")
    if name.startswith(".ci/"):
        return check_script
    name = Path(name).name if "/bin/" in name else name
    assert name in KINDS, f"nothing is known of {program}: say in KINDS how it is checked"
    return KINDS[name]


@pytest.mark.parametrize(("title", "script"), WHOLE.items())
def test_what_is_run_whole_is_read_by_its_script(title: str, script: str) -> None:
    assert re.search(rf"\b{title}\b", (ROOT / script).read_text())


@pytest.mark.django_db
@pytest.mark.parametrize("line", LINES, ids=str)
def test_every_documented_command_is_one_that_works(line: Line) -> None:
    for environment, words in commands(line):
        check_environment(environment)
        if words:
            kind_of(words[0])(words, line)


def is_safe(line: Line) -> bool:
    typed = [words for _environment, words in commands(line)]
    return all(words and words[0] in SAFE for words in typed) and "/srv/" not in line.text


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if any(map(is_safe, lines_of(page)))],
    ids=lambda page: page.name,
)
def test_what_is_quick_and_safe_is_run(page: Path, tmp_path: Path) -> None:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    script = "\n".join(["set -e", *(line.text for line in lines_of(page) if is_safe(line))])
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        env={"PATH": path, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def check_environment(given: dict[str, str]) -> None:
    unread = sorted(set(given) - variables())
    assert unread == [], f"nothing reads {unread}"
