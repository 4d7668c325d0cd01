"""``manage.py civic_news``: tell those who follow at once what dates have made true.

For cron, every few minutes: feeds show it by themselves, only the mails wait.
"""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from civic_pages.following import sources, targets, telling
from civic_pages.following.models import Pace


class Command(BaseCommand):
    help = (
        "Notes steps that began or ended and answers that became public, and writes to those who "
        "follow at once; safe to run often."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        now = timezone.now()
        stored = sum(
            sources.store_due(campaign, now=now) for campaign in targets.public_campaigns()
        )
        for campaign in targets.public_campaigns():
            telling.announce(campaign.pk, now=now)
        told = telling.tell_followers(Pace.AT_ONCE, now=now)
        self.stdout.write(f"{stored} news noted, {told} followers written to.")
