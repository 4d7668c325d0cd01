"""Sites of other people: projects in a process of their own that know nothing of the checkout.

The wheel is built once, unpacked once, and found by ``PYTHONPATH``; a host's folder is copied out
of the checkout, so that neither its migrations nor its database fall into it.

``CIVIC_WHEEL``: a wheel that is built already. ``CIVIC_HOSTS_PYTHON``: a Python of another
environment in which the wheel is installed with all it needs (``.ci/hosts``).
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SOURCES = ("civic_blocks", "civic_pages", "civic_api", "pyproject.toml", "README.md", "LICENSE")
OTHER_PYTHON = os.environ.get("CIVIC_HOSTS_PYTHON", "")
# wagtailgeowidget 9.1, treebeard and the like still warn under Django 6.1; ours may not.
WARNINGS = "error" if not OTHER_PYTHON else "default"
# A project that `wagtail start` writes has the settings of e-mail that Django 6.1 gives new names.
STRICT = ("-W", WARNINGS, "-W", "ignore:The EMAIL:PendingDeprecationWarning")
# Generous: a loaded machine takes minutes for what takes twenty seconds alone.
SECONDS = 900


def execute(command: Sequence[str], *, folder: Path, **environment: str) -> str:
    """Run a command; return what it printed, fail with it where it fails."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    done = subprocess.run(
        command,
        cwd=folder,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def built_wheel(folder: Path) -> Path:
    """Return the wheel: the one of ``CIVIC_WHEEL``, else one built from a copy of the sources."""
    if given := os.environ.get("CIVIC_WHEEL"):
        return Path(given).resolve()
    copy = folder / "sources"
    copy.mkdir()
    for name in SOURCES:
        if (ROOT / name).is_dir():
            hidden = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, copy / name, ignore=hidden)
        else:
            shutil.copy(ROOT / name, copy)
    command = (sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(copy))
    execute(command, folder=folder)
    (wheel,) = folder.glob("*.whl")
    return wheel


def unpacked(wheel: Path, folder: Path) -> Path | None:
    """Return the folder the wheel is installed into; ``None`` where another Python has it."""
    if OTHER_PYTHON:
        return None
    target = folder / "installed"
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    alone = ("--no-deps", "--no-index", "--target", str(target), str(wheel))
    execute((*pip, *alone), folder=folder)
    return target


@dataclass(frozen=True)
class Host:
    """A project in a folder of its own.

    Attributes:
        installed: where the wheel lies, where it is not in the environment of ``CIVIC_HOSTS_PYTHON``.
        settings: the module of its settings.
    """

    folder: Path
    installed: Path | None
    settings: str

    def run(self, *arguments: str) -> str:
        """Run its Python with some arguments; return what it printed."""
        found = [str(path) for path in (self.folder, self.installed) if path]
        return execute(
            (OTHER_PYTHON or sys.executable, *arguments),
            folder=self.folder,
            PYTHONPATH=os.pathsep.join(found),
            DJANGO_SETTINGS_MODULE=self.settings,
            PYTHONDONTWRITEBYTECODE="1",
        )

    def manage(self, *arguments: str) -> str:
        return self.run(*STRICT, "-m", "django", *arguments)

    def visit(self, *files: str) -> str:
        """Run files of tests on the host's own database as it was migrated, in their order."""
        options = ("-q", "-p", "no:cacheprovider", "-p", "no:randomly", "-p", "no:xdist")
        kept = ("-p", "visiting", *STRICT, "--rootdir", str(self.folder))
        # Wagtail leaves files open when it makes renditions.
        kept += ("-W", "ignore::ResourceWarning")
        return self.run("-m", "pytest", *options, *kept, *files)


def copied(name: str, folder: Path, installed: Path | None, settings: str) -> Host:
    """Return a host of this folder, copied out of the checkout."""
    place = folder / name
    shutil.copytree(HERE / name, place, ignore=shutil.ignore_patterns("__pycache__"))
    for shared in ("visiting.py", "booting.py", "host_settings.py"):
        shutil.copy(HERE / shared, place)
    return Host(place, installed, settings)
