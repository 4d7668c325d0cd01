"""Comments as their moderators read them, and what is decided about one."""

import hashlib
from typing import Any

import orjson
from django.db.models import Count
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from civic_api.exceptions import Problem
from civic_api.v1 import docs as public
from civic_api.v1.staff import docs, paging
from civic_api.v1.staff.base import StaffView, versioned
from civic_api.v1.staff.queue import Asked
from civic_pages.access import scopes
from civic_pages.deliberation.models import Comment
from civic_pages.deliberation.moderation import listing
from civic_pages.deliberation.moderation.views import OPEN


def comment_version(row: Comment) -> str:
    values = [row.status, row.body, row.flags, row.reason, row.decided_at, row.published_at]
    return hashlib.sha256(orjson.dumps(values)).hexdigest()[:16]


def comment_row(row: Any) -> dict[str, Any]:
    """Return a comment as JSON; its contribution and ``open_reports`` are read."""
    return {
        "id": row.pk,
        "campaign": row.campaign_id,
        "target": row.target,
        "contribution": row.contribution.reference if row.contribution_id else None,
        "parent": row.parent_id,
        "author": row.author_name,
        "official": row.is_official,
        "body": row.body,
        "status": row.status,
        "flags": row.flags,
        "reason": row.reason,
        "open_reports": row.open_reports,
        "created_at": row.created_at,
        "published_at": row.published_at,
        "decided_at": row.decided_at,
        "version": comment_version(row),
    }


def known_comments() -> Any:
    told = Comment.objects.select_related("contribution")
    return told.annotate(open_reports=Count("reports", filter=OPEN))


class StaffCommentsView(StaffView):
    """The queue of comments, with the admin's filters."""

    scopes = (scopes.READ_COMMENTS,)
    parameters = (*paging.PARAMETERS, "status", "campaign", "flag", "q")

    @extend_schema(
        operation_id="staff_comments",
        parameters=[
            public.CAMPAIGN,
            docs.query(
                "status",
                "`all` for all, `reported` for those with open reports; by default what waits.",
                enum=[name for name, _label in listing.STATUSES],
            ),
            *(each for each in docs.QUEUE if each.name in {"flag", "q", "ordering"}),
            *docs.PAGING,
        ],
        responses={200: docs.page_of(docs.StaffComment), **docs.READING},
    )
    def get(self, request: Request) -> Response:
        rows = self.within(known_comments())
        asked: Any = Asked(request.user)
        campaigns = self.within(listing.campaigns_with_comments(), campaign="")
        filters = listing.CommentFilterSet(
            request.query_params, rows, request=asked, campaigns=campaigns
        )
        if not filters.is_valid():
            errors = filters.form.errors.get_json_data()
            raise Problem(400, "bad-parameter", _("Some filters are not right."), errors=errors)
        words = request.query_params.get("q", "").strip()[:100].replace("\x00", "")
        found = listing.search(filters.qs, words) if words else filters.qs
        return Response(paging.listed(request, found, lambda page: list(map(comment_row, page))))


class OneCommentView(StaffView):
    """Base of what is about one comment."""

    def found(self, pk: int) -> Any:
        row = self.within(known_comments()).filter(pk=pk).first()
        if row is None:
            raise Problem(404, "not-found", _("No such comment."))
        return row

    def shown(self, pk: int, *, replayed: bool = False) -> Response:
        row = self.found(pk)
        return versioned(comment_row(row), comment_version(row), replayed=replayed)


class StaffCommentView(OneCommentView):
    scopes = (scopes.READ_COMMENTS,)

    @extend_schema(
        operation_id="staff_comment",
        responses={200: docs.StaffComment, **docs.READING},
    )
    def get(self, request: Request, pk: int) -> Response:
        return self.shown(pk)
