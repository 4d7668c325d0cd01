"""Pages of the staff's lists: by number and counted, or by a cursor that nothing shifts."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import EmptyPage, Paginator
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from rest_framework.request import Request

from civic_api.base import integer
from civic_api.exceptions import Problem
from civic_api.v1.staff.docs import MOST_ROWS


PARAMETERS = ("page", "page_size", "cursor", "ordering")
ORDERINGS = ("created_at", "-created_at")


def listed(request: Request, queryset: Any, shown: Callable[[list[Any]], list[Any]]) -> Any:
    """Return a page of rows that have ``created_at``, as ``docs.page_of`` describes it.

    Args:
        shown: turns the rows of the page into JSON-able data.

    Raises:
        Problem: 400 for a value that is none, 404 where there is no such page.
    """
    ordering = request.query_params.get("ordering", "created_at")
    if ordering not in ORDERINGS:
        detail = _("%(name)s must be one of: %(values)s.")
        told = {"name": "ordering", "values": " ".join(ORDERINGS)}
        raise Problem(400, "bad-parameter", detail % told)
    size = integer(request, "page_size", 20, 1, MOST_ROWS)
    newest = ordering.startswith("-")
    rows = queryset.order_by(ordering, "-pk" if newest else "pk")
    if "cursor" in request.query_params:
        if "page" in request.query_params:
            raise Problem(400, "bad-parameter", _("Give a page or a cursor, not both."))
        return _by_cursor(request, rows, size, shown, newest=newest)
    return _by_number(request, rows, size, shown)


def _by_number(request: Request, rows: Any, size: int, shown: Callable[..., Any]) -> Any:
    number = integer(request, "page", 1, 1, 10**6)
    try:
        page = Paginator(rows, size).page(number)
    except EmptyPage as error:
        raise Problem(404, "not-found", _("There is no such page.")) from error
    return {
        "count": page.paginator.count,
        "next": _address(request, page=number + 1) if page.has_next() else None,
        "previous": _address(request, page=number - 1) if page.has_previous() else None,
        "results": shown(list(page.object_list)),
    }


def _by_cursor(
    request: Request, rows: Any, size: int, shown: Callable[..., Any], *, newest: bool
) -> Any:
    if text := request.query_params["cursor"]:
        moment, pk = _read(text)
        beyond = "lt" if newest else "gt"
        same = Q(**{"created_at": moment, f"pk__{beyond}": pk})
        rows = rows.filter(Q(**{f"created_at__{beyond}": moment}) | same)
    found = list(rows[: size + 1])
    kept = found[:size]
    further = len(found) > size
    return {
        "count": None,
        "next": _address(request, cursor=_written(kept[-1])) if further else None,
        "previous": None,
        "results": shown(kept),
    }


def _written(row: Any) -> str:
    return urlsafe_b64encode(f"{row.created_at.isoformat()} {row.pk}".encode()).decode().rstrip("=")


def _read(text: str) -> tuple[datetime, int]:
    padded = text + "=" * (-len(text) % 4)
    try:
        moment, _space, pk = urlsafe_b64decode(padded.encode()).decode().rpartition(" ")
        when, number = parse_datetime(moment), int(pk)
    except (ValueError, OverflowError):
        when, number = None, 0
    if when is None or timezone.is_naive(when) or not 0 <= number < 2**63:
        raise Problem(400, "bad-parameter", _("This is no cursor of ours."))
    return when, number


def _address(request: Request, **changes: Any) -> str:
    query = request.query_params.copy()
    for name, value in changes.items():
        query[name] = str(value)
    return f"{request.path}?{urlencode(sorted(query.items()))}"
