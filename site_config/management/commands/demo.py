"""``manage.py demo``: the portal of Nanterre, with six campaigns at their real size."""

import time
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone, translation
from wagtail.models import Page

from civic_pages.models import Contribution, FormVersion, ReferenceCounter, TerritoryPreset
from site_config.demo import deliberation, households, pages, source, synthesis, votes
from site_config.demo.accounts import Account, make_accounts
from site_config.demo.answers import store_answers
from site_config.demo.drafts import Drafter
from site_config.demo.media import Media
from site_config.demo.projects import store_projects
from site_config.demo.storing import store


class Command(BaseCommand):
    help = (
        "Loads the demo: the portal of Nanterre with six campaigns. What is there already is left "
        "as it is; --reset removes the demo's campaigns with all their contributions and starts anew."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reset", action="store_true", help="remove the demo first")
        parser.add_argument("--quiet", action="store_true", help="show no progress")

    def handle(self, *_args: Any, **options: Any) -> None:
        started = time.monotonic()
        self.quiet: bool = options["quiet"]
        now = timezone.now()
        call_command("migrate", interactive=False, verbosity=0)
        self._say("Database ready", started)
        accounts = make_accounts()
        admin = get_user_model().objects.get(username="admin")
        with translation.override("fr"):
            added = self._load(admin, now, reset=options["reset"])
        if not added:
            self.stdout.write("Nothing to add: the demo is loaded already (--reset starts anew).")
        self._tell(accounts)
        self._say(f"Done: {added} contributions and pages added", started)

    def _load(self, admin: Any, now: datetime, *, reset: bool) -> int:
        try:
            portal, made = pages.make_portal(admin)
        except LookupError as error:
            raise CommandError(
                f"The site's root is the page “{error.args[0]}”: the demo does not replace it."
            ) from error
        media = Media.opened()
        if reset:
            remove(portal, media)
        added = int(made) + pages.make_plain_pages(portal, admin)
        pages.make_territories()
        for name in source.CAMPAIGNS:
            added += self._campaign(portal, name, media, admin, now)
        return added

    def _campaign(self, portal: Page, name: str, media: Media, admin: Any, now: datetime) -> int:
        if pages.existing(portal, name):
            return 0
        started = time.monotonic()
        with transaction.atomic():
            campaign = pages.make_campaign(
                portal, name, media, today=timezone.localdate(now), user=admin
            )
            count = store(campaign, _drafts(campaign, name, now), now=now)
            store_answers(campaign, name, now=now, by=admin)
            added = synthesis.make(campaign, name, now=now, by=admin)
            added += deliberation.make(campaign, name, now=now, by=admin)
            if name == "budget":
                store_projects(campaign, pages.ground_of(name), media, now=now, by=admin)
            pages.link_children(campaign, admin)
        self._say(f"{campaign.title}: {count} contributions", started)
        return count + 1 + added

    def _say(self, text: str, since: float) -> None:
        if not self.quiet:
            self.stdout.write(f"  {text} ({time.monotonic() - since:.1f} s)")

    def _tell(self, accounts: list[Account]) -> None:
        self.stdout.write(
            "\nPortal: http://localhost:8000/   Wagtail: http://localhost:8000/admin/"
        )
        for account in accounts:
            password = account.password or "(made before, password unchanged)"
            self.stdout.write(f"  {account.username:<11} {password:<22} {account.role}")


def _drafts(campaign: Any, name: str, now: datetime) -> Any:
    """Return what citizens said in a campaign; nothing where none has begun."""
    content, where = source.read(name), pages.ground_of(name)
    if not content["published"]:
        return []
    definition = campaign.form_definitions()[0]
    if content.get("kind") == "households":
        return households.drafts(definition, where, now)
    return Drafter(name, definition, where, now).drafts()


@transaction.atomic
def remove(portal: Page, media: Media) -> None:
    """Delete the demo's pages, their contributions and files; pages of others stay."""
    for name in source.CAMPAIGNS:
        campaign = pages.existing(portal, name)
        if campaign is not None:
            Contribution.objects.of(campaign).delete()
            FormVersion.objects.filter(campaign_id=campaign.pk).delete()
            ReferenceCounter.objects.filter(code=campaign.code).delete()
            votes.forget(campaign)
            campaign.delete()
    for row in source.read("site")["pages"]:
        for page in portal.get_children().filter(slug=row["slug"]):
            page.specific.delete()
    TerritoryPreset.objects.filter(name__in=pages.TERRITORIES).delete()
    media.clear()
