"""What is decided about comments, one or many, and what the city says beneath them."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from civic_api.v1.staff import docs
from civic_api.v1.staff.base import Body, StaffView, Text, checked, read, require_version
from civic_api.v1.staff.bulk import Act, at_once
from civic_api.v1.staff.comments import OneCommentView, comment_version
from civic_api.v1.staff.verbs import read_empty, reason_of
from civic_pages.access import scopes
from civic_pages.deliberation import actions, targets
from civic_pages.deliberation.actions.commenting import MOST_LETTERS
from civic_pages.deliberation.actions.transitions import locked
from civic_pages.deliberation.models import Comment
from civic_pages.deliberation.moderation.forms import RejectForm
from civic_pages.participation.actions import key_digest
from civic_pages.participation.choices import Status


class CommentVerbView(OneCommentView):
    """Base of the verbs; a verb whose outcome is there already changes nothing."""

    scopes = (scopes.READ_COMMENTS, scopes.COMMENTS)
    status = ""
    do: ClassVar[Any] = None

    def run(self, request: Request, pk: int, **typed: Any) -> Response:
        self.found(pk)

        def act() -> bool:
            with transaction.atomic():
                row, now = locked(pk), timezone.now()
                if self.is_done(row, typed):
                    return True
                require_version(request, comment_version(row))
                type(self).do(row, by=request.user, now=now, **typed)
                return False

        return self.shown(pk, replayed=checked(act, by=request.user))

    def is_done(self, row: Comment, typed: dict[str, Any]) -> bool:
        return row.status == self.status and row.reason == typed.get("reason", row.reason)


def _documented(verb: str, body: type[Body], told: str) -> Any:
    return extend_schema(
        operation_id=f"staff_comment_{verb}",
        description=told,
        parameters=[docs.IF_MATCH],
        request=body,
        responses={200: docs.StaffComment, **docs.WRITING},
    )


class PublishCommentView(CommentVerbView):
    status, do = Status.PUBLISHED, staticmethod(actions.publish)

    @_documented("publish", docs.Nothing, "Let everybody read it.")
    def post(self, request: Request, pk: int) -> Response:
        return self.run(request, pk)


class RejectCommentView(CommentVerbView):
    status, do = Status.REJECTED, staticmethod(actions.reject)

    @_documented("reject", docs.Reason, "Do not publish it; its author reads why.")
    def post(self, request: Request, pk: int) -> Response:
        typed = read(request, docs.Reason) if request.data else read_empty(docs.Reason)
        return self.run(request, pk, reason=reason_of(typed, RejectForm))


class WithdrawCommentView(CommentVerbView):
    status, do = Status.WITHDRAWN, staticmethod(actions.withdraw)

    @_documented("withdraw", docs.Nothing, "Take it back at its author's wish, for good.")
    def post(self, request: Request, pk: int) -> Response:
        return self.run(request, pk)


class RestoreCommentView(CommentVerbView):
    status, do = Status.PENDING, staticmethod(actions.restore)

    @_documented("restore", docs.Nothing, "Put what was decided back into the queue.")
    def post(self, request: Request, pk: int) -> Response:
        return self.run(request, pk)


class KeepCommentView(CommentVerbView):
    do = staticmethod(actions.keep_reported)

    def is_done(self, row: Comment, typed: dict[str, Any]) -> bool:
        return not row.reports.filter(handled_at=None).exists()

    @_documented("keep", docs.Nothing, "Deal with its reports: it stays as it is.")
    def post(self, request: Request, pk: int) -> Response:
        return self.run(request, pk)


class Speech(Body):
    """What the city says beneath a comment, in its own name."""

    body = Text(max_length=MOST_LETTERS)
    signed = Text(max_length=60, help_text="For instance: Parks department.")


class SpeakView(OneCommentView):
    scopes = (scopes.READ_COMMENTS, scopes.COMMENTS)

    @extend_schema(
        operation_id="staff_comment_speak",
        description="Published at once. The same words beneath the same comment are a repeat.",
        request=Speech,
        responses={200: docs.StaffComment, **docs.WRITING},
    )
    def post(self, request: Request, pk: int) -> Response:
        typed, row, now = read(request, Speech), self.found(pk), timezone.now()
        key = key_digest(f"staff:{pk}:{typed['signed']}:{typed['body']}")

        def speak() -> Comment:
            return actions.speak(
                typed["body"],
                target=targets.beneath(row),
                by=request.user,
                name=typed["signed"],
                key=key,
                now=now,
                parent=row,
            )

        return self.shown(checked(speak, by=request.user).pk)


class CommentBulkView(StaffView):
    scopes = (scopes.READ_COMMENTS, scopes.COMMENTS)

    @extend_schema(
        operation_id="staff_comment_bulk",
        request=docs.CommentBulk,
        responses={200: docs.BulkDone, **docs.WRITING},
    )
    def post(self, request: Request) -> Response:
        typed, now = read(request, docs.CommentBulk), timezone.now()
        rows = self.within(Comment.objects.filter(pk__in=typed["ids"]))
        act = _bulk_act(typed, by=request.user, now=now)
        return Response(at_once(typed["ids"], {row.pk: row for row in rows}, act, by=request.user))


def _bulk_act(typed: dict[str, Any], *, by: Any, now: datetime) -> Act:
    if typed["verb"] == "reject":
        reason = reason_of(typed, RejectForm)
        return Act(
            lambda row: actions.reject(row, by=by, now=now, reason=reason),
            lambda row: row.status == Status.REJECTED and row.reason == reason,
        )
    verbs: dict[str, tuple[Any, str]] = {
        "publish": (actions.publish, Status.PUBLISHED),
        "withdraw": (actions.withdraw, Status.WITHDRAWN),
        "restore": (actions.restore, Status.PENDING),
    }
    do, status = verbs[typed["verb"]]
    return Act(lambda row: do(row, by=by, now=now), lambda row: row.status == status)
