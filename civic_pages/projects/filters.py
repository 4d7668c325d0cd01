"""The one filter of projects: list, map, timeline, API and exports take the same query string."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Case, IntegerField, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from civic_pages.projects.choices import ProjectStatus, Scope
from civic_pages.projects.models import Project
from civic_pages.projects.querysets import ProjectQuerySet


NARROWING = ("q", "status", "scope", "category", "sector", "edition")
SORTS = {
    "progress": _("What was realised first"),
    "cost": _("Cost, dearest first"),
    "-cost": _("Cost, cheapest first"),
    "title": _("Title"),
    "reference": _("Number"),
}
DEFAULT_SORT = "progress"
# How far a project came: what is realised goes first, what was not chosen last.
PROGRESS = ("done", "works", "design", "chosen", "vote", "study", "not_chosen", "infeasible", "abandoned")  # fmt: skip


# What each order compares, by columns and the annotations of ``with_ranks``; none is ever null.
KEYS = {
    "progress": ("sort_rank", "sort_unpictured", "reference"),
    "cost": ("sort_uncosted", "-sort_cost", "reference"),
    "-cost": ("sort_uncosted", "sort_cost", "reference"),
    "title": ("title", "reference"),
    "reference": ("reference",),
}


def sorted_by(projects: ProjectQuerySet, sort: str) -> ProjectQuerySet:
    """Return projects in an order that has no ties."""
    return with_ranks(projects).order_by(*KEYS.get(sort, KEYS[DEFAULT_SORT]))


def with_ranks(projects: ProjectQuerySet) -> ProjectQuerySet:
    """Give projects what :data:`KEYS` compares beside columns."""
    ranks = [When(status=status, then=Value(rank)) for rank, status in enumerate(PROGRESS)]
    return projects.annotate(
        sort_rank=Case(*ranks, default=Value(len(PROGRESS)), output_field=IntegerField()),
        # Where two came as far, a picture shows more than none.
        sort_unpictured=_is_missing("image"),
        sort_uncosted=_is_missing("cost"),
        sort_cost=Coalesce("cost", 0),
    )


def _is_missing(name: str) -> Case:
    return Case(When(**{name: None}, then=Value(1)), default=Value(0), output_field=IntegerField())


class ProjectFilter(django_filters.FilterSet):
    """Filters a set of public projects; ``form`` is the page's filter form.

    Args:
        offered: by name of filter ("category", "sector", "edition"), the (value, label) pairs to
            choose from; what has none is hidden.
    """

    q = django_filters.CharFilter(
        label=_("Search"),
        method="search",
        max_length=100,
        widget=forms.TextInput({"type": "search"}),
    )
    status = django_filters.ChoiceFilter(
        label=_("Status"), choices=ProjectStatus, empty_label=_("All")
    )
    scope = django_filters.ChoiceFilter(label=_("Scope"), choices=Scope, empty_label=_("All"))
    category = django_filters.CharFilter(label=_("Category"), max_length=150)
    sector = django_filters.CharFilter(label=_("Neighbourhood"), max_length=50)
    edition = django_filters.CharFilter(label=_("Edition"), max_length=20)
    sort = django_filters.ChoiceFilter(
        label=_("Order"), choices=list(SORTS.items()), empty_label=None, method="in_order"
    )

    def __init__(
        self, *args: Any, offered: dict[str, list[tuple[str, str]]] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, pairs in (offered or {}).items():
            self._offer(name, pairs)
        self.form.full_clean()

    def _offer(self, name: str, pairs: list[tuple[str, str]]) -> None:
        field, given = self.form.fields[name], self.form.data.get(name, "").strip()
        if len(pairs) < 2 and not given:
            field.widget = forms.HiddenInput()
            return
        unknown = [(given, given)] if given and given not in dict(pairs) else []
        field.widget = forms.Select(choices=[("", _("All")), *pairs, *unknown])

    def search(self, queryset: ProjectQuerySet, name: str, value: str) -> ProjectQuerySet:
        return queryset.matching(value)

    def in_order(self, queryset: ProjectQuerySet, name: str, value: str) -> ProjectQuerySet:
        """Leave the order to :func:`sorted_by`, which has one where none is asked for too."""
        return queryset

    @property
    def query(self) -> dict[str, str]:
        """The valid filters and the order of an address, as they were written."""
        values = self.form.cleaned_data
        given = {name: str(self.form.data.get(name, "")).strip() for name in (*NARROWING, "sort")}
        found = {name: text for name, text in given.items() if text and values.get(name)}
        if found.get("sort") == DEFAULT_SORT:
            del found["sort"]
        return found

    @property
    def narrowing(self) -> dict[str, str]:
        """What narrows the set; the order does not."""
        return {name: text for name, text in self.query.items() if name != "sort"}

    @property
    def order(self) -> str:
        """The order, the usual one where none is asked for."""
        return self.query.get("sort", DEFAULT_SORT)

    @property
    def sorted_qs(self) -> ProjectQuerySet:
        return sorted_by(self.qs, self.order)

    class Meta:
        model = Project
        fields: tuple[str, ...] = ()
