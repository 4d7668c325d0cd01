"""What lets one answer stand in other sites' frames, and no other answer of the site."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpResponse


DJANGO_CSP = "csp.middleware.CSPMiddleware"
DJANGOS_OWN = "django.middleware.csp.ContentSecurityPolicyMiddleware"


def frameable(response: HttpResponse, ancestors: Sequence[str]) -> HttpResponse:
    """Let pages of ``ancestors`` frame an answer: ``frame-ancestors``, and no X-Frame-Options.

    The rest of the host's policy stays as it is, whether django-csp or Django writes it; a host
    without a policy gets this one directive.

    Args:
        ancestors: sources of ``frame-ancestors``: ``'self'``, ``*``, origins.
    """
    answer: Any = response
    # Browsers that know frame-ancestors ignore the older header (CSP Level 3, 6.4.2.2); others would
    # refuse everybody.
    answer.xframe_options_exempt = True
    if DJANGO_CSP in settings.MIDDLEWARE:
        answer._csp_replace = {"frame-ancestors": list(ancestors)}  # noqa: SLF001
    elif DJANGOS_OWN in settings.MIDDLEWARE:
        policy = {**settings.SECURE_CSP, "frame-ancestors": list(ancestors)}
        answer._csp_config = policy  # noqa: SLF001
    else:
        response["Content-Security-Policy"] = f"frame-ancestors {' '.join(ancestors)}"
    return response


def frames_ours(response: HttpResponse) -> HttpResponse:
    """Let a page of ours show frames of ours: a preview of what it hands out."""
    answer: Any = response
    if DJANGO_CSP in settings.MIDDLEWARE:
        answer._csp_update = {"frame-src": ["'self'"]}  # noqa: SLF001
    elif DJANGOS_OWN in settings.MIDDLEWARE:
        known = settings.SECURE_CSP.get("frame-src", ())
        known = known.split() if isinstance(known, str) else known
        answer._csp_config = {**settings.SECURE_CSP, "frame-src": [*known, "'self'"]}  # noqa: SLF001
    return response
