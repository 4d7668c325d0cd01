"""Texts that are discussed: their clauses, versions, results, comments and positions."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from civic_api.accounts import ACCOUNT
from civic_api.base import CivicView, public_campaign
from civic_api.exceptions import Problem
from civic_api.idempotency import in_flight, key_of
from civic_api.v1 import comment_docs, comments, docs, text_docs
from civic_api.v1.docs import NOT_FOUND
from civic_pages.campaigns import phases
from civic_pages.campaigns.serving import now_of
from civic_pages.deliberation import actions, clauses, policy, results, targets, versions
from civic_pages.deliberation.choices import Position
from civic_pages.deliberation.clauses import Clause
from civic_pages.deliberation.pages import AbstractTextPage
from civic_pages.deliberation.targets import Target
from civic_pages.participation.participants import identity
from civic_pages.participation.participants.identity import Known


# How long a key brings the first answer again.
REPLAY_SECONDS = 24 * 3600


def public_text(pk: int) -> Any:
    """Return a text that everybody may see, in a campaign that everybody may see.

    Raises:
        Problem: 404 where there is none.
    """
    page = Page.objects.live().public().filter(pk=pk).specific().first()
    if not isinstance(page, AbstractTextPage):
        raise Problem(404, "not-found", _("No such text."))
    public_campaign(page.campaign.pk)
    return page


def target_of(page: Any, key: str) -> Target:
    """Return a clause of a text as it is now; the whole text where ``key`` is empty.

    Raises:
        Problem: 404 where the text has no such clause.
    """
    latest = versions.of(page).first()
    if not key:
        return targets.of_text(page, latest)
    found = clauses.find(page.clause_list, key)
    if found is None:
        raise Problem(404, "not-found", _("This text has no such clause."))
    return targets.of_clause(page, found.id, latest)


def _summary(page: Any, now: datetime) -> dict[str, Any]:
    schedule = page.campaign.schedule
    is_open = bool(page.campaign.allows(phases.COMMENT, now=now))
    return {
        "id": page.pk,
        "campaign": page.campaign.pk,
        "title": page.title,
        "url": page.full_url,
        "state": {
            "is_open": is_open,
            "opens_at": None if is_open else phases.opening(schedule, phases.COMMENT, now),
            "closes_at": phases.closing(schedule, phases.COMMENT, now) if is_open else None,
        },
    }


def _tally(counted: Mapping[str, int], *, is_told: bool) -> dict[str, int] | None:
    if not is_told:
        return None
    numbers = {position: counted.get(position, 0) for position in Position.values}
    return {**numbers, "total": sum(numbers.values())}


class TextsView(CivicView):
    """The texts of a campaign."""

    shape = text_docs.Texts

    @extend_schema(operation_id="texts", responses={200: text_docs.Texts, **NOT_FOUND})
    def get(self, request: Request, pk: int) -> Response:
        campaign, now = public_campaign(pk), now_of(request)
        found = []
        for page in campaign.get_children().live().public().specific():
            if isinstance(page, AbstractTextPage):
                # Read once for all of them.
                page.campaign = campaign
                found.append({**_summary(page, now), "clauses": len(page.clause_list)})
        return Response({"results": found})


class TextView(CivicView):
    """One text, whole: clauses, versions, and results where they are told."""

    shape = text_docs.TextDetail

    @extend_schema(operation_id="text", responses={200: text_docs.TextDetail, **NOT_FOUND})
    def get(self, request: Request, pk: int) -> Response:
        page, now = public_text(pk), now_of(request)
        numbers = results.counted(page, [clause.id for clause in page.clause_list])
        is_told = results.may_tell(page, now)
        whole = numbers[""]
        return Response(
            {
                **_summary(page, now),
                "introduction": expand_db_html(page.introduction),
                "comments": whole.get("comment", 0),
                "results": _tally(whole, is_told=is_told and page.whole_position),
                "clauses": [
                    self._clause(page, clause, numbers[clause.id], is_told=is_told)
                    for clause in page.clause_list
                ],
                "versions": [
                    {
                        "number": version.number,
                        "published_at": version.published_at,
                        "note": version.note,
                        "url": f"{page.full_url}versions/{version.number}/",
                    }
                    for version in versions.of(page).defer("clauses")
                ],
            }
        )

    def _clause(
        self, page: Any, clause: Clause, counted: Mapping[str, int], *, is_told: bool
    ) -> dict[str, Any]:
        return {
            "id": clause.id,
            "number": clause.number,
            "heading": clause.heading,
            "chapter": clause.chapter,
            "html": expand_db_html(clause.html),
            "url": page.discussion_url(clause.id),
            "comments": counted.get("comment", 0),
            "results": _tally(counted, is_told=is_told and page.positions),
        }


def _documented(name: str) -> Any:
    """Return the decorator of a discussion's view that documents its operations."""
    read = extend_schema(
        operation_id=f"{name}_comments",
        parameters=comment_docs.PARAMETERS,
        responses={200: comment_docs.CommentPage, **NOT_FOUND},
    )
    write = extend_schema(
        operation_id=f"{name}_comment",
        description=ACCOUNT,
        parameters=[docs.KEY],
        request=text_docs.NewTextComment,
        responses={201: comment_docs.TakenComment, **comments.PROBLEMS},
    )
    return extend_schema_view(get=read, post=write)


@_documented("text")
class TextCommentsView(comments.CommentsView):
    """The discussion of a clause, or of the whole text."""

    fields: ClassVar[dict[str, type]] = {**comments.CommentsView.fields, "position": str}

    def target(self, **where: Any) -> Target:
        return target_of(public_text(where["pk"]), where.get("clause", ""))


@_documented("clause")
class ClauseCommentsView(TextCommentsView):
    """The discussion of one clause."""


class PositionsView(CivicView):
    """For, against or abstaining, or none any more: on a clause, or on the whole text."""

    @extend_schema(
        operation_id="position",
        description=ACCOUNT,
        parameters=[docs.KEY],
        request=text_docs.NewPosition,
        responses={
            200: OpenApiResponse(text_docs.TakenPosition, description="Withdrawn"),
            201: OpenApiResponse(text_docs.TakenPosition),
            **comments.PROBLEMS,
        },
    )
    def post(self, request: Request, pk: int) -> Response:
        key, page, now = key_of(request), public_text(pk), timezone.now()
        payload = comments.payload_of(request, {"clause": str, "stance": str, "withdrawn": bool})
        stance = _stance_of(payload)
        target = target_of(page, payload.get("clause", ""))
        remembered = f"civic:position:{page.campaign.pk}:{key}"
        said = hashlib.sha256(f"{target.name} {stance} {payload.get('email')}".encode()).hexdigest()
        with in_flight(page.campaign.pk, key), comments.told(page.campaign, request):
            earlier = cache.get(remembered)
            if earlier is not None and earlier != said:
                detail = _("This key was already used for another position.")
                raise Problem(422, "key-reused", detail)
            policy.require_positions(target, now)
            known = comments.known_of(request, target, payload, key, is_new=earlier is None)
            if earlier is None:
                _decide(stance, target=target, known=known, now=now)
                cache.set(remembered, said, REPLAY_SECONDS)
        body = {
            "clause": target.clause,
            "stance": stance or None,
            "counted": known.is_proven,
            "participant": identity.token_of(known.participant) if known.is_proven else None,
        }
        response = comments.private(body, status=201 if stance else 200)
        if earlier is not None:
            response["Idempotent-Replayed"] = "true"
        return response


def _stance_of(payload: dict[str, Any]) -> str:
    """Return the position that was sent; empty where it is withdrawn.

    Raises:
        Problem: 422 for no position, for one that is none, and for one beside ``withdrawn``.
    """
    if not payload.get("withdrawn"):
        return comments.position_of(payload, "stance", required=True)
    if "stance" in payload:
        message = _("A position that is withdrawn has no stance.")
        raise comments.invalid({"stance": [{"message": message, "code": "unexpected"}]})
    return ""


def _decide(stance: str, *, target: Target, known: Known, now: datetime) -> None:
    if stance:
        actions.react(stance, target=target, known=known, now=now, toggles=False)
    else:
        actions.withdraw_position(target=target, known=known, now=now)
