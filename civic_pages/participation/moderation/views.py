"""The moderator's pages: the queue, one contribution, what may be decided about it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import registry as log_registry

from civic_pages.participation import actions, group_names, households, policy, reach
from civic_pages.participation.models import Contribution, ExactLocation, Status
from civic_pages.participation.moderation import bulk, listing, presentation
from civic_pages.participation.moderation.columns import (
    NOWRAP,
    AgeColumn,
    AuthorColumn,
    DayColumn,
    HeldColumn,
    SubjectColumn,
    status_column,
)
from civic_pages.participation.moderation.exports import queue_buttons
from civic_pages.participation.moderation.flagging import FlagsColumn
from civic_pages.participation.moderation.forms import RelocateForm
from civic_pages.participation.moderation.mails import mails_context
from civic_pages.participation.moderation.page_tools import tools_context
from civic_pages.participation.similar.panel import panel_context


# What the list reads of a contribution: answers and search text stay in the database.
LIST_COLUMNS = (
    "reference", "title", "kind", "group_name", "represented", "category", "status", "created_at",
    "flags", "campaign__title", "form_version", "assigned_to", "lock__since", "lock__expires_at", "lock__user",
)  # fmt: skip
HISTORY_LENGTH = 20


class QueueView(generic.IndexView):
    """Contributions, those that wait first and the oldest of them on top."""

    any_permission_required = ["view"]
    template_name = "civic_pages/admin/queue.html"
    filterset_class = listing.QueueFilterSet
    search_fields = ["reference", "title"]
    default_ordering = "created_at"
    history_url_name: str | None = None
    page_title = gettext_lazy("Contributions")

    @cached_property
    def columns(self) -> list[Any]:
        title_column: Any = self._get_title_column_class(TitleColumn)
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="contribution"),
            title_column(
                "reference",
                label=_("Reference"),
                get_url=self.get_inspect_url,
                get_title_id=lambda contribution: f"contribution_{contribution.pk}_title",
                sort_key="reference",
                classname=NOWRAP,
            ),
            SubjectColumn(
                "title", label=_("Title"), sort_key="title", classname="civic-queue__title"
            ),
            Column("campaign", label=_("Campaign"), accessor="campaign.title"),
            AuthorColumn("group_name", label=_("Who contributes")),
            Column("category", label=_("Category"), sort_key="category"),
            status_column(),
            FlagsColumn("flags", label=_("Why it waits")),
            HeldColumn("assigned_to", label=_("In charge"), now=timezone.now()),
            DayColumn("created_at", label=_("Received"), sort_key="created_at", classname=NOWRAP),
            AgeColumn(
                "age", label=_("Age"), accessor="created_at", now=timezone.now(), classname=NOWRAP
            ),
        ]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [*super().header_buttons, *queue_buttons(self.request)]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return {**context, "bulk_links": bulk.links("contribution", context["object_list"])}

    def get_base_queryset(self) -> Any:
        known = Contribution.objects.select_related("campaign", "assigned_to", "lock__user")
        mine = reach.within(known, self.request.user, policy.MODERATE)
        return mine.only(*LIST_COLUMNS).prefetch_related("form_version")

    def order_queryset(self, queryset: Any) -> Any:
        return queryset.order_by(self.ordering, "pk")

    def search_queryset(self, queryset: Any) -> Any:
        return listing.search(queryset, self.search_query) if self.is_searching else queryset

    def get_list_more_buttons(self, instance: Contribution) -> list[MenuItem]:
        history_url = reverse(self.history_url_name or "", args=[instance.pk])
        return [
            MenuItem(_("Examine"), self.get_inspect_url(instance), icon_name="view", priority=10),
            MenuItem(_("History"), history_url, icon_name="history", priority=20),
        ]


class ContributionView(generic.InspectView):
    """One contribution: all that was said, where it stands, and the buttons to decide."""

    any_permission_required = ["view"]
    template_name = "civic_pages/admin/contribution.html"
    page_title = gettext_lazy("Examine")
    history_url_name: str | None = None
    inspect_url_name: str = ""

    def get_fields(self) -> list[str]:
        return []

    def get_object(self, _queryset: Any = None) -> Contribution:
        known = Contribution.objects.select_related("campaign", "form_version")
        return get_object_or_404(
            policy.theirs(known, self.request.user, policy.MODERATE), pk=self.pk
        )

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        url = reverse(self.history_url_name or "", args=[self.object.pk])
        return [HeaderButton(_("History"), url=url, icon_name="history")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        contribution, user = self.object, self.request.user
        campaign: Any = contribution.campaign.specific
        exact: ExactLocation | None = kwargs.get("exact")
        sees_contact = policy.may(user, policy.VIEW_CONTACT, contribution.campaign_id)
        context: dict[str, Any] = super().get_context_data(
            contribution=contribution,
            campaign=campaign,
            file_answers=presentation.file_answers(contribution),
            sector=self._sector(campaign),
            same_group=group_names.of_same_group(contribution),
            household=households.choice_context(contribution, by_staff=True),
            public_url=presentation.public_url(contribution, campaign),
            sees_contact=sees_contact,
            contact=getattr(contribution, "contact", None) if sees_contact else None,
            sees_exact=policy.may(user, policy.VIEW_EXACT, contribution.campaign_id),
            has_exact=ExactLocation.objects.filter(contribution_id=contribution.pk).exists(),
            map_data=presentation.map_data(contribution, campaign, exact),
            log_entries=self._log_entries(),
            **self._offered(),
            **{
                **mails_context(contribution),
                **panel_context(contribution),
                **tools_context(contribution, user=user, now=timezone.now()),
                "relocate_form": _relocate_form(campaign, exact),
                **kwargs,
            },
        )
        return context

    def _sector(self, campaign: Any) -> str:
        if not self.object.sector or not hasattr(campaign, "territory"):
            return str(self.object.sector)
        return str(campaign.territory.sector_name(self.object.sector))

    def _offered(self) -> dict[str, bool]:
        return {
            "can_publish": self.object.may_become(Status.PUBLISHED)
            and self.object.status != Status.UNCONFIRMED,
            "can_reject": self.object.may_become(Status.REJECTED),
            "can_withdraw": self.object.may_become(Status.WITHDRAWN),
        }

    def _log_entries(self) -> Any:
        entries = log_registry.get_logs_for_instance(self.object).select_related("user")
        return entries.order_by("-timestamp", "-pk")[:HISTORY_LENGTH]

    def url_of(self, contribution: Contribution) -> str:
        return reverse(self.inspect_url_name, args=[contribution.pk])


def _relocate_form(campaign: Any, exact: ExactLocation | None) -> RelocateForm | None:
    """Return the form with the coordinates as they are; only beside the exact place itself."""
    if exact is None or not hasattr(campaign, "territory"):
        return None
    return RelocateForm(territory=campaign.territory, exact=exact)


class ExactLocationView(ContributionView):
    """The same page with the exact place; asked for by POST, because the reading is logged."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        exact = actions.read_exact_location(self.object, by=request.user)
        response: HttpResponse = self.render_to_response(self.get_context_data(exact=exact))
        return response


class ContributionHistoryView(HistoryView):
    """The audit log of one contribution, with Wagtail's filters."""

    any_permission_required = ["view"]

    def get_object(self, *_args: Any, **_kwargs: Any) -> Contribution:
        known = Contribution.objects.all()
        return get_object_or_404(
            policy.theirs(known, self.request.user, policy.MODERATE), pk=self.pk
        )

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [
            HeaderButton(_("Examine"), url=self.get_edit_url(self.object), icon_name="view"),
        ]
