"""Where a contribution is cited, on its public page and on its contributor's private one."""

from typing import Any

from django.http import HttpRequest

from civic_pages.campaigns.sections import Section
from civic_pages.synthesis.places import places


class CitedSection(Section):
    """On the public page: the statements that rest on the contribution."""

    slug = "cited"
    template = "civic_pages/synthesis/cited_section.html"

    def context(self, page: Any, request: HttpRequest, contribution: Any) -> dict[str, Any] | None:
        found = places(contribution)
        return {"places": found, "is_own": self.private} if found else None


class OwnCitedSection(CitedSection):
    """The same beneath a contributor's own answers."""

    slug = "citedown"
    private = True
