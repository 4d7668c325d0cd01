"""Bulk actions: on projects, and the one that makes a project of ideas."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from civic_pages.participation.models import Contribution
from civic_pages.participation.moderation.bulk import CivicBulkAction, OneByOne, Outcome
from civic_pages.participation.moderation.bulk_actions import ContributionBulkAction
from civic_pages.projects import actions
from civic_pages.projects.admin import listing
from civic_pages.projects.admin.forms import FromIdeasForm, StatusForm
from civic_pages.projects.models import Project


class ProjectBulkAction(OneByOne, CivicBulkAction):
    """Base of what is done to many projects."""

    models: ClassVar = [Project]
    permissions = (actions.CHANGE,)
    listed = staticmethod(listing.listed)
    order = ("reference",)
    row_route = "civic_projects:edit"
    template_name = "civic_pages/admin/project_bulk.html"

    @classmethod
    def done_message(cls, count: int) -> str:
        text = ngettext("%(n)d project was changed.", "%(n)d projects were changed.", count)
        return text % {"n": count}


class StatusBulkAction(ProjectBulkAction):
    display_name = gettext_lazy("Change the status")
    action_type = "status"
    aria_label = gettext_lazy("Change the status of the selected projects")
    button_label = gettext_lazy("Write the step")
    action_priority = 10
    form_class: type[forms.Form] = StatusForm

    @classmethod
    def do(cls, row: Project, *, by: Any, now: datetime, **typed: Any) -> None:
        actions.change_status(row, typed["status"], on=typed["on"], note=typed["note"], by=by, now=now)  # fmt: skip


class PublishBulkAction(ProjectBulkAction):
    display_name = gettext_lazy("Publish")
    action_type = "publish"
    aria_label = gettext_lazy("Publish the selected projects")
    button_label = gettext_lazy("Yes, publish")
    action_priority = 20

    @classmethod
    def do(cls, row: Project, *, by: Any, now: datetime, **_typed: Any) -> None:
        actions.publish(row, by=by, now=now)


class UnpublishBulkAction(ProjectBulkAction):
    display_name = gettext_lazy("Take from the public")
    action_type = "unpublish"
    aria_label = gettext_lazy("Take the selected projects from the public")
    button_label = gettext_lazy("Yes, take from the public")
    action_priority = 30

    @classmethod
    def do(cls, row: Project, *, by: Any, now: datetime, **_typed: Any) -> None:
        actions.unpublish(row, by=by, now=now)


class MakeProjectBulkAction(ContributionBulkAction):
    """Makes one project of the selected ideas, and leads to it."""

    display_name = gettext_lazy("Make a project")
    action_type = "project"
    aria_label = gettext_lazy("Make a project of the selected contributions")
    button_label = gettext_lazy("Make the project")
    action_priority = 50
    form_class: type[forms.Form] = FromIdeasForm

    permissions = (*ContributionBulkAction.permissions, actions.ADD)

    def form_valid(self, form: Any) -> HttpResponse:
        ideas, _without = self.get_actionable_objects()
        self.cleaned_form = form
        try:
            self.execute_action(ideas, **self.get_execution_context())
        except ValidationError as error:
            form.add_error(None, error)
            answer: HttpResponse = self.form_invalid(form)
            return answer
        project = self.outcome.made
        messages.success(self.request, self.done_message(1) % {"project": project})
        return redirect("civic_projects:edit", project.pk)

    @classmethod
    def execute_action(
        cls, objects: list[Contribution], *, outcome: Outcome, **typed: Any
    ) -> tuple[int, int]:
        outcome.made = actions.create_from_contributions(objects, **typed)
        return len(objects), 0

    @classmethod
    def done_message(cls, count: int) -> str:  # noqa: ARG003 - one project, of any number
        return _("%(project)s is made, not published yet: complete it.")
