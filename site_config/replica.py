"""Reads of the public from a replica; everything else from the database that is written.

What may be a few seconds old is read from the replica: pages, maps and lists for visitors who are
not logged in. Whoever wrote something is kept on the primary for a while, so that they see it. While
the replica does not answer, the primary does.
"""

import logging
import re
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.http import HttpRequest, HttpResponse


logger = logging.getLogger(__name__)

REPLICA = "replica"
# Set for whoever has just written, for as many seconds: replicas are behind by less.
COOKIE, SECONDS = "civic_fresh", 15
# A replica that did not answer is asked again after as many: each time one visitor waits for it.
PAUSE_SECONDS = 30
# The team, accounts, health, what one's own links lead to, and drafts: never old.
PRIMARY_ONLY = re.compile(
    r"^/(admin|compte|healthz|readyz)(/|$)"
    r"|^/api/civic/v1/(own|confirmations|staff|votes/\d+/receipts)/"
    r"|/(suivi|confirmer|participation|gerer|arreter)/[^/]{20,}"
)
# Parameters that name a draft, or what was sent a moment ago: of that a frame on another site, which
# gets no cookie of ours, is shown the receipt.
NEVER_OLD = frozenset({"token", "preview", "merci"})
_may_be_old: ContextVar[bool] = ContextVar("civic_may_be_old", default=False)


class ReplicaRouter:
    """Sends a query to the replica while a request is answered that may be answered from it."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        if _may_be_old.get() and not connections[DEFAULT_DB_ALIAS].in_atomic_block:
            return REPLICA
        return DEFAULT_DB_ALIAS

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS


def _notice_writes(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
    """Stay with the primary once it was written to: what is read next must hold it."""
    if not str(sql).lstrip().startswith("SELECT"):
        _may_be_old.set(False)
    return execute(sql, *args)


class ReplicaMiddleware:
    """Tells the router which requests may be answered from the replica."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.pause_ends = 0.0  # of the monotonic clock

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _may_be_old.set(may_be_old(request) and self.replica_answers())
        try:
            with connections[DEFAULT_DB_ALIAS].execute_wrapper(_notice_writes):
                response = self.get_response(request)
        finally:
            _may_be_old.reset(token)
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            response.set_cookie(
                COOKIE,
                "1",
                max_age=SECONDS,
                secure=bool(settings.SESSION_COOKIE_SECURE),
                httponly=True,
                samesite="Lax",
            )
        return response

    def replica_answers(self) -> bool:
        """Tell whether the replica can be read; where it could not, look again after a pause."""
        was_gone = self.pause_ends > 0
        if was_gone:
            if time.monotonic() < self.pause_ends:
                return False
            self._pause()  # for the others, while this one tries
        try:
            connections[REPLICA].ensure_connection()
        except OperationalError as error:
            self._pause()
            logger.warning("The replica does not answer, the primary is read: %s", error)
            return False
        self.pause_ends = 0.0
        if was_gone:
            logger.warning("The replica answers again.")
        return True

    def _pause(self) -> None:
        self.pause_ends = time.monotonic() + PAUSE_SECONDS


def may_be_old(request: HttpRequest) -> bool:
    """Tell whether a request only reads, is nobody's in particular, and shows what is public."""
    known = (settings.SESSION_COOKIE_NAME, COOKIE)
    return (
        request.method in {"GET", "HEAD"}
        and "Authorization" not in request.headers
        and not any(name in request.COOKIES for name in known)
        and NEVER_OLD.isdisjoint(request.GET)
        and not PRIMARY_ONLY.search(request.path_info)
    )
