"""``manage.py civic_send``: write to those whose contributions the city's answers are about.

For cron, every minute or few: what could not be sent is tried again, later each time. An answer is
public from its time on without it: only the mails wait, and filtering by its outcome reads more.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from civic_pages.participation import actions, settling
from civic_pages.participation.notifications import outbox


class Command(BaseCommand):
    help = (
        "Writes mails on answers of the city that have become public, and sends what the outbox "
        "holds; safe to run often, and twice at once."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--most", type=int, default=1000, help="attempts of one run")

    def handle(self, *_args: Any, **options: Any) -> None:
        now = timezone.now()
        settling.settle_due(now=now)
        answers, told = actions.notify_due(now=now)
        done = outbox.send_due(now=now, most=options["most"])
        erased = outbox.erase_finished(now=now)
        self.stdout.write(f"{answers} answers told of {told} contributions.")
        self.stdout.write(f"{done.sent} mails sent, {done.failed} failed, {erased} erased.")
