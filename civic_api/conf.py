"""The ``CIVIC_API`` setting, read lazily so that tests and hosts may override it at any time."""

from typing import Any

from django.conf import settings


DEFAULTS: dict[str, Any] = {
    # Exact origins ("https://app.example.org") that may call the API from a browser.
    "CORS_ALLOWED_ORIGINS": (),
    # Dotted paths of functions (request) -> origins that may do so too, of this site for example.
    "CORS_ORIGIN_SOURCES": ("civic_pages.embedding.calling.origins",),
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
    # Seconds that caches shared by all may keep them (s-maxage): more than CACHE_SECONDS only where
    # a PURGER tells them what has changed. None: as CACHE_SECONDS.
    "SHARED_CACHE_SECONDS": None,
    # Seconds that a stale answer may still be given while a new one is fetched (RFC 5861). 0: none.
    "STALE_SECONDS": 0,
    # Header that names what an answer is about: "Surrogate-Key" (Fastly, Varnish with xkey) or
    # "Cache-Tag" (Cloudflare, Akamai); None: it is not told.
    "SURROGATE_HEADER": None,
    # Dotted path of a function (keys) that tells caches what to forget, or of a class whose object
    # is one; see civic_api.purging. None: nobody is told.
    "PURGER": None,
}


def get(name: str) -> Any:
    """Return the value of ``CIVIC_API[name]``, or its default.

    Raises:
        KeyError: where no such setting exists.
    """
    given = getattr(settings, "CIVIC_API", {})
    # What is no dict at all is told by a check.
    return given.get(name, DEFAULTS[name]) if isinstance(given, dict) else DEFAULTS[name]
