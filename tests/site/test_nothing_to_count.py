"""Where nothing happened, or nothing is there, a page says so in words: never "0 clauses added"."""

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from civic_pages.testing import CampaignFactory, ContributionFactory, form_block
from tests.clocks import noon
from tests.deliberation.discussion import discussed, url_of
from tests.deliberation.discussion import discussed_campaign as commented_campaign
from tests.deliberation.texts import CLAUSES, clause, discussed_campaign, text_beneath
from tests.participation.desk import client_of, texts
from tests.participation.test_desk_import import GOOD, campaign_of, lines, run, tried, uploaded
from tests.projects.test_importing import FILE
from tests.synthesis.citing import FIRST, synthesis_of
from tests.webhooks.conftest import *  # noqa: F403 - its fixtures


pytestmark = pytest.mark.django_db
ZERO = re.compile(r"(?<![\d.,:])0\s\w+")


def main(response: Any) -> str:
    page = BeautifulSoup(response.content, "html.parser").main
    for tag in page.select("script, .civic-map__panel"):
        tag.extract()
    return " ".join(page.get_text(" ").split())


def told(response: Any) -> str:
    return " ".join(texts(response, ".messages li"))


def test_a_difference_counts_what_there_is(client: Client) -> None:
    page = text_beneath(discussed_campaign())
    changed = clause("1", "Les arbres", "<p>La ville plante deux cents arbres.</p>")
    page.clauses = [CLAUSES[0], changed, CLAUSES[2]]
    page.save_revision().publish()
    words = main(client.get(f"{page.url}versions/2/difference/"))
    assert not ZERO.search(words)
    assert len(re.findall(r"1\s(article|clause)", words)) == 2


@pytest.mark.parametrize("pinned", [True, False])
def test_a_list_says_in_words_that_all_or_none_have_a_place(client: Client, pinned: bool) -> None:
    block = {"type": "map", "value": {"title": "Carte", "show_contributions": True}}
    campaign = CampaignFactory(open=True, in_english=True, body=[block, form_block()])
    ContributionFactory.create_batch(2, campaign=campaign, published=True, pinned=pinned)
    page = BeautifulSoup(client.get(campaign.contributions_url).content, "html.parser")
    places = page.select_one(".civic-explorer__places")
    said = "all of them on the map" if pinned else "none of them has a place on the map"
    assert places.get_text() == said


def test_what_nobody_said_anything_about_has_no_count(client: Client) -> None:
    row = discussed(commented_campaign())
    assert not ZERO.search(main(client.get(url_of(row))))


def test_nothing_tried_again_is_told_as_nothing() -> None:
    response = client_of("moderator").post(reverse("civic_mails_again"), follow=True)
    assert told(response) == "No mail has failed that could be tried again."


def test_no_event_sent_again_is_told_as_nothing(listen: Any) -> None:
    do = reverse("civic_webhook_do", args=[listen().pk, "replay"])
    since = timezone.localtime(noon(-1)).strftime("%Y-%m-%dT%H:%M")
    response = client_of("admin").post(do, {"since": since}, follow=True)
    assert told(response) == "Nothing has happened since that can be sent again."


def test_a_citation_that_is_there_already_is_told_as_nothing() -> None:
    synthesis = synthesis_of()
    row = ContributionFactory(campaign=synthesis.campaign, published=True)
    url = reverse("civic_cite", args=[synthesis.pk])
    client = client_of("admin")
    posted = {"statement": FIRST, "contribution": [row.pk], "cite": "1"}
    assert "1 contribution" in told(client.post(url, posted, follow=True))
    assert told(client.post(url, posted, follow=True)) == "Nothing changed: it was done already."


def test_a_merge_of_nothing_is_refused() -> None:
    row = ContributionFactory(published=True)
    url = reverse("civic_merge", args=[row.pk])
    response = client_of("moderator").post(url, {"members": [row.pk], "stays": row.pk}, follow=True)
    assert "Choose what is to be merged into it." in told(response)


def test_an_import_counts_what_there_is() -> None:
    client, campaign = client_of("moderator"), campaign_of()
    url = uploaded(client, campaign, lines(*GOOD))
    tried(client, url)
    again = uploaded(client, campaign, lines(*GOOD))
    tried(client, again)
    run(client, url)
    assert texts(run(client, again), "#civic-report h3") == ["Nothing was added"]


def test_a_dry_run_of_projects_counts_what_there_is() -> None:
    upload = SimpleUploadedFile("p.csv", FILE.encode(), content_type="text/csv")
    data = {"campaign": CampaignFactory(open=True).pk, "edition": "2025", "file": upload}
    response = client_of("editor").post(reverse("civic_project_import"), data, follow=True)
    lines = texts(response, "[aria-labelledby=civic-report-title] > ul li")
    assert [line[:2] for line in lines] == ["4 ", "2 ", "2 "]
