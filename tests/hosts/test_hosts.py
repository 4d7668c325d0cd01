"""Four sites of other people, from the wheel: each is booted, migrated and visited by itself.

``start`` is what ``wagtail start`` makes, with the three steps of docs/install.md; ``blocks_only``
has our blocks and nothing else; ``existing_site`` has its own pages and users; ``two_cities`` has
two sites in two languages.
"""

import json
import re
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.hosts import hosting
from tests.hosts.hosting import Host


SETTINGS = {
    "start": "mysite.settings.dev",
    "blocks_only": "bare.settings",
    "existing_site": "town.settings",
    "two_cities": "cities.settings",
}
# Without the other apps, what they fill is empty: said once each, and nothing else.
EXPECTED = {"blocks_only": ["civic_blocks.W001"] * 4}
AT_ONCE = 2


def steps() -> list[str]:
    """Return the snippets of docs/install.md: two commands around two pieces of code."""
    text = (hosting.ROOT / "docs" / "install.md").read_text()
    return re.findall(r"^```\w+\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)


def insert(path: Path, snippet: str, marker: str, *, after: bool) -> None:
    """Put the lines of a snippet beside the line that holds ``marker``."""
    text = path.read_text()
    (line,) = [line for line in text.splitlines(keepends=True) if line.strip() == marker]
    lines = [f"    {one}\n" for one in snippet.splitlines() if not one.startswith("#")]
    both = [line, *lines] if after else [*lines, line]
    path.write_text(text.replace(line, "".join(both), 1))


def started(folder: Path, installed: Path | None) -> Host:
    """Return a project of ``wagtail start`` after the steps that a developer reads."""
    host = hosting.copied("start", folder, installed, SETTINGS["start"])
    begin = (
        "from wagtail.bin.wagtail import main; import sys; sys.argv[1:] = ['start', 'mysite', '.']"
    )
    host.run("-c", f"{begin}; main()")
    _install, apps, urls, _migrate = steps()
    insert(host.folder / "mysite/settings/base.py", apps, "INSTALLED_APPS = [", after=True)
    insert(host.folder / "mysite/urls.py", urls, 'path("", include(wagtail_urls)),', after=False)
    return host


def boot(name: str, folder: Path, installed: Path | None) -> tuple[Host, dict[str, Any]]:
    if name == "start":
        host = started(folder, installed)
    else:
        host = hosting.copied(name, folder, installed, SETTINGS[name])
    printed = host.run(*hosting.STRICT, "booting.py")
    (line,) = [line for line in printed.splitlines() if line.startswith('{"checks"')]
    return host, json.loads(line)


@pytest.fixture(scope="module")
def booted(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return what gives a host by its name; all of them boot at once, as many as fit."""
    folder = tmp_path_factory.mktemp("hosts")
    installed = hosting.unpacked(hosting.built_wheel(folder), folder)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        waiting: dict[str, Future[tuple[Host, dict[str, Any]]]] = {
            name: pool.submit(boot, name, folder, installed) for name in SETTINGS
        }
        yield lambda name: waiting[name].result()


@pytest.mark.parametrize("name", SETTINGS)
def test_it_boots_migrates_and_lacks_nothing(name: str, booted: Any) -> None:
    _host, seen = booted(name)
    # Each is run twice: before the first migration, and with the database.
    assert seen["checks"] == sorted(EXPECTED.get(name, []) * 2)
    assert "No changes detected" in seen["missing"]
    assert Path(seen["from"]).name in {"site-packages", "installed"}


@pytest.mark.parametrize("name", SETTINGS)
def test_its_editors_moderators_and_citizens_find_what_they_need(name: str, booted: Any) -> None:
    host, _seen = booted(name)
    assert "passed" in host.visit("visit.py")


def test_blocks_alone_import_nothing_of_the_other_apps(booted: Any) -> None:
    _host, seen = booted("blocks_only")
    assert seen["modules"] == ["civic_blocks"]


def test_what_is_missing_is_said_with_the_line_to_add(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, booted: Any
) -> None:
    host, _seen = booted("start")
    settings = "from mysite.settings.dev import *\n" + "".join(
        f'INSTALLED_APPS.remove("{name}")\n'
        for name in ("wagtailgeowidget", "wagtail.contrib.settings", "drf_spectacular")
    )
    (host.folder / "mysite/settings/lacking.py").write_text(
        settings + 'ROOT_URLCONF = "wagtail.urls"\n'
    )
    lacking = Host(host.folder, host.installed, "mysite.settings.lacking")
    with pytest.raises(AssertionError) as said:
        lacking.manage("check")
    for line in (
        '"wagtailgeowidget",',
        '"wagtail.contrib.settings",',
        '"drf_spectacular",',
        'path("api/civic/", include("civic_api.urls")),',
    ):
        assert line in str(said.value)
