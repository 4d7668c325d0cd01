"""Pages by cursor: what follows a row, not what follows a number of rows.

Rows that come or go meanwhile move no other from page to page, and the last page costs what the
first one does: each is read along an index, in at most one query for each key of the order.

A cursor is signed, and good for one address and its filters only: it holds the keys of the row
beside the page, which the answer tells anyway, and never a primary key that it does not tell.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.request import Request

from civic_api.exceptions import Problem


CURSOR = "cursor"
MOST_CHARACTERS = 1000
NEXT, PREVIOUS = "n", "p"
# They choose how much of the set is told and what of it, not what is in it.
SHAPING = {CURSOR, "page", "page_size", "fields", "expand", "format"}


@dataclass(frozen=True)
class Key:
    """A column, or annotation, that rows are ordered by; none may be null.

    Attributes:
        told_as: column that stands for it in a cursor, where it is told to nobody.
        resolve: from that to the key; ``None`` where there is no such row any more.
    """

    name: str
    descending: bool = False
    told_as: str = ""
    resolve: Callable[[Any], Any] | None = None

    @property
    def order(self) -> str:
        return f"-{self.name}" if self.descending else self.name

    def beyond(self, *, back: bool) -> str:
        return f"{self.name}__{'lt' if self.descending != back else 'gt'}"


@dataclass(frozen=True)
class CursorPage:
    """Rows of a page, and the addresses of those beside it; ``None`` where there are none."""

    rows: list[tuple[Any, ...]]
    next: str | None
    previous: str | None


def is_asked(request: Request) -> bool:
    """Tell whether a request wants pages by cursor: the first one is that of an empty cursor."""
    if CURSOR not in request.query_params:
        return False
    if "page" in request.query_params:
        raise _refused(_("page and cursor cannot be used together."))
    return True


def page(
    request: Request,
    queryset: QuerySet[Any],
    columns: Sequence[str],
    keys: Sequence[Key],
    size: int,
    *,
    extra: Mapping[str, Any] | None = None,
) -> CursorPage:
    """Return the rows of a page, as tuples of ``columns``.

    Args:
        extra: what the order depends on beside the address, such as a day; a cursor carries it,
            see :func:`carried`.

    Raises:
        Problem: 400 for a cursor that no page of this address gave.
    """
    found = _read(request)
    direction, values = (NEXT, None) if found is None else (found["d"], found["v"])
    back = direction == PREVIOUS
    told = [key.told_as or key.name for key in keys]
    arms = [queryset] if values is None else _arms(queryset, keys, values, back=back)
    rows: list[tuple[Any, ...]] = []
    for arm in arms:
        if len(rows) <= size:
            ordered = arm.order_by(*_orders(keys, back=back))
            rows += ordered.values_list(*columns, *told)[: size + 1 - len(rows)]
    has_more, rows = len(rows) > size, rows[:size]
    if back:
        rows.reverse()

    def link(row: tuple[Any, ...], way: str) -> str:
        return _link(request, way, row[len(columns) :], extra or {})

    is_first = values is None or (back and not has_more)
    follows = back or has_more
    return CursorPage(
        [row[: len(columns)] for row in rows],
        link(rows[-1], NEXT) if rows and follows else None,
        link(rows[0], PREVIOUS) if rows and not is_first else None,
    )


def carried(request: Request) -> dict[str, Any]:
    """Return what the pages before this one carried as ``extra``.

    Raises:
        Problem: 400 for a cursor that no page of this address gave.
    """
    found = _read(request)
    return {} if found is None else dict(found["x"])


def numbered(request: Request, number: int | None) -> str | None:
    """Return the address of the page of a number; ``None`` for none."""
    if number is None:
        return None
    query = request.query_params.copy()
    query["page"] = str(number)
    return str(request.build_absolute_uri(f"{request.path}?{query.urlencode()}"))


def _orders(keys: Sequence[Key], *, back: bool) -> list[str]:
    return [Key(key.name, key.descending != back).order for key in keys]


def _arms(
    queryset: QuerySet[Any], keys: Sequence[Key], values: list[Any], *, back: bool
) -> list[QuerySet[Any]]:
    """Return the sets beyond a row, nearest first; together they are all that follows it."""
    arms, same = [], Q()
    for key, value in zip(keys, values, strict=True):
        known = key.resolve(value) if key.resolve is not None else value
        if known is None:
            # The row is gone: what shares its other keys cannot be told apart any more.
            continue
        arms.append(queryset.filter(same, **{key.beyond(back=back): known}))
        same &= Q(**{key.name: known})
    return arms[::-1]


def _signer(request: Request) -> Signer:
    filters = sorted(
        (name, values) for name, values in request.query_params.lists() if name not in SHAPING
    )
    about = sha256(json.dumps([request.path, filters]).encode()).hexdigest()
    return Signer(salt=f"civic_api.cursors:{about}")


def _link(request: Request, way: str, values: Sequence[Any], extra: Mapping[str, Any]) -> str:
    told = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    signed = _signer(request).sign_object({"d": way, "v": told, "x": dict(extra)})
    query = request.query_params.copy()
    query[CURSOR] = signed
    return str(request.build_absolute_uri(f"{request.path}?{query.urlencode()}"))


def _read(request: Request) -> dict[str, Any] | None:
    text = request.query_params.get(CURSOR, "")
    if not text:
        return None
    if len(text) > MOST_CHARACTERS:
        raise _refused(_("This cursor is none that a page of this list gave."))
    try:
        found: dict[str, Any] = _signer(request).unsign_object(text)
    except (BadSignature, ValueError) as error:
        detail = _("This cursor is none that a page of this list gave.")
        raise _refused(detail) from error
    return found


def _refused(detail: str) -> Problem:
    errors: dict[str, Any] = {CURSOR: [{"message": detail, "code": "bad-cursor"}]}
    return Problem(400, "bad-cursor", detail, errors=errors)
