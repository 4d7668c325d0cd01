"""The demo on one's own machine: `make demo`."""

from .base import *  # noqa: F403


DEBUG = env.bool("DEBUG", default=True)  # noqa: F405
SECRET_KEY = env("SECRET_KEY", default="demo-only-never-in-production-0123456789abcdefghijklmnopqrstuvwxyz")  # noqa: F405
ALLOWED_HOSTS = ["*"]
