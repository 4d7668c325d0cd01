"""Production: everything from the environment, refusing to start where a secret is missing."""

from site_config.settings.logs import log_settings

from .base import *


SECRET_KEY = env("SECRET_KEY")
# Former keys: private links signed with them still work.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_TLS_PROXY", default=True) else None
)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=31536000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env.bool(
    "SECURE_HSTS_INCLUDE_SUBDOMAINS", default=True
)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
# Straight after SecurityMiddleware: static files need nothing of what follows.
MIDDLEWARE = [MIDDLEWARE[0], "whitenoise.middleware.WhiteNoiseMiddleware", *MIDDLEWARE[1:]]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "site_config.storage.ModuleManifestStorage"},
}
LOGGING = log_settings(env)
