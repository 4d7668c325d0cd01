"""What somebody said and supports in a campaign, by the token their client keeps."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from civic_api import tokens
from civic_api.accounts import ACCOUNT
from civic_api.base import public_campaign
from civic_api.exceptions import Problem
from civic_api.v1 import comment_docs, comments, docs, own_docs
from civic_pages.deliberation import actions, own, targets
from civic_pages.deliberation.models import Comment, Reaction
from civic_pages.participation.models import Participant, Status
from civic_pages.participation.participants import identity


MOST_ROWS = 100


def own_participant(request: Request) -> tuple[Participant, Any]:
    """Return the participant of a token, and their campaign.

    Raises:
        Problem: 401 without one, 404 or 429 where it is none of ours.
    """
    found = identity.holder(tokens.sent(request))
    if found is None:
        raise tokens.wrong(request)
    # As its campaign is now: it may ask for more than when the token was given.
    campaign = public_campaign(found.campaign_id)
    if not identity.suffices(found, campaign):
        raise Problem(404, "not-found", _("Nothing belongs to this token."))
    return found, campaign


class OwnParticipationView(tokens.PrivateView):
    """One's own comments, supports and positions in a campaign."""

    @extend_schema(
        operation_id="own_participation",
        parameters=[own_docs.PARTICIPANT],
        responses={200: own_docs.OwnParticipation, **own_docs.problems(401, 404, 429)},
    )
    def get(self, request: Request) -> Response:
        who, campaign = own_participant(request)
        said = own.comments(who, campaign, most=MOST_ROWS)
        reacted = own.reactions(who, campaign, most=MOST_ROWS)
        return Response(
            {
                "campaign": campaign.pk,
                "name": who.name,
                "comments": [_comment(row, about) for row, about in said],
                "reactions": [_reaction(row, about) for row, about in reacted],
            }
        )


def _comment(row: Comment, about: targets.Target | None) -> dict[str, Any]:
    url = about.url if about is not None else ""
    is_public = about is not None and row.status == Status.PUBLISHED
    return {
        "id": row.pk,
        "subject": about.label if about is not None else "",
        "body": row.body,
        "status": row.status,
        "reason": row.reason,
        "created_at": row.created_at,
        "url": targets.permalink(row, url) if is_public else url,
    }


def _reaction(row: Reaction, about: targets.Target | None) -> dict[str, Any]:
    target = row.target
    if row.comment is None and row.contribution is not None:
        target = f"contribution:{row.contribution.reference}"
    return {
        "target": target,
        "stance": row.stance,
        "subject": about.label if about is not None else "",
        "url": about.url if about is not None else "",
    }


class OwnCommentView(tokens.PrivateView):
    """Takes back one's own comment; once or often."""

    @extend_schema(
        operation_id="withdraw_comment",
        parameters=[own_docs.PARTICIPANT],
        responses={204: None, **own_docs.problems(401, 404, 429)},
    )
    def delete(self, request: Request, pk: int) -> Response:
        who, campaign = own_participant(request)
        row = Comment.objects.filter(pk=pk, campaign_id=campaign.pk).first()
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

    def supports(self, target: targets.Target) -> int:
        # The name of a comment as a target ends with its number.
        found = Comment.objects.filter(pk=int(target.name.rpartition(":")[2]))
        return found.values_list("supports", flat=True).first() or 0

    @extend_schema(
        operation_id="support_comment",
        description=ACCOUNT,
        parameters=[docs.KEY],
        request=comment_docs.NewSupport,
        responses={200: comment_docs.TakenSupport, **comments.PROBLEMS},
    )
    def post(self, request: Request, **where: Any) -> Response:
        return super().post(request, **where)
