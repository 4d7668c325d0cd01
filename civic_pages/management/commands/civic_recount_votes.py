"""``manage.py civic_recount_votes``: count published votes again; exit code 1 where it differs."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from civic_pages.voting import actions
from civic_pages.voting.models import VoteResult


class Command(BaseCommand):
    help = "Counts the ballots of published votes again and compares with what was published."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--vote", type=int, help="page id of one vote; otherwise all")

    def handle(self, *_args: Any, **options: Any) -> None:
        results = VoteResult.objects.public().select_related("vote").order_by("pk")
        if options["vote"] is not None:
            results = results.filter(vote_id=options["vote"])
            if not results.exists():
                raise CommandError("No such vote, or its result is not published.")
        wrong = 0
        for result in results:
            vote: Any = result.vote.specific
            found = list(actions.differences(vote, result))
            wrong += bool(found)
            for line in found:
                self.stdout.write(f"{vote.title}: {line}")
            if not found:
                self.stdout.write(f"{vote.title}: {result.ballots} ballots, equal.")
        if wrong:
            raise CommandError(f"{wrong} votes differ from what was published.", returncode=1)
