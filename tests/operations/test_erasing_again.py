"""A restored backup brings back whom the team erased since; the ledger takes them away again."""

import io
import json
import logging
from pathlib import Path
from typing import Any

import pytest
from django.core import serializers
from django.core.management import CommandError, call_command
from django.test import Client

from civic_pages.following.models import Subscription
from civic_pages.participation import tallies
from civic_pages.participation.models import Contact, Contribution
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.participation.desk import client_of


pytestmark = pytest.mark.django_db(transaction=True)
DESK = "/admin/civic-personal-data/"
EMAIL = "habitante@example.org"


@pytest.fixture
def ledger(tmp_path: Path) -> Any:
    """Yield the file a site keeps with ``CIVIC_ERASURE_LEDGER``."""
    path = tmp_path / "erasures.jsonl"
    handler = logging.FileHandler(path, encoding="utf-8")
    logger = logging.getLogger("civic_pages.erasures")
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield path
    logger.removeHandler(handler)
    logger.setLevel(level)
    handler.close()


def backup(*models: Any) -> list[str]:
    return [serializers.serialize("json", model.objects.all()) for model in models]


def restore(saved: list[str]) -> None:
    for text in saved:
        for row in serializers.deserialize("json", text):
            row.save()


def erase(client: Client, query: str, words: str) -> None:
    found = client.post(DESK, {"query": query})
    assert found.status_code == 303
    assert client.post(found["Location"], {"words": words, "sure": "on"}).status_code == 303


def run(path: Path, *options: str) -> str:
    told = io.StringIO()
    call_command("civic_erase_again", str(path), *options, stdout=told)
    return told.getvalue()


def test_whoever_was_erased_after_a_backup_is_erased_again(ledger: Path) -> None:
    campaign = CampaignFactory(open=True)
    mine = ContributionFactory(campaign=campaign, published=True, with_email=True)
    other = ContributionFactory(
        campaign=campaign, published=True, contact_email="autre@example.org"
    )
    saved = backup(Contribution, Contact)
    erase(client_of("admin"), EMAIL, "yes")
    restore(saved)
    tallies.rebuild(campaign.pk)
    assert Contact.objects.filter(email=EMAIL).exists()

    assert "1 erasures read, 1 of people who are here: would be" in run(ledger, "--dry-run")
    assert Contact.objects.filter(email=EMAIL).exists()
    run(ledger)
    mine.refresh_from_db()
    assert (mine.status, mine.title, mine.answers) == ("withdrawn", "", {})
    assert list(Contact.objects.values_list("contribution_id", flat=True)) == [other.pk]
    assert tallies.differences(campaign.pk) == []
    run(ledger)


def test_the_ledger_names_nobody(ledger: Path) -> None:
    contribution = ContributionFactory(published=True, with_email=True)
    erase(client_of("admin"), EMAIL, "no")
    text = ledger.read_text()
    assert json.loads(text)["references"] == [contribution.reference]
    assert "habitante" not in text
    assert contribution.title not in text


def test_followers_are_found_by_their_address_alone(ledger: Path) -> None:
    campaign = CampaignFactory(open=True)
    Subscription.objects.create(**follower(campaign))
    saved = backup(Subscription)
    erase(client_of("admin"), EMAIL, "no")
    assert not Subscription.objects.exists()
    restore(saved)
    run(ledger)
    assert not Subscription.objects.exists()


def follower(campaign: Any) -> dict[str, Any]:
    from django.utils import timezone

    now = timezone.now()
    return {
        "campaign_id": campaign.pk, "email": EMAIL, "pace": "daily",
        "created_at": now, "confirmed_at": now,
    }  # fmt: skip


def test_a_file_that_is_no_ledger_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other"
    path.write_text("hello\n")
    with pytest.raises(CommandError, match="Cannot read"):
        run(path)
