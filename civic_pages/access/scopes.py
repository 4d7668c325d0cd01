"""What a key may be made for: each scope stands for a permission of the person it acts for."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from civic_pages.deliberation.policy import MODERATE as MODERATE_COMMENTS
from civic_pages.participation import policy, reach
from civic_pages.participation.reach import Reach


@dataclass(frozen=True)
class Scope:
    """One thing a key may do.

    Attributes:
        needs: permission its user must hold; without it the scope is idle.
        grants: permissions of the user that the key may make use of.
    """

    name: str
    label: str | Promise
    needs: str
    grants: frozenset[str]


def _scope(name: str, label: str | Promise, needs: str, *grants: str) -> Scope:
    return Scope(name, label, needs, frozenset(grants or (needs,)))


READ = "contributions:read"
MODERATE = "contributions:moderate"
CONTACTS = "contacts:read"
PLACES = "places:read"
ANSWER = "answers:write"
READ_COMMENTS = "comments:read"
COMMENTS = "comments:moderate"
EXPORT = "exports:run"
IMPORT = "imports:run"

SCOPES = {
    scope.name: scope
    for scope in (
        # Whoever reads the queue in the admin is a moderator; a key that reads decides nothing.
        _scope(READ, _("Read contributions, waiting ones too"), policy.MODERATE, policy.VIEW),
        _scope(MODERATE, _("Moderate contributions"), policy.MODERATE),
        _scope(CONTACTS, _("Read e-mail addresses of contributors"), policy.VIEW_CONTACT),
        _scope(PLACES, _("Read exact places"), policy.VIEW_EXACT),
        _scope(ANSWER, _("Write answers of the city"), policy.ANSWER),
        _scope(READ_COMMENTS, _("Read comments, waiting ones too"), MODERATE_COMMENTS, policy.VIEW),
        _scope(COMMENTS, _("Moderate comments"), MODERATE_COMMENTS),
        _scope(EXPORT, _("Run exports"), policy.EXPORT),
        _scope(IMPORT, _("Run imports"), policy.ENTER),
    )
}


def held_by(user: Any) -> list[Scope]:
    """Return the scopes whose permission a user holds, in some campaign or all; in order."""
    return [scope for scope in SCOPES.values() if policy.may_somewhere(user, scope.needs)]


def in_effect(names: Iterable[str], user: Any) -> dict[str, Reach]:
    """Return those of some scopes that a user's permissions bear out today, and where."""
    asked = set(names)
    return {
        scope.name: reach.of(user, scope.needs) for scope in held_by(user) if scope.name in asked
    }


def granted(names: Iterable[str]) -> frozenset[str]:
    """Return the permissions that scopes let through; names of no scope let nothing through."""
    found = (SCOPES[name].grants for name in names if name in SCOPES)
    return frozenset().union(*found)


def named(names: Iterable[str]) -> list[str | Promise]:
    """Return scopes in words, in order; one that is no more by its name."""
    known = list(SCOPES)
    ordered = sorted(names, key=lambda name: (known.index(name) if name in SCOPES else 99, name))
    return [SCOPES[name].label if name in SCOPES else name for name in ordered]
