"""Every error as RFC 9457 ``application/problem+json``."""

import logging
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import (
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.core.signals import got_request_exception
from django.http import Http404
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler


PROBLEM_JSON = "application/problem+json"
TYPE = "urn:wagtail-civic:problem:"
TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
logger = logging.getLogger("django.request")


class Problem(exceptions.APIException):
    """An error with a stable type.

    Args:
        status: HTTP status.
        kind: last part of the type's URN.
        detail: a sentence for people.
        errors: what is wrong, by field: lists of ``{"message", "code"}``.
        extra: members of the body beside those of RFC 9457.
    """

    def __init__(
        self,
        status: int,
        kind: str,
        detail: str,
        *,
        errors: dict[str, Any] | None = None,
        retry_after: int | None = None,
        extra: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status_code = status
        self.kind, self.errors, self.wait = kind, errors, retry_after
        self.extra = extra or {}


KINDS = {
    HTTPStatus.BAD_REQUEST: "bad-request",
    HTTPStatus.UNAUTHORIZED: "unauthorized",
    HTTPStatus.FORBIDDEN: "forbidden",
    HTTPStatus.NOT_FOUND: "not-found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method-not-allowed",
    HTTPStatus.NOT_ACCEPTABLE: "not-acceptable",
    HTTPStatus.PRECONDITION_FAILED: "precondition-failed",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too-large",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "unsupported-media-type",
    HTTPStatus.TOO_MANY_REQUESTS: "too-many-requests",
    HTTPStatus.INTERNAL_SERVER_ERROR: "server-error",
    HTTPStatus.SERVICE_UNAVAILABLE: "unavailable",
}


def kind_of(status: int) -> str:
    """Return the last part of the type of a problem that has no more to say than its status."""
    return KINDS.get(HTTPStatus(status), "error")


def detail_of(status: int) -> str:
    """Return a sentence for a problem that has no more to say than its status."""
    said = {
        HTTPStatus.BAD_REQUEST: _("This request cannot be understood."),
        HTTPStatus.FORBIDDEN: _("This is not allowed."),
        HTTPStatus.NOT_FOUND: _("Nothing is found at this address."),
        HTTPStatus.PRECONDITION_FAILED: _("It was changed meanwhile: read it again."),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _("The body is too large."),
        HTTPStatus.INTERNAL_SERVER_ERROR: _("Something went wrong on our side. Try again later."),
        HTTPStatus.SERVICE_UNAVAILABLE: _("The service is not available now. Try again later."),
    }
    return said.get(HTTPStatus(status)) or _("This request could not be answered.")


def phrase(status: int) -> str:
    """Return what a status is called (RFC 9110, 15), whichever Python says it."""
    renamed = {413: "Content Too Large", 422: "Unprocessable Content"}
    return renamed.get(status, HTTPStatus(status).phrase)


def problem(
    status: int, kind: str, detail: str, errors: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Return the body of a problem."""
    body: dict[str, Any] = {
        "type": f"{TYPE}{kind}",
        "title": phrase(status),
        "status": int(status),
        "detail": detail,
    }
    return {**body, "errors": errors} if errors else body


def plain(status: int) -> Problem:
    """Return a problem that has no more to say than its status."""
    return Problem(status, kind_of(status), detail_of(status))


def known(error: Exception) -> exceptions.APIException | None:
    """Return an exception of ours for one of Django's; ``None`` where it is nobody's fault but ours."""
    if isinstance(error, exceptions.APIException):
        return error
    if isinstance(error, Http404):
        return plain(404)
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied(str(error) or None)
    if isinstance(error, TOO_LARGE):
        return plain(413)
    if isinstance(error, SuspiciousOperation | MultiPartParserError):
        return plain(400)
    return None


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn an exception into a problem; one nobody foresaw into a 500 that tells nothing of it.

    Returns:
        ``None`` in debugging, where Django's own page tells all of it.
    """
    asked = known(error)
    if asked is None:
        if settings.DEBUG:
            return None
        tell_operators(error, context)
        asked = plain(500)
    response = exception_handler(asked, context)
    if response is None:
        return None
    kind = getattr(asked, "kind", None) or kind_of(response.status_code)
    response.data = problem(
        response.status_code, kind, str(asked.detail), getattr(asked, "errors", None)
    )
    response.data |= getattr(asked, "extra", {})
    if getattr(asked, "wait", None) and "Retry-After" not in response:
        response["Retry-After"] = str(int(asked.wait))  # type: ignore[attr-defined]
    response.content_type = PROBLEM_JSON
    response["Cache-Control"] = "no-store"
    return response


def tell_operators(error: Exception, context: dict[str, Any]) -> None:
    """Log an exception, and tell whoever listens for them, as Django does for its own pages."""
    request = getattr(context.get("request"), "_request", None)
    got_request_exception.send(sender=handle, request=request)
    extra = {"status_code": 500, "request": request}
    where = getattr(request, "path", "")
    logger.error("Internal Server Error: %s", where, exc_info=error, extra=extra)
