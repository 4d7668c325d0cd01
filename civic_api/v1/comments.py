"""Comments on a contribution and its supports, read and sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.exceptions import ParseError
from rest_framework.request import Request
from rest_framework.response import Response

from civic_api import cursors
from civic_api.accounts import ACCOUNT, account_required
from civic_api.base import CivicView, integer, public_campaign
from civic_api.exceptions import Problem
from civic_api.idempotency import in_flight, key_of
from civic_api.v1 import challenges, comment_docs, comment_paging, docs
from civic_pages.campaigns.serving import now_of
from civic_pages.deliberation import actions, counts, policy, targets, threads
from civic_pages.deliberation.choices import Position
from civic_pages.deliberation.models import Comment
from civic_pages.deliberation.targets import Target
from civic_pages.deliberation.threads import Said
from civic_pages.participation import rate
from civic_pages.participation.abuse import gate
from civic_pages.participation.models import Contribution, Status
from civic_pages.participation.participants import identity
from civic_pages.participation.participants.identity import Known


MOST_ROWS = 100
PROBLEMS = {
    code: OpenApiResponse(docs.Problem) for code in (400, 403, 404, 409, 415, 422, 428, 429)
}


def _target(reference: str) -> Target:
    found = Contribution.objects.public().filter(reference=reference).first()
    if found is None:
        raise Problem(404, "not-found", _("No such contribution."))
    return targets.of_contribution(found, public_campaign(found.campaign_id))


def _row(said: Said, url: str) -> dict[str, Any]:
    return {
        "id": said.pk,
        "depth": said.depth,
        "author": said.author,
        "official": said.is_official,
        "position": said.position,
        "version": said.version,
        "body": said.body,
        "supports": said.supports,
        "published_at": said.published_at,
        "url": f"{url}?fil={said.pk}#{said.anchor}",
    }


def _thread(said: Said, url: str) -> dict[str, Any]:
    answers = [_row(answer, url) for answer in said.answers]
    return {**_row(said, url), "answers": answers, "more": said.more}


class CommentsView(CivicView):
    """The discussion of a contribution: a page of threads, or one thread with all its answers."""

    parameters = ("cursor", "order", "page", "page_size", "thread")
    shape = comment_docs.CommentPage
    fields: ClassVar[dict[str, type]] = {"body": str, "author_name": str, "parent": int}

    def target(self, **where: Any) -> Target:
        """Return what the address names."""
        return _target(where["reference"])

    @extend_schema(
        operation_id="comments",
        parameters=comment_docs.PARAMETERS,
        responses={200: comment_docs.CommentPage, 404: OpenApiResponse(docs.Problem)},
    )
    def get(self, request: Request, **where: Any) -> Response:
        target, now = self.target(**where), now_of(request)
        is_discussed = policy.is_discussed(target)
        number = integer(request, "page", 1, 1, 10**9)
        size = integer(request, "page_size", threads.PER_PAGE, 1, MOST_ROWS)
        order, thread = comment_paging.order(request), comment_paging.thread(request)
        shown: list[Said] = []
        beside: dict[str, Any] = dict.fromkeys(("next", "previous", "next_url", "previous_url"))
        if cursors.is_asked(request):
            if thread is not None:
                raise Problem(400, "bad-parameter", _("A thread has pages, and no cursor."))
            if is_discussed:
                shown, found = comment_paging.by_cursor(request, target, order, size)
                beside |= {"next_url": found.next, "previous_url": found.previous}
        elif is_discussed:
            shown, page = comment_paging.by_number(request, target, order, (number, size))
            beside |= comment_paging.beside(request, number, has_next=page.has_next())
        return Response(
            {
                "count": counts.of_target(target)[counts.COMMENT] if is_discussed else 0,
                "is_open": policy.takes_comments(target, now),
                **beside,
                "results": [_thread(said, target.url) for said in shown],
            }
        )

    @extend_schema(
        operation_id="comment",
        description=ACCOUNT,
        parameters=[docs.KEY],
        request=comment_docs.NewComment,
        responses={201: comment_docs.TakenComment, **PROBLEMS},
    )
    def post(self, request: Request, **where: Any) -> Response:
        key, target = key_of(request), self.target(**where)
        payload = payload_of(request, self.fields)
        position = position_of(payload, "position")
        with in_flight(target.campaign.pk, key), told(target.campaign, request):
            earlier = actions.earlier(target, key, payload.get("body", ""))
            known = known_of(request, target, payload, key, is_new=earlier is None)
            made = earlier or actions.comment(
                payload.get("body", ""),
                target=target,
                known=known,
                key=key,
                now=timezone.now(),
                name=payload.get("author_name", ""),
                parent=_parent(target, payload.get("parent")),
                position=position,
            )
        published = made.status == Status.PUBLISHED
        response = private(
            {
                "id": made.pk,
                "status": made.status,
                "created_at": made.created_at,
                "url": targets.permalink(made, target.url) if published else None,
                "participant": identity.token_of(known.participant) if known.is_proven else None,
            },
            status=201,
        )
        if earlier is not None:
            response["Idempotent-Replayed"] = "true"
        return response


class SupportView(CivicView):
    """Support a contribution, or take that back."""

    def target(self, **where: Any) -> Target:
        """Return what the address names."""
        return _target(where["reference"])

    def supports(self, target: Target) -> int:
        """Return how many support it now."""
        return counts.of_target(target)["support"]

    @extend_schema(
        operation_id="support",
        description=ACCOUNT,
        parameters=[docs.KEY],
        request=comment_docs.NewSupport,
        responses={200: comment_docs.TakenSupport, **PROBLEMS},
    )
    def post(self, request: Request, **where: Any) -> Response:
        key, target, now = key_of(request), self.target(**where), timezone.now()
        payload = payload_of(request, {"supported": bool})
        wanted = payload.get("supported", True)
        with in_flight(target.campaign.pk, key), told(target.campaign, request):
            policy.require_stance(target, "support", now)
            known = known_of(request, target, payload, key, is_new=True)
            if wanted:
                actions.react("support", target=target, known=known, now=now, toggles=False)
            else:
                actions.take_back(target=target, known=known, now=now)
        return private(
            {
                "supported": wanted if known.is_proven else None,
                "supports": self.supports(target),
                "participant": identity.token_of(known.participant) if known.is_proven else None,
            },
            status=200,
        )


def private(body: dict[str, Any], *, status: int) -> Response:
    response = Response(body, status=status)
    response["Cache-Control"] = "no-store"
    return response


def invalid(errors: dict[str, Any]) -> Problem:
    """Return the problem of a body that is not valid: errors by the names of fields."""
    return Problem(422, "invalid", _("What was sent is not valid."), errors=errors)


def payload_of(request: Request, fields: dict[str, type]) -> dict[str, Any]:
    """Return the body, its shape checked."""
    try:
        payload: Any = request.data
    except ParseError as error:
        raise Problem(400, "bad-request", _("The body is not JSON.")) from error
    if not isinstance(payload, dict):
        raise invalid({"": [{"message": _("A JSON object is needed."), "code": "type"}]})
    known: dict[str, type] = {**fields, "participant": str, "email": str}
    errors: dict[str, Any] = {
        name: [{"message": _("There is no such field."), "code": "unknown"}]
        for name in sorted({*payload} - {*known, *challenges.FIELDS})
    }
    for name, kind in known.items():
        # A truth value is a whole number to Python.
        if name in payload and type(payload[name]) is not kind:
            errors[name] = [{"message": _("This is of the wrong type."), "code": "type"}]
    errors |= challenges.wrong_types(payload)
    if errors:
        raise invalid(errors)
    return payload


def known_of(
    request: Request, target: Target, payload: dict[str, Any], key: str, *, is_new: bool
) -> Known:
    """Pass the gate, unless it was passed with this key before, and say who takes part."""
    now = timezone.now()
    if is_new:
        admit(request, target.campaign, payload, key, now=now)
    return identity.take_bare(
        target.campaign,
        token=payload.get("participant", ""),
        number=key,
        email=payload.get("email", ""),
        name=payload.get("author_name", ""),
        now=now,
    )


def admit(
    request: Request, campaign: Any, payload: dict[str, Any], key: str, *, now: datetime
) -> None:
    """Pass the gate: the challenge where one is asked, and the pace."""
    sender = challenges.sender_of(request, payload)
    gate.admit(campaign.pk, key=key, sender=sender, now=now)


def position_of(payload: dict[str, Any], name: str, *, required: bool = False) -> str:
    """Return a position that was sent, empty where there is none."""
    position: str = payload.get(name, "")
    if position not in Position.values and (position or required):
        detail = _("It must be one of: %(values)s.") % {"values": ", ".join(Position.values)}
        raise invalid({name: [{"message": detail, "code": "choice"}]})
    return position


def _parent(target: Target, pk: int | None) -> Comment | None:
    if pk is None:
        return None
    found = Comment.objects.public().on(target)
    parent: Comment | None = found.filter(pk=pk).first() if 0 < pk < 2**63 else None
    if parent is None:
        message = _("The comment you answer is not published any more.")
        raise invalid({"parent": [{"message": message, "code": "no_parent"}]})
    return parent


@contextmanager
def told(campaign: Any, request: Request) -> Iterator[None]:
    """Say what our actions refuse as problems."""
    try:
        yield
    except gate.ChallengeNeeded as error:
        raise challenges.needed(campaign, error, request) from error
    except rate.TooMany as error:
        detail = _("Too much comes from your network. Try again later.")
        raise Problem(429, "too-many-requests", detail, retry_after=error.seconds) from error
    except actions.DiscussionClosed as error:
        raise Problem(403, "closed", str(error)) from error
    except identity.LoginNeeded as error:
        raise account_required(campaign, str(error)) from error
    except actions.KeyReused as error:
        raise Problem(422, "key-reused", " ".join(error.messages)) from error
    except ValidationError as error:
        rows = [{"message": message, "code": error_code(error)} for message in error.messages]
        raise invalid({"": rows}) from error


def error_code(error: ValidationError) -> str:
    """Return the code of a single error; "invalid" where it has none."""
    return str(getattr(error, "code", None) or "invalid")
