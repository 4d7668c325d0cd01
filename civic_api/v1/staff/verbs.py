"""What a moderator's program does to one contribution, by the admin's own actions."""

from abc import ABC, abstractmethod
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.log_actions import registry as log_registry

from civic_api.v1.staff import docs
from civic_api.v1.staff.base import (
    Body,
    checked,
    form_errors,
    invalid,
    read,
    require_version,
    versioned,
)
from civic_api.v1.staff.contributions import OneView, detail_of, version_of
from civic_pages.access import scopes
from civic_pages.participation import actions
from civic_pages.participation.actions.transitions import locked
from civic_pages.participation.models import Contribution, Status
from civic_pages.participation.moderation.forms import RejectForm


def operation(name: str, told: str, answer: type[serializers.Serializer[None]]) -> Any:
    """Return the decorator of a verb's view that documents its POST; the body is the view's own."""

    def decorated(view: Any) -> Any:
        post = extend_schema(
            operation_id=name,
            description=told,
            parameters=[docs.IF_MATCH],
            request=view.body,
            responses={200: answer, **docs.WRITING},
        )
        return extend_schema_view(post=post)(view)

    return decorated


def documented(verb: str, told: str) -> Any:
    """Return the decorator of a view that does one thing to a contribution."""
    told = f"{told} Once more, it changes nothing and answers the same."
    return operation(f"staff_{verb}", told, docs.StaffContributionDetail)


def reason_of(typed: dict[str, Any], form: type[RejectForm] = RejectForm) -> str:
    """Return the reason that a ready one and one's own words make together, as in the admin.

    Raises:
        Problem: 422 where there is none.
    """
    filled = form({"ready": typed.get("ready"), "reason": typed.get("reason", "")})
    if not filled.is_valid():
        raise form_errors(filled)
    return str(filled.cleaned_data["reason"])


class VerbView(OneView, ABC):
    """Base of the verbs: compare the version, do, and tell how it stands now.

    A verb whose outcome is there already is a repeat: nothing is done or compared, 200 with
    ``Idempotent-Replayed``.
    """

    scopes = (scopes.READ, scopes.MODERATE)
    body: type[Body] = docs.Nothing

    def typed(self, request: Request) -> dict[str, Any]:
        return read_if_any(request, self.body)

    def is_done(self, row: Contribution, typed: dict[str, Any]) -> bool:
        return False

    @abstractmethod
    def act(self, row: Contribution, typed: dict[str, Any], *, by: Any, now: datetime) -> Any:
        """Do it, by the action that the admin calls."""

    def post(self, request: Request, reference: str) -> Response:
        typed, found, now = self.typed(request), self.found(reference), timezone.now()

        def locked_act() -> bool:
            with transaction.atomic():
                row = locked(found)
                if self.is_done(row, typed):
                    return True
                require_version(request, version_of(row))
                self.act(row, typed, by=request.user, now=now)
                return False

        replayed = checked(locked_act, by=request.user)
        after = self.found(reference)
        return versioned(detail_of(after, now=now), version_of(after), replayed=replayed)


def last_act(row: Contribution) -> str:
    """Return the last thing that was done to it: by that a repeat is known that leaves no mark."""
    entries = log_registry.get_logs_for_instance(row).order_by("-timestamp", "-pk")
    return entries.values_list("action", flat=True).first() or ""


def read_if_any(request: Request, kind: type[Body]) -> dict[str, Any]:
    """Return what a body says, or what one without anything in it means.

    Raises:
        Problem: 422 where it is wrong, or something is required.
    """
    if request.data:
        return read(request, kind)
    body = kind(data={})
    if body.is_valid():
        return dict(body.validated_data)
    told = [{"message": _("This is required."), "code": "required"}]
    raise invalid(dict.fromkeys(body.errors, told))


@documented("publish", "Let everybody see it; its author is written to.")
class PublishView(VerbView):
    def is_done(self, row: Contribution, typed: dict[str, Any]) -> bool:
        return row.status == Status.PUBLISHED

    def act(self, row: Contribution, typed: dict[str, Any], *, by: Any, now: datetime) -> Any:
        return actions.publish(row, by=by, now=now)


@documented("reject", "Do not publish it; its author reads why.")
class RejectView(VerbView):
    body = docs.Reason

    def typed(self, request: Request) -> dict[str, Any]:
        return {"reason": reason_of(super().typed(request))}

    def is_done(self, row: Contribution, typed: dict[str, Any]) -> bool:
        return row.status == Status.REJECTED and row.reason == typed["reason"]

    def act(self, row: Contribution, typed: dict[str, Any], *, by: Any, now: datetime) -> Any:
        return actions.reject(row, by=by, now=now, reason=typed["reason"])


@documented("withdraw", "Take it back at its author's wish, for good.")
class WithdrawView(VerbView):
    def is_done(self, row: Contribution, typed: dict[str, Any]) -> bool:
        return row.status == Status.WITHDRAWN

    def act(self, row: Contribution, typed: dict[str, Any], *, by: Any, now: datetime) -> Any:
        return actions.withdraw(row, by=by, now=now)


@documented("restore", "Put what was decided back into the queue.")
class RestoreView(VerbView):
    def is_done(self, row: Contribution, typed: dict[str, Any]) -> bool:
        return row.status == Status.PENDING

    def act(self, row: Contribution, typed: dict[str, Any], *, by: Any, now: datetime) -> Any:
        return actions.restore(row, by=by, now=now)


@documented("merge", "Tell it as one with another of the campaign.")
class MergeView(VerbView):
    body = docs.Into

    def is_done(self, row: Contribution, typed: dict[str, Any]) -> bool:
        into = row.merged_into
        return row.status == Status.MERGED and into is not None and into.reference == typed["into"]

    def act(self, row: Contribution, typed: dict[str, Any], *, by: Any, now: datetime) -> Any:
        return actions.merge(row, into=self._into(row, typed), by=by, now=now)

    def _into(self, row: Contribution, typed: dict[str, Any]) -> Contribution:
        theirs = Contribution.objects.filter(campaign_id=row.campaign_id)
        into = theirs.filter(reference=typed["into"]).first()
        if into is None:
            message = _("The campaign has no such contribution.")
            raise invalid({"into": [{"message": message, "code": "unknown"}]})
        return into


@documented("unmerge", "Take a merge back (409 where it is not merged).")
class UnmergeView(VerbView):
    def is_done(self, row: Contribution, typed: dict[str, Any]) -> bool:
        return last_act(row) == "civic.contribution.unmerged"

    def act(self, row: Contribution, typed: dict[str, Any], *, by: Any, now: datetime) -> Any:
        return actions.unmerge(row, by=by, now=now)


@documented("exclude", "Count a fraudulent one out; nobody is written to.")
class ExcludeView(VerbView):
    body = docs.Because

    def is_done(self, row: Contribution, typed: dict[str, Any]) -> bool:
        return row.status == Status.EXCLUDED and row.reason == typed["reason"].strip()

    def act(self, row: Contribution, typed: dict[str, Any], *, by: Any, now: datetime) -> Any:
        return actions.exclude(row, by=by, now=now, reason=typed["reason"])


@documented("readmit", "Take an exclusion back (409 where it is not excluded).")
class ReadmitView(VerbView):
    def is_done(self, row: Contribution, typed: dict[str, Any]) -> bool:
        return last_act(row) == "civic.contribution.readmitted"

    def act(self, row: Contribution, typed: dict[str, Any], *, by: Any, now: datetime) -> Any:
        return actions.readmit(row, by=by, now=now)
