"""Campaigns as the portal lists them: a fixed number of queries, however many there are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.html import strip_tags
from wagtail.models import Page

from civic_pages.campaigns.mixins import CampaignMixin
from civic_pages.campaigns.phases import CampaignState
from civic_pages.participation.figures import figures_of


ORDER = {"open": 0, "running": 1, "upcoming": 2, "closed": 3}


@dataclass(frozen=True)
class CampaignTeaser:
    """One campaign on the portal; ``introduction`` is plain text."""

    title: str
    url: str
    image: Any
    image_alt: str
    introduction: str
    state: CampaignState
    total: int


def prefetch_campaigns(pages: Iterable[Any], *related: str) -> None:
    """Read the phases (and more) of many campaigns at once; hosts may bring several classes."""
    by_type = sorted(pages, key=lambda page: page.content_type_id)
    for _class, group in groupby(by_type, type):
        prefetch_related_objects(list(group), "phases", *related)


def teasers(portal: Page, now: datetime) -> Sequence[CampaignTeaser]:
    """Return the live, public campaigns beneath a portal, those one can act in first."""
    pages: list[Any] = [
        page
        for page in portal.get_children().live().public().specific()
        if isinstance(page, CampaignMixin)
    ]
    prefetch_campaigns(pages, "image__renditions")
    known = figures_of(pages, now=now)
    found = [
        CampaignTeaser(
            title=page.title,
            url=page.url,
            image=page.image,
            image_alt=page.image_alt,
            introduction=strip_tags(page.introduction).strip(),
            state=page.state(now),
            total=known[page.pk][0].value if known[page.pk] else 0,
        )
        for page in pages
    ]
    return sorted(found, key=lambda teaser: ORDER[teaser.state.status])
