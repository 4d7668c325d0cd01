"""What of an answer is told: ``fields`` narrows it, ``expand`` adds to it.

A view names the serializer that documents its answer (``shape``): its fields are the names that
``fields`` takes. ``expansions`` are what ``expand`` takes: each adds one member of its name to every
row, for all rows at once, so that an answer costs as many queries with one row as with a hundred.
Rows are ``results`` of a list; of anything else, the answer itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import PolymorphicProxySerializer
from rest_framework import serializers
from rest_framework.request import Request

from civic_api import selecting
from civic_api.exceptions import Problem
from civic_api.selecting import Known, Selection


ROWS = "results"
FIELDS, EXPAND = "fields", "expand"
OPEN = (
    serializers.DictField,
    serializers.JSONField,
    serializers.SerializerMethodField,
    PolymorphicProxySerializer,
)
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Expansion:
    """Something that is told where it is asked for.

    Attributes:
        fill: function of the view and the rows, which adds the member to each of them, in a number
            of queries that does not depend on how many there are.
    """

    fill: Callable[[Any, Rows], None]
    help: Any = ""


@dataclass(frozen=True)
class Wanted:
    """What a request asks to be told."""

    selection: Selection | None
    expand: tuple[str, ...]

    def tells(self, name: str) -> bool:
        """Tell whether a member of a row is to be told: what is not need not be looked up."""
        return self.selection is None or self.selection.tells(name)


def parameters_of(view: Any) -> tuple[str, ...]:
    """Return the parameters that a view takes because of its shape."""
    own = (FIELDS,) if view.shape is not None else ()
    return (*own, EXPAND) if view.expansions else own


def wanted_of(view: Any, request: Request) -> Wanted | None:
    """Read what a request asks to be told; ``None`` where the view has no shape.

    Raises:
        Problem: 400 for a name that is not there, with those that are.
    """
    if view.shape is None:
        return None
    expand = _expand(view, request.query_params.get(EXPAND))
    text = request.query_params.get(FIELDS)
    selection = None
    if text is not None:
        selection = selecting.parse(text)
        selecting.check(selection, known_of(view, expand))
    return Wanted(selection, expand)


def _expand(view: Any, text: str | None) -> tuple[str, ...]:
    asked = {} if text is None else dict.fromkeys(name.strip() for name in text.split(","))
    unknown = [name for name in asked if name not in view.expansions]
    if unknown:
        detail = _("Unknown expansions: %(unknown)s. Known: %(known)s.") % {
            "unknown": ", ".join(unknown),
            "known": ", ".join(sorted(view.expansions)),
        }
        errors: dict[str, Any] = {EXPAND: [{"message": detail, "code": "unknown-expansion"}]}
        raise Problem(400, "unknown-expansion", detail, errors=errors)
    return tuple(asked)


def known_of(view: Any, expand: tuple[str, ...] = ()) -> Known:
    """Return the names of a row of a view, what was expanded among them."""
    whole = names_of(view.shape())
    rows = whole.get(ROWS, whole) or {}
    absent = set(view.expansions) - set(expand)
    added = {name: None for name in expand if name not in rows}
    return {name: inner for name, inner in rows.items() if name not in absent} | added


def names_of(serializer: Any) -> Known:
    """Return the names of a serializer's fields, and what is beneath each."""
    return {name: _beneath(each) for name, each in serializer.fields.items()}


def _beneath(each: Any) -> Known | None:
    if isinstance(each, serializers.ListSerializer | serializers.ListField):
        return _beneath(each.child)
    if isinstance(each, OPEN) or getattr(each, "is_open", False):
        return None
    return names_of(each) if isinstance(each, serializers.BaseSerializer) else {}


def shaped(view: Any, wanted: Wanted, body: Any) -> Any:
    """Return what is told of an answer."""
    rows = body.get(ROWS) if isinstance(body, dict) else None
    told = rows if isinstance(rows, list) else [body]
    for name in wanted.expand:
        if wanted.tells(name):
            view.expansions[name].fill(view, told)
    if wanted.selection is not None:
        told = wanted.selection.of(told)
    told = [_now(row) for row in told]
    return {**body, ROWS: told} if isinstance(rows, list) else told[0]


def _now(row: Any) -> Any:
    """Work out what was left until it is known that it is told."""
    if not isinstance(row, dict):
        return row
    return {name: value() if callable(value) else value for name, value in row.items()}
