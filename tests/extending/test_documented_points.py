"""The examples of docs/extension-points.md, taken from there, do what the page says."""

import re
from collections import defaultdict
from pathlib import Path

from tests.extending.processes import ROOT, passes, run


GUIDE = (ROOT / "docs/extension-points.md").read_text()
EXAMPLE = re.compile(r'^```\S+ title="(velo/[\w./-]+)"\n(.*?)^```$', re.MULTILINE | re.DOTALL)
OPTIONS = {"BASE_TEMPLATE": "velo/base.html", "GEOCODER": "velo.geocoder.CityRegister"}
HOOKS = re.findall(r"^### `((?:register|construct)_civic_\w+)`$", GUIDE, re.MULTILINE)


WRONG = """
class Mute(Channel):
    slug, label = "mute", "M"


class Lone(Mute):
    slug = "lone"

    def send(self, notice):
        pass


hooks.register("register_civic_exporters", lambda: [Lines(), "csv"])
hooks.register("register_civic_channels", Mute)
hooks.register("register_civic_channels", Lone)
hooks.register("register_civic_field_types", lambda: 3)
"""


def written(folder: Path) -> Path:
    """Write the examples of the guide as the app they are."""
    files: dict[str, str] = defaultdict(str)
    for name, text in EXAMPLE.findall(GUIDE):
        files[name] += text + "\n"
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (folder / "velo/__init__.py").touch()
    module = folder / "velo/static/velo/velo-pump.js"
    module.write_text("customElements.define('velo-pump', class extends HTMLElement {});\n")
    return folder


def test_every_hook_has_an_example() -> None:
    examples = "".join(text for _name, text in EXAMPLE.findall(GUIDE))
    assert len(HOOKS) >= 10
    assert [hook for hook in HOOKS if f'"{hook}"' not in examples] == []


def test_every_example_does_what_the_page_says(tmp_path: Path) -> None:
    folder = written(tmp_path)
    journey = str(ROOT / "tests/extending/documented_points.py")
    printed = passes(journey, apps=["velo"], path=folder, tmp_path=tmp_path, **OPTIONS)
    assert "passed" in printed


def test_what_is_wrong_is_said_at_the_start_up_with_its_number(tmp_path: Path) -> None:
    folder = written(tmp_path)
    hooks = folder / "velo/wagtail_hooks.py"
    hooks.write_text(hooks.read_text() + WRONG)
    options = {**OPTIONS, "GEOCODR": "velo.geocoder.CityRegister", "GEOCODER": "velo.nothing"}
    result = run("manage.py", "check", apps=["velo"], path=folder, tmp_path=tmp_path, **options)
    assert result.returncode == 1
    for words in (
        "(civic_pages.E021) velo.wagtail_hooks.<lambda>: Two exporters are named 'jsonl'.",
        "(civic_pages.E021) velo.wagtail_hooks.<lambda>: 'csv' is not an exporter instance.",
        "(civic_pages.E023) velo.wagtail_hooks.Mute: register_civic_channels gives no channel: Can't",
        "(civic_pages.E023) velo.wagtail_hooks.Lone: the channel 'lone' has neither",
        "(civic_blocks.E001) velo.wagtail_hooks.<lambda>: 3 is not a field type instance.",
        "(civic_pages.E020) CIVIC_PAGES has no option 'GEOCODR'.",
        "HINT: Did you mean 'GEOCODER'?",
        "(civic_pages.E027) CIVIC_PAGES[\"GEOCODER\"]: 'velo.nothing' cannot be imported",
    ):
        assert words in result.stderr, result.stderr
    assert "Traceback" not in result.stderr
