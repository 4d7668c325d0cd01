"""What the documentation promises is there, and what is there is documented."""

import re
from pathlib import Path

import pytest

from civic_api import conf as api_conf
from civic_blocks import conf as block_conf
from civic_blocks import ports
from civic_pages import conf as page_conf
from civic_pages.participation import signals


ROOT = Path(__file__).resolve().parents[2]
POINTS = (ROOT / "docs/extension-points.md").read_text()
HOOKS = {
    name
    for path in ROOT.glob("civic_*/**/*.py")
    for name in re.findall(r'"((?:register|construct)_civic_\w+)"', path.read_text())
}


@pytest.mark.parametrize(
    "name",
    sorted(HOOKS)
    + [port.__name__ for port in ports.PORTS]
    + [name for name in vars(signals) if name.startswith("contribution_")]
    + ["CIVIC_BLOCKS", "CIVIC_PAGES", "CIVIC_API"],
)
def test_every_extension_point_has_its_heading(name: str) -> None:
    assert re.search(rf"^### `{name}`$", POINTS, re.MULTILINE), name


@pytest.mark.parametrize("module", [block_conf, page_conf, api_conf])
def test_every_setting_is_named(module: object) -> None:
    assert [name for name in module.DEFAULTS if f"`{name}`" not in POINTS] == []


def test_every_variable_of_the_environment_is_in_the_guide() -> None:
    guide = (ROOT / "docs/deploy.md").read_text()
    read = {
        name
        for path in (ROOT / "site_config/settings").glob("*.py")
        if path.name not in {"test.py", "dev.py"}
        for name in re.findall(r'env(?:\.\w+)?\(\s*"(\w+)"', path.read_text())
    }
    missing = {name for name in read if f"`{name}`" not in guide}
    assert missing <= {"SECURE_HSTS_INCLUDE_SUBDOMAINS", "LOG_LEVEL"}


def test_links_of_the_documentation_lead_somewhere() -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
