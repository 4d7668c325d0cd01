"""Variables of the environment and keys of settings that the documentation names are there."""

import re
from typing import Any

import pytest
from django.conf import settings

from civic_api import conf as api_conf
from civic_blocks import conf as block_conf
from civic_pages import conf as page_conf
from tests.architecture.documented import PAGES, variables


NAMED = {
    name
    for page in PAGES
    for name in re.findall(r"\bCIVIC_[A-Z0-9_]+\b", page.read_text(encoding="utf-8"))
}


def test_variables_named_in_the_documentation_are_read() -> None:
    own_settings = {"CIVIC_BLOCKS", "CIVIC_PAGES", "CIVIC_API"}
    assert sorted(NAMED - own_settings - variables()) == []


@pytest.mark.parametrize(
    ("setting", "module"),
    [("CIVIC_BLOCKS", block_conf), ("CIVIC_PAGES", page_conf), ("CIVIC_API", api_conf)],
)
def test_keys_of_settings_named_in_the_documentation_exist(setting: str, module: Any) -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    quote = "[\"']"
    named = set(re.findall(rf"{setting}\[{quote}(\w+){quote}\]", text))
    assert named <= {*module.DEFAULTS, *getattr(settings, setting)}
    opened = re.findall(rf"{setting} = {{\s*{quote}(\w+){quote}:", text)
    assert set(opened) <= set(module.DEFAULTS)
