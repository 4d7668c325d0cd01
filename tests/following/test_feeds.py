"""Atom feeds: valid, complete by the clock alone, and of public things only."""

import xml.etree.ElementTree as ET
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from civic_pages.participation.models import OfficialAnswer
from civic_pages.testing import CampaignFactory, ContributionFactory


pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def campaign() -> Any:
    return CampaignFactory(open=True)


def url(campaign: Any, name: str) -> str:
    return f"/suivi-par-courriel/{campaign.pk}/{name}.atom"


def entries(client: Client, campaign: Any, name: str) -> list[ET.Element]:
    response = client.get(url(campaign, name))
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ET.fromstring(response.content)  # noqa: S314 - our own answer
    for need in ("id", "title", "updated"):
        assert root.findtext(f"{ATOM}{need}")
    found = root.findall(f"{ATOM}entry")
    for entry in found:
        for need in ("id", "title", "updated"):
            assert entry.findtext(f"{ATOM}{need}")
    assert len({entry.findtext(f"{ATOM}id") for entry in found}) == len(found)
    return found


def answered(campaign: Any, contribution: Any, at: Any) -> None:
    made = OfficialAnswer.objects.create(
        campaign=campaign, text="Oui.", publish_at=at, created_at=timezone.now()
    )
    made.contributions.set([contribution])


def test_steps_and_answers_are_in_the_feed_without_any_job(client: Client, campaign: Any) -> None:
    contribution = ContributionFactory(campaign=campaign, published=True, title="Des bancs")
    now = timezone.now()
    answered(campaign, contribution, now + timedelta(days=1))
    assert len(entries(client, campaign, "actualites")) == 1
    with time_machine.travel(now + timedelta(days=2)):
        titles = [
            entry.findtext(f"{ATOM}title") or ""
            for entry in entries(client, campaign, "actualites")
        ]
    assert len(titles) == 2
    assert "Des bancs" in titles[0]
    with time_machine.travel(now + timedelta(days=8)):
        assert len(entries(client, campaign, "actualites")) == 3


@pytest.mark.parametrize("reader", ["fr", "en"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_feed_speaks_the_language_of_its_campaign(
    client: Client, language: str, reader: str
) -> None:
    campaign = CampaignFactory(open=True, in_english=language == "en")
    response = client.get(url(campaign, "actualites"), headers={"Accept-Language": reader})
    root = ET.fromstring(response.content)  # noqa: S314 - our own answer
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    told = [root.findtext(f"{ATOM}title"), root.findtext(f"{ATOM}entry/{ATOM}title")]
    words = {"fr": ["actualités", "Début de l’étape"], "en": ["news", "Begins: "]}[language]
    assert all(word in str(text) for word, text in zip(words, told, strict=True)), told
    assert response["Content-Language"] == language


def test_a_feed_says_when_nothing_changed(client: Client, campaign: Any) -> None:
    ContributionFactory(campaign=campaign, published=True)
    for name in ("actualites", "contributions"):
        first = client.get(url(campaign, name))
        assert first["Last-Modified"]
        with time_machine.travel(timezone.now() + timedelta(minutes=5)):
            again = client.get(url(campaign, name), headers={"if-none-match": first["ETag"]})
            assert again.status_code == 304
            since = client.get(
                url(campaign, name), headers={"if-modified-since": first["Last-Modified"]}
            )
            assert since.status_code == 304
    later = timezone.now() + timedelta(minutes=1)
    ContributionFactory(campaign=campaign, published=True, published_at=later)
    changed = client.get(url(campaign, "contributions"), headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200


def test_contributions_are_those_that_are_public(client: Client, campaign: Any) -> None:
    shown = ContributionFactory(campaign=campaign, published=True, title="Des <bancs> & \x0bautres")
    ContributionFactory(campaign=campaign, title="En attente")
    ContributionFactory(campaign=campaign, rejected=True, title="Refusée")
    found = entries(client, campaign, "contributions")
    assert [entry.findtext(f"{ATOM}title") for entry in found] == ["Des <bancs> & autres"]
    link = found[0].find(f"{ATOM}link")
    assert link is not None
    assert link.get("href", "").endswith(f"/contributions/{shown.reference}/")


def test_contributions_of_homes_have_no_feed_and_answers_to_them_are_no_news(
    client: Client,
) -> None:
    campaign = CampaignFactory(open=True, homes=True)
    contribution = ContributionFactory(campaign=campaign, published=True, title="Chez moi")
    answered(campaign, contribution, timezone.now() - timedelta(minutes=1))
    assert client.get(url(campaign, "contributions")).status_code == 404
    assert b"Chez moi" not in client.get(url(campaign, "actualites")).content
    found = BeautifulSoup(client.get(campaign.url).content, "html.parser").select(
        "link[rel=alternate][type='application/atom+xml']"
    )
    assert [link["href"] for link in found] == [url(campaign, "actualites")]


def test_programs_find_both_feeds_in_the_head_of_the_campaign(
    client: Client, campaign: Any
) -> None:
    soup = BeautifulSoup(client.get(campaign.url).content, "html.parser")
    found = soup.head.select("link[rel=alternate][type='application/atom+xml']")
    assert [link["href"] for link in found] == [
        url(campaign, "actualites"),
        url(campaign, "contributions"),
    ]


@pytest.mark.parametrize("name", ["actualites", "contributions"])
def test_a_campaign_that_is_not_public_has_no_feed(
    client: Client, campaign: Any, name: str
) -> None:
    PageViewRestriction.objects.create(page=campaign, restriction_type="login")
    assert client.get(url(campaign, name)).status_code == 404
    assert client.get(f"/suivi-par-courriel/1/{name}.atom").status_code == 404


@pytest.mark.parametrize("name", ["actualites", "contributions"])
def test_a_feed_of_thirty_costs_what_one_costs(client: Client, campaign: Any, name: str) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(url(campaign, name))
        return len(captured)

    now = timezone.now()
    answered(campaign, ContributionFactory(campaign=campaign, published=True), now)
    cost()
    one = cost()
    for contribution in ContributionFactory.create_batch(30, campaign=campaign, published=True):
        answered(campaign, contribution, now)
    assert cost() == one
    assert len(entries(client, campaign, name)) > 30


def test_a_feed_is_bounded(client: Client, campaign: Any) -> None:
    ContributionFactory.create_batch(60, campaign=campaign, published=True)
    assert len(entries(client, campaign, "contributions")) == 50
