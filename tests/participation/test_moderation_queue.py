"""The queue: what it lists, filters, finds, and what it costs; decisions about many at once."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from civic_pages.participation import tallies
from civic_pages.participation.models import Contribution, Source, Status
from civic_pages.participation.searching import searchable
from civic_pages.testing import CampaignFactory, ContributionFactory, portal
from tests.participation.desk import client_of, texts


pytestmark = pytest.mark.django_db

QUEUE = "/admin/civic_contributions/"


@pytest.fixture
def moderator() -> Client:
    return client_of("moderator")


def shown(client: Client, **query: Any) -> list[str]:
    """Return the references of the list, in order."""
    response = client.get(QUEUE, query)
    assert response.status_code == 200
    return texts(response, "span[id^=contribution_]")


def test_without_filters_it_shows_what_waits_the_oldest_first(moderator: Client) -> None:
    now = timezone.now()
    late = ContributionFactory(created_at=now)
    early = ContributionFactory(created_at=now - timedelta(days=3))
    ContributionFactory(published=True)
    assert shown(moderator) == [early.reference, late.reference]


def test_what_has_no_title_is_named_by_its_form(moderator: Client) -> None:
    ContributionFactory(title="")
    form = Contribution.objects.get().form_version.definition.title
    assert form
    assert texts(moderator.get(QUEUE), "td.civic-queue__title") == [form]


def test_every_status_can_be_asked_for_and_all_of_them(moderator: Client) -> None:
    made = {
        "pending": ContributionFactory(),
        "published": ContributionFactory(published=True),
        "rejected": ContributionFactory(rejected=True),
    }
    for status, contribution in made.items():
        assert shown(moderator, status=status) == [contribution.reference]
    assert len(shown(moderator, status="all")) == 3


def test_filters_narrow_the_list(moderator: Client) -> None:
    campaign = CampaignFactory(open=True)
    one = ContributionFactory(
        campaign=campaign, collective=True, category="Nature", source=Source.PAPER, pinned=True,
        created_at=timezone.now() - timedelta(days=10),
    )  # fmt: skip
    ContributionFactory(category="Voirie")
    long_ago = (timezone.localdate() - timedelta(days=5)).isoformat()
    for query in (
        {"campaign": campaign.pk},
        {"kind": "collective"},
        {"category": "nature"},
        {"sector": "est"},
        {"source": "paper"},
        {"created_at_to": long_ago},
        {"campaign": campaign.pk, "category": "Nature", "sector": "est"},
    ):
        assert shown(moderator, **query) == [one.reference], query


def test_a_chosen_campaign_offers_its_own_categories_and_sectors(moderator: Client) -> None:
    campaign = CampaignFactory(open=True)
    ContributionFactory(campaign=campaign)
    response = moderator.get(QUEUE, {"campaign": campaign.pk})
    labels = " ".join(texts(response, "label"))
    for word in ("Voirie", "Nature", "Ouest", "Est"):
        assert word in labels


@pytest.mark.parametrize("query", ["TST-9", "BANCS  publics", "éCOLE", "ecole bancs"])
def test_search_finds_references_titles_and_words_without_accents(
    moderator: Client, query: str
) -> None:
    found = ContributionFactory(
        reference="TST-9-1",
        title="Bancs publics",
        search_text=searchable("bancs publics devant l'école"),
    )
    ContributionFactory(title="Pistes cyclables", search_text=searchable("pistes cyclables"))
    assert shown(moderator, q=query) == [found.reference]


def test_odd_queries_are_harmless(moderator: Client) -> None:
    ContributionFactory()
    for query in (
        {"campaign": "abc"},
        {"campaign": "²"},
        {"campaign": "9" * 40},
        {"status": "x"},
        {"p": "99"},
        {"q": "%"},
        {"ordering": "x"},
    ):
        assert moderator.get(QUEUE, query).status_code == 200


@pytest.mark.parametrize("key", ["²", "9" * 40])
def test_what_is_no_number_of_a_contribution_is_not_found(moderator: Client, key: str) -> None:
    ContributionFactory()
    address = reverse("wagtail_bulk_action", args=["civic_pages", "contribution", "publish"])
    assert moderator.get(address, {"id": key, "next": QUEUE}).status_code == 404


def test_fifty_rows_make_a_page(moderator: Client) -> None:
    campaign = CampaignFactory(open=True)
    ContributionFactory.create_batch(51, campaign=campaign)
    assert len(shown(moderator)) == 50
    assert len(shown(moderator, p=2)) == 1


def test_thirty_rows_cost_as_many_queries_as_one(moderator: Client) -> None:
    campaign = CampaignFactory(open=True)
    ContributionFactory(campaign=campaign)

    def cost(path: str) -> int:
        moderator.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert moderator.get(path).status_code == 200
        return len(queries)

    paths = [QUEUE, f"{QUEUE}results/", "/admin/", "/admin/reports/civic-queue/"]
    before = {path: cost(path) for path in paths}
    ContributionFactory.create_batch(29, campaign=campaign, collective=True, pinned=True)
    assert {path: cost(path) for path in paths} == before


def test_the_explorer_costs_the_same_for_ten_campaigns_as_for_two() -> None:
    admin = client_of("admin")
    path = reverse("wagtailadmin_explore", args=[portal().pk])

    def cost() -> int:
        admin.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert admin.get(path).status_code == 200
        return len(queries)

    for _each in range(2):
        ContributionFactory(campaign=CampaignFactory(open=True))
    before = cost()
    for _each in range(8):
        ContributionFactory(campaign=CampaignFactory(open=True))
    assert cost() == before


def test_the_list_shows_boxes_and_what_can_be_done_with_many(moderator: Client) -> None:
    contribution = ContributionFactory()
    response = moderator.get(QUEUE)
    html = response.content.decode()
    assert f'data-object-id="{contribution.pk}"' in html
    assert f'aria-describedby="contribution_{contribution.pk}_title"' in html
    assert "wagtailadmin/js/bulk-actions.js" in html
    offered = texts(response, "[data-bulk-action-button]")
    assert offered[:4] == ["Publish", "Do not publish", "Write an answer", "Assign"]


def bulk(action: str, *ids: Any, **query: Any) -> str:
    path = reverse("wagtail_bulk_action", args=["civic_pages", "contribution", action])
    return f"{path}?{urlencode([('id', pk) for pk in ids] + list(query.items()))}"


def test_many_are_published_at_once_each_with_its_own_log_entry(moderator: Client) -> None:
    campaign = CampaignFactory(open=True)
    made = ContributionFactory.create_batch(3, campaign=campaign)
    path = bulk("publish", *[c.pk for c in made], next=QUEUE)
    assert "3 contributions are selected." in moderator.get(path).content.decode()
    response = moderator.post(path, follow=True)
    assert response.redirect_chain[-1][0] == QUEUE
    assert "3 contributions are published." in " ".join(texts(response, ".messages li"))
    assert Contribution.objects.public().count() == 3
    assert tallies.totals(campaign.pk)["all"] == 3
    for contribution in made:
        history = moderator.get(reverse("civic_contributions:history", args=[contribution.pk]))
        assert "Published" in " ".join(texts(history, "td"))
    assert ModelLogEntry.objects.filter(user__username="moderator").count() == 3


def test_what_cannot_be_decided_is_named_and_the_rest_is_done(moderator: Client) -> None:
    campaign = CampaignFactory(open=True)
    waiting = ContributionFactory(campaign=campaign)
    done = ContributionFactory(campaign=campaign, published=True)
    response = moderator.post(bulk("publish", waiting.pk, done.pk, next=QUEUE), follow=True)
    told = " ".join(texts(response, ".messages li"))
    assert "1 contribution is published." in told
    assert "1 was left as it is." in told
    assert done.reference in told
    assert tallies.differences() == []


def test_many_are_refused_with_one_reason_which_is_required(moderator: Client) -> None:
    made = ContributionFactory.create_batch(2, campaign=CampaignFactory(open=True))
    path = bulk("reject", *[c.pk for c in made], next=QUEUE)
    response = moderator.post(path, {"reason": ""})
    assert "Give a reason: the contributor will read it." in response.content.decode()
    assert Contribution.objects.filter(status=Status.PENDING).count() == 2
    moderator.post(path, {"reason": "En double."})
    assert set(Contribution.objects.values_list("status", "reason")) == {("rejected", "En double.")}


def test_select_all_takes_the_filtered_list_and_nothing_else(moderator: Client) -> None:
    campaign = CampaignFactory(open=True)
    inside = ContributionFactory.create_batch(2, campaign=campaign)
    outside = ContributionFactory(campaign=CampaignFactory(open=True))
    rejected = ContributionFactory(campaign=campaign, rejected=True)
    moderator.post(bulk("publish", "all", campaign=campaign.pk, next=QUEUE))
    published = set(Contribution.objects.filter(status="published").values_list("pk", flat=True))
    assert published == {c.pk for c in inside}
    for untouched in (outside, rejected):
        before = untouched.status
        untouched.refresh_from_db()
        assert untouched.status == before


@pytest.mark.parametrize("ids", [["abc"], ["999999"], []])
def test_a_selection_of_nothing_is_not_found(moderator: Client, ids: list[str]) -> None:
    assert moderator.get(bulk("publish", *ids)).status_code == 404
