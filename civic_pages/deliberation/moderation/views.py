"""The moderator's pages: the queue of comments, one comment, what may be decided about it."""

import uuid
from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, NumberColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import registry as log_registry

from civic_pages.deliberation import actions, policy, targets
from civic_pages.deliberation.models import Comment
from civic_pages.deliberation.moderation import listing
from civic_pages.deliberation.moderation.forms import RejectForm, SpeakForm
from civic_pages.participation import policy as team
from civic_pages.participation.actions import key_digest
from civic_pages.participation.choices import TRANSITIONS, Status
from civic_pages.participation.models import Report
from civic_pages.participation.moderation import bulk
from civic_pages.participation.moderation.columns import NOWRAP, AgeColumn, DayColumn, status_column
from civic_pages.participation.moderation.deciding import Deciding
from civic_pages.participation.moderation.flagging import FlagsColumn, in_words
from civic_pages.participation.moderation.within_reach import ListWithinReach


HISTORY_LENGTH = 20
EXCERPT = 120
OPEN = Q(reports__isnull=False, reports__handled_at=None)


def excerpt(comment: Comment) -> str:
    """Return the first words of a comment, for lists."""
    return Truncator(" ".join(comment.body.split())).chars(EXCERPT) or _("(withdrawn)")


class CommentQueueView(ListWithinReach, generic.IndexView):
    """Comments, those that wait first and the oldest of them on top."""

    any_permission_required = ["view"]
    template_name = "civic_pages/admin/comments.html"
    filterset_class = listing.CommentFilterSet
    search_fields = ["body"]
    default_ordering = "created_at"
    page_title = gettext_lazy("Comments")

    @cached_property
    def columns(self) -> list[Any]:
        title_column: Any = self._get_title_column_class(TitleColumn)
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="comment"),
            title_column(
                "body",
                label=pgettext("comment", "Comment"),
                accessor=excerpt,
                get_url=self.get_inspect_url,
                get_title_id=lambda comment: f"comment_{comment.pk}_title",
                classname="civic-queue__title",
            ),
            Column("author_name", label=_("Name shown")),
            Column("campaign", label=_("Campaign"), accessor="campaign.title"),
            status_column(),
            FlagsColumn("flags", label=pgettext("comment", "Why it waits")),
            NumberColumn("open_reports", label=pgettext("comment", "Reports")),
            DayColumn(
                "created_at",
                label=pgettext("comment", "Received"),
                sort_key="created_at",
                classname=NOWRAP,
            ),
            AgeColumn(
                "age", label=_("Age"), accessor="created_at", now=timezone.now(), classname=NOWRAP
            ),
        ]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return {**context, "bulk_links": bulk.links("comment", context["object_list"])}

    def get_base_queryset(self) -> Any:
        known = super().get_base_queryset().select_related("campaign").defer("reason")
        return known.annotate(open_reports=Count("reports", filter=OPEN))

    def order_queryset(self, queryset: Any) -> Any:
        return queryset.order_by(self.ordering, "pk")

    def search_queryset(self, queryset: Any) -> Any:
        return listing.search(queryset, self.search_query) if self.is_searching else queryset


class CommentView(generic.InspectView):
    """One comment: what it says of what, what is said against it, and the buttons to decide."""

    any_permission_required = ["view"]
    template_name = "civic_pages/admin/comment.html"
    page_title = gettext_lazy("Examine")
    inspect_url_name: str = ""

    def get_fields(self) -> list[str]:
        return []

    def get_object(self, _queryset: Any = None) -> Comment:
        known = Comment.objects.select_related("campaign", "parent", "contribution", "participant")
        mine = team.theirs(known, self.request.user, policy.MODERATE)
        return get_object_or_404(mine, pk=self.pk)

    def get_page_subtitle(self) -> str:
        return excerpt(self.object)

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        comment = self.object
        about = targets.beneath(comment)
        public = Comment.objects.public().filter(pk=comment.pk).exists()
        grounds = dict(Report.Ground.choices)
        reports = comment.reports.order_by("-created_at", "-pk")
        context: dict[str, Any] = super().get_context_data(
            comment=comment,
            about=about,
            public_url=targets.permalink(comment, about.url) if public else "",
            flags=in_words(comment.flags),
            reports=[(report, grounds.get(report.ground, report.ground)) for report in reports],
            has_open_reports=comment.reports.filter(handled_at=None).exists(),
            sees_contact=team.may(self.request.user, team.VIEW_CONTACT, comment.campaign),
            log_entries=self._log_entries(),
            **self._offered(public=public),
            **{
                "reject_form": RejectForm(),
                "speak_form": SpeakForm(initial={"key": uuid.uuid4().hex}),
                **kwargs,
            },
        )
        return context

    def _offered(self, *, public: bool) -> dict[str, bool]:
        legal, waits = TRANSITIONS[self.object.status], self.object.status == Status.UNCONFIRMED
        return {
            "can_publish": Status.PUBLISHED in legal and not waits,
            "can_reject": Status.REJECTED in legal,
            "can_withdraw": Status.WITHDRAWN in legal,
            "can_restore": Status.PENDING in legal and not waits,
            "can_answer": public,
        }

    def _log_entries(self) -> Any:
        entries = log_registry.get_logs_for_instance(self.object).select_related("user")
        return entries.order_by("-timestamp", "-pk")[:HISTORY_LENGTH]

    def url_of(self, comment: Comment) -> str:
        return reverse(self.inspect_url_name, args=[comment.pk])


class DecideView(Deciding, CommentView):
    """A decision; then the next comment that waits, or why it could not be taken."""

    def onward(self, decided: Comment) -> HttpResponse:
        following = listing.next_waiting(decided, user=self.request.user)
        return redirect(self.url_of(following) if following else self.index_url_name)


class PublishView(DecideView):
    done_message = gettext_lazy("The comment is published.")

    def decide(self, typed: dict[str, Any]) -> Comment:
        return actions.publish(self.object, by=self.request.user, now=timezone.now())


class WithdrawView(DecideView):
    done_message = gettext_lazy("The comment is withdrawn.")

    def decide(self, typed: dict[str, Any]) -> Comment:
        return actions.withdraw(self.object, by=self.request.user, now=timezone.now())


class RestoreView(DecideView):
    done_message = gettext_lazy("The comment waits again.")

    def decide(self, typed: dict[str, Any]) -> Comment:
        return actions.restore(self.object, by=self.request.user, now=timezone.now())


class KeepView(DecideView):
    done_message = gettext_lazy("The reports are dealt with.")

    def decide(self, typed: dict[str, Any]) -> Comment:
        return actions.keep_reported(self.object, by=self.request.user, now=timezone.now())


class RejectView(DecideView):
    done_message = gettext_lazy("The comment is not published.")
    form_class, form_name = RejectForm, "reject_form"

    def decide(self, typed: dict[str, Any]) -> Comment:
        by = self.request.user
        return actions.reject(self.object, by=by, now=timezone.now(), reason=typed["reason"])


class SpeakView(DecideView):
    """An answer in the city's name, beneath the comment."""

    done_message = gettext_lazy("The answer is published.")
    form_class, form_name = SpeakForm, "speak_form"

    def decide(self, typed: dict[str, Any]) -> Comment:
        return actions.speak(
            typed["body"],
            target=targets.beneath(self.object),
            by=self.request.user,
            name=typed["signed"],
            key=key_digest(typed["key"]),
            now=timezone.now(),
            parent=self.object,
        )
