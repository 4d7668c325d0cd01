"""Sizes that keep the code readable, and words that must not be in it."""

import ast
import re
import subprocess
from pathlib import Path


ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("civic_blocks", "civic_pages", "civic_api", "site_config")


def tracked(*patterns: str) -> list[Path]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in names.splitlines() if (ROOT / name).exists()]


SOURCES = [p for p in tracked("civic_*/*.py", "site_config/*.py") if "migrations" not in p.parts]


def too_long(paths: list[Path], most: int) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}: {lines}"
        for path in paths
        if (lines := len(path.read_text().splitlines())) > most
    ]


def test_modules_have_at_most_three_hundred_lines() -> None:
    assert too_long(SOURCES, 300) == []


def test_functions_have_at_most_thirty_lines_of_code() -> None:
    found = []
    # A drawing is a list of shapes, a preview a list of examples: long and plain.
    for path in [path for path in SOURCES if "pictures" not in path.parts]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and node.name != "_preview":
                body = node.body[1:] if ast.get_docstring(node) else node.body
                if body and body[-1].end_lineno - body[0].lineno + 1 > 30:
                    found.append(f"{path.relative_to(ROOT)}:{node.name}")
    assert found == []


def test_templates_have_at_most_eighty_lines() -> None:
    assert too_long(tracked("civic_*/*.html", "site_config/templates/*.html"), 80) == []


def test_scripts_have_at_most_one_hundred_and_fifty_lines() -> None:
    assert too_long([p for p in tracked("civic_*/*.js") if "vendor" not in p.parts], 150) == []


def test_nothing_typed_is_marked_safe() -> None:
    marked = re.compile(r"mark_safe|\|safe\b")
    assert [
        str(p) for p in [*SOURCES, *tracked("civic_*/*.html")] if marked.search(p.read_text())
    ] == []


def test_there_is_no_drawer_for_odds_and_ends() -> None:
    names = {"utils.py", "helpers.py", "services.py"}
    assert [str(path) for path in SOURCES if path.name in names or "common" in path.parts] == []
