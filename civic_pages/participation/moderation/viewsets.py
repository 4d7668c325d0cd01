"""The queue in Wagtail's admin: its addresses, its menu item and who may enter."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import ModelAdminURLFinder
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.model import ModelViewSet

from civic_pages.participation import policy, reach
from civic_pages.participation.models import Contribution, Status
from civic_pages.participation.moderation import (
    answering,
    confirming,
    decisions,
    redaction,
    relocating,
    teamwork,
    views,
)
from civic_pages.participation.moderation.files import contribution_file


MOST_COUNTED = 999


def pending_label(user: Any) -> str:
    """Return how many contributions wait for a user, as a badge; empty where none does."""
    pending = Contribution.objects.filter(status=Status.PENDING).order_by()
    waiting = reach.within(pending, user, policy.MODERATE)
    count = waiting[: MOST_COUNTED + 1].count()
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count or "")


class QueueMenuItem(MenuItem):
    """The menu item, with how many contributions wait; for moderators only."""

    def is_shown(self, request: HttpRequest) -> bool:
        return policy.may_somewhere(request.user, policy.MODERATE)

    def render_component(self, request: HttpRequest) -> Any:
        component = super().render_component(request)
        if count := pending_label(request.user):
            component.label = f"{component.label} ({count})"
        return component


class ContributionURLFinder(ModelAdminURLFinder):
    """Leads reports and logs to the moderator's page, whoever may enter it."""

    edit_url_name = "civic_contributions:inspect"

    def get_edit_url(self, instance: Contribution) -> str | None:
        if self.user and not policy.may(self.user, policy.MODERATE, instance.campaign_id):
            return None
        return str(self.construct_edit_url(instance))


class ContributionViewSet(ModelViewSet):
    """Citizens' contributions: read and decided about, never added, edited, copied or deleted."""

    model = Contribution
    name = "civic_contributions"
    icon = "comment"
    menu_label = _("Contributions")
    menu_name = "civic-contributions"
    menu_order = 150
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    list_per_page = 50
    index_view_class = views.QueueView
    inspect_view_class = views.ContributionView
    history_view_class = views.ContributionHistoryView
    filterset_class = views.QueueView.filterset_class
    search_fields = views.QueueView.search_fields
    ordering = views.QueueView.default_ordering
    url_finder_class = ContributionURLFinder

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        return QueueMenuItem

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        absent = dict.fromkeys(
            ("add_url_name", "edit_url_name", "delete_url_name", "usage_url_name")
        )
        common: dict[str, Any] = super().get_common_view_kwargs(**{**absent, **kwargs})
        return common

    def get_history_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        # Wagtail's history leads back to an object by its "edit" address.
        back = {"edit_url_name": self.get_url_name("inspect")}
        history: dict[str, Any] = super().get_history_view_kwargs(**{**back, **kwargs})
        return history

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        """Return what an administrator can grant in Wagtail's group editor."""
        ours = Q(content_type__model="contribution", codename__in=(
            "view_contribution", "moderate_contribution", "export_contribution",
            "answer_contribution",
        )) | Q(codename__in=("view_contact", "view_exactlocation", "view_edition"))  # fmt: skip
        return Permission.objects.filter(ours, content_type__app_label=self.app_label)

    def get_urlpatterns(self) -> list[URLPattern]:
        on_one = {
            "publish": decisions.PublishView,
            "reject": decisions.RejectView,
            "withdraw": decisions.WithdrawView,
            "confirm": confirming.ConfirmView,
            "location": views.ExactLocationView,
            "relocate": relocating.RelocateView,
            "assign": teamwork.AssignView,
            "note": teamwork.NoteView,
            "take-over": teamwork.TakeOverView,
            "hold": teamwork.HoldView,
            "release": teamwork.ReleaseView,
            "redact": redaction.RedactView,
            "editions": redaction.EditionsView,
            "answer": answering.AnswerView,
        }
        shared = {"template_name": views.ContributionView.template_name}
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("inspect/<int:pk>/", self.inspect_view, name="inspect"),
            path("file/<int:pk>/<uuid:identifier>/", contribution_file, name="file"),
            path("history/<int:pk>/", self.history_view, name="history"),
            path("history-results/<int:pk>/", self.history_results_view, name="history_results"),
            *[
                path(f"{name}/<int:pk>/", self.construct_view(view, **shared), name=name)
                for name, view in on_one.items()
            ],
        ]
