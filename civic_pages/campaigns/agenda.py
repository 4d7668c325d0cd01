"""Which campaigns close soon: for the dashboard of those who work on them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.ui.components import Component

from civic_blocks.schedule_labels import last_day
from civic_pages.campaigns import phases
from civic_pages.campaigns.models import AbstractCampaignPage
from civic_pages.participation import policy


CLOSING_DAYS = 7


@dataclass(frozen=True)
class ClosingCampaign:
    """A campaign that takes contributions until the end of ``last_day``; ``url`` is its editor's."""

    title: str
    last_day: date
    url: str


def campaign_models() -> Iterator[Any]:
    """Yield every class of campaign page of the site, the host's own included."""
    for model in apps.get_models():
        if issubclass(model, AbstractCampaignPage):
            yield model


def campaigns(**criteria: Any) -> list[Any]:
    """Return the campaigns of every class with their phases; two queries a class."""
    found: list[Any] = []
    for model in campaign_models():
        pages = list(model.objects.filter(**criteria).defer("body").order_by("title"))
        prefetch_related_objects(pages, "phases")
        found.extend(pages)
    return found


def closing_within(days: int, *, user: Any, now: datetime) -> list[ClosingCampaign]:
    """Return the live campaigns that close to contributions within some days, the first one first.

    Args:
        user: somebody who moderates, or edits, the campaigns that are told.
    """
    found = []
    # Days, not hours: a week of summer time's end has one more.
    today = timezone.localdate(now, timezone.get_default_timezone())
    for page in campaigns(live=True):
        closes = phases.closing(page.schedule, phases.CONTRIBUTE, now)
        if closes is None:
            continue
        last = last_day(closes).value
        if last < today + timedelta(days=days) and _is_theirs(page, user):
            url = reverse("wagtailadmin_explore", args=[page.pk])
            found.append(ClosingCampaign(page.title, last, url))
    return sorted(found, key=lambda campaign: (campaign.last_day, campaign.title))


def _is_theirs(page: Any, user: Any) -> bool:
    moderates = policy.may(user, policy.MODERATE, page)
    return moderates or bool(page.permissions_for_user(user).can_edit())


class ClosingPanel(Component):
    """Campaigns that close within seven days."""

    name = "civic_closing"
    order = 95
    template_name = "civic_pages/admin/closing_panel.html"

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_context_data(self, _parent_context: Any) -> dict[str, Any]:
        found = closing_within(CLOSING_DAYS, user=self.user, now=timezone.now())
        return {"campaigns": found}


def add_panels(request: HttpRequest, panels: list[Component]) -> None:
    """Show the panel to moderators and to whoever works on pages."""
    if policy.may_somewhere(request.user, policy.MODERATE) or user_has_any_page_permission(
        request.user
    ):
        panels.append(ClosingPanel(request.user))
