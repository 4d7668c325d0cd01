"""Our scripts get names by what they hold, and by the names of those they import."""

import re
from pathlib import Path


STATIC = [Path("civic_blocks/static"), Path("civic_pages/static"), Path("civic_api/static")]
IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["'](\.[^"']+)["']""")
# Not an address that the server wrote, hashed: `import(this.dataset.worker)`.
COMPUTED = re.compile(r"""\bimport\(\s*(?!["']\.[^"'+]*["']\))(?!this\.dataset\.|dataset\.)""")


def test_every_script_that_is_imported_is_named_in_full() -> None:
    """A computed name keeps no hash: the same module would be asked for twice, under two names."""
    scripts = [path for root in STATIC for path in root.rglob("*.js") if "vendor" not in path.parts]
    assert scripts
    assert [path.name for path in scripts if COMPUTED.search(path.read_text())] == []


def test_no_imports_of_our_scripts_go_round() -> None:
    """Where two import each other ``collectstatic`` never ends: each name depends on the other."""
    scripts = [path.resolve() for root in STATIC for path in root.rglob("*.js")]
    assert scripts
    imports = {
        path: [(path.parent / name).resolve() for name in IMPORT.findall(path.read_text())]
        for path in scripts
    }
    done: set[Path] = set()

    def visit(path: Path, way: list[Path]) -> None:
        assert path not in way, [step.name for step in [*way, path]]
        if path not in done:
            for imported in imports.get(path, []):
                visit(imported, [*way, path])
            done.add(path)

    for path in scripts:
        visit(path, [])
