"""Telling who follows a contribution or a text that somebody has commented it."""

from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from civic_pages.campaigns.languages import language_of
from civic_pages.deliberation import targets
from civic_pages.deliberation.models import Comment
from civic_pages.deliberation.signals import comment_recorded
from civic_pages.following import news
from civic_pages.following.telling import COMMENT


def tell(comment: Comment, *, now: datetime) -> None:
    """Write, in the caller's transaction, that a comment is public; it quotes no word of it.

    Followers of the whole campaign are spared: they would hear of each.
    """
    about = targets.beneath(comment)
    if about.contribution is not None:
        followed = f"contribution:{about.contribution.reference}"
    else:
        followed = f"text:{comment.text_id}"
    with translation.override(language_of(about.campaign)):
        title = _("New comment: %(title)s") % {"title": about.label}
    news.tell(
        COMMENT,
        campaign=comment.campaign_id,
        target=followed,
        key=f"comment:{comment.pk}",
        title=title,
        url=_whole(targets.permalink(comment, about.url), about.campaign),
        at=now,
    )
    comment_recorded.send(Comment, instance=comment, is_public=True, now=now)


def tell_gone(comment: Comment, *, now: datetime) -> None:
    """Let it be written down, in the caller's transaction, that nobody reads a comment any more."""
    comment_recorded.send(Comment, instance=comment, is_public=False, now=now)


def _whole(url: str, campaign: Any) -> str:
    """Return an address with the name of the campaign's site."""
    site = campaign.get_site()
    return url if site is None or not url.startswith("/") else f"{site.root_url}{url}"
