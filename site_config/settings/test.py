"""The test suite's settings: fast hashing, mail kept in memory, no network."""

from site_config.settings.mail import mail_settings

from .base import *


SECRET_KEY = "test-only-0123456789abcdefghijklmnopqrstuvwxyz-0123456789abcdefghij"  # noqa: S105
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
vars().update(mail_settings({"EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend"}))
MEDIA_ROOT = env("TEST_MEDIA_ROOT", default=str(VAR_DIR / "test-media"))
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
DATABASES["default"].pop("CONN_MAX_AGE", None)
if DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3":
    # Tests open and drop databases and threads: a pool would keep connections to them.
    DATABASES["default"]["OPTIONS"].pop("pool", None)
    # Nobody misses a test's rows after a power cut: a commit need not wait for the disk.
    DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"
else:
    DATABASES["default"]["OPTIONS"].pop("init_command", None)
DATABASES["default"]["TEST"] = {"NAME": env("TEST_DATABASE_NAME", default=None)}
# The same choice of base maps, from nobody else.
OWN_MAPS = [
    {**base, "url": f"/tuiles/{{z}}/{{x}}/{{y}}?{base['key']}"}
    for base in CIVIC_BLOCKS["BASE_MAPS"]
]
CIVIC_BLOCKS = {**CIVIC_BLOCKS, "TILE_URL": "", "BASE_MAPS": OWN_MAPS}
INSTALLED_APPS = ["tests.quick_flush", *INSTALLED_APPS]
CIVIC_PAGES = {**CIVIC_PAGES, "CHALLENGE": "never", "MIN_FILL_SECONDS": 0, "GEOCODER": None}
