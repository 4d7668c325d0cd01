"""What somebody said and supports in a campaign, by the token their client keeps."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from civic_api import tokens
from civic_api.base import public_campaign
from civic_api.exceptions import Problem
from civic_api.v1 import comment_docs, comments, docs, own_docs
from civic_pages.deliberation import actions, acts, targets
from civic_pages.deliberation.models import Comment, Reaction
from civic_pages.participation.models import Participant
from civic_pages.participation.participants import identity


MOST_ROWS = 100


def own_participant(request: Request) -> Participant:
    """Return the participant of a token.

    Raises:
        Problem: 401 without one, 404 or 429 where it is none of ours.
    """
    found = identity.holder(tokens.sent(request))
    if found is None:
        raise tokens.wrong(request)
    # As its campaign is now: it may ask for more than when the token was given.
    if identity.of_token(public_campaign(found.campaign_id), identity.token_of(found)) is None:
        raise Problem(404, "not-found", _("Nothing belongs to this token."))
    return found


class OwnParticipationView(tokens.PrivateView):
    """One's own comments, supports and positions in a campaign."""

    @extend_schema(
        operation_id="own_participation",
        parameters=[own_docs.PARTICIPANT],
        responses={200: own_docs.OwnParticipation, **own_docs.problems(401, 404, 429)},
    )
    def get(self, request: Request) -> Response:
        who = own_participant(request)
        about = ("text", "contribution__campaign", "campaign", "version")
        said = who.comments.select_related(*about).order_by("-pk")[:MOST_ROWS]
        beside = (*about[:3], "comment__text", "comment__contribution", "comment__campaign")
        mine = Reaction.objects.filter(participant=who, confirmed_at__isnull=False)
        reacted = mine.select_related(*beside).order_by("-pk")[:MOST_ROWS]
        return Response(
            {
                "campaign": who.campaign_id,
                "name": who.name,
                "comments": [_comment(row) for row in said],
                "reactions": [_reaction(row) for row in reacted],
            }
        )


def _comment(row: Comment) -> dict[str, Any]:
    about = targets.beneath(row)
    return {
        "id": row.pk,
        "subject": about.label,
        "body": row.body,
        "status": row.status,
        "reason": row.reason,
        "created_at": row.created_at,
        "url": targets.permalink(row, about.url) if row.status == "published" else about.url,
    }


def _reaction(row: Reaction) -> dict[str, Any]:
    about = acts.about_reaction(row)
    target = row.target
    if row.comment_id is None and row.contribution is not None:
        target = f"contribution:{row.contribution.reference}"
    return {"target": target, "stance": row.stance, "subject": about.label, "url": about.url}


class OwnCommentView(tokens.PrivateView):
    """Takes back one's own comment; once or often."""

    @extend_schema(
        operation_id="withdraw_comment",
        parameters=[own_docs.PARTICIPANT],
        responses={204: None, **own_docs.problems(401, 404, 429)},
    )
    def delete(self, request: Request, pk: int) -> Response:
        who = own_participant(request)
        row = Comment.objects.filter(pk=pk, campaign_id=who.campaign_id).first()
        try:
            if row is not None:
                actions.withdraw_own(row, participant=who, now=timezone.now())
                return Response(status=204)
        except PermissionDenied:
            pass
        raise Problem(404, "not-found", _("No such comment of yours."))


class CommentSupportView(comments.SupportView):
    """Support a public comment, or take that back."""

    def target(self, **where: Any) -> targets.Target:
        found = Comment.objects.public().filter(pk=where["pk"]).first()
        if found is None:
            raise Problem(404, "not-found", _("No such comment."))
        public_campaign(found.campaign_id)
        return targets.of_comment(found)

    @extend_schema(
        operation_id="support_comment",
        parameters=[docs.KEY],
        request=comment_docs.NewSupport,
        responses={200: comment_docs.TakenSupport, **comments.PROBLEMS},
    )
    def post(self, request: Request, **where: Any) -> Response:
        return super().post(request, **where)
