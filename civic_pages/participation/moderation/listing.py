"""Which contributions the queue shows: the same for the list and for "select all" of bulk actions."""

from datetime import datetime
from typing import Any

import django_filters
from django import forms
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, When
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.models import Page

from civic_pages.participation import policy, reach, searching
from civic_pages.participation.abuse.anomalies import matching
from civic_pages.participation.models import (
    Contribution,
    Kind,
    ModerationLock,
    OfficialAnswer,
    Source,
    Status,
)
from civic_pages.participation.moderation.answer_filters import answer_filters
from civic_pages.participation.moderation.flagging import flag_choices, of_flag
from civic_pages.participation.providers import categories_of


# More digits than any primary key has.
MOST_DIGITS = 18
ALL = "all"
STATUSES = [(Status.PENDING.value, Status.PENDING.label), (ALL, _("All"))] + [
    (status.value, status.label) for status in Status if status != Status.PENDING
]


def campaigns_with_contributions(
    user: Any = None, permission: str = policy.MODERATE
) -> QuerySet[Page]:
    """Return the pages that somebody has contributed to, by title.

    Args:
        user: somebody; only the campaigns are returned in which they have the permission.
    """
    theirs = Contribution.objects.filter(campaign_id=OuterRef("pk"))
    pages: QuerySet[Page] = Page.objects.filter(Exists(theirs)).order_by("title")
    return pages if user is None else reach.within(pages, user, permission, campaign="")


MINE, NOBODY, OTHERS = "mine", "nobody", "others"
ASSIGNED = [(MINE, _("Me")), (NOBODY, _("Nobody")), (OTHERS, _("Somebody else"))]
ANSWERED, UNANSWERED = "yes", "no"


def is_key(text: str) -> bool:
    """Tell whether a text may be a primary key: digits, and no more than a database takes."""
    return text.isdecimal() and len(text) <= MOST_DIGITS


class QueueFilterSet(WagtailFilterSet):
    """Filters of the queue. Without a status it shows what waits; ``all`` shows everything.

    Once a campaign is chosen, its own categories and sectors are offered as choices.
    """

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
        queryset=lambda request: campaigns_with_contributions(request.user),
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )
    kind = django_filters.ChoiceFilter(
        label=_("Who contributes"), choices=Kind, empty_label=_("All"), widget=forms.RadioSelect
    )
    assigned = django_filters.ChoiceFilter(
        label=_("Assigned to"),
        choices=ASSIGNED,
        empty_label=_("All"),
        method="of_assigned",
        widget=forms.RadioSelect,
    )
    answered = django_filters.ChoiceFilter(
        label=_("Answer of the city"),
        choices=[(ANSWERED, _("Answered or drafted")), (UNANSWERED, _("Not answered"))],
        empty_label=_("All"),
        method="of_answered",
        widget=forms.RadioSelect,
    )
    category = django_filters.CharFilter(label=_("Category"), lookup_expr="icontains")
    sector = django_filters.CharFilter(label=_("Sector"), lookup_expr="icontains")
    source = django_filters.ChoiceFilter(
        label=_("Source"), choices=Source, empty_label=_("All"), widget=forms.RadioSelect
    )
    flag = django_filters.ChoiceFilter(
        label=_("Why it waits"),
        choices=flag_choices,
        empty_label=_("All"),
        method=of_flag,
        widget=forms.RadioSelect,
    )
    anomaly = django_filters.CharFilter(
        label=_("Anomaly"), method="of_anomaly", widget=forms.HiddenInput
    )
    created_at = django_filters.DateFromToRangeFilter(
        label=_("Received"), widget=DateRangePickerWidget
    )

    class Meta:
        model = Contribution
        fields: tuple[str, ...] = ()

    def __init__(self, data: Any = None, *args: Any, campaigns: Any = None, **kwargs: Any) -> None:
        """Make the filters.

        Args:
            campaigns: the pages to choose from; those that the request's user moderates where it is
                not given.
        """
        data = data.copy() if data is not None else {}
        if not data.get("status"):
            data["status"] = Status.PENDING.value
        super().__init__(data, *args, **kwargs)
        if campaigns is not None:
            self.filters["campaign"].queryset = campaigns
        self._offer_choices(data.get("campaign"))

    def _offer_choices(self, chosen: Any) -> None:
        offered: Any = self.filters["campaign"].get_queryset(self.request)
        page = offered.filter(pk=chosen).first() if is_key(str(chosen or "")) else None
        campaign: Any = page.specific if page else None
        if not hasattr(campaign, "territory"):
            return
        choices_of = {
            "category": [
                (category, category)
                for category in categories_of(campaign, among=Contribution.objects.all())
            ],
            "sector": [(key, name) for key, name, _shape in campaign.territory.sectors],
        }
        for name, choices in choices_of.items():
            if choices:
                self.filters[name] = django_filters.ChoiceFilter(
                    field_name=name,
                    label=self.filters[name].label,
                    choices=choices,
                    empty_label=_("All"),
                    widget=forms.RadioSelect,
                )
                self.filters[name].parent = self
        for name, answer_filter in answer_filters(campaign).items():
            self.filters[name] = answer_filter
            answer_filter.parent = self

    def of_status(self, queryset: Any, _name: str, value: str) -> Any:
        return queryset if value == ALL else queryset.filter(status=value)

    def of_anomaly(self, queryset: Any, _name: str, value: str) -> Any:
        """Narrow to a line of the report of anomalies; for who may see where they come from."""
        theirs = reach.within(queryset, self.request.user, policy.VIEW_ORIGIN)
        return matching(theirs, value)

    def of_assigned(self, queryset: Any, _name: str, value: str) -> Any:
        if value == NOBODY:
            return queryset.filter(assigned_to=None)
        mine = Q(assigned_to=self.request.user)
        if value == MINE:
            return queryset.filter(mine)
        return queryset.filter(~mine, assigned_to__isnull=False)

    def of_answered(self, queryset: Any, _name: str, value: str) -> Any:
        theirs = OfficialAnswer.contributions.through.objects.filter(contribution_id=OuterRef("pk"))
        return queryset.filter(Exists(theirs) if value == ANSWERED else ~Exists(theirs))


def search(queryset: Any, query: str) -> Any:
    """Return the contributions whose reference, title or public words match a query."""
    named = Q(reference__icontains=query) | Q(title__icontains=query)
    return queryset.filter(named | searching.matching(query))


def listed(request: HttpRequest, permission: str = policy.MODERATE) -> Any:
    """Return the contributions of the list at ``request``'s query string, whatever the page.

    Args:
        permission: the one that its user must have in their campaigns.
    """
    mine = reach.within(Contribution.objects.all(), request.user, permission)
    campaigns = campaigns_with_contributions(request.user, permission)
    filters = QueueFilterSet(request.GET, mine, request=request, campaigns=campaigns)
    queryset = filters.qs if filters.is_valid() else Contribution.objects.none()
    query = request.GET.get("q", "").strip()
    return search(queryset, query) if query else queryset


def listed_by(query: Any, *, user: Any) -> Any:
    """Return what a user exports of the list at a query string (a ``QueryDict``)."""
    request = HttpRequest()
    request.GET, request.user = query, user
    return listed(request, policy.EXPORT)


def _free(user: Any, now: datetime) -> Any:
    """Return what waits and nobody but ``user`` has open."""
    others = ModerationLock.objects.filter(
        ~Q(user=user), contribution_id=OuterRef("pk"), expires_at__gt=now
    )
    waiting = Contribution.objects.filter(~Exists(others), status=Status.PENDING)
    return reach.within(waiting, user, policy.MODERATE)


def next_pending(after: Contribution, *, user: Any, now: datetime) -> Contribution | None:
    """Return what to moderate next: the oldest that came after, else the oldest of all.

    What a colleague has open is left to them.
    """
    later = Q(created_at__gt=after.created_at) | Q(created_at=after.created_at, pk__gt=after.pk)
    turn = Case(When(later, then=0), default=1, output_field=IntegerField())
    pending = _free(user, now).exclude(pk=after.pk).order_by(turn, "created_at", "pk")
    found: Contribution | None = pending.first()
    return found


def previous_pending(before: Contribution, *, user: Any, now: datetime) -> Contribution | None:
    """Return what came last before a contribution and still waits, or ``None``."""
    earlier = Q(created_at__lt=before.created_at) | Q(
        created_at=before.created_at, pk__lt=before.pk
    )
    found: Contribution | None = (
        _free(user, now).filter(earlier).order_by("-created_at", "-pk").first()
    )
    return found
