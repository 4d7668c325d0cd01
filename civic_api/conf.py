"""The ``CIVIC_API`` setting, read lazily so that tests and hosts may override it at any time."""

from typing import Any

from django.conf import settings


DEFAULTS: dict[str, Any] = {
    # Exact origins ("https://app.example.org") that may call the API from a browser.
    "CORS_ALLOWED_ORIGINS": (),
    # Requests per network: DRF rates by scope. "staff" is per API key.
    "THROTTLE_RATES": {
        "read": "600/min",
        "tiles": "1200/min",
        "places": "60/min",
        "export": "30/min",
        "workbook": "10/min",
        "staff": "600/min",
    },
    # Seconds that public answers may be cached.
    "CACHE_SECONDS": 60,
}


def get(name: str) -> Any:
    """Return the value of ``CIVIC_API[name]``, or its default.

    Raises:
        KeyError: where no such setting exists.
    """
    return getattr(settings, "CIVIC_API", {}).get(name, DEFAULTS[name])
