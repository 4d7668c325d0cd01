"""``manage.py civic_reindex_similar``: write anew the words by which contributions are compared."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from civic_pages.participation.similar import index


class Command(BaseCommand):
    help = "Writes anew which words stand in which contribution: after an upgrade, or a restore."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--campaign", type=int, help="page id of one campaign")

    def handle(self, *_args: Any, **options: Any) -> None:
        count = index.rebuild(options["campaign"])
        self.stdout.write(self.style.SUCCESS(f"{count} contributions are indexed."))
