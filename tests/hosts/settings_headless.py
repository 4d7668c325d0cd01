"""The demo site with another front end: wagtail-headless-preview is installed and set up."""

from site_config.settings.test import *  # noqa: F403


INSTALLED_APPS = [*INSTALLED_APPS, "wagtail_headless_preview"]  # noqa: F405
WAGTAIL_HEADLESS_PREVIEW = {"CLIENT_URLS": {"default": "https://front.example.org/preview"}}
