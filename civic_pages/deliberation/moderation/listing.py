"""Which comments the queue shows: the same for the list and for "select all" of bulk actions."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.models import Page

from civic_pages.deliberation import policy
from civic_pages.deliberation.choices import COMMENT_STATUSES
from civic_pages.deliberation.models import Comment, CommentReport
from civic_pages.participation import reach
from civic_pages.participation.choices import Status
from civic_pages.participation.moderation.flagging import flag_choices, of_flag


ALL, REPORTED = "all", "reported"
STATUSES = [
    *(named for named in COMMENT_STATUSES if named[0] == Status.PENDING),
    (REPORTED, pgettext_lazy("comment", "Reported by citizens")),
    (ALL, _("All")),
    *(named for named in COMMENT_STATUSES if named[0] != Status.PENDING),
]


def campaigns_with_comments() -> QuerySet[Page]:
    """Return the pages that somebody has said something beneath, by title."""
    theirs = Comment.objects.filter(campaign_id=OuterRef("pk"))
    pages: QuerySet[Page] = Page.objects.filter(Exists(theirs)).order_by("title")
    return pages


def _campaigns_of(request: HttpRequest) -> QuerySet[Page]:
    pages = campaigns_with_comments()
    mine: QuerySet[Page] = reach.within(pages, request.user, policy.MODERATE, campaign="")
    return mine


def with_open_reports(queryset: Any) -> Any:
    """Return the comments with reports that nobody has dealt with."""
    theirs = CommentReport.objects.filter(comment_id=OuterRef("pk"), handled_at=None)
    return queryset.filter(Exists(theirs))


class CommentFilterSet(WagtailFilterSet):
    """Filters of the queue. Without a status it shows what waits; ``all`` shows everything."""

    status = django_filters.ChoiceFilter(
        label=_("Status"),
        choices=STATUSES,
        empty_label=None,
        initial=Status.PENDING.value,
        method="of_status",
        widget=forms.RadioSelect,
    )
    campaign = django_filters.ModelChoiceFilter(
        label=_("Campaign"),
        queryset=_campaigns_of,
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )
    flag = django_filters.ChoiceFilter(
        label=pgettext_lazy("comment", "Why it waits"),
        choices=flag_choices,
        empty_label=_("All"),
        method=of_flag,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Comment
        fields: tuple[str, ...] = ()

    def __init__(self, data: Any = None, *args: Any, campaigns: Any = None, **kwargs: Any) -> None:
        """Make the filters.

        Args:
            campaigns: the pages to choose from; those whose comments the request's user moderates
                where it is not given.
        """
        data = data.copy() if data is not None else {}
        if not data.get("status"):
            data["status"] = Status.PENDING.value
        super().__init__(data, *args, **kwargs)
        if campaigns is not None:
            self.filters["campaign"].queryset = campaigns

    def of_status(self, queryset: Any, _name: str, value: str) -> Any:
        if value == REPORTED:
            return with_open_reports(queryset)
        return queryset if value == ALL else queryset.filter(status=value)


def search(queryset: Any, query: str) -> Any:
    """Return the comments whose words hold a query."""
    return queryset.filter(body__icontains=query)


def listed(request: HttpRequest) -> Any:
    """Return the comments of the list at ``request``'s query string, whatever the page."""
    mine = reach.within(Comment.objects.all(), request.user, policy.MODERATE)
    filters = CommentFilterSet(request.GET, mine, request=request)
    queryset = filters.qs if filters.is_valid() else Comment.objects.none()
    query = request.GET.get("q", "").strip()
    return search(queryset, query) if query else queryset


def next_waiting(after: Comment, *, user: Any) -> Comment | None:
    """Return what a moderator reads next: the oldest that waits."""
    others = Comment.objects.filter(status=Status.PENDING).exclude(pk=after.pk)
    waiting = reach.within(others, user, policy.MODERATE)
    found: Comment | None = waiting.order_by("created_at", "pk").first()
    return found
