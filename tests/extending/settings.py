"""The demo site with the apps of somebody else: ``EXTRA_APPS`` names them, with commas between."""

from site_config.settings.test import *  # noqa: F403


INSTALLED_APPS = [*INSTALLED_APPS, *filter(None, env("EXTRA_APPS", default="").split(","))]  # noqa: F405
CIVIC_PAGES = {**CIVIC_PAGES, **env.json("EXTRA_CIVIC_PAGES", default={})}  # noqa: F405
