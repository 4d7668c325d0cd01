"""Every error as RFC 9457 ``application/problem+json``."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler


PROBLEM_JSON = "application/problem+json"
TYPE = "urn:wagtail-civic:problem:"


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
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too-large",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "unsupported-media-type",
    HTTPStatus.TOO_MANY_REQUESTS: "too-many-requests",
}


def problem(
    status: int, kind: str, detail: str, errors: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Return the body of a problem."""
    body: dict[str, Any] = {
        "type": f"{TYPE}{kind}",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
    }
    return {**body, "errors": errors} if errors else body


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn an exception into a problem; what is nobody's fault but ours stays a 500."""
    if isinstance(error, Http404):
        error = exceptions.NotFound(_("Nothing is found at this address."))
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied(str(error) or None)
    response = exception_handler(error, context)
    if response is None or not isinstance(error, exceptions.APIException):
        return response
    kind = getattr(error, "kind", KINDS.get(HTTPStatus(response.status_code), "error"))
    response.data = problem(
        response.status_code, kind, str(error.detail), getattr(error, "errors", None)
    )
    response.data |= getattr(error, "extra", {})
    if getattr(error, "wait", None) and "Retry-After" not in response:
        response["Retry-After"] = str(int(error.wait))  # type: ignore[attr-defined]
    response.content_type = PROBLEM_JSON
    response["Cache-Control"] = "no-store"
    return response
