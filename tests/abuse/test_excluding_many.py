"""Excluding many and taking many back in: what it does, and to which, is said before it is done."""

from typing import Any

import pytest
from django.utils import timezone

from civic_pages.participation import actions
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.participation.desk import client_of, soup, texts, user_of


pytestmark = pytest.mark.django_db
BULK = "/admin/bulk/civic_pages/contribution"


@pytest.fixture
def rows(db: None) -> list[Any]:
    """Return one contribution that waits and one that is excluded."""
    campaign, by = CampaignFactory(open=True), user_of("admin")
    waits, out = ContributionFactory.create_batch(2, campaign=campaign)
    return [waits, actions.exclude(out, by=by, now=timezone.now(), reason="Robot")]


def asked(verb: str, *rows: Any) -> Any:
    query = "&".join(f"id={row.pk}" for row in rows)
    return client_of("moderator").get(f"{BULK}/{verb}/?next=/admin/civic_contributions/&{query}")


def test_who_takes_back_in_reads_which_are_not_excluded(rows: list[Any]) -> None:
    response = asked("readmit", *rows)
    assert "1 is not excluded: it is left as it is." in texts(response, ".help-block")[0]
    assert "as it was before it was excluded" in response.content.decode()


def test_who_excludes_reads_which_are_left_as_they_are(rows: list[Any]) -> None:
    response = asked("exclude", *rows)
    assert "excluded, withdrawn or merged already" in texts(response, ".help-block")[0]
    assert "shown nowhere and counted nowhere" in response.content.decode()


@pytest.mark.parametrize(("verb", "which"), [("readmit", 0), ("exclude", 1)])
def test_where_nothing_would_be_done_nothing_is_asked(
    rows: list[Any], verb: str, which: int
) -> None:
    page = soup(asked(verb, rows[which]))
    assert not page.select("main form, main [type=submit]")
