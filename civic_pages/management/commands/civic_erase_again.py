"""``manage.py civic_erase_again``: after a restore, erase again what had been erased since the backup."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from civic_pages.participation import actions
from civic_pages.participation.privacy import ledger


class Command(BaseCommand):
    help = (
        "Reads the lines of the logger civic_pages.erasures and erases again what a restored backup "
        "brought back; safe to run twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ledger", type=Path, help="file of CIVIC_ERASURE_LEDGER")
        parser.add_argument("--dry-run", action="store_true", help="tell, and erase nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            with options["ledger"].open(encoding="utf-8") as lines:
                erasures = list(ledger.read(lines))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CommandError(f"Cannot read {options['ledger']}: {error!r}") from error
        known = ledger.addresses()
        people = rows = 0
        for erasure in erasures:
            who = ledger.person(erasure, known)
            if who is None:
                continue
            people += 1
            if not options["dry_run"]:
                rows += actions.erase_again(who, now=timezone.now(), words=erasure.words)
        verb = "would be erased again" if options["dry_run"] else f"erased again, {rows} rows"
        self.stdout.write(
            f"{len(erasures)} erasures read, {people} of people who are here: {verb}."
        )
