"""``manage.py civic_webhooks``: tell webhooks what happened.

For cron, every minute, or with ``--every 2`` as a service of its own: events are then told within
seconds. Without it nothing leaves where the site has no workers for its tasks.
"""

import signal
from argparse import ArgumentParser
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from civic_pages.webhooks import clock, delivering


class Command(BaseCommand):
    help = (
        "Writes the events that dates have made true, and sends what is due to every webhook; "
        "safe to run often, and several at once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--most", type=int, default=1000, help="attempts to each webhook")
        parser.add_argument(
            "--every", type=float, default=0, metavar="SECONDS", help="go on until it is stopped"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        self._round(options["most"], is_first=True)
        if options["every"]:
            self._go_on(options["every"], options["most"])

    def _go_on(self, seconds: float, most: int) -> None:
        """Go on until we are asked to stop; an attempt that has begun is brought to its end."""
        stopped = Event()
        numbers = (signal.SIGTERM, signal.SIGINT)
        before = [signal.signal(number, lambda *_: stopped.set()) for number in numbers]
        try:
            while not stopped.wait(seconds):
                close_old_connections()
                self._round(most)
        finally:
            for number, handler in zip(numbers, before, strict=True):
                signal.signal(number, handler)

    def _round(self, most: int, *, is_first: bool = False) -> None:
        """Do what is due; further rounds are told only where something happened."""
        now = timezone.now()
        told = clock.tell_due(now=now)
        done = delivering.send_due(now=now, most=most)
        if is_first or told or done.attempts:
            self.stdout.write(
                f"{told} events noted, {done.delivered} delivered, {done.failed} failed."
            )
