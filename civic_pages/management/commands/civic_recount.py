"""``manage.py civic_recount``: count published contributions again, or verify the kept counts."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from civic_pages.deliberation import counts
from civic_pages.participation import settling, tallies


class Command(BaseCommand):
    help = "Counts published contributions again; with --verify, only tells what differs (exit 1)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--verify", action="store_true", help="change nothing")
        parser.add_argument("--campaign", type=int, help="page id of one campaign")

    def handle(self, *_args: Any, **options: Any) -> None:
        told = (settling.differences, tallies.differences, counts.differences)
        lines = [line for differences in told for line in differences(options["campaign"])]
        for line in lines:
            self.stdout.write(line)
        if options["verify"]:
            if lines:
                raise CommandError(f"{len(lines)} counts differ.", returncode=1)
            self.stdout.write(self.style.SUCCESS("All counts are right."))
            return
        settling.rebuild(options["campaign"], now=timezone.now())
        tallies.rebuild(options["campaign"])
        counts.rebuild(options["campaign"])
        self.stdout.write(self.style.SUCCESS(f"Counted again; {len(lines)} counts were wrong."))
