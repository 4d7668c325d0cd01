"""Where a contribution is cited: what its page, its author's page, mails and the API tell."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.utils.html import strip_tags
from wagtail.models import Page

from civic_blocks.excerpts import shortened
from civic_pages.synthesis.records import Citation
from civic_pages.synthesis.statements import Commitment, statements_of


# Characters of a statement that are quoted elsewhere.
QUOTED = 240


@dataclass(frozen=True)
class Place:
    """A statement of a published synthesis that rests on a contribution."""

    synthesis_id: int
    synthesis: str
    page_url: str
    url: str
    full_url: str
    number: str
    theme: str
    text: str
    commitment: Commitment | None


def places(contribution: Any) -> list[Place]:
    """Return where published syntheses cite a public contribution; none for any other.

    Its cost grows with the syntheses that cite it, of which a campaign has one or two.
    """
    rows = Citation.objects.published().filter(contribution=contribution.pk)
    cited: dict[int, set[str]] = defaultdict(set)
    for synthesis_id, statement in rows.values_list("synthesis_id", "statement"):
        cited[synthesis_id].add(statement)
    if not cited:
        return []
    pages = Page.objects.filter(pk__in=cited).order_by("pk").specific()
    return [place for page in pages for place in _places(page, cited[page.pk])]


def _places(page: Any, cited: set[str]) -> Iterator[Place]:
    url, full_url = page.url or "", page.full_url or ""
    for theme, statement in statements_of(page):
        if statement.id in cited:
            yield Place(
                synthesis_id=page.pk,
                synthesis=page.title,
                page_url=full_url,
                url=f"{url}#{statement.anchor}",
                full_url=f"{full_url}#{statement.anchor}",
                number=statement.number,
                theme=theme.title,
                text=plain(statement.text),
                commitment=statement.commitment,
            )


def plain(html: str) -> str:
    """Return the beginning of an editor's text without its markup."""
    spaced = html.replace("</p>", " ").replace("<br/>", " ").replace("</li>", " ")
    return shortened(unescape(strip_tags(spaced)), QUOTED)
