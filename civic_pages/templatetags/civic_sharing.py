"""Template tags of shared pages."""

from typing import Any

from django import template

from civic_pages.campaigns.sharing import cards


register = template.Library()


@register.simple_tag(takes_context=True)
def civic_share(context: dict[str, Any], page: Any) -> cards.ShareCard | None:
    """Return what a campaign or the portal tells other sites; ``None`` for a page without address."""
    request = context.get("request")
    return cards.card_of(page, request) if request and page else None


@register.filter
def share_links(card: cards.ShareCard) -> list[cards.ShareLink]:
    """Return where a reader may pass a page on."""
    return cards.links_of(card)
