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
        self._round(options["most"])
        if not options["every"]:
            return
        stopped = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        while not stopped.wait(options["every"]):
            close_old_connections()
            self._round(options["most"])

    def _round(self, most: int) -> None:
        now = timezone.now()
        told = clock.tell_due(now=now)
        done = delivering.send_due(now=now, most=most)
        if told or done.attempts or not self._is_quiet():
            self.stdout.write(
                f"{told} events noted, {done.delivered} delivered, {done.failed} failed."
            )

    def _is_quiet(self) -> bool:
        """Tell the first round in any case, further ones only where something happened."""
        was_told, self._told = getattr(self, "_told", False), True
        return was_told
