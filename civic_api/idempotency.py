"""The Idempotency-Key header (IETF draft-ietf-httpapi-idempotency-key-header-07)."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import cache
from django.utils.translation import gettext as _
from rest_framework.request import Request

from civic_api.exceptions import Problem
from civic_pages.participation.actions import key_digest


PATTERN = re.compile(r"^[\x21-\x7e]{16,255}$")
SECONDS_IN_FLIGHT = 30


def key_of(request: Request) -> str:
    """Return the storable key of a request.

    Raises:
        Problem: 400 where the header is missing or no key.
    """
    key = request.headers.get("Idempotency-Key", "").strip('"')
    if not PATTERN.match(key):
        detail = _("The header Idempotency-Key is required: 16 to 255 visible characters.")
        raise Problem(400, "idempotency-key", detail)
    return key_digest(key)


@contextmanager
def in_flight(campaign_id: int, key: str) -> Iterator[None]:
    """Let one request with a key through at a time.

    A courtesy to the client that is told to wait; the database's constraint is what keeps a
    contribution from being stored twice.

    Raises:
        Problem: 409 where one is under way.
    """
    name = f"civic:in-flight:{campaign_id}:{key}"
    token = secrets.token_hex(8)
    if not cache.add(name, token, SECONDS_IN_FLIGHT):
        detail = _("A request with this key is under way. Try again in a moment.")
        raise Problem(409, "in-progress", detail, retry_after=1)
    try:
        yield
    finally:
        # Where it took longer than its lock holds, what is there now is another request's.
        if cache.get(name) == token:
            cache.delete(name)
