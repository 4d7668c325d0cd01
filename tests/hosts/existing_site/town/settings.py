"""A town's site that was there before: its own users, pages, pictures, admin address and look."""

from host_settings import *


INSTALLED_APPS = ["town", "people", "wagtail.contrib.redirects", *WAGTAIL_APPS, *CIVIC_APPS]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]
ROOT_URLCONF = "town.urls"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
AUTH_USER_MODEL = "people.Colleague"
WAGTAILIMAGES_IMAGE_MODEL = "town.Picture"
WAGTAIL_SITE_NAME = "La ville"
# An API of its own, for which ours must not change a thing.
REST_FRAMEWORK = {"DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAdminUser"]}
CIVIC_PAGES = {"BASE_TEMPLATE": "town/base.html"}
