"""The queue of comments in Wagtail's admin: its addresses, its menu item, its line on the dashboard."""

from typing import Any, ClassVar

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.admin_url_finder import ModelAdminURLFinder
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import SummaryItem
from wagtail.admin.viewsets.model import ModelViewSet

from civic_pages.deliberation import policy
from civic_pages.deliberation.models import Comment
from civic_pages.deliberation.moderation import listing, views
from civic_pages.participation import policy as team
from civic_pages.participation import reach
from civic_pages.participation.choices import Status


MOST_COUNTED = 999


class CommentPermissionPolicy(team.CampaignPermissionPolicy):
    """The queue is for moderators of comments; nobody adds, changes or deletes citizens' words."""

    needs: ClassVar = {"view": policy.MODERATE, "moderate": policy.MODERATE}


def waiting(user: Any) -> int:
    """Return how many comments wait for a moderator, counted up to a bound."""
    pending = Comment.objects.filter(status=Status.PENDING)
    mine = reach.within(pending, user, policy.MODERATE)
    return int(mine[: MOST_COUNTED + 1].count())


class CommentsMenuItem(MenuItem):
    """The menu item, with how many comments wait; for moderators only."""

    def is_shown(self, request: HttpRequest) -> bool:
        return team.may_somewhere(request.user, policy.MODERATE)

    def render_component(self, request: HttpRequest) -> Any:
        component = super().render_component(request)
        if count := waiting(request.user):
            shown = f"{MOST_COUNTED}+" if count > MOST_COUNTED else count
            component.label = f"{component.label} ({shown})"
        return component


class CommentURLFinder(ModelAdminURLFinder):
    """Leads reports and logs to the moderator's page, whoever may enter it."""

    edit_url_name = "civic_comments:inspect"

    def get_edit_url(self, instance: Comment) -> str | None:
        if self.user and not team.may(self.user, policy.MODERATE, instance.campaign_id):
            return None
        return str(self.construct_edit_url(instance))


class CommentViewSet(ModelViewSet):
    """Citizens' comments: read and decided about, never added, edited, copied or deleted."""

    model = Comment
    name = "civic_comments"
    icon = "comment"
    menu_label = _("Comments")
    menu_name = "civic-comments"
    menu_order = 151
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    list_per_page = 50
    index_view_class = views.CommentQueueView
    inspect_view_class = views.CommentView
    filterset_class = listing.CommentFilterSet
    search_fields = views.CommentQueueView.search_fields
    ordering = views.CommentQueueView.default_ordering
    url_finder_class = CommentURLFinder

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        return CommentsMenuItem

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        absent = dict.fromkeys(
            ("add_url_name", "edit_url_name", "delete_url_name", "usage_url_name")
        )
        common: dict[str, Any] = super().get_common_view_kwargs(**{**absent, **kwargs})
        return common

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        """Return what an administrator can grant in Wagtail's group editor."""
        return Permission.objects.filter(
            content_type__app_label=self.app_label, codename="moderate_comment"
        )

    def get_urlpatterns(self) -> list[URLPattern]:
        on_one = {
            "publish": views.PublishView,
            "reject": views.RejectView,
            "withdraw": views.WithdrawView,
            "restore": views.RestoreView,
            "keep": views.KeepView,
            "answer": views.SpeakView,
        }
        shared = {"template_name": views.CommentView.template_name}
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("inspect/<int:pk>/", self.inspect_view, name="inspect"),
            *[
                path(f"{name}/<int:pk>/", self.construct_view(view, **shared), name=name)
                for name, view in on_one.items()
            ],
        ]


class CommentsSummaryItem(SummaryItem):
    """How many comments wait and how many are reported; nothing where none is."""

    order = 230
    template_name = "civic_pages/admin/comments_summary.html"

    def is_shown(self) -> bool:
        return bool(self._mine.exists())

    @property
    def _mine(self) -> Any:
        return reach.within(Comment.objects.order_by(), self.request.user, policy.MODERATE)

    def get_context_data(self, _parent_context: Any) -> dict[str, Any]:
        reported = listing.with_open_reports(self._mine)
        return {"waiting": waiting(self.request.user), "reported": reported.count()}


def add_summary_items(request: HttpRequest, items: list[SummaryItem]) -> None:
    items.append(CommentsSummaryItem(request))
