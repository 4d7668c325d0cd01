"""Two cities share one installation: a site each, French and English, teams of their own."""

from host_settings import *


INSTALLED_APPS = [
    *CIVIC_APPS,
    "wagtail.locales",
    "wagtail.contrib.simple_translation",
    *WAGTAIL_APPS,
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
ROOT_URLCONF = "cities.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("fr", "Français"), ("en", "English")]
WAGTAIL_I18N_ENABLED = USE_I18N = True
WAGTAIL_SITE_NAME = "Deux villes"
WAGTAILADMIN_BASE_URL = "http://admin.test"
