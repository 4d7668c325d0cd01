"""Dates as people write them, on pages, in mails and files: "1er octobre 2026", not "1 octobre"."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.template import Context, Template
from django.test import Client
from django.utils import translation

from civic_pages.testing import CampaignFactory, ContributionFactory, form_block, question
from tests.architecture.test_sizes import ROOT, tracked
from tests.participation.identity import contribute


# 1 October 2026, 00:30 in Paris: in London it is the last of September still.
NIGHT = datetime(2026, 9, 30, 22, 30, tzinfo=UTC)
SAID = {"fr": "1er octobre 2026", "en": "1 October 2026"}
pytestmark = pytest.mark.django_db


def read(url: str) -> str:
    html: str = Client().get(url).content.decode()
    return html


@pytest.mark.parametrize("language", SAID)
def test_a_page_says_the_first_of_a_month_as_people_do(language: str) -> None:
    day = question("date", "jour", "Jour")
    title = question("short_text", "titre", "Titre", is_title=True)
    campaign = CampaignFactory(
        open=True, in_english=language == "en", body=[form_block(title, day)]
    )
    answers = {"titre": "Un banc", "jour": "2026-10-01"}
    made = ContributionFactory(
        campaign=campaign, published=True, published_at=NIGHT, answers=answers
    )
    html = read(f"{campaign.contributions_url}{made.reference}/")
    # When it was published, and the day that was answered.
    assert html.count(SAID[language]) == 2
    assert SAID[language] in read(campaign.contributions_url)


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "1er octobre 2026 à 0\xa0h\xa030"), ("en", "1 October 2026 at 12:30 a.m.")],
)
def test_a_moment_is_told_with_its_hour_in_the_zone_of_the_city(language: str, said: str) -> None:
    with translation.override(language):
        source = "{% load civic_blocks %}{{ at|moment }}|{{ none|moment }}{{ none|day }}"
        assert Template(source).render(Context({"at": NIGHT, "none": None})) == f"{said}|"


def test_a_mail_says_until_when_its_link_is_good(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    # Links are good for three days.
    with time_machine.travel(datetime(2026, 9, 28, 10, 30, tzinfo=UTC), tick=False):
        campaign = CampaignFactory(open=True, identity="email")
        contribute(client, campaign, django_capture_on_commit_callbacks)
    assert "1er octobre 2026 à 12\xa0h\xa030" in mail.outbox[0].body


def test_no_template_and_no_module_leaves_a_date_to_the_pattern_of_django() -> None:
    files = tracked("civic_*/*.html", "civic_*/*.txt", "civic_*/*.py", "site_config/*.html")
    patterns = ('"DATE_FORMAT"', '"DATETIME_FORMAT"')
    found = [p.relative_to(ROOT) for p in files if any(each in p.read_text() for each in patterns)]
    assert found == []
