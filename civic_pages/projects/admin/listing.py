"""Which projects the list of the admin shows: the same for "select all" of bulk actions."""

from typing import Any

import django_filters
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.models import Page
from wagtail.permissions import policy_registry

from civic_pages.projects.choices import ProjectStatus, Scope
from civic_pages.projects.models import Project


# Whoever has one of these sees a project in the list.
OPENED_BY = ("add", "change", "view")


def projects_of(user: Any) -> Any:
    """Return the projects that a user sees in the admin."""
    rules = policy_registry.get_by_type(Project)
    return rules.instances_user_has_any_permission_for(user, OPENED_BY)


def _campaigns(request: HttpRequest) -> Any:
    theirs = projects_of(request.user).order_by().values("campaign_id")
    return Page.objects.filter(pk__in=theirs).order_by("title")


def _editions(request: HttpRequest) -> list[tuple[str, str]]:
    found = projects_of(request.user).order_by("edition").values_list("edition", flat=True)
    return [(name, name) for name in found.distinct() if name]


class ProjectFilterSet(WagtailFilterSet):
    status = django_filters.MultipleChoiceFilter(
        label=_("Status"), choices=ProjectStatus, widget=forms.CheckboxSelectMultiple
    )
    campaign = django_filters.ModelChoiceFilter(
        label=_("Campaign"),
        queryset=_campaigns,
        empty_label=_("All"),
        widget=forms.RadioSelect,
    )
    scope = django_filters.ChoiceFilter(
        label=_("Scope"), choices=Scope, empty_label=_("All"), widget=forms.RadioSelect
    )
    edition = django_filters.ChoiceFilter(
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["edition"].extra["choices"] = _editions(self.request)


def search(queryset: Any, query: str) -> Any:
    """Return the projects whose words match a query."""
    return queryset.matching(query)


def listed(request: HttpRequest) -> Any:
    """Return the projects of the list at ``request``'s query string, whatever the page."""
    filters = ProjectFilterSet(request.GET, projects_of(request.user), request=request)
    queryset = filters.qs if filters.is_valid() else Project.objects.none()
    query = request.GET.get("q", "").strip()
    return search(queryset, query) if query else queryset
