"""Deciding about many comments at once."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy, ngettext

from civic_pages.deliberation import actions, policy
from civic_pages.deliberation.models import Comment
from civic_pages.deliberation.moderation import listing
from civic_pages.deliberation.moderation.forms import RejectForm
from civic_pages.participation.moderation.bulk import CivicBulkAction, OneByOne


class CommentBulkAction(CivicBulkAction):
    """Base of the bulk actions on comments."""

    models: ClassVar = [Comment]
    permissions = (policy.MODERATE,)
    listed = staticmethod(listing.listed)
    row_route = "civic_comments:inspect"
    template_name = "civic_pages/admin/comment_bulk_action.html"


class PublishCommentsBulkAction(OneByOne, CommentBulkAction):
    display_name = gettext_lazy("Publish")
    action_type = "publish"
    aria_label = gettext_lazy("Publish the selected comments")
    button_label = gettext_lazy("Yes, publish")
    action_priority = 10

    @classmethod
    def do(cls, row: Comment, *, by: Any, now: datetime, **_typed: Any) -> None:
        actions.publish(row, by=by, now=now)

    @classmethod
    def done_message(cls, count: int) -> str:
        text = ngettext("%(n)d comment is published.", "%(n)d comments are published.", count)
        return text % {"n": count}


class RejectCommentsBulkAction(OneByOne, CommentBulkAction):
    display_name = gettext_lazy("Do not publish")
    action_type = "reject"
    aria_label = gettext_lazy("Do not publish the selected comments")
    button_label = gettext_lazy("Do not publish")
    action_priority = 20
    classes: ClassVar = {"serious"}
    form_class: type[forms.Form] = RejectForm

    @classmethod
    def do(cls, row: Comment, *, by: Any, now: datetime, **typed: Any) -> None:
        actions.reject(row, by=by, now=now, reason=typed["reason"])

    @classmethod
    def done_message(cls, count: int) -> str:
        text = ngettext(
            "%(n)d comment is not published.", "%(n)d comments are not published.", count
        )
        return text % {"n": count}
