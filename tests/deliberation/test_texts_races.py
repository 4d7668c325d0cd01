"""Races around a text, on PostgreSQL with real concurrent connections."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from civic_pages.deliberation import democracyos, democracyos_import, versions
from civic_pages.deliberation.models import DiscussionCount, Reaction, TextVersion
from civic_pages.deliberation.pages import TextPage
from tests.deliberation.test_texts_import import TOPIC, as_file
from tests.deliberation.texts import CLAUSES, FIRST, clause, discussed_campaign, text_beneath
from tests.participation.test_concurrency import at_once


pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def page(transactional_db: None, settings: Any) -> Any:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "RATE_LIMIT": (10_000, 60)}
    return text_beneath(discussed_campaign())


def test_eight_clicks_at_once_of_somebody_new_are_one_position(page: Any) -> None:
    soup = BeautifulSoup(Client().get(page.url).content, "html.parser")
    form = soup.find("form", action=f"{page.discussion_url(FIRST)}#soutenir")
    fields = {i["name"]: i.get("value", "") for i in form.select("input[name]")}

    def click() -> int:
        return Client().post(form["action"], {**fields, "civic_do": "for"}).status_code

    assert at_once([click] * 8) == [303] * 8
    assert Reaction.objects.count() == 1
    assert DiscussionCount.objects.get(what="for").count == 1


def test_two_editors_who_publish_at_once_make_versions_of_two_numbers(page: Any) -> None:
    def publish(words: str) -> Any:
        mine = TextPage.objects.get(pk=page.pk)
        mine.clauses = [*CLAUSES, clause(words)]
        return versions.record(mine, now=timezone.now())

    found = at_once([lambda: publish("7"), lambda: publish("8")])
    assert {version.number for version in found} == {2, 3}
    assert TextVersion.objects.count() == 3


def test_two_imports_at_once_make_one_draft(page: Any) -> None:
    topics = democracyos.read(as_file(TOPIC))
    campaign = page.campaign

    def take() -> Any:
        return democracyos_import.take_over(campaign, topics, user=None)[0].is_known

    assert sorted(at_once([take, take])) == [False, True]
    assert TextPage.objects.exclude(external_id="").count() == 1
