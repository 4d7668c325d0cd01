"""Settings under which the API is tried (.ci/schemathesis): nothing is throttled, nobody is mailed."""

from site_config.settings import dev
from site_config.settings.dev import *  # noqa: F403


DEBUG = False
LOGGING_CONFIG = None
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
CIVIC_API = {"THROTTLE_RATES": {}}
ENDLESS = (10**9, 600)
CIVIC_PAGES = {
    **dev.CIVIC_PAGES,
    "CHALLENGE": "never",
    "MIN_FILL_SECONDS": 0,
    "RATE_LIMIT": ENDLESS,
    "CAMPAIGN_RATE_LIMIT": ENDLESS,
    "UPLOAD_RATE_LIMIT": ENDLESS,
    "LINK_LIMIT": ENDLESS,
    "KEY_LIMIT": ENDLESS,
    "GEOCODER": None,
}
