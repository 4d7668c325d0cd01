"""``manage.py startblock NAME``: an app with a block that works, to begin with."""

import keyword
import re
from argparse import ArgumentParser
from importlib.util import find_spec
from pathlib import Path
from string import Template
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from civic_blocks.catalogues import as_mo, as_po
from civic_blocks.registry import collect_blocks


SKELETON = Path(__file__).resolve().parents[2] / "templates/civic_blocks/startblock"
# Where each file of the skeleton goes, beneath the app.
FILES = {
    "__init__.py-tpl": "__init__.py",
    "apps.py-tpl": "apps.py",
    "blocks.py-tpl": "blocks.py",
    "wagtail_hooks.py-tpl": "wagtail_hooks.py",
    "block.html-tpl": "templates/{name}/blocks/{name}.html",
    "test_block.py-tpl": "tests/test_block.py",
}
FRENCH = {
    "A title": "Un titre",
    "A text.": "Un texte.",
    "Title": "Titre",
    "Text": "Texte",
    "A title and a text.": "Un titre et un texte.",
}
NAME = re.compile(r"^[a-z][a-z0-9_]{1,39}$")


class Command(BaseCommand):
    help = "Writes an app with a block, its template, its French, its test and its hook."
    # What is written need not be sound yet.
    requires_system_checks: Any = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="name of the app and of its block: bike_counter")
        parser.add_argument(
            "--directory", default=".", help="where to write it; the current one by default"
        )
        parser.add_argument("--label", default="", help='what editors read: "Bike counter"')
        parser.add_argument("--french", default="", help='the same in French: "Compteur de vélos"')

    def handle(self, *_args: Any, **options: Any) -> None:
        name = options["name"]
        _check_name(name)
        label = options["label"] or name.replace("_", " ").capitalize()
        french = options["french"] or label
        for text in (label, french):
            if not text.isprintable() or set(text) & set('"\\$'):
                raise CommandError(
                    f"{text!r}: a label is one line without quotation marks, \\ and $."
                )
        root = Path(options["directory"])
        if not root.is_dir():
            raise CommandError(f"There is no directory {root}.")
        app = root / name
        if app.exists():
            raise CommandError(f"{app} exists already: nothing was written.")
        self._write(app, name, label, french)
        self.stdout.write(f'{app} is written. Add "{name}" to INSTALLED_APPS, then run')
        self.stdout.write(f"    pytest {app / 'tests'}")

    def _write(self, app: Path, name: str, label: str, french: str) -> None:
        values = {
            "name": name,
            "label": label,
            "camel": "".join(part.capitalize() for part in name.split("_")),
            "same": f'{{"{label}"}}' if french == label else "set()",
        }
        for source, target in FILES.items():
            text = Template((SKELETON / source).read_text(encoding="utf-8")).substitute(values)
            _put(app / target.format(name=name), text.encode())
        _put(app / "tests/__init__.py", b"")
        messages = {label: french, **FRENCH}
        for language, known in (("fr", messages), ("en", dict.fromkeys(messages, ""))):
            folder = app / "locale" / language / "LC_MESSAGES"
            _put(folder / "django.po", as_po(known, language).encode())
            _put(folder / "django.mo", as_mo(known, language))


def _check_name(name: str) -> None:
    """Refuse what cannot be both a Python package and the name of a block.

    Raises:
        CommandError: saying why.
    """
    if not NAME.match(name) or keyword.iskeyword(name):
        raise CommandError(
            f"{name!r} is no name: small letters, digits and underscores, beginning with a letter."
        )
    if name in collect_blocks():
        raise CommandError(f"There is a block {name!r} already.")
    if find_spec(name) is not None:
        raise CommandError(f"There is a Python package {name!r} already: choose another name.")


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
