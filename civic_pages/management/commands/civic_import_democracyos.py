"""``manage.py civic_import_democracyos``: texts of DemocracyOS, as drafts beneath a campaign."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from wagtail.models import Page

from civic_pages.campaigns.mixins import CampaignMixin
from civic_pages.deliberation import democracyos, democracyos_import


class Command(BaseCommand):
    help = "Imports topics of DemocracyOS as drafts of texts; what is there already stays as it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--campaign", required=True, help="slug or number of its page")
        parser.add_argument("--dry-run", action="store_true", help="read, and import nothing")
        parser.add_argument("--publish", action="store_true", help="publish what is imported")

    def handle(self, *_args: Any, **options: Any) -> None:
        campaign = _campaign(options["campaign"])
        try:
            topics = democracyos.read(options["file"].read_bytes())
        except OSError as error:
            raise CommandError(str(error)) from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        taken = democracyos_import.take_over(
            campaign, topics, user=None, dry_run=options["dry_run"]
        )
        for row in taken:
            self._tell(row)
            if options["publish"] and row.page is not None and not row.is_known:
                row.page.get_latest_revision().publish()

    def _tell(self, row: democracyos_import.Taken) -> None:
        state = "known" if row.is_known else "imported" if row.page is not None else "readable"
        self.stdout.write(f"{row.topic.title}: {len(row.topic.clauses)} clauses, {state}")
        for line in row.topic.left_out:
            self.stdout.write(f"  left out: {line}")


def _campaign(text: str) -> Any:
    criteria = {"pk": int(text)} if text.isdigit() else {"slug": text}
    found = [p for p in Page.objects.filter(**criteria).specific() if isinstance(p, CampaignMixin)]
    if not found:
        raise CommandError(f"There is no campaign {text!r}.")
    return found[0]
