"""The discussion on the page of a contribution."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from civic_pages.campaigns.sections import PARAMETER, Section
from civic_pages.deliberation import policy, receiving, showing, targets


class DiscussionSection(Section):
    """Comments on a contribution and its supports, where the campaign wants either."""

    slug = "discussion"
    template = "civic_pages/deliberation/discussion.html"

    def context(self, page: Any, request: HttpRequest, contribution: Any) -> dict[str, Any] | None:
        target = targets.of_contribution(contribution, page)
        if not policy.is_discussed(target) and not policy.is_supported(target):
            return None
        return self._named(showing.discussion(target, page, request))

    def receive(
        self, page: Any, request: HttpRequest, contribution: Any
    ) -> HttpResponse | dict[str, Any]:
        target = targets.of_contribution(contribution, page)
        answer = receiving.receive(page, request, target)
        return self._named(answer) if isinstance(answer, dict) else answer

    def _named(self, context: dict[str, Any]) -> dict[str, Any]:
        """Return a context whose forms say which section they are for."""
        return {**context, "hidden": {PARAMETER: self.slug}}
