"""What events tell: names and addresses, no content. Who wants more asks the API, where it stands.

Thin on purpose: what was corrected or erased meanwhile is not sent again, and an event that comes
late or twice does no harm.
"""

from typing import Any

from civic_blocks import ports
from civic_pages.deliberation import targets as discussed
from civic_pages.deliberation.models import Comment
from civic_pages.following.targets import address
from civic_pages.participation.models import Contribution, Status


Data = dict[str, Any]


def campaign(page: Any) -> Data:
    """Return a campaign's identity: ``{"campaign": {"id", "code", "url"}}``."""
    return {"campaign": {"id": page.pk, "code": getattr(page, "code", ""), "url": address(page)}}


def contribution(row: Contribution, page: Any) -> Data:
    """Return a contribution's reference, and where it is read, on the site and by API, if it is."""
    told = {**campaign(page), "reference": row.reference}
    if row.status == Status.PUBLISHED:
        path = getattr(page, "contribution_list_route", "")
        told["url"] = f"{address(page)}{path}{row.reference}/"
        told["api_url"] = _api_url(row, page)
    return told


def merged(row: Contribution, page: Any) -> Data:
    """Return a merged contribution, and which one stands for it if that is public."""
    stays = row.merged_into
    is_public = stays is not None and stays.status == Status.PUBLISHED
    return {**contribution(row, page), "into": stays.reference if stays and is_public else None}


def _api_url(row: Contribution, page: Any) -> str:
    live = ports.current(ports.LiveEndpoints)
    found = getattr(live, "contributions", None)
    path = found(page) if found else ""
    return whole(f"{path}{row.reference}/", page) if path else ""


def whole(url: str, page: Any) -> str:
    """Return an address with the name of the page's site."""
    site = page.get_site()
    return url if site is None or not url.startswith("/") else f"{site.root_url}{url}"


def comment(row: Comment, page: Any, *, is_public: bool) -> Data:
    """Return a comment's number, and where it is read."""
    told: Data = {**campaign(page), "comment": row.pk}
    if is_public:
        about = discussed.beneath(row)
        told["url"] = whole(discussed.permalink(row, about.url), page)
    return told


def child(kind: str, one: Any, page: Any) -> Data:
    """Return a page beneath a campaign: ``{"campaign", kind: its primary key, "url"}``."""
    return {**campaign(page), kind: one.pk, "url": address(one)}
