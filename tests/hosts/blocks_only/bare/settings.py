"""A small Wagtail site that uses our blocks on a page of its own, and none of our other apps."""

from host_settings import *


INSTALLED_APPS = ["bare", "civic_blocks", "wagtailgeowidget", *WAGTAIL_APPS]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
ROOT_URLCONF = "bare.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
WAGTAIL_SITE_NAME = "Un site"
