"""What the templates of campaigns are given, and the clock they are read by."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from civic_pages import conf
from civic_pages.campaigns.teasers import teasers
from civic_pages.participation import official
from civic_pages.participation.figures import figures


# How long a page without a form may be cached, in seconds.
CACHE_SECONDS = 60


def now_of(request: HttpRequest) -> datetime:
    """Return the clock of a request: the real one, but for an editor's preview of another day."""
    return getattr(request, "civic_now", None) or timezone.now()


def cache_seconds(page: Any, now: datetime) -> int:
    """Return how long a list may be cached: until a scheduled answer of the city is public."""
    change = official.next_change(page, now=now)
    if change is None:
        return CACHE_SECONDS
    return max(0, min(CACHE_SECONDS, int((change - now).total_seconds())))


def campaign_context(page: Any, request: HttpRequest) -> dict[str, Any]:
    """Return what every template of a campaign is given beside ``page``."""
    now = now_of(request)
    return {
        "now": now,
        "state": page.state(now),
        "actions": page.civic_actions(now),
        "figures": figures(page, now=now),
        "base_template": conf.get("BASE_TEMPLATE"),
    }


def index_context(page: Any, request: HttpRequest) -> dict[str, Any]:
    """Return what the portal's template is given beside ``page``."""
    now = now_of(request)
    return {"now": now, "campaigns": teasers(page, now), "base_template": conf.get("BASE_TEMPLATE")}
