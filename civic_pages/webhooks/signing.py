"""Signatures of the Standard Webhooks specification (standardwebhooks.com), symmetric: ``v1``.

A secret is derived from the site's ``SECRET_KEY`` and a random name that is stored: a copy of the
database alone signs nothing. Where ``SECRET_KEY`` changes, ``SECRET_KEY_FALLBACKS`` go on signing too.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.utils.crypto import salted_hmac

from civic_pages.webhooks.models import Webhook


SALT = "civic_pages.webhooks"
PREFIX = "whsec_"


def secret(key: str) -> str:
    """Return a secret as its receiver keeps it: ``whsec_`` and the bytes in base64."""
    return PREFIX + base64.b64encode(_bytes(key, settings.SECRET_KEY)).decode()


def headers(webhook: Webhook, event_id: str, body: bytes, *, now: datetime) -> dict[str, str]:
    """Return the three headers that prove a body; while a secret is rotated, with two signatures."""
    moment = str(int(now.timestamp()))
    signed = b".".join((event_id.encode(), moment.encode(), body))
    signatures = [f"v1,{_signature(key, signed)}" for key in _keys(webhook, now)]
    return {
        "webhook-id": event_id,
        "webhook-timestamp": moment,
        "webhook-signature": " ".join(signatures),
    }


def _keys(webhook: Webhook, now: datetime) -> Iterator[bytes]:
    names = [webhook.key]
    if webhook.previous_key and webhook.previous_until and webhook.previous_until > now:
        names.append(webhook.previous_key)
    for site_secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        for name in names:
            yield _bytes(name, site_secret)


def _bytes(key: str, site_secret: str) -> bytes:
    return salted_hmac(SALT, key, secret=site_secret, algorithm="sha256").digest()


def _signature(key: bytes, signed: bytes) -> str:
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
