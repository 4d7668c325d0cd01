"""The versions of a campaign's forms, for editors and moderators: read only."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from civic_pages.participation import policy
from civic_pages.participation.archiving import answers_of
from civic_pages.participation.differences import differences
from civic_pages.participation.models import Contribution, FormVersion
from civic_pages.participation.questions import Question, questions_of, versions_of


@dataclass(frozen=True)
class Version:
    """A version as the page tells it; ``changes`` since the one before."""

    version: FormVersion
    answers: int
    changes: list[str]


@dataclass(frozen=True)
class ArchivedRow:
    """A question that is no longer asked."""

    question: Question
    type_label: str
    answers: int


def history(versions: list[FormVersion], counts: dict[int, int]) -> list[list[Version]]:
    """Return the versions by form, the newest first."""
    forms = []
    for _form_id, group in groupby(versions, key=lambda version: version.form_id):
        rows: list[Version] = []
        before: FormVersion | None = None
        for version in group:
            changed = differences(before.definition, version.definition) if before else []
            rows.append(Version(version, counts.get(version.pk, 0), changed))
            before = version
        forms.append(rows[::-1])
    return forms


class VersionsPage(WagtailAdminTemplateMixin, TemplateView):
    """Versions, dates, number of answers, what changed; and the questions that are archived."""

    page_title = gettext_lazy("Versions of the form")
    header_icon = "history"
    template_name = "civic_pages/admin/form_versions.html"
    _show_breadcrumbs = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_read(request.user, self.campaign):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    @cached_property
    def campaign(self) -> Any:
        return get_object_or_404(Page, pk=self.kwargs["pk"]).specific

    def get_page_subtitle(self) -> str:
        return str(self.campaign.title)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        edit = {
            "url": reverse("wagtailadmin_pages:edit", args=[self.campaign.pk]),
            "label": self.campaign.title,
        }
        return [*self.breadcrumbs_items, edit, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = versions_of(self.campaign.pk)
        counts = dict(
            Contribution.objects.of(self.campaign)
            .order_by()
            .values_list("form_version")
            .annotate(Count("pk"))
        )
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "campaign": self.campaign,
            "forms": history(versions, counts),
            "archived": self._archived(versions),
        }

    def _archived(self, versions: list[FormVersion]) -> list[ArchivedRow]:
        known = questions_of(self.campaign.form_definitions(), versions)
        gone = [question for question in known if question.is_archived]
        return [
            ArchivedRow(
                question,
                str(question.field_type.label) if question.field_type else question.type,
                answers,
            )
            for question, answers in zip(gone, answers_of(gone), strict=True)
        ]


def may_read(user: Any, page: Any) -> bool:
    """Tell whether a user moderates, or may edit the campaign."""
    if not hasattr(page, "form_definitions"):
        return False
    return policy.may(user, policy.MODERATE, page) or page.permissions_for_user(user).can_edit()


def page_buttons(page: Any, user: Any, view_name: str, **_kwargs: Any) -> list[Button]:
    """Return the button of a campaign's menu in the editor."""
    if page.pk is None or not may_read(user, page):
        return []
    url = reverse("civic_form_versions", args=[page.pk])
    return [Button(_("Versions of the form"), url, icon_name="history", priority=65)]


def urls() -> list[URLPattern]:
    return [
        path("civic-form-versions/<int:pk>/", VersionsPage.as_view(), name="civic_form_versions")
    ]
