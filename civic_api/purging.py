"""Shared caches (CDN, Varnish) forget what has changed: ``CIVIC_API["PURGER"]``.

A purger is called with a tuple of keys, as ``SURROGATE_HEADER`` names them in answers, after the
transaction that changed them. It runs apart from the request, one call at a time, and what it raises
is logged: an answer it could not make forgotten grows old by ``SHARED_CACHE_SECONDS``.
"""

import logging
import os
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.utils.module_loading import import_string

from civic_api import conf
from civic_pages.participation.changes import public_changed


logger = logging.getLogger(__name__)
# One thread: calls keep their order, and a cache that hangs holds up no request.
_calls = ThreadPoolExecutor(max_workers=1, thread_name_prefix="civic-purger")


class HttpPurger:
    """Asks a cache over HTTP to forget keys: an example that serves Fastly and Varnish (xkey).

    Environment:
        CIVIC_PURGE_URL: ``https://api.fastly.com/service/<id>/purge``, or the address of Varnish.
        CIVIC_PURGE_METHOD: ``POST`` (Fastly), ``PURGE`` (Varnish).
        CIVIC_PURGE_HEADER: header that holds the keys: ``Surrogate-Key``, ``xkey-purge``.
        CIVIC_PURGE_TOKEN: sent as ``Fastly-Key``, where there is one.
    """

    timeout = 5
    # Fastly takes 256 keys a call.
    most = 256

    def __call__(self, keys: tuple[str, ...]) -> None:
        """Send the keys.

        Raises:
            OSError: the cache did not take them.
        """
        for first in range(0, len(keys), self.most):
            headers = {
                os.environ.get("CIVIC_PURGE_HEADER", "Surrogate-Key"): " ".join(
                    keys[first : first + self.most]
                ),
                "Accept": "application/json",
            }
            if token := os.environ.get("CIVIC_PURGE_TOKEN"):
                headers["Fastly-Key"] = token
            asked = urllib.request.Request(  # noqa: S310 - the operator's own address
                os.environ["CIVIC_PURGE_URL"],
                headers=headers,
                method=os.environ.get("CIVIC_PURGE_METHOD", "POST"),
            )
            with urllib.request.urlopen(asked, timeout=self.timeout):  # noqa: S310
                pass


def purger() -> Callable[[tuple[str, ...]], None] | None:
    """Return the purger of the settings, ``None`` where there is none."""
    path = conf.get("PURGER")
    if not path:
        return None
    found: Any = import_string(path)
    made: Callable[[tuple[str, ...]], None] = found() if isinstance(found, type) else found
    return made


def purge(sender: Any, keys: tuple[str, ...], **kwargs: Any) -> None:
    """Tell the purger, in its own time."""
    if (call := purger()) is not None:
        _calls.submit(_safely, call, keys)


def _safely(call: Callable[[tuple[str, ...]], None], keys: tuple[str, ...]) -> None:
    try:
        call(keys)
    except Exception:
        logger.exception("Caches were not told of %d changed keys.", len(keys))


def connect() -> None:
    """Connect the receiver; called once, when the app is ready."""
    public_changed.connect(purge, dispatch_uid="civic_api.purge")
