"""The same decision about many contributions: each is asked, decided and logged on its own."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from civic_api.exceptions import Problem
from civic_api.v1.staff import docs
from civic_api.v1.staff.base import StaffView, checked, invalid, read
from civic_api.v1.staff.team import moderator
from civic_api.v1.staff.verbs import reason_of
from civic_pages.access import scopes
from civic_pages.participation import actions
from civic_pages.participation.models import Contribution, Status
from civic_pages.participation.moderation.forms import RejectForm


@dataclass(frozen=True)
class Act:
    """What is done to each row; ``done`` tells whether it was so before."""

    do: Callable[[Any], Any]
    done: Callable[[Any], bool]


def decision(
    typed: dict[str, Any], verbs: Any, form: type[RejectForm], *, by: Any, now: datetime
) -> Act:
    """Return the decision that is asked for: of contributions or of comments.

    Args:
        typed: ``verb``, and why, where that is to reject.
        verbs: what holds the actions ``publish``, ``reject``, ``withdraw`` and ``restore``.
        form: makes the reason, as in the admin.

    Raises:
        Problem: 422 where a reason is missing.
    """
    if typed["verb"] == "reject":
        reason = reason_of(typed, form)
        return Act(
            lambda row: verbs.reject(row, by=by, now=now, reason=reason),
            lambda row: row.status == Status.REJECTED and row.reason == reason,
        )
    acts: dict[str, tuple[Any, str]] = {
        "publish": (verbs.publish, Status.PUBLISHED),
        "withdraw": (verbs.withdraw, Status.WITHDRAWN),
        "restore": (verbs.restore, Status.PENDING),
    }
    do, status = acts[typed["verb"]]
    return Act(lambda row: do(row, by=by, now=now), lambda row: row.status == status)


def at_once(wanted: Iterable[Any], found: dict[Any, Any], act: Act, *, by: Any) -> dict[str, Any]:
    """Do something to many rows, and tell what came of each, in the order that was asked.

    Args:
        found: the rows there are, by what they were asked by.
    """
    told: dict[str, Any] = {"done": [], "unchanged": [], "refused": []}
    for name in dict.fromkeys(wanted):
        row = found.get(name)
        if row is None:
            told["refused"].append({"id": str(name), "detail": _("There is none.")})
        elif act.done(row):
            told["unchanged"].append(str(name))
        else:
            _one(str(name), row, act, told, by)
    return told


def _one(name: str, row: Any, act: Act, told: dict[str, Any], by: Any) -> None:
    try:
        checked(lambda: act.do(row), by=by)
    except Problem as problem:
        errors = [e["message"] for found in (problem.errors or {}).values() for e in found]
        told["refused"].append({"id": name, "detail": " ".join(errors) or str(problem.detail)})
    else:
        told["done"].append(name)


class BulkView(StaffView):
    scopes = (scopes.READ, scopes.MODERATE)

    @extend_schema(
        operation_id="staff_bulk",
        description="At most 100 at once; 200 tells of each what came of it.",
        request=docs.Bulk,
        responses={200: docs.BulkDone, **docs.WRITING},
    )
    def post(self, request: Request) -> Response:
        typed, now = read(request, docs.Bulk), timezone.now()
        act = _act(typed, by=request.user, now=now)
        rows = self.within(Contribution.objects.filter(reference__in=typed["references"]))
        found = {row.reference: row for row in rows}
        return Response(at_once(typed["references"], found, act, by=request.user))


def _act(typed: dict[str, Any], *, by: Any, now: datetime) -> Act:
    if typed["verb"] != "assign":
        return decision(typed, actions, RejectForm, by=by, now=now)
    if "to" not in typed:
        message = _("Say who takes care of them; null for nobody.")
        raise invalid({"to": [{"message": message, "code": "required"}]})
    to = moderator(typed["to"], by=by)
    pk = to.pk if to is not None else None
    return Act(lambda row: actions.assign(row, to=to, by=by), lambda r: r.assigned_to_id == pk)
