"""Settings shared by every environment of the demo site.

Everything a deployment changes is read from the environment (django-environ); the defaults need
nothing installed: SQLite, local-memory cache, e-mail to the console.
"""

from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from civic_api import schema as civic_schema
from site_config.settings.accounts import account_settings
from site_config.settings.databases import database_settings
from site_config.settings.files import file_settings, media_origins
from site_config.settings.mail import mail_settings
from site_config.settings.maps import map_settings, tile_origins
from site_config.settings.tasks import task_settings


BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = BASE_DIR / "var"

env = environ.Env()

DEBUG = False
SECRET_KEY = env("SECRET_KEY", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "site_config",
    "civic_api",
    "civic_pages",
    "civic_blocks",
    "wagtailgeowidget",
    "wagtail.contrib.settings",
    "wagtail.contrib.routable_page",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.api.v2",
    "wagtail",
    "modelcluster",
    "taggit",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "civic_api.cors.CorsMiddleware",
    "civic_api.middleware.ProblemMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
]

ROOT_URLCONF = "site_config.urls"
WSGI_APPLICATION = "site_config.wsgi.application"
ASGI_APPLICATION = "site_config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]

_databases = database_settings(env, VAR_DIR)
DATABASES, DATABASE_ROUTERS = _databases["DATABASES"], _databases.get("DATABASE_ROUTERS", [])
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# 300 entries, Django's own default, would forget used challenges and counts while they matter.
CACHES = {
    "default": env.cache_url("CACHE_URL", default="locmemcache://civic?max_entries=100000"),
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

LANGUAGE_CODE = "fr"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("fr", _("French")), ("en", _("English"))]
TIME_ZONE = "Europe/Paris"
USE_I18N = USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = env("STATIC_ROOT", default=str(BASE_DIR / "static"))
# With an address of its own where a bucket holds the media.
MEDIA_URL = f"{env('CIVIC_S3_PUBLIC_URL', default='/media').rstrip('/')}/"
MEDIA_ROOT = env("MEDIA_ROOT", default=str(VAR_DIR / "media"))
STORAGES = {
    # Citizens' files and the team's exports, civic_private: no web server may serve them.
    **file_settings(env, private_root=env("PRIVATE_MEDIA_ROOT", default=str(VAR_DIR / "private"))),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Never by redirect: documents of a private collection are for whoever may see it.
WAGTAILDOCS_SERVE_METHOD = "serve_view"

vars().update(mail_settings(env.email_url("EMAIL_URL", default="consolemail://")))
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Participation <participation@localhost>")

WAGTAIL_SITE_NAME = env("WAGTAIL_SITE_NAME", default="Participez Nanterre")
WAGTAILADMIN_BASE_URL = env("WAGTAILADMIN_BASE_URL", default="http://localhost:8000")
# In the frame of the site; Wagtail's own has no style.
WAGTAIL_PASSWORD_REQUIRED_TEMPLATE = "password_required.html"  # noqa: S105 - a template
WAGTAIL_I18N_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAILDOCS_EXTENSIONS = [
    "csv",
    "docx",
    "geojson",
    "key",
    "odp",
    "ods",
    "odt",
    "pdf",
    "pptx",
    "rtf",
    "txt",
    "xlsx",
    "zip",
]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES

SILENCED_SYSTEM_CHECKS = ["wagtailadmin.W003"]

REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
SPECTACULAR_SETTINGS = civic_schema.SETTINGS

# The Wagtail admin has inline scripts of its own, so the strict policy is for the public site.
MAPS = map_settings(env)
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ("/admin/", "/api/civic/v1/docs/"),
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [
            SELF,
            "data:",
            *tile_origins(MAPS, env("CIVIC_TILE_ORIGIN", default="")),
            *media_origins(env),
        ],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "frame-src": ["https://www.youtube-nocookie.com", "https://player.vimeo.com"],
        "frame-ancestors": [SELF],
        "form-action": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
    },
}
# An editor's page holds the layers of its maps: several of half a megabyte.
DATA_UPLOAD_MAX_MEMORY_SIZE = 8_000_000
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = SESSION_COOKIE_SAMESITE = "Lax"

CIVIC_BLOCKS = {
    **MAPS,
    "MAP_CENTER": (48.892, 2.206),
    "MAP_ZOOM": 13,
}
CIVIC_API = {
    # Front ends elsewhere: exact origins, as "https://app.example.org".
    "CORS_ALLOWED_ORIGINS": env.list("CIVIC_CORS_ORIGINS", default=[]),
}
CIVIC_PAGES = {
    "RATE_LIMIT": tuple(env.list("CIVIC_RATE_LIMIT", cast=int, default=[60, 600])),
    "CAMPAIGN_RATE_LIMIT": tuple(
        env.list("CIVIC_CAMPAIGN_RATE_LIMIT", cast=int, default=[300, 600])
    ),
    "CHALLENGE": env("CIVIC_CHALLENGE", default="always"),
    "CHALLENGE_DIFFICULTY": env.int("CIVIC_CHALLENGE_DIFFICULTY", default=100_000),
    "TRUSTED_PROXIES": env.int("CIVIC_TRUSTED_PROXIES", default=0),
    "GEOCODER_URL": env("CIVIC_GEOCODER_URL", default=None),
    # Empty: addresses are not searched.
    "GEOCODER": env(
        "CIVIC_GEOCODER", default="civic_pages.participation.geo.geocoders.GeoplateformeGeocoder"
    )
    or None,
}
GEO_WIDGET_DEFAULT_LOCATION = {"lat": 48.892, "lng": 2.206}
GEO_WIDGET_ZOOM = 13

if env.bool("CIVIC_ACCOUNTS", default=False):
    vars().update(account_settings(env, vars()))
if "replica" in DATABASES:
    # Before whatever reads the database.
    MIDDLEWARE = [MIDDLEWARE[0], "site_config.replica.ReplicaMiddleware", *MIDDLEWARE[1:]]
vars().update(task_settings(env, INSTALLED_APPS))
