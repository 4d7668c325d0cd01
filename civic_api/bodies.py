"""Bodies of requests: a JSON object of known members, each of its type."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.request import Request

from civic_api.exceptions import Problem
from civic_api.v1 import challenges


# What a number that may be a primary key lies below.
MOST = 2**63


def invalid(errors: dict[str, Any], detail: str = "") -> Problem:
    """Return the problem 422 that says by field what is wrong."""
    return Problem(422, "invalid", detail or _("What was sent is not valid."), errors=errors)


def row(message: str, code: str) -> list[dict[str, str]]:
    """Return one thing that is wrong with a field."""
    return [{"message": message, "code": code}]


def object_of(request: Request) -> dict[str, Any]:
    """Return the JSON object that was sent.

    Raises:
        Problem: 400 where it is no JSON, 422 where it is no object.
    """
    try:
        payload: Any = request.data
    except ParseError as error:
        raise Problem(400, "bad-request", _("The body is not JSON.")) from error
    if not isinstance(payload, dict):
        raise invalid({"": row(_("A JSON object is needed."), "type")})
    return payload


def _can_be_kept(value: Any) -> bool:
    """Tell whether a database takes a value: no text with NUL, no number beyond a primary key."""
    if isinstance(value, str):
        return "\x00" not in value
    return isinstance(value, bool) or not isinstance(value, int) or 0 < value < MOST


def body_of(
    request: Request,
    fields: Mapping[str, type],
    *,
    required: Collection[str] = (),
    challenged: bool = False,
) -> dict[str, Any]:
    """Return the body, its shape checked.

    Args:
        fields: its members and their types; whole numbers are those of primary keys.
        required: members that must be there.
        challenged: the answer to a challenge may be there too.

    Raises:
        Problem: 400 or 422, with all that is wrong by member.
    """
    payload = object_of(request)
    known = {*fields, *(challenges.FIELDS if challenged else ())}
    errors: dict[str, Any] = {
        name: row(_("There is no such field."), "unknown") for name in sorted({*payload} - known)
    }
    for name, kind in fields.items():
        if name not in payload:
            if name in required:
                errors[name] = row(_("This field is required."), "required")
        # A truth value is a whole number to Python.
        elif type(payload[name]) is not kind or not _can_be_kept(payload[name]):
            errors[name] = row(_("This is of the wrong type."), "type")
    if challenged:
        errors |= challenges.wrong_types(payload)
    if errors:
        raise invalid(errors)
    return payload
