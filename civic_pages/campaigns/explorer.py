"""The portal in Wagtail's page explorer: where each campaign stands, and what waits in it."""

from itertools import groupby
from typing import Any

from django.db.models import Count, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.pages.listing import ExplorableIndexView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page

from civic_pages.campaigns.mixins import CampaignMixin
from civic_pages.campaigns.models import CampaignIndexPage
from civic_pages.participation import policy
from civic_pages.participation.models import Contribution, Status


class StandingColumn(Column):
    """Where a campaign stands now, in one sentence; nothing for other pages."""

    def get_value(self, instance: Any) -> str:
        is_campaign = isinstance(instance, CampaignMixin)
        return str(instance.state(timezone.now()).headline) if is_campaign else ""


class WaitingColumn(Column):
    """How many contributions of a campaign wait for a moderator, with the way to them."""

    cell_template_name = "civic_pages/admin/waiting_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        user = parent_context["request"].user
        is_theirs = policy.may(user, policy.MODERATE, instance)
        queue = reverse("civic_contributions:index") if is_theirs else ""
        return {**context, "url": f"{queue}?campaign={instance.pk}" if queue else ""}


class PortalIndexView(ExplorableIndexView):
    """The explorer's listing with two columns more, at a fixed number of queries."""

    @cached_property
    def explorable_columns(self) -> list[Any]:
        columns: list[Any] = [
            column for column in super().explorable_columns if column.name != "type"
        ]
        added = [
            StandingColumn("standing", label=_("Campaign")),
            WaitingColumn("civic_waiting", label=_("To moderate")),
        ]
        return [*columns[:-2], *added, *columns[-2:]]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        pages = context["object_list"]
        waiting = dict(
            Contribution.objects.filter(
                status=Status.PENDING, campaign_id__in=[page.pk for page in pages]
            )
            .order_by()
            .values_list("campaign_id")
            .annotate(Count("pk"))
        )
        for page in pages:
            page.civic_waiting = waiting.get(page.pk, "")
        theirs: list[Any] = [page for page in pages if isinstance(page, CampaignMixin)]
        for _class, group in groupby(sorted(theirs, key=lambda p: p.content_type_id), type):
            prefetch_related_objects(list(group), "phases")
        return context


class PortalViewSet(PageViewSet):
    """Wagtail's own views for the portal, but for the listing of what lies beneath it."""

    model = CampaignIndexPage
    parent_models = [CampaignIndexPage]
    index_view_class = PortalIndexView

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        # Beneath a portal lie campaigns and plain pages: the listing is of any page.
        view_kwargs: dict[str, Any] = super().get_index_view_kwargs(**{"model": Page, **kwargs})
        return view_kwargs
