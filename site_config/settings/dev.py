"""The demo on one's own machine: `make demo`."""

from .base import *


DEBUG = env.bool("DEBUG", default=True)
SECRET_KEY = env(
    "SECRET_KEY", default="demo-only-never-in-production-0123456789abcdefghijklmnopqrstuvwxyz"
)
ALLOWED_HOSTS = ["*"]
