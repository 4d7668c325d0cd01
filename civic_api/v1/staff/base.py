"""What the staff's routes share: keys, problems, versions, and bodies that are read strictly."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.log_actions import LogContext

from civic_api.authentication import HasScopes, KeyAuthentication, Principal
from civic_api.base import CivicView, NetworkThrottle
from civic_api.exceptions import Problem
from civic_pages.access import acting
from civic_pages.deliberation.actions import transitions as comments
from civic_pages.participation.actions import HeldByAnother, IllegalTransition


class KeyThrottle(NetworkThrottle):
    """Limits what one key asks for: several programs may share a network."""

    def get_cache_key(self, request: Request, view: Any) -> str:
        principal: Any = request.auth
        if principal is None:
            return str(super().get_cache_key(request, view))
        return f"civic:throttle:{self.scope}:{principal.key.prefix}"


# An empty search is all; an empty cursor, the beginning.
MAY_BE_EMPTY = {"q", "cursor"}


class StaffView(CivicView):
    """Base of the staff's routes.

    Attributes:
        scopes: what the key needs, whatever the method; or by method.
    """

    authentication_classes = (KeyAuthentication,)
    permission_classes: Any = (HasScopes,)
    throttle_classes = (KeyThrottle,)
    throttle_scope = "staff"
    scopes: tuple[str, ...] | Mapping[str, tuple[str, ...]] = ()

    def scopes_of(self, method: str) -> tuple[str, ...]:
        """Return the scopes a method needs, all of them; the document tells them too."""
        if isinstance(self.scopes, Mapping):
            # What no method of ours is gets its 405, not a 403.
            return self.scopes.get("GET" if method in {"HEAD", "OPTIONS"} else method, ())
        return self.scopes

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        given = request.query_params.items()
        if empty := sorted(
            name for name, value in given if name not in MAY_BE_EMPTY and not str(value).strip()
        ):
            # The admin's forms send what is left empty along; a program that does lost its value.
            detail = _("These parameters are empty: %(names)s.") % {"names": ", ".join(empty)}
            raise Problem(400, "bad-parameter", detail)

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        with acting.nobody():
            return super().dispatch(request, *args, **kwargs)

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        # Before the parent looks, which would let anybody's cache keep it.
        response["Cache-Control"] = "no-store, private"
        return super().finalize_response(request, response, *args, **kwargs)

    @property
    def principal(self) -> Principal:
        found: Any = self.request.auth
        return found

    def within(self, rows: Any, *scopes: str, campaign: str = "campaign") -> Any:
        """Narrow rows to the campaigns that the key reaches.

        Args:
            scopes: by which it must reach them; those of the request's method if none is named.
            campaign: as in ``Principal.within``.
        """
        method = self.request.method or "GET"
        wanted = scopes or self.scopes_of(method)
        return self.principal.within(rows, wanted, campaign=campaign)


class Body(serializers.Serializer[None]):
    """What is sent to a route; fields that it does not know are left alone."""


class Text(serializers.CharField):
    """A text, and nothing that could be made one."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class Flag(serializers.BooleanField):
    """True or false, and no word for it."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Number(serializers.IntegerField):
    """A whole number, and no text of one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 1, "max_value": 2**53, **kwargs})

    def to_internal_value(self, data: Any) -> int:
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        return super().to_internal_value(data)


def read(request: Request, kind: type[Body]) -> dict[str, Any]:
    """Return what was sent, as a body's fields have it.

    Raises:
        Problem: 422, by field.
    """
    body = kind(data=request.data)
    if body.is_valid():
        return dict(body.validated_data)
    raise invalid(dict(_flat("", body.errors)))


def _flat(name: str, found: Any) -> Any:
    """Yield (field, errors) of errors nested as DRF nests them; a field of a field is ``a.b``."""
    if isinstance(found, Mapping):
        for key, inner in found.items():
            yield from _flat(f"{name}.{key}" if name else str(key), inner)
        return
    yield (
        name,
        [{"message": str(error), "code": getattr(error, "code", "invalid")} for error in found],
    )


def invalid(errors: Mapping[str, Any]) -> Problem:
    return Problem(422, "invalid", _("Some fields are not right."), errors=dict(errors))


def form_errors(form: Any) -> Problem:
    """Return the 422 of one of the admin's own forms."""
    return invalid(form.errors.get_json_data())


def checked(act: Callable[[], Any], *, by: Any) -> Any:
    """Do something by one of the actions, in an audit context of its own.

    Raises:
        Problem: 409 where somebody else decided or holds it; 422 for what is not right.
    """
    try:
        with LogContext(user=by):
            return act()
    except HeldByAnother as error:
        raise Problem(409, "held", " ".join(error.messages)) from error
    except (IllegalTransition, comments.IllegalTransition) as error:
        raise Problem(409, "illegal-transition", " ".join(error.messages)) from error
    except ValidationError as error:
        raise _refused(error) from error


def _refused(error: ValidationError) -> Problem:
    if hasattr(error, "error_dict"):
        errors = {
            field: [{"message": m, "code": e.code or "invalid"} for e in found for m in e.messages]
            for field, found in error.error_dict.items()
        }
    else:
        code = getattr(error, "code", None) or "invalid"
        errors = {"": [{"message": message, "code": code} for message in error.messages]}
    return invalid({name or "non_field_errors": found for name, found in errors.items()})


def require_version(request: Request, version: str) -> None:
    """Compare ``If-Match`` with the version a row has now; call it while the row is locked.

    Raises:
        Problem: 412 where it has changed since it was read.
    """
    wanted = request.headers.get("If-Match", "").strip()
    if not wanted or wanted == "*":
        return
    # A proxy that compresses makes a strong tag weak; it names the same version.
    if version not in {tag.strip().removeprefix("W/").strip('"') for tag in wanted.split(",")}:
        detail = _("It has changed since you read it: read it again.")
        raise Problem(412, "changed", detail, extra={"version": version})


def versioned(data: Any, version: str, *, replayed: bool = False, status: int = 200) -> Response:
    """Return an answer with its version as ``ETag``; ``replayed``: it was so before."""
    response = Response(data, status=status)
    response["ETag"] = f'"{version}"'
    if replayed:
        response["Idempotent-Replayed"] = "true"
    return response
