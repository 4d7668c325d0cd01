"""``manage.py civic_send``: write to those whose contributions the city's answers are about.

For cron, every few minutes: an answer is public from its time on without it, only the mails wait.
"""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from civic_pages.participation import actions


class Command(BaseCommand):
    help = "Mails scheduled answers of the city that have become public; safe to run often."

    def handle(self, *_args: Any, **_options: Any) -> None:
        answers, told = actions.notify_due(now=timezone.now())
        self.stdout.write(f"{answers} answers told of {told} contributions.")
