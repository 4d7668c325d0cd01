"""Which projects the list of the admin shows: the same for "select all" of bulk actions."""

from typing import Any

import django_filters
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.models import Page

from civic_pages.projects.choices import ProjectStatus, Scope
from civic_pages.projects.models import Project


def campaigns_with_projects(_request: HttpRequest | None = None) -> Any:
    """Return the pages that have projects, by title."""
    theirs = Project.objects.order_by().values("campaign_id")
    return Page.objects.filter(pk__in=theirs).order_by("title")


class ProjectFilterSet(WagtailFilterSet):
    status = django_filters.MultipleChoiceFilter(
        label=_("Status"), choices=ProjectStatus, widget=forms.CheckboxSelectMultiple
    )
    campaign = django_filters.ModelChoiceFilter(
        label=_("Campaign"),
        queryset=campaigns_with_projects,
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )
    scope = django_filters.ChoiceFilter(
        label=_("Scope"), choices=Scope, empty_label=_("All"), widget=forms.RadioSelect
    )
    edition = django_filters.AllValuesFilter(
        label=_("Edition"), empty_label=_("All"), widget=forms.RadioSelect
    )
    is_public = django_filters.ChoiceFilter(
        label=pgettext_lazy("project", "Published"),
        choices=[("true", _("Yes")), ("false", _("No"))],
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Project
        fields: tuple[str, ...] = ()


def search(queryset: Any, query: str) -> Any:
    """Return the projects whose words match a query."""
    return queryset.matching(query)


def listed(request: HttpRequest) -> Any:
    """Return the projects of the list at ``request``'s query string, whatever the page."""
    filters = ProjectFilterSet(request.GET, Project.objects.all(), request=request)
    queryset = filters.qs if filters.is_valid() else Project.objects.none()
    query = request.GET.get("q", "").strip()
    return search(queryset, query) if query else queryset
