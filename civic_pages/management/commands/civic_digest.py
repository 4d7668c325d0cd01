"""``manage.py civic_digest``: write to those who follow once a day or once a week.

For cron, once a day: a weekly digest leaves when the last one of that follower is a week old.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from civic_pages.following import sources, targets, telling
from civic_pages.following.models import Pace


class Command(BaseCommand):
    help = "Writes digests to those who follow daily or weekly; a second run tells nothing twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "pace", nargs="?", choices=[Pace.DAILY.value, Pace.WEEKLY.value], help="only this one"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        now = timezone.now()
        for campaign in targets.public_campaigns():
            sources.store_due(campaign, now=now)
        paces = [options["pace"]] if options["pace"] else [Pace.DAILY, Pace.WEEKLY]
        for pace in paces:
            told = telling.tell_followers(pace, now=now)
            self.stdout.write(f"{told} followers written to ({pace}).")
