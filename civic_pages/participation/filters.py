"""The one filter of contributions: list page, API, pins and exports take the same query string."""

from datetime import datetime
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from civic_pages.participation import official
from civic_pages.participation.counts import FACETS, Facets
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


# What narrows the set: the order does not, and every public contribution has the same status.
NARROWING = ("q", "kind", "group_type", "category", "sector", "outcome", "bbox")


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
        if self._outcome is None:
            return official.with_outcome(queryset, value, now=self.now)
        return queryset.filter(outcome=self._outcome)

    @cached_property
    def _outcome(self) -> int | None:
        return official.kept_as(self.form.cleaned_data["outcome"], now=self.now)

    @property
    def narrowing(self) -> dict[str, Any]:
        """What narrows the set: the valid values by name of filter, none of them empty."""
        # Afterwards what is not valid is not among what was cleaned.
        self.is_valid()
        valid = self.form.cleaned_data
        return {name: valid[name] for name in NARROWING if valid.get(name)}

    @property
    def facets(self) -> Facets | None:
        """What narrows the set, by column of :data:`FACETS`; ``None`` where something else does too.

        Or where an answer of the city is due that no count tells of yet.
        """
        told = self.narrowing
        if "outcome" in told:
            told["outcome"] = self._outcome
        return told if told.keys() <= set(FACETS) and None not in told.values() else None

    @property
    def lasts(self) -> bool:
        """Whether it finds the same until a contribution changes: whatever the clock and other answers."""
        return "outcome" not in self.narrowing or self._outcome is not None

    def search(self, queryset: ContributionQuerySet, name: str, value: str) -> ContributionQuerySet:
        return queryset.matching(value)

    class Meta:
        model = Contribution
        fields: tuple[str, ...] = ()


CHOSEN = ("category", "sector", "outcome")


class CampaignContributionFilter(ContributionFilter):
    """The same filter as a page shows it: categories and sectors of one campaign to choose from.

    A value that is none of them is kept, and finds what it finds in the API: nothing, mostly.

    Args:
        categories: texts of the category question.
        sectors: (key, name) pairs.
        outcomes: (slug, name) pairs of those in use.
        places: whether the campaign publishes points; elsewhere a box is refused.
    """

    def __init__(
        self,
        *args: Any,
        categories: list[str] | None = None,
        sectors: list[tuple[str, str]] | None = None,
        outcomes: list[tuple[str, str]] | None = None,
        places: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "category": [(category, category) for category in categories or []],
            "sector": sectors or [],
            "outcome": outcomes or [],
        }
        for name in CHOSEN:
            self._offer(name, choices[name])
        self.form.fields["bbox"].widget = forms.HiddenInput()
        del self.form.fields["status"]
        self._check_box(places=places)

    def _offer(self, name: str, pairs: list[tuple[str, str]]) -> None:
        """Show a filter as a choice; hidden where there is nothing to choose from."""
        field, given = self.form.fields[name], self.form.data.get(name, "").strip()
        if not pairs:
            field.widget = forms.HiddenInput()
            return
        unknown = [(given, given)] if given and given not in dict(pairs) else []
        field.widget = forms.Select(choices=[("", _("All")), *pairs, *unknown])

    def _check_box(self, *, places: bool) -> None:
        if "bbox" in self.form.errors:
            refusal = _("The part of the map in this address cannot be read.")
            self.form.errors["bbox"] = self.form.error_class([refusal])
        elif self.form.cleaned_data.get("bbox") and not places:
            refusal = _("This campaign does not publish points, so it cannot be filtered by place.")
            self.form.add_error("bbox", refusal)
