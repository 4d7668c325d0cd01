"""The test suite's settings: fast hashing, mail kept in memory, no network."""

from .base import *  # noqa: F403


SECRET_KEY = "test-only-0123456789abcdefghijklmnopqrstuvwxyz-0123456789abcdefghij"  # noqa: S105
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
vars().update(mail_settings({"EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend"}))  # noqa: F405
MEDIA_ROOT = env("TEST_MEDIA_ROOT", default=str(VAR_DIR / "test-media"))  # noqa: F405
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
DATABASES["default"].pop("CONN_MAX_AGE", None)  # noqa: F405
if DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3":  # noqa: F405
    # Tests open and drop databases and threads: a pool would keep connections to them.
    DATABASES["default"]["OPTIONS"].pop("pool", None)  # noqa: F405
else:
    DATABASES["default"]["OPTIONS"].pop("init_command", None)  # noqa: F405
DATABASES["default"]["TEST"] = {"NAME": env("TEST_DATABASE_NAME", default=None)}  # noqa: F405
CIVIC_BLOCKS = {**CIVIC_BLOCKS, "TILE_URL": ""}  # noqa: F405
CIVIC_PAGES = {**CIVIC_PAGES, "GEOCODER": None}  # noqa: F405
