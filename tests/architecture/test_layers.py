"""Rules of the layers that import-linter cannot say (it names external packages only whole)."""

import ast
from pathlib import Path

import pytest


ROOT = Path(__file__).resolve().parents[2]
DOMAIN = [
    "civic_pages/campaigns/phases.py",
    *(
        f"civic_pages/participation/{name}.py"
        for name in (
            "models",
            "querysets",
            "forms",
            "policy",
            "tallies",
            "bulk",
            "storing",
            "keys",
            "intake",
        )
    ),
    *(
        str(path.relative_to(ROOT))
        for path in (ROOT / "civic_pages/participation/actions").glob("*.py")
    ),
]
OF_REQUESTS = {"django.http", "django.shortcuts", "django.views", "django.template"}


def imported(path: Path) -> set[str]:
    """Return the dotted names of all modules a file imports, inside functions too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


@pytest.mark.parametrize("name", DOMAIN)
def test_the_domain_knows_no_request(name: str) -> None:
    modules = imported(ROOT / name)
    assert not {m for m in modules if any(m == x or m.startswith(f"{x}.") for x in OF_REQUESTS)}
