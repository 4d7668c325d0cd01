"""``manage.py civic_purge``: erase contacts and exact places whose retention period is over."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from civic_pages.campaigns import retention
from civic_pages.following import actions as following
from civic_pages.participation import unconfirmed
from civic_pages.participation.desk import jobs as imports
from civic_pages.participation.exports import jobs
from civic_pages.participation.notifications import outbox
from civic_pages.participation.uploads import storing as uploads
from civic_pages.webhooks import retention as webhooks


class Command(BaseCommand):
    help = "Erases contacts and exact places of campaigns whose retention period is over."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="tell, and erase nothing")
        parser.add_argument("--now", type=moment, help="aware ISO 8601 date and time to act at")

    def handle(self, *_args: Any, **options: Any) -> None:
        now: datetime = options["now"] or timezone.now()
        if options["now"] and now > timezone.now() and not options["dry_run"]:
            raise CommandError("A time to come is for --dry-run only.")
        items = list(retention.due(now=now))
        for item in items:
            what = item.told()
            since = timezone.localtime(item.since).date().isoformat()
            verb = "would erase" if options["dry_run"] else "erased"
            if not options["dry_run"]:
                retention.purge(item, now=now)
            self.stdout.write(f"{item.campaign.title}: {verb} {what} (due since {since})")
        leftovers = self._purge_leftovers(now, dry_run=options["dry_run"])
        if not items and not leftovers:
            self.stdout.write("Nothing to erase.")

    def _purge_leftovers(self, now: datetime, *, dry_run: bool) -> int:
        """Erase what was kept long enough, whatever its campaign; returns how many."""
        total = 0
        for name, waiting, purge in (
            ("files whose form was never sent", uploads.waiting_too_long, uploads.purge_waiting),
            ("exports of the team", jobs.expired, jobs.purge),
            ("files to import", imports.expired, imports.purge),
            ("contributions that nobody confirmed", unconfirmed.overdue, unconfirmed.erase),
            ("subscriptions that nobody confirmed", following.unconfirmed, following.forget),
            ("texts of mails that were sent", outbox.finished, outbox.erase_finished),
            ("payloads of webhooks", webhooks.finished, webhooks.erase_finished),
            ("lines of the log of webhooks", webhooks.old, webhooks.forget_old),
        ):
            count = waiting(now=now).count() if dry_run else purge(now=now)
            if count:
                self.stdout.write(f"{'would erase' if dry_run else 'erased'} {count} {name}")
            total += count
        return total


def moment(text: str) -> datetime:
    """Read an aware date and time.

    Raises:
        ValueError: it is none, or has no time zone.
    """
    found = parse_datetime(text)
    if found is None or timezone.is_naive(found):
        raise ValueError(text)
    return found
