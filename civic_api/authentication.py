"""Who asks: the holder of an API key, by ``Authorization: Bearer …``; no session, no cookie."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from civic_api.exceptions import Problem
from civic_pages.access import acting, actions, scopes
from civic_pages.access.models import ApiKey
from civic_pages.participation import rate
from civic_pages.participation.reach import NOWHERE, Reach


CHALLENGE = 'Bearer realm="wagtail-civic"'


class Unauthorized(AuthenticationFailed):
    """401, in the same words whatever is wrong with a key, or where there is none."""

    kind = "unauthorized"

    def __init__(self) -> None:
        super().__init__(_("Send a valid API key: Authorization: Bearer civic_…"))


@dataclass(frozen=True)
class Principal:
    """What a request may do by its key.

    Attributes:
        reaches: the scopes of the key that its user's permissions of now bear out, and where.
        campaigns: primary keys of the pages it is limited to; ``None``: all that it reaches.
    """

    key: ApiKey
    reaches: Mapping[str, Reach]
    campaigns: frozenset[int] | None

    @property
    def scopes(self) -> frozenset[str]:
        """Names of the scopes in effect, in some campaign or all."""
        return frozenset(self.reaches)

    def within(self, rows: Any, wanted: Iterable[str], *, campaign: str = "campaign") -> Any:
        """Return the rows of the campaigns in which all of some scopes are in effect.

        Args:
            campaign: the lookup that leads from a row to its page; empty: the rows are pages.
        """
        for name in wanted:
            rows = self.reaches.get(name, NOWHERE).within(rows, campaign=campaign)
        if self.campaigns is None:
            return rows
        return rows.filter(**{f"{campaign}_id__in" if campaign else "pk__in": self.campaigns})


class KeyCheck(BaseAuthentication):
    """Refuses a wrong key; with a right one, or none, the request is anybody's."""

    def authenticate(self, request: Request) -> Any:
        self.key_of(request)

    def key_of(self, request: Request) -> ApiKey | None:
        """Return the key of a request; ``None`` where none was sent.

        Raises:
            Unauthorized: it is none that works.
            Problem: 429, the network has tried too many.
        """
        scheme, _space, text = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            # A proxy's own password, for instance: not ours to judge.
            return None
        now = timezone.now()
        key = actions.key_of(text.strip(), now=now)
        if key is None:
            _count(request)
            raise Unauthorized
        actions.note_use(key, now=now)
        return key

    def authenticate_header(self, request: Request) -> str:
        return CHALLENGE


class KeyAuthentication(KeyCheck):
    """Lets a request act for the user of its key, no more than the key may."""

    def authenticate(self, request: Request) -> tuple[Any, Principal] | None:
        key = self.key_of(request)
        if key is None:
            return None
        campaigns = None
        if key.is_limited:
            campaigns = frozenset(key.campaigns.values_list("pk", flat=True))
        # Before the user's permissions are narrowed: a scope to read stands for one to decide.
        principal = Principal(key, scopes.in_effect(key.scopes, key.user), campaigns)
        acting.begin(key)
        return acting.narrowed(key.user, principal.scopes), principal


def _count(request: Request) -> None:
    """Count a key that is none; right ones are never refused for their neighbours'."""
    try:
        rate.check(0, rate.client_network(request.META), setting="KEY_LIMIT")
    except rate.TooMany as error:
        detail = _("Too many wrong keys come from your network. Try again later.")
        raise Problem(429, "too-many-requests", detail, retry_after=error.seconds) from error


class HasScopes(BasePermission):
    """Asks for every scope that a view names for the method."""

    def has_permission(self, request: Request, view: Any) -> bool:
        principal: Any = request.auth
        if principal is None:
            raise Unauthorized
        wanted = view.scopes_of(request.method)
        missing = sorted(set(wanted) - principal.scopes)
        if missing:
            raise _insufficient(missing, principal)
        return True


def _insufficient(missing: list[str], principal: Principal) -> Problem:
    """Return the 403 that names what a key would need, or what its user may not any more."""
    idle = [name for name in missing if name in principal.key.scopes]
    detail = (
        _("The key has these scopes, but its user lacks the permission: %(scopes)s.")
        if idle == missing
        else _("The key lacks these scopes: %(scopes)s.")
    )
    problem = Problem(
        403, "missing-scope", detail % {"scopes": ", ".join(missing)}, extra={"scopes": missing}
    )
    # RFC 6750, section 3.1; DRF's handler makes a header of it.
    told = f'{CHALLENGE}, error="insufficient_scope", scope="{" ".join(missing)}"'
    problem.auth_header = told  # type: ignore[attr-defined]
    return problem


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI document tells of keys; scopes stand beside each operation that asks for one."""

    target_class = KeyAuthentication
    name = "apiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        told = "; ".join(f"`{scope.name}`" for scope in scopes.SCOPES.values())
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "civic_<prefix>_<secret>",
            "description": "A key made in the admin (Settings, API keys) or by `manage.py "
            f"civic_api_key`. Scopes: {told}. A key never does more than its user may.",
        }

    def get_security_requirement(self, auto_schema: Any) -> Any:
        return {self.name: list(auto_schema.view.scopes_of(auto_schema.method))}


class CheckScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Public routes ask for nothing."""

    target_class = KeyCheck
    name: Any = ()

    def get_security_definition(self, auto_schema: Any) -> list[Any]:
        return []

    def get_security_requirement(self, auto_schema: Any) -> Any:
        return None
