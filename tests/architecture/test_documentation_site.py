"""The documentation as a site: every page is in the navigation, every picture is used and small.

``make docs`` builds it strictly: see .ci/docs.py for what it looks for in the built pages.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest


ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
NAVIGATION = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").split("\nnav:\n")[1]
LARGEST = 120_000  # bytes of a picture


def test_every_page_is_in_the_navigation() -> None:
    pages = {page.name for page in DOCS.glob("*.md") if not page.name.endswith(".fr.md")}
    assert pages - set(re.findall(r"[\w-]+\.md", NAVIGATION)) == set()


def test_every_title_of_the_navigation_is_in_french_too() -> None:
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    french = text.split("nav_translations:\n")[1].split("  - mkdocstrings")[0]
    translated = set(re.findall(r"^ +([^:]+): ", french, re.MULTILINE))
    titles = set(re.findall(r"^ *- ([^:\n]+):", NAVIGATION, re.MULTILINE))
    assert titles - translated == set()


def test_pictures_of_the_guides_are_there_used_and_small() -> None:
    used = {
        name
        for page in DOCS.glob("*.md")
        for name in re.findall(r"\((images/[\w/.-]+)\)", page.read_text(encoding="utf-8"))
    }
    there = {str(path.relative_to(DOCS)) for path in DOCS.glob("images/*/*.png")}
    assert used - {str(path.relative_to(DOCS)) for path in DOCS.rglob("*.png")} == set()
    assert there - used == set()
    assert [name for name in there if (DOCS / name).stat().st_size > LARGEST] == []


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ('<a href="https://elsewhere.example/">read</a><img src="/a.png">', 0),
        ('<script src="https://elsewhere.example/a.js"></script>', 1),
        ('<link rel="stylesheet" href="//elsewhere.example/a.css">', 1),
        ('<link rel="canonical" href="https://elsewhere.example/">', 0),
        ("<style>@import 'https://elsewhere.example/a.css';</style>", 1),
        ('<p style="background: url(https://elsewhere.example/a.png)">', 1),
        ('<iframe src="https://elsewhere.example/"></iframe>', 1),
    ],
)
def test_a_built_page_that_asks_another_host_is_refused(
    html: str, code: int, tmp_path: Path
) -> None:
    (tmp_path / "index.html").write_text(html, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(ROOT / ".ci/docs.py"), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
