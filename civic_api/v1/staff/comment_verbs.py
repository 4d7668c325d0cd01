"""What is decided about comments, one or many, and what the city says beneath them."""

from typing import Any, ClassVar

from django.db import transaction
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from civic_api.v1.staff import docs
from civic_api.v1.staff.base import Body, StaffView, Text, checked, read, require_version
from civic_api.v1.staff.bulk import at_once, decision
from civic_api.v1.staff.comments import OneCommentView, comment_version
from civic_api.v1.staff.verbs import operation, read_if_any, reason_of
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
    body: type[Body] = docs.Nothing
    status = ""
    do: ClassVar[Any] = None

    def typed(self, request: Request) -> dict[str, Any]:
        return {}

    def post(self, request: Request, pk: int) -> Response:
        typed = self.typed(request)
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


def documented(verb: str, told: str) -> Any:
    """Return the decorator of a view that does one thing to a comment."""
    return operation(f"staff_comment_{verb}", told, docs.StaffComment)


@documented("publish", "Let everybody read it.")
class PublishCommentView(CommentVerbView):
    status, do = Status.PUBLISHED, staticmethod(actions.publish)


@documented("reject", "Do not publish it; its author reads why.")
class RejectCommentView(CommentVerbView):
    body = docs.Reason
    status, do = Status.REJECTED, staticmethod(actions.reject)

    def typed(self, request: Request) -> dict[str, Any]:
        return {"reason": reason_of(read_if_any(request, self.body), RejectForm)}


@documented("withdraw", "Take it back at its author's wish, for good.")
class WithdrawCommentView(CommentVerbView):
    status, do = Status.WITHDRAWN, staticmethod(actions.withdraw)


@documented("restore", "Put what was decided back into the queue.")
class RestoreCommentView(CommentVerbView):
    status, do = Status.PENDING, staticmethod(actions.restore)


@documented("keep", "Deal with its reports: it stays as it is.")
class KeepCommentView(CommentVerbView):
    do = staticmethod(actions.keep_reported)

    def is_done(self, row: Comment, typed: dict[str, Any]) -> bool:
        return not row.reports.filter(handled_at=None).exists()


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
        act = decision(typed, actions, RejectForm, by=request.user, now=now)
        return Response(at_once(typed["ids"], {row.pk: row for row in rows}, act, by=request.user))
