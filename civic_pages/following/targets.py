"""What can be followed: a campaign, one of its public contributions, or a page beneath it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page

from civic_pages.campaigns.agenda import campaign_models
from civic_pages.campaigns.mixins import CampaignMixin
from civic_pages.participation.models import Contribution


CAMPAIGN, CONTRIBUTION, TEXT = "campaign", "contribution", "text"


@dataclass(frozen=True)
class Target:
    """Something to follow.

    Attributes:
        key: how subscriptions and news name it: "campaign:12", "contribution:ASV-2026-00042".
        url: its whole address.
        columns: what a subscription holds besides, so that it goes with what it follows.
    """

    key: str
    campaign: Any
    title: str
    url: str
    columns: dict[str, Any]


def public_campaign(pk: int) -> Any | None:
    """Return a campaign that anybody may read, of whatever class the host gives it."""
    page = Page.objects.live().public().filter(pk=pk).specific().first()
    return page if isinstance(page, CampaignMixin) else None


def public_campaigns() -> Iterator[Any]:
    """Yield the campaigns of every class that anybody may read, with their phases."""
    for model in campaign_models():
        yield from model.objects.live().public().prefetch_related("phases").order_by("pk")


def address(page: Any) -> str:
    """Return the whole address of a page, with its last slash."""
    return (page.get_full_url() or "").rstrip("/") + "/"


def of_campaign(campaign: Any) -> Target:
    """Return a campaign as something to follow."""
    return Target(f"{CAMPAIGN}:{campaign.pk}", campaign, campaign.title, address(campaign), {})


def of_contribution(contribution: Contribution, campaign: Any) -> Target:
    """Return a contribution, which has to be public, as something to follow."""
    reference = contribution.reference
    return Target(
        f"{CONTRIBUTION}:{reference}",
        campaign,
        contribution.title or reference,
        f"{address(campaign)}{campaign.contribution_list_route}{reference}/",
        {"contribution_id": contribution.pk},
    )


def of_page(page: Any, campaign: Any) -> Target:
    """Return a page beneath a campaign as something to follow."""
    return Target(f"{TEXT}:{page.pk}", campaign, page.title, address(page), {"text_id": page.pk})


def children(campaign: Any) -> QuerySet[Any]:
    """Return the pages beneath a campaign that anybody may read."""
    found: QuerySet[Any] = campaign.get_children().live().public()
    return found


def find(campaign: Any, key: str) -> Target | None:
    """Return what a key names in a campaign; ``None``: it is not public, or another campaign's."""
    kind, _colon, name = key.replace("\x00", " ").partition(":")
    if kind == CAMPAIGN:
        return of_campaign(campaign) if name == str(campaign.pk) else None
    if kind == CONTRIBUTION:
        public = Contribution.objects.public().of(campaign)
        contribution = public.filter(reference=name).first()
        return of_contribution(contribution, campaign) if contribution else None
    if kind == TEXT and name.isdecimal() and len(name) < 10:
        page = children(campaign).filter(pk=int(name)).first()
        return of_page(page, campaign) if page else None
    return None
