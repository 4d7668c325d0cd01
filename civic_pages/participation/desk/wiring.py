"""The desk in Wagtail's admin: its addresses and its menu item."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from civic_pages.participation import policy
from civic_pages.participation.desk import (
    admin_views,
    after_views,
    entry_views,
    import_views,
)


class DeskMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return policy.may_somewhere(request.user, policy.ENTER)


def menu_item() -> MenuItem:
    return DeskMenuItem(
        _("Entry desk"), reverse("civic_desk"), name="civic-desk", icon_name="edit", order=155
    )


def urls() -> list[URLPattern]:
    form = "civic/desk/<int:campaign_id>/<str:form_id>/"
    job = "civic/desk/import/<uuid:uuid>/"
    return [
        path("civic/desk/", admin_views.IndexView.as_view(), name="civic_desk"),
        path(job, import_views.JobView.as_view(), name="civic_desk_job"),
        path(f"{job}problems.csv", import_views.ProblemsView.as_view(), name="civic_desk_problems"),
        path(form, entry_views.EntryView.as_view(), name="civic_desk_enter"),
        path(f"{form}print/", after_views.PrintView.as_view(), name="civic_desk_print"),
        path(f"{form}home/", after_views.HouseholdView.as_view(), name="civic_desk_household"),
        path(f"{form}undo/", after_views.UndoView.as_view(), name="civic_desk_undo"),
        path(f"{form}import/", import_views.UploadView.as_view(), name="civic_desk_import"),
    ]
