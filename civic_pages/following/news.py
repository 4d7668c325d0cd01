"""What happened in a campaign: told once, by whoever knows of it."""

from datetime import datetime
from typing import Any

from django.db import transaction

from civic_pages.following import telling
from civic_pages.following.models import News


def tell(  # noqa: PLR0913 - what a piece of news is
    kind: str, *, campaign: Any, target: str, key: str, title: str, url: str, at: datetime
) -> None:
    """Write that something happened, in the caller's transaction; a second time does nothing.

    Those who follow at once are written to when it is committed, the others with their digest.

    Args:
        kind: short letters: "phase", "answer", "page", "text", …
        campaign: the page, or its primary key.
        target: what it happened to: "campaign:12", "text:31", "contribution:ASV-2026-00042". Who
            follows the campaign is told of all but single contributions.
        key: names it for ever: "synthesis:31", "text:31:version:4".
        title: one line, in the language of the campaign; plain text.
        url: whole address of it.
        at: when it happened.
    """
    campaign_id = getattr(campaign, "pk", campaign)
    row = News(
        kind=kind,
        campaign_id=campaign_id,
        target=target,
        key=key,
        title=" ".join(title.split())[:250],
        url=url,
        at=at,
    )
    News.objects.bulk_create([row], ignore_conflicts=True)
    transaction.on_commit(lambda: telling.tell_at_once.enqueue(campaign_id))
