"""French catalogues: complete, compiled, and in step with the sources. ``--write`` renews them."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import polib


ROOT = Path(__file__).resolve().parents[1]
APPS = ("civic_blocks", "civic_pages", "civic_api", "site_config")
PO = "locale/fr/LC_MESSAGES/django.po"
EXTRACT = [
    "makemessages", "--locale=fr", "--no-location", "--no-wrap",
    "--extension=html,txt,py,svg", "--ignore=static/*", "--verbosity=0",
]  # fmt: skip


def extracted(app: str, folder: Path) -> polib.POFile:
    """Return the catalogue that the app's sources call for, made in a copy of the app."""
    shutil.copytree(
        ROOT / app, folder / app, ignore=shutil.ignore_patterns("__pycache__", "static", "*.mo")
    )
    command = [sys.executable, "-m", "django", *EXTRACT]
    # Extraction needs no project, and the project is not beside the copy.
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(command, cwd=folder / app, check=True, env=environment)  # noqa: S603 - our own
    return polib.pofile(str(folder / app / PO), wrapwidth=0)


def keys(catalogue: polib.POFile) -> set[tuple[str | None, str]]:
    return {(entry.msgctxt, entry.msgid) for entry in catalogue if not entry.obsolete}


def texts(catalogue: Iterable[Any]) -> dict[tuple[str | None, str], object]:
    return {(e.msgctxt or None, e.msgid): (e.msgstr, e.msgstr_plural) for e in catalogue}


# What comes after a number and a plain space, at which a line can end.
COUNTED = re.compile(r"(?:%\(\w+\)[sd]|\{\w+\}) ([^\W\d]+)")


def parted(catalogue: polib.POFile) -> list[str]:
    """Return the plurals that set a plain space between a number and what it counts.

    A word that takes an "s" or an "x" in the plural is counted; "est", "sur" or "à" is not.
    """
    found = []
    for entry in catalogue:
        one, many = entry.msgstr_plural.get(0, ""), entry.msgstr_plural.get(1, "")
        pairs = zip(COUNTED.findall(one), COUNTED.findall(many), strict=False)
        if any(plural in {f"{word}s", f"{word}x"} for word, plural in pairs):
            found.append(many)
    return found


def complaints(app: str, folder: Path) -> list[str]:
    """Return what is wrong with an app's catalogue, a line each."""
    path = ROOT / app / PO
    committed = polib.pofile(str(path), wrapwidth=0)
    found = [
        f"{app}: not translated: {entry.msgid!r}" for entry in committed.untranslated_entries()
    ]
    found += [f"{app}: fuzzy: {entry.msgid!r}" for entry in committed.fuzzy_entries()]
    found += [
        f"{app}: a number and what it counts may part: {text!r}" for text in parted(committed)
    ]
    needed = extracted(app, folder)
    found += [
        f"{app}: missing: {msgid!r}"
        for _ctx, msgid in sorted(keys(needed) - keys(committed), key=str)
    ]
    found += [
        f"{app}: not used any more: {msgid!r}"
        for _ctx, msgid in sorted(keys(committed) - keys(needed), key=str)
    ]
    compiled = path.with_suffix(".mo")
    known = polib.mofile(str(compiled)) if compiled.exists() else []
    if texts(known) != texts(committed):
        found.append(f"{app}: the compiled catalogue is not that of the .po file")
    return found


def write(app: str, folder: Path) -> None:
    """Bring an app's catalogue up to date with its sources and compile it."""
    path = ROOT / app / PO
    needed = extracted(app, folder)
    for entry in [entry for entry in needed if entry.obsolete]:
        needed.remove(entry)
    for entry in needed.fuzzy_entries():
        entry.flags.remove("fuzzy")
        entry.msgstr, entry.msgstr_plural = "", dict.fromkeys(entry.msgstr_plural, "")
    for entry in needed:
        entry.previous_msgid = entry.previous_msgid_plural = entry.previous_msgctxt = None
    needed.save(str(path))
    needed.save_as_mofile(str(path.with_suffix(".mo")))


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if "--write" in sys.argv:
            for app in APPS:
                write(app, folder)
            return 0
        found = [line for app in APPS for line in complaints(app, folder)]
    sys.stdout.writelines(f"{line}\n" for line in found)
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
