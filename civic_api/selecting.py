"""The parameter ``fields``, in the words of Wagtail's API v2: which members of an answer are told.

``fields=id,title,phases(name,start)``: these. ``fields=-body``: all but these; ``fields=*`` is all,
and ``fields=*,phases(name)`` all, of ``phases`` the name. ``fields=_,title`` is the same as ``title``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from civic_api.exceptions import Problem


MOST_CHARACTERS, MOST_DEPTH = 1000, 5
ALL, NONE, BUT = "*", "_", "-"
TOKEN = re.compile(r"\s*(?:(?P<name>-?[A-Za-z][A-Za-z0-9_]*|[*_])|(?P<mark>[(),]))")
# Names of members: ``None`` where anything may be beneath, empty where nothing is.
Known = Mapping[str, Any]


@dataclass
class Selection:
    """Which members are told: ``all`` but ``without``, or those of ``only``.

    Attributes:
        only: by name, what is told of it; ``None``: all of it.
    """

    only: dict[str, "Selection | None"] = field(default_factory=dict)
    without: set[str] = field(default_factory=set)
    is_all: bool = False

    def tells(self, name: str) -> bool:
        return name not in self.without and (self.is_all or name in self.only)

    def of(self, value: Any) -> Any:
        """Return what is told of an object, or of each in a list."""
        if isinstance(value, list):
            return [self.of(each) for each in value]
        if not isinstance(value, dict):
            return value
        return {
            name: inner.of(each) if (inner := self.only.get(name)) is not None else each
            for name, each in value.items()
            if self.tells(name)
        }


def parse(text: str) -> Selection:
    """Read a selection.

    Raises:
        Problem: 400 where it is none.
    """
    if len(text) > MOST_CHARACTERS:
        raise _refused(_("fields is too long."))
    tokens, place = [], 0
    while place < len(text.rstrip()):
        found = TOKEN.match(text, place)
        if found is None:
            raise _refused(
                _("fields is a list such as id,title,phases(name); * is all, -x leaves out.")
            )
        tokens.append(found["name"] or found["mark"])
        place = found.end()
    selection, left = _read(tokens, 0)
    if left:
        raise _refused(_("fields has a bracket too many."))
    return selection


def _read(tokens: list[str], depth: int) -> tuple[Selection, list[str]]:
    """Return the selection that tokens begin with, and those left from the bracket that ends it."""
    if depth > MOST_DEPTH:
        raise _refused(_("fields has too many brackets within each other."))
    names: list[tuple[str, Selection | None]] = []
    left = tokens
    while True:
        if not left or left[0] in "(),":
            raise _refused(_("fields misses a name."))
        name, inner, left = left[0], None, left[1:]
        if left and left[0] == "(":
            inner, left = _read(left[1:], depth + 1)
            if not left:
                raise _refused(_("fields misses a closing bracket."))
            left = left[1:]
        names.append((name, inner))
        if not left or left[0] == ")":
            return _selection(names), left
        if left[0] != ",":
            raise _refused(_("fields misses a comma."))
        left = left[1:]


def _selection(names: list[tuple[str, Selection | None]]) -> Selection:
    made = Selection()
    for name, inner in names:
        if inner is not None and (name in {ALL, NONE} or name.startswith(BUT)):
            raise _refused(_("fields: brackets follow a name only."))
        if name.startswith(BUT):
            made.without.add(name[1:])
        elif name not in {ALL, NONE}:
            made.only[name] = inner
    plain = {name for name, _inner in names}
    made.is_all = ALL in plain or (bool(made.without) and not made.only and NONE not in plain)
    return made


def check(selection: Selection, known: Known, where: str = "") -> None:
    """Raise a problem 400 that names the members there are, for any that is not there."""
    asked = {*selection.only, *selection.without}
    unknown = sorted(asked - set(known))
    if unknown:
        detail = _("Unknown fields: %(unknown)s. Known: %(known)s.") % {
            "unknown": ", ".join(f"{where}{name}" for name in unknown),
            "known": ", ".join(f"{where}{name}" for name in sorted(known)) or _("none"),
        }
        raise _refused(detail, kind="unknown-field")
    for name, inner in selection.only.items():
        if inner is not None and known[name] is not None:
            check(inner, known[name], f"{where}{name}.")


def _refused(detail: str, kind: str = "bad-parameter") -> Problem:
    errors: dict[str, Any] = {"fields": [{"message": detail, "code": kind}]}
    return Problem(400, kind, detail, errors=errors)
