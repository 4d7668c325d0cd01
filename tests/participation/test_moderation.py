"""The moderator's page: reading, deciding, what the private parts ask for."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from civic_pages.participation import tallies
from civic_pages.participation.models import Contribution, Status
from civic_pages.testing import CampaignFactory, ContributionFactory, form_block, question
from tests.participation.desk import client_of, soup, texts, user_of


pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator() -> Client:
    return client_of("moderator")


def url(name: str, contribution: Contribution) -> str:
    return reverse(f"civic_contributions:{name}", args=[contribution.pk])


def logged(contribution: Contribution) -> list[str]:
    entries = ModelLogEntry.objects.filter(object_id=str(contribution.pk))
    return list(entries.order_by("pk").values_list("action", flat=True))


def test_the_page_shows_every_answer_and_marks_the_private_ones(moderator: Client) -> None:
    body = [
        form_block(
            question("short_text", "titre", "Titre", is_title=True, max_length=120),
            question("long_text", "secret", "Pour la mairie seule", public=False, max_length=500),
        )
    ]
    contribution = ContributionFactory(
        campaign=CampaignFactory(open=True, body=body),
        answers={"titre": "Un banc", "secret": "Mon voisin est <b>bruyant</b>"},
        collective=True,
    )
    response = moderator.get(url("inspect", contribution))
    assert response.status_code == 200
    assert "Mon voisin est &lt;b&gt;bruyant&lt;/b&gt;" in response.content.decode()
    private = [dt for dt in texts(response, ".civic-desk__answers dt") if "private" in dt]
    assert len(private) == 1
    assert private[0].startswith("Pour la mairie seule")
    assert "Amicale des locataires" in texts(response, ".civic-desk__facts dd")


def test_publishing_makes_it_public_and_leads_to_the_next_one(moderator: Client) -> None:
    campaign = CampaignFactory(open=True)
    now = timezone.now()
    first = ContributionFactory(campaign=campaign, created_at=now - timedelta(days=2))
    second = ContributionFactory(campaign=campaign, created_at=now - timedelta(days=1))
    response = moderator.post(url("publish", first))
    assert response.status_code == 302
    assert response["Location"] == url("inspect", second)
    assert Contribution.objects.public().get() == first
    assert tallies.totals(campaign.pk)["all"] == 1
    assert logged(first) == ["civic.contribution.published"]
    entry = ModelLogEntry.objects.get(action="civic.contribution.published")
    assert entry.user.get_username() == "moderator"


def test_after_the_last_one_the_queue_says_that_nothing_is_left(moderator: Client) -> None:
    response = moderator.post(url("publish", ContributionFactory()), follow=True)
    assert response.redirect_chain[-1][0] == reverse("civic_contributions:index")
    assert "Nothing is left to moderate." in response.content.decode()


def test_a_refusal_needs_a_reason_and_says_so_beside_the_field(moderator: Client) -> None:
    contribution = ContributionFactory()
    response = moderator.post(url("reject", contribution), {"reason": "   "})
    assert response.status_code == 422
    page = soup(response)
    field: Any = page.select_one("details[open] textarea[name=reason][aria-invalid=true]")
    described = [page.find(id=name).get_text() for name in field["aria-describedby"].split()]
    assert "Give a reason: the contributor will read it." in " ".join(described)
    contribution.refresh_from_db()
    assert contribution.status == Status.PENDING


def test_a_refusal_keeps_it_from_the_public_and_tells_its_contributor_why(
    moderator: Client, django_capture_on_commit_callbacks: Any
) -> None:
    contribution = ContributionFactory(published=True, with_email=True)
    with django_capture_on_commit_callbacks(execute=True):
        response = moderator.post(
            url("reject", contribution), {"reason": "Propos injurieux."}, follow=True
        )
    assert response.redirect_chain[-1][0] == url("inspect", contribution)
    assert not Contribution.objects.public().exists()
    assert "Propos injurieux." in mail.outbox[0].body
    assert "Not published: Propos injurieux." in response.content.decode()


def test_a_decision_that_somebody_else_took_is_told_and_changes_nothing(moderator: Client) -> None:
    contribution = ContributionFactory(published=True)
    before = Contribution.objects.values().get(pk=contribution.pk)
    response = moderator.post(url("publish", contribution), follow=True)
    assert "somebody else may have decided" in " ".join(texts(response, ".messages li"))
    assert Contribution.objects.values().get(pk=contribution.pk) == before
    assert logged(contribution) == []


def test_a_withdrawn_contribution_offers_nothing_more(moderator: Client) -> None:
    contribution = ContributionFactory(published=True)
    response = moderator.post(url("withdraw", contribution), follow=True)
    assert texts(response, ".civic-desk__decision form") == []
    contribution.refresh_from_db()
    assert contribution.status == Status.WITHDRAWN


def test_looking_at_a_contribution_reads_no_exact_place(moderator: Client) -> None:
    contribution = ContributionFactory(campaign=CampaignFactory(open=True, homes=True), pinned=True)
    response = moderator.get(url("inspect", contribution))
    html = response.content.decode()
    assert "48.892" not in html
    assert "rue de la Paix" not in html
    assert logged(contribution) == []


def test_asking_for_the_exact_place_shows_it_once_and_logs_it(moderator: Client) -> None:
    contribution = ContributionFactory(campaign=CampaignFactory(open=True, homes=True), pinned=True)
    response = moderator.post(url("location", contribution))
    html = response.content.decode()
    assert "1 rue de la Paix" in html
    assert "48.892, 2.206" in html
    assert "no-store" in response["Cache-Control"]
    assert logged(contribution) == ["civic.contribution.read_location"]
    assert "rue de la Paix" not in moderator.get(url("inspect", contribution)).content.decode()


@pytest.fixture
def plain_moderator() -> Client:
    """Somebody who moderates, but sees neither contacts nor exact places."""
    user = user_of("editor")
    client = Client()
    user.user_permissions.add(Permission.objects.get(codename="moderate_contribution"))
    client.force_login(user)
    return client


def test_contacts_and_exact_places_ask_for_permissions_of_their_own(
    plain_moderator: Client,
) -> None:
    contribution = ContributionFactory(
        campaign=CampaignFactory(open=True, homes=True), pinned=True, with_email=True
    )
    html = plain_moderator.get(url("inspect", contribution)).content.decode()
    assert "habitante@example.org" not in html
    assert url("location", contribution) not in html
    response = plain_moderator.post(url("location", contribution))
    assert response.status_code == 302
    assert logged(contribution) == []


def test_a_moderator_sees_the_contact(moderator: Client) -> None:
    contribution = ContributionFactory(with_email=True)
    assert "habitante@example.org" in moderator.get(url("inspect", contribution)).content.decode()


def test_decisions_are_taken_by_post_with_a_token_only() -> None:
    contribution = ContributionFactory()
    user = user_of("moderator")
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    assert client.get(url("publish", contribution)).status_code == 405
    assert client.post(url("publish", contribution)).status_code == 403
    contribution.refresh_from_db()
    assert contribution.status == Status.PENDING


def test_the_history_view_lists_what_was_done(moderator: Client) -> None:
    contribution = ContributionFactory(published=True)
    moderator.post(url("reject", contribution), {"reason": "Hors sujet."})
    response = moderator.get(url("history", contribution))
    assert response.status_code == 200
    assert "Not published: Hors sujet." in response.content.decode()


def test_reading_a_contribution_costs_the_same_whatever_waits(moderator: Client) -> None:
    campaign = CampaignFactory(open=True)
    contribution = ContributionFactory(campaign=campaign, published=True)
    moderator.get(url("inspect", contribution))

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert moderator.get(url("inspect", contribution)).status_code == 200
        return len(queries)

    before = cost()
    ContributionFactory.create_batch(30, campaign=campaign)
    for reason in "abc":
        moderator.post(url("reject", contribution), {"reason": reason})
        moderator.post(url("publish", contribution))
    # What is alike is looked for among others: it may be found out sooner that there is nothing.
    assert cost() <= before
