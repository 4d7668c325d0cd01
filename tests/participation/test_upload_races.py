"""Races over files, on PostgreSQL with real concurrent connections."""

import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from civic_pages.participation.models import Contribution, Upload
from civic_pages.participation.uploads import storing
from tests.participation import samples
from tests.participation.samples import campaign_with_files, upload
from tests.participation.test_concurrency import at_once
from tests.participation.test_concurrency import post as send
from tests.participation.test_uploads import post, tokens_in


pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def campaign(transactional_db: None, settings: Any) -> Any:
    settings.CIVIC_PAGES = {
        **settings.CIVIC_PAGES,
        "RATE_LIMIT": (10_000, 60),
        "UPLOAD_RATE_LIMIT": (10_000, 60),
    }
    return campaign_with_files()


def form(key: str = "", **changes: Any) -> dict[str, Any]:
    return {
        "civic_form": "6f1f0f52-5c1a-4a3b-9b0e-7f6f4f1d2c11",
        "civic_key": key or uuid.uuid4().hex,
        "titre": "Un banc cassé",
        **changes,
    }


def on_disk(settings: Any) -> int:
    root = Path(settings.STORAGES["civic_private"]["OPTIONS"]["location"])
    return sum(path.is_file() for path in root.rglob("*"))


def test_one_form_with_a_file_sent_eight_times_at_once_keeps_one(
    campaign: Any, settings: Any
) -> None:
    key = uuid.uuid4().hex
    jobs = [
        lambda: send(campaign.url, form(key, photos=upload("a.jpg", samples.jpeg())))
        for _time in range(8)
    ]
    assert at_once(jobs) == [303] * 8
    assert Contribution.objects.count() == Upload.objects.count() == 1
    assert Contribution.objects.get().uploads.count() == 1
    assert on_disk(settings) == 1


def test_one_file_comes_with_one_of_eight_contributions_sent_at_once(
    client: Any, campaign: Any
) -> None:
    (token,) = tokens_in(post(client, campaign, upload("a.pdf", samples.PDF), titre=""))
    jobs = [lambda: send(campaign.url, form(photos=token)) for _time in range(8)]
    codes = at_once(jobs)
    assert sorted(codes) == [303] + [422] * 7
    contribution = Contribution.objects.get()
    assert contribution.uploads.count() == len(contribution.answers["photos"]) == 1


def test_a_purge_while_forms_are_sent_leaves_no_contribution_without_its_file(
    client: Any, campaign: Any, settings: Any
) -> None:
    tokens = [
        tokens_in(post(client, campaign, upload(f"{n}.pdf", samples.PDF), titre=""))[0]
        for n in range(12)
    ]
    Upload.objects.update(created_at=timezone.now() - timedelta(days=2))
    jobs: list[Any] = [lambda t=token: send(campaign.url, form(photos=t)) for token in tokens]
    jobs.insert(6, lambda: storing.purge_waiting(now=timezone.now()))
    results = at_once(jobs)
    assert not [result for result in results if isinstance(result, Exception)]
    for contribution in Contribution.objects.all():
        assert contribution.uploads.count() == len(contribution.answers["photos"]) == 1
    assert Upload.objects.filter(contribution=None).count() == 0
    assert Upload.objects.count() == Contribution.objects.count() == on_disk(settings)
