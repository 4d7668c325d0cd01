"""``manage.py civic_api_key``: make a key of the API for a program, and print it once."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from civic_pages.access import actions
from civic_pages.access.forms import campaigns
from civic_pages.access.scopes import SCOPES


class Command(BaseCommand):
    help = "Makes an API key and prints it, alone on standard output; it cannot be shown again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--user", required=True, help="whom the key acts for (their login)")
        parser.add_argument(
            "--scope", action="append", required=True, choices=list(SCOPES), help="may be repeated"
        )
        parser.add_argument("--days", type=int, default=90, help="how long it lasts")
        parser.add_argument("--name", default="", help="which program it is for")
        parser.add_argument(
            "--campaign", action="append", type=int, metavar="ID",
            help="number of a campaign's page it is limited to; may be repeated",
        )  # fmt: skip

    def handle(self, *_args: Any, **options: Any) -> None:
        people = get_user_model()
        user = people.objects.filter(**{people.USERNAME_FIELD: options["user"]}).first()
        if user is None:
            raise CommandError(f"There is no user {options['user']}.")
        now = timezone.now()
        asked = actions.Asked(
            user=user,
            name=options["name"] or f"manage.py {now:%Y-%m-%d %H:%M}",
            scopes=options["scope"],
            days=options["days"],
            campaigns=self._campaigns(options["campaign"], user),
        )
        try:
            made = actions.create_key(asked, by=None, now=now)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        # What is not the key goes elsewhere, so that the output can be stored as it is.
        self.stderr.write(f"{made.key}: expires {made.key.expires_at:%Y-%m-%d}. Shown only now:")
        self.stdout.write(str(made.token))

    def _campaigns(self, numbers: list[int] | None, user: Any) -> list[Any] | None:
        if numbers is None:
            return None
        found = list(campaigns(user).filter(pk__in=numbers))
        if missing := set(numbers) - {page.pk for page in found}:
            raise CommandError(f"There is no campaign {', '.join(map(str, sorted(missing)))}.")
        return found
