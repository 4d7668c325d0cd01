"""``manage.py civic_import``: import a city's file into a campaign, as the staff desk does."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from wagtail.models import Page

from civic_blocks.definitions import FormDefinition
from civic_pages.participation import policy
from civic_pages.participation.desk import importing, tables
from civic_pages.participation.desk.jobs import guess
from civic_pages.participation.desk.rows import Plan
from civic_pages.participation.models import Source


SHOWN = 50


class Command(BaseCommand):
    help = "Imports a CSV or XLSX file into a campaign: all of it, or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("campaign", help="slug or number of the campaign's page")
        parser.add_argument("file", type=Path)
        parser.add_argument("--form", help="id of the form; needed where the campaign has several")
        parser.add_argument("--mapping", type=Path, help="JSON file: the column of each target")
        parser.add_argument("--user", required=True, help="who imports; must have the permission")
        parser.add_argument("--source", choices=Source.values, default=Source.IMPORT)
        parser.add_argument("--batch", default="")
        parser.add_argument("--consents", action="store_true", help="answer for missing consents")
        parser.add_argument("--geocode", action="store_true", help="look addresses up")
        parser.add_argument("--dry-run", action="store_true", help="check, and import nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            with options["file"].open("rb") as file:
                plan = self._plan(file, options)
                act = importing.dry_run if options["dry_run"] else importing.run
                report = act(file, plan)
        except OSError as error:
            raise CommandError(str(error)) from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except PermissionDenied as error:
            raise CommandError(f"The user lacks the permission {error}.") from error
        self._tell(report)

    def _plan(self, file: Any, options: dict[str, Any]) -> Plan:
        campaign = _campaign(options["campaign"])
        definition = _form(campaign, options["form"])
        user = get_user_model().objects.filter(**{get_user_model().USERNAME_FIELD: options["user"]})
        operator = user.first()
        policy.require(operator, policy.ENTER, campaign)
        if options["mapping"]:
            columns = json.loads(options["mapping"].read_text())
        else:
            with tables.opened(file) as table:
                columns = guess(campaign, definition, table.headers, operator)
        return Plan(
            campaign=campaign,
            definition=definition,
            columns=columns,
            operator=operator,
            now=timezone.now(),
            **{name: options[name] for name in ("source", "batch", "consents", "geocode")},
        )

    def _tell(self, report: importing.Report) -> None:
        for problem in report.problems[:SHOWN]:
            self.stderr.write(
                f"row {problem.row}, {problem.column}: {problem.message} ({problem.value!r})"
            )
        added = "nothing" if report.added is None else report.added
        self.stdout.write(
            f"{report.rows} rows: {report.valid} valid, {report.known} known, "
            f"{len(report.doubles)} double, {report.problem_count} problems; added: {added}"
        )
        if report.problem_count:
            raise CommandError("Nothing was imported: correct the file and try again.")


def _campaign(text: str) -> Any:
    criteria = {"pk": int(text)} if text.isdigit() else {"slug": text}
    for page in Page.objects.filter(**criteria).specific():
        if hasattr(page, "form_definitions"):
            return page
    raise CommandError(f"There is no campaign {text!r}.")


def _form(campaign: Any, form_id: str | None) -> FormDefinition:
    definitions: list[FormDefinition] = list(campaign.form_definitions())
    found = [d for d in definitions if form_id in {None, d.form_id}]
    if len(found) != 1:
        names = ", ".join(f"{d.form_id} ({d.title})" for d in definitions)
        raise CommandError(f"Say which form with --form: {names or 'the campaign has none'}.")
    return found[0]
