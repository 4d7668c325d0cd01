"""References and statuses under real concurrency: PostgreSQL only, SQLite has one writer."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.utils import timezone

from civic_pages.projects import actions
from civic_pages.projects.models import Project
from civic_pages.testing import CampaignFactory
from tests.participation.desk import user_of
from tests.projects.making import WON, project


pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def at_once(count: int, do: Callable[[int], Any]) -> list[Any]:
    """Run a function in several threads that begin together, each with its own connection."""
    barrier = Barrier(count)

    def run(number: int) -> Any:
        barrier.wait()
        try:
            return do(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_eight_projects_at_once_have_eight_references_without_a_gap() -> None:
    campaign, by, now = CampaignFactory(open=True, code="BPN"), user_of("admin"), timezone.now()

    def make(number: int) -> str:
        row = Project(campaign_id=campaign.pk, title=f"Projet {number}")
        return actions.create(row, code="BPN", by=by, now=now).reference

    made = at_once(8, make)
    assert sorted(made) == [f"BPN-P-{number:03d}" for number in range(1, 9)]


def test_of_two_decisions_at_once_one_finds_the_other_made() -> None:
    campaign, by, now = CampaignFactory(open=True, code="BPN"), user_of("admin"), timezone.now()
    row = project(campaign, *WON[:2])

    def decide(number: int) -> bool:
        status = ("chosen", "abandoned")[number]
        mine = Project.objects.get(pk=row.pk)
        try:
            actions.change_status(mine, status, on=date(2025, 4, 2), by=by, now=now)
        except ValidationError:
            return False
        return True

    done = at_once(2, decide)
    row.refresh_from_db()
    assert row.steps.count() == 2 + sum(done)
    assert row.steps.last().status == row.status
