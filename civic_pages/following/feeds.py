"""Atom feeds of a campaign: what happened, and what citizens published. Public things only."""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from civic_pages.campaigns.serving.contexts import cache_seconds
from civic_pages.following import sources, targets
from civic_pages.participation.choices import Precision
from civic_pages.participation.models import Contribution


MOST = 50
# Of a page that was made without being published, by a script: it never changes.
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
# What XML 1.0 has no place for, and citizens may have pasted.
_NOT_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    """One entry; its address names it."""

    title: str
    url: str
    at: datetime
    summary: str = ""
    name: str = ""


class CampaignFeed(Atom1Feed):
    """An Atom feed that was last changed with its last entry, and before any with its campaign."""

    def __init__(self, *args: Any, begun: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.begun = begun

    def latest_post_date(self) -> datetime:
        return max([self.begun, *(item["updateddate"] for item in self.items)])


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)


def news_of(page: Any, now: datetime) -> Iterable[Entry]:
    """Return the news of a campaign, newest first."""
    for item in sources.recent(page, now=now):
        yield Entry(item.title, item.url, item.at, name=item.key)


def contributions_of(page: Any, now: datetime) -> Iterable[Entry]:
    """Return the contributions published last."""
    root = f"{targets.address(page)}{page.contribution_list_route}"
    rows = Contribution.objects.public().of(page).recent_first()
    columns = ("reference", "title", "excerpt", "published_at")
    for reference, title, excerpt, at in rows.values_list(*columns)[:MOST]:
        yield Entry(title or reference, f"{root}{reference}/", at, excerpt, reference)


def _answer(
    request: HttpRequest, page: Any, title: str, entries: Callable[[Any, datetime], Iterable[Entry]]
) -> HttpResponse:
    now = timezone.now()
    address = targets.address(page)
    feed = CampaignFeed(
        title=_clean(title),
        link=address,
        description="",
        language=get_language(),
        feed_url=request.build_absolute_uri(request.path),
        feed_guid=request.build_absolute_uri(request.path),
        begun=page.first_published_at or LONG_AGO,
    )
    for entry in entries(page, now):
        feed.add_item(
            title=_clean(entry.title),
            link=entry.url,
            description=_clean(entry.summary),
            unique_id=f"{address}#{entry.name}",
            pubdate=entry.at,
            updateddate=entry.at,
        )
    return _conditional(request, feed, cache_seconds(page, now))


def _conditional(request: HttpRequest, feed: CampaignFeed, seconds: int) -> HttpResponse:
    body = feed.writeString("utf-8").encode()
    changed = feed.latest_post_date()
    response = HttpResponse(body, content_type="application/atom+xml; charset=utf-8")
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed.timestamp())
    patch_cache_control(response, public=True, max_age=seconds)
    return get_conditional_response(request, etag=etag, response=response) or response


def _campaign(request: HttpRequest, pk: int) -> Any:
    """Return a public campaign, and speak its language: who reads its feed reads its titles too."""
    page = targets.public_campaign(pk)
    if page is None:
        raise Http404("No such campaign.")
    page.speak(request)
    return page


@require_safe
def news(request: HttpRequest, pk: int) -> HttpResponse:
    """Serve the news of a campaign."""
    page = _campaign(request, pk)
    title = _("%(campaign)s: news") % {"campaign": page.title}
    return _answer(request, page, title, news_of)


@require_safe
def contributions(request: HttpRequest, pk: int) -> HttpResponse:
    """Serve the contributions of a campaign; of homes there are none, they are never shown singly."""
    page = _campaign(request, pk)
    if page.public_precision == Precision.AREAS:
        raise Http404("No such feed.")
    title = _("%(campaign)s: contributions") % {"campaign": page.title}
    return _answer(request, page, title, contributions_of)
