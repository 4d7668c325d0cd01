"""The one filter of contributions: list page, API, pins and exports take the same query string."""

from datetime import datetime
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civic_pages.participation import official
from civic_pages.participation.geo.cells import BoundingBox
from civic_pages.participation.models import Contribution, GroupType, Kind, Status
from civic_pages.participation.querysets import ContributionQuerySet


class BoundingBoxField(forms.CharField):
    """Reads ``west,south,east,north`` in degrees; cleans to a box or ``None``."""

    def clean(self, value: Any) -> BoundingBox | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return BoundingBox.parse(text)
        except ValueError as error:
            raise ValidationError(str(error), code="bbox") from error


class BoundingBoxFilter(django_filters.Filter):
    field_class = BoundingBoxField

    def filter(self, qs: ContributionQuerySet, value: BoundingBox | None) -> ContributionQuerySet:
        return qs.in_box(value) if value else qs


# What a public visitor can tell apart; other statuses are not public at all.
PUBLIC_STATUSES = [(Status.PUBLISHED.value, Status.PUBLISHED.label)]
ORDERINGS = {"-published": "-published_at", "published": "published_at"}


class ContributionFilter(django_filters.FilterSet):
    """Filters a set of public contributions; ``form`` is the page's filter form.

    Args:
        now: which of the city's answers are public; the present where it is not given.
    """

    q = django_filters.CharFilter(
        label=_("Search"),
        method="search",
        max_length=100,
        widget=forms.TextInput({"type": "search"}),
    )
    kind = django_filters.ChoiceFilter(
        choices=Kind, label=_("Who contributes"), empty_label=_("All")
    )
    group_type = django_filters.ChoiceFilter(
        choices=GroupType, label=_("Type of group"), empty_label=_("All")
    )
    category = django_filters.CharFilter(label=_("Category"), max_length=150)
    sector = django_filters.CharFilter(label=_("Sector"), max_length=50)
    status = django_filters.ChoiceFilter(choices=PUBLIC_STATUSES, label=_("Status"))
    outcome = django_filters.CharFilter(label=_("Outcome"), max_length=60, method="of_outcome")
    bbox = BoundingBoxFilter(label=_("Area"))
    ordering = django_filters.OrderingFilter(
        fields=(("published_at", "published"),),
        choices=[("-published", _("Newest first")), ("published", _("Oldest first"))],
        empty_label=None,
        label=_("Order"),
    )

    def __init__(self, *args: Any, now: datetime | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now or timezone.now()

    def of_outcome(
        self, queryset: ContributionQuerySet, name: str, value: str
    ) -> ContributionQuerySet:
        return official.with_outcome(queryset, value, now=self.now)

    def search(self, queryset: ContributionQuerySet, name: str, value: str) -> ContributionQuerySet:
        return queryset.matching(value)

    class Meta:
        model = Contribution
        fields: tuple[str, ...] = ()


class CampaignContributionFilter(ContributionFilter):
    """The same filter as a page shows it: categories and sectors of one campaign to choose from.

    Args:
        categories: texts of the category question.
        sectors: (key, name) pairs.
        outcomes: (slug, name) pairs of those in use.
    """

    def __init__(
        self,
        *args: Any,
        categories: list[str] | None = None,
        sectors: list[tuple[str, str]] | None = None,
        outcomes: list[tuple[str, str]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "category": [(category, category) for category in categories or []],
            "sector": sectors or [],
            "outcome": outcomes or [],
        }
        for name, pairs in choices.items():
            if not pairs:
                del self.form.fields[name]
                continue
            field = self.form.fields[name]
            self.form.fields[name] = forms.ChoiceField(
                label=field.label, required=False, choices=[("", _("All")), *pairs]
            )
        for hidden in ("bbox", "status"):
            del self.form.fields[hidden]
