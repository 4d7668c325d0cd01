"""What the settings of all hosts have in common; copied beside each, as ``host_settings``."""

from pathlib import Path


BASE_DIR = Path(__file__).resolve().parent
SECRET_KEY = "only-for-the-tests-of-a-host-0123456789abcdefghij"
ALLOWED_HOSTS = ["*"]
WAGTAIL_APPS = [
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
CIVIC_APPS = [
    "civic_api", "civic_pages", "civic_blocks",
    "wagtailgeowidget", "wagtail.contrib.settings", "wagtail.contrib.routable_page",
    "rest_framework", "drf_spectacular", "drf_spectacular_sidecar",
]  # fmt: skip
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "host.sqlite3"}}
LANGUAGE_CODE = "fr"
USE_TZ = True
STATIC_URL, MEDIA_URL, MEDIA_ROOT = "/static/", "/media/", BASE_DIR / "media"
WAGTAILADMIN_BASE_URL = "http://localhost"
WAGTAILDOCS_EXTENSIONS = ["pdf"]
