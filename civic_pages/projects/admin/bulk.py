"""Bulk actions: on projects, and the one that makes a project of ideas."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.log_actions import LogContext

from civic_pages.participation import policy
from civic_pages.participation.models import Contribution
from civic_pages.participation.moderation.bulk_actions import (
    MOST_AT_ONCE,
    MOST_NAMED,
    ContributionBulkAction,
    Outcome,
)
from civic_pages.projects import actions
from civic_pages.projects.admin import listing
from civic_pages.projects.admin.forms import FromIdeasForm, StatusForm
from civic_pages.projects.models import Project


class ProjectBulkAction(BulkAction):
    """Base of what is done to many projects: each is asked, done and logged on its own."""

    models: ClassVar = [Project]
    template_name = "civic_pages/admin/project_bulk.html"
    button_label: str | Promise = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not policy.may(request.user, actions.CHANGE):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    @classmethod
    def get_queryset(cls, _model: type[Project], object_ids: Any) -> list[Project]:
        keys = [int(key) for key in object_ids if str(key).isdigit()][:MOST_AT_ONCE]
        found = list(Project.objects.filter(pk__in=keys).order_by("reference"))
        if not found:
            raise Http404("None of these projects exists.")
        return found

    def get_all_objects_in_listing_query(self, _parent_id: Any) -> Any:
        return listing.listed(self.request).values_list("pk", flat=True)[:MOST_AT_ONCE]

    def object_context(self, obj: Project) -> dict[str, Any]:
        return {"item": obj, "url": reverse("civic_projects:edit", args=[obj.pk])}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "heading": self.aria_label,
            "button_label": self.button_label,
            "most": MOST_AT_ONCE,
            "is_cut": len(context["items"]) >= MOST_AT_ONCE,
        }

    def get_execution_context(self) -> dict[str, Any]:
        self.outcome = Outcome()
        return {
            "by": self.request.user,
            "now": timezone.now(),
            "outcome": self.outcome,
            **(self.cleaned_form.cleaned_data if self.cleaned_form else {}),
        }

    @classmethod
    def execute_action(
        cls, objects: list[Project], *, by: Any, now: datetime, outcome: Outcome, **typed: Any
    ) -> tuple[int, int]:
        for project in objects:
            try:
                # A context of its own: Wagtail's history shows one entry for each context.
                with LogContext(user=by):
                    cls.do(project, by=by, now=now, **typed)
                outcome.done += 1
            except ValidationError as error:
                outcome.refused.extend(error.messages)
        return outcome.done, 0

    @classmethod
    def do(cls, project: Project, *, by: Any, now: datetime, **typed: Any) -> None:
        raise NotImplementedError

    def get_success_message(self, done: int, _children: int) -> str | None:
        if refused := self.outcome.refused:
            told = " ".join(refused[:MOST_NAMED]) + (" …" if len(refused) > MOST_NAMED else "")
            left = ngettext(
                "%(n)d was left as it is.", "%(n)d were left as they are.", len(refused)
            )
            messages.warning(self.request, f"{left % {'n': len(refused)}} {told}")
        text = ngettext("%(n)d project was changed.", "%(n)d projects were changed.", done)
        return text % {"n": done} if done else None


class StatusBulkAction(ProjectBulkAction):
    display_name = gettext_lazy("Change the status")
    action_type = "status"
    aria_label = gettext_lazy("Change the status of the selected projects")
    button_label = gettext_lazy("Write the step")
    action_priority = 10
    form_class: type[forms.Form] = StatusForm

    @classmethod
    def do(cls, project: Project, *, by: Any, now: datetime, **typed: Any) -> None:
        actions.change_status(project, typed["status"], on=typed["on"], note=typed["note"], by=by, now=now)  # fmt: skip


class PublishBulkAction(ProjectBulkAction):
    display_name = gettext_lazy("Publish")
    action_type = "publish"
    aria_label = gettext_lazy("Publish the selected projects")
    button_label = gettext_lazy("Yes, publish")
    action_priority = 20

    @classmethod
    def do(cls, project: Project, *, by: Any, now: datetime, **_typed: Any) -> None:
        actions.publish(project, by=by, now=now)


class UnpublishBulkAction(ProjectBulkAction):
    display_name = gettext_lazy("Take from the public")
    action_type = "unpublish"
    aria_label = gettext_lazy("Take the selected projects from the public")
    button_label = gettext_lazy("Yes, take from the public")
    action_priority = 30

    @classmethod
    def do(cls, project: Project, *, by: Any, now: datetime, **_typed: Any) -> None:
        actions.unpublish(project, by=by, now=now)


class MakeProjectBulkAction(ContributionBulkAction):
    """Makes one project of the selected ideas, and leads to it."""

    display_name = gettext_lazy("Make a project")
    action_type = "project"
    aria_label = gettext_lazy("Make a project of the selected contributions")
    button_label = gettext_lazy("Make the project")
    action_priority = 50
    form_class: type[forms.Form] = FromIdeasForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not policy.may(request.user, actions.ADD):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        ideas, _without = self.get_actionable_objects()
        typed = form.cleaned_data
        try:
            project = actions.create_from_contributions(
                ideas, **typed, by=self.request.user, now=timezone.now()
            )
        except ValidationError as error:
            form.add_error(None, error)
            answer: HttpResponse = self.form_invalid(form)
            return answer
        told = _("%(project)s is made, not published yet: complete it.") % {"project": project}
        messages.success(self.request, told)
        return redirect("civic_projects:edit", project.pk)

    @classmethod
    def execute_action(cls, objects: list[Contribution], **_kwargs: Any) -> tuple[int, int]:
        raise NotImplementedError("form_valid makes the project.")
