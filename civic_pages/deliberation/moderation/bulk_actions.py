"""Deciding about many comments at once: each is decided and logged on its own."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.views.bulk_action.registry import bulk_action_registry as registry

from civic_pages.deliberation import actions, policy
from civic_pages.deliberation.models import Comment
from civic_pages.deliberation.moderation import listing
from civic_pages.deliberation.moderation.forms import RejectForm
from civic_pages.participation import policy as team
from civic_pages.participation.moderation.bulk_actions import MOST_AT_ONCE, ContributionBulkAction


class CommentBulkAction(ContributionBulkAction):
    """Base of the bulk actions on comments; ``contribution`` is a comment here."""

    models: ClassVar[list[Any]] = [Comment]
    template_name = "civic_pages/admin/comment_bulk_action.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not team.may(request.user, policy.MODERATE):
            raise PermissionDenied
        # Not the parent's, which asks for another permission.
        response: HttpResponse = super(ContributionBulkAction, self).dispatch(
            request, *args, **kwargs
        )
        return response

    @classmethod
    def get_queryset(cls, _model: Any, object_ids: Any) -> list[Any]:
        keys = [int(key) for key in object_ids if str(key).isdigit()][:MOST_AT_ONCE]
        found = list(Comment.objects.filter(pk__in=keys).order_by("created_at", "pk"))
        if not found:
            raise Http404("None of these comments exists.")
        return found

    def get_all_objects_in_listing_query(self, _parent_id: Any) -> Any:
        queryset = listing.listed(self.request).order_by("created_at", "pk")
        return queryset.values_list("pk", flat=True)[:MOST_AT_ONCE]

    def check_perm(self, obj: Any) -> bool:
        return team.may(self.request.user, policy.MODERATE)

    def object_context(self, obj: Any) -> dict[str, Any]:
        return {"item": obj, "url": reverse("civic_comments:inspect", args=[obj.pk])}


def links(comments: Iterable[Comment]) -> list[tuple[str, str]]:
    """Return (label, address) of each bulk action on comments: what a link needs no script for."""
    ids = urlencode([("id", comment.pk) for comment in comments])
    found = registry.get_bulk_actions_for_model("civic_pages", "comment")
    return [
        (
            str(action.aria_label),
            f"{reverse('wagtail_bulk_action', args=['civic_pages', 'comment', action.action_type])}?{ids}",
        )
        for action in sorted(found, key=lambda action: action.action_priority)
    ]


class PublishCommentsBulkAction(CommentBulkAction):
    display_name = gettext_lazy("Publish")
    action_type = "publish"
    aria_label = gettext_lazy("Publish the selected comments")
    button_label = gettext_lazy("Yes, publish")
    action_priority = 10

    @classmethod
    def decide(cls, contribution: Any, *, by: Any, now: datetime, **_typed: Any) -> None:
        actions.publish(contribution, by=by, now=now)

    @classmethod
    def done_message(cls, count: int) -> str:
        text = ngettext("%(n)d comment is published.", "%(n)d comments are published.", count)
        return text % {"n": count}


class RejectCommentsBulkAction(CommentBulkAction):
    display_name = gettext_lazy("Do not publish")
    action_type = "reject"
    aria_label = gettext_lazy("Do not publish the selected comments")
    button_label = gettext_lazy("Do not publish")
    action_priority = 20
    classes: ClassVar = {"serious"}
    form_class: type[forms.Form] = RejectForm

    @classmethod
    def decide(cls, contribution: Any, *, by: Any, now: datetime, **typed: Any) -> None:
        actions.reject(contribution, by=by, now=now, reason=typed["reason"])

    @classmethod
    def done_message(cls, count: int) -> str:
        text = ngettext(
            "%(n)d comment is not published.", "%(n)d comments are not published.", count
        )
        return text % {"n": count}
