"""Following in templates: the form of a campaign, a link for anything else, the feeds."""

from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from civic_pages.following import showing, targets


register = template.Library()


@register.inclusion_tag("civic_pages/following/box.html", takes_context=True)
def civic_follow_box(context: dict[str, Any]) -> dict[str, Any]:
    """Show the form that follows the campaign of the page; nothing where it cannot be followed."""
    page, request = context.get("page"), context.get("request")
    if page is None or request is None or getattr(request, "is_preview", False):
        return {"box": None}
    box = showing.box_of_campaign(page)
    feeds = showing.feeds(page) if box else []
    return {
        "box": box,
        "news_feed": feeds[0] if feeds else "",
        "request": request,
    }


@register.inclusion_tag("civic_pages/following/link.html", takes_context=True)
def civic_follow_text(context: dict[str, Any]) -> dict[str, Any]:
    """Show the link that follows the page itself, one beneath a campaign: a text, a vote."""
    page = context.get("page")
    if page is None or page.pk is None or not page.live:
        return {"url": ""}
    target = targets.of_page(page, page.campaign)
    return {"url": showing.follow_url(target), "is_text": True}


@register.simple_tag(takes_context=True)
def civic_feeds(context: dict[str, Any]) -> SafeString | str:
    """Print where a campaign's feeds are, for programs that look for them in the page's head."""
    page = context.get("page")
    paths = showing.feeds(page) if page is not None else []
    titles = (_("News"), _("Contributions"))
    link = '<link rel="alternate" type="application/atom+xml" title="{}" href="{}">'
    return format_html_join("", link, zip(titles, paths, strict=False))
