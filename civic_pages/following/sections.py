"""The link on a contribution's page that leads to following it."""

from typing import Any, ClassVar

from django.http import HttpRequest

from civic_pages.campaigns.sections import Section
from civic_pages.following import showing, targets


class FollowSection(Section):
    slug: ClassVar[str] = "follow"
    template: ClassVar[str] = "civic_pages/following/section.html"

    def context(self, page: Any, request: HttpRequest, contribution: Any) -> dict[str, Any] | None:
        url = showing.follow_url(targets.of_contribution(contribution, page))
        return {"url": url} if url else None
