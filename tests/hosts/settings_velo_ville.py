"""The demo site of a host that has installed the app of somebody else."""

from site_config.settings.test import *  # noqa: F403


INSTALLED_APPS = [*INSTALLED_APPS, "tests.hosts.velo_ville"]  # noqa: F405
