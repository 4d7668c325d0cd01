"""The wheel: holds templates, static files, catalogues and py.typed, and works without the demo."""

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path


NEEDED = (
    "civic_blocks/py.typed", "civic_pages/py.typed", "civic_api/py.typed",
    "civic_blocks/templates/civic_blocks/blocks/timeline.html",
    "civic_blocks/static/civic_blocks/vendor/leaflet/leaflet.js",
    "civic_blocks/static/civic_blocks/js/elements/civic-map.js",
    "civic_blocks/locale/fr/LC_MESSAGES/django.mo",
    "civic_pages/locale/fr/LC_MESSAGES/django.mo",
    "civic_api/locale/fr/LC_MESSAGES/django.mo",
    "civic_pages/templates/civic_pages/emails/receipt.txt",
    "civic_pages/templates/civic_pages/includes/mark.svg",
    "civic_pages/static/civic_pages/css/site.css",
    "civic_pages/campaigns/sharing/fonts/DejaVuSansCondensed-Bold.ttf",
    "civic_pages/migrations/0001_initial.py",
)  # fmt: skip
PROBE = """
import sys
from django.conf import settings
apps = ["civic_api", "civic_pages", "civic_blocks", "wagtailgeowidget", "wagtail.contrib.settings",
        "wagtail.contrib.routable_page", "wagtail.embeds", "wagtail.sites", "wagtail.users",
        "wagtail.snippets", "wagtail.documents", "wagtail.images", "wagtail.search", "wagtail.admin",
        "wagtail", "modelcluster", "taggit", "rest_framework", "django.contrib.auth",
        "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages"]
settings.configure(INSTALLED_APPS=apps, SECRET_KEY="x", USE_TZ=True, STATIC_URL="/static/", ROOT_URLCONF="civic_api.urls",
                   DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}})
import django
django.setup()
import civic_pages.models, civic_blocks.blocks.map
assert "site_config" not in sys.modules
assert "site-packages" not in civic_pages.__file__ and sys.argv[1] in civic_pages.__file__
from civic_blocks.registry import collect_blocks
assert {"timeline", "map", "text_to_discuss", "vote", "projects", "synthesis"} <= set(collect_blocks())
"""


def main(path: str) -> int:
    with zipfile.ZipFile(path) as wheel:
        names = set(wheel.namelist())
        missing = [name for name in NEEDED if name not in names]
        foreign = sorted(n for n in names if n.startswith(("site_config", "tests", "benchmarks")))
        if missing or foreign:
            sys.stdout.write(f"missing: {missing}; should not be there: {foreign}\n")
            return 1
        with tempfile.TemporaryDirectory() as folder:
            wheel.extractall(folder)
            command = [sys.executable, "-c", PROBE, folder]
            environment = {"PYTHONPATH": folder, "PATH": ""}
            done = subprocess.run(command, cwd=folder, env=environment, check=False)  # noqa: S603 - our own
    sys.stdout.write(f"{Path(path).name}: {len(names)} files\n")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
