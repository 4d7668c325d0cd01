"""Which database a request reads: two connections to one test database stand for two servers."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections, router, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path

from civic_pages.campaigns import previews
from civic_pages.participation.models import Contribution
from civic_pages.testing import FORM_ID, CampaignFactory, ContributionFactory
from site_config.replica import COOKIE, REPLICA, ReplicaMiddleware
from tests.participation.desk import user_of
from tests.voting import votes


@pytest.fixture
def campaign(transactional_db: Any, settings: Any) -> Iterator[Any]:
    """Yield an open campaign on a site whose settings name a replica."""
    made = CampaignFactory(open=True, published_at_once=True)
    assert Client().get(made.url).status_code == 200  # Wagtail makes the site's settings
    ContributionFactory(campaign=made, published=True, reference="TST-2026-90001")
    primary = connections["default"]
    connections.settings[REPLICA] = {**primary.settings_dict, "TEST": {"MIRROR": "default"}}
    settings.DATABASE_ROUTERS = ["site_config.replica.ReplicaRouter"]
    settings.MIDDLEWARE = ["site_config.replica.ReplicaMiddleware", *settings.MIDDLEWARE]
    # Django lets a test open only the databases its settings named from the start.
    connections[REPLICA].connect()
    yield made
    connections[REPLICA].close()
    del connections[REPLICA]
    del connections.settings[REPLICA]


def asked(client: Client, path: str, **options: Any) -> tuple[int, int, Any]:
    """Get a path; return how many queries the primary and the replica were asked, and the answer."""
    with (
        CaptureQueriesContext(connections["default"]) as primary,
        CaptureQueriesContext(connections[REPLICA]) as replica,
    ):
        response = client.get(path, **options)
        assert response.status_code < 400, path
    return len(primary), len(replica), response


def post(client: Client, campaign: Any) -> Any:
    answers = {"titre": "Des bancs", "idee": "À l'ombre.", "theme": "Nature", "accord": "on"}
    keys = {"civic_form": FORM_ID, "civic_key": uuid.uuid4().hex}
    return client.post(campaign.url, {**keys, **answers})


@pytest.mark.parametrize(
    "address",
    [
        "{url}",
        "{url}contributions/",
        "/api/civic/v1/campaigns/",
        "/api/civic/v1/pins/?campaign={pk}",
    ],
)
def test_visitors_read_the_replica_only(campaign: Any, client: Client, address: str) -> None:
    primary, replica, _ = asked(client, address.format(url=campaign.url, pk=campaign.pk))
    # A site's settings are read where Wagtail would make them.
    assert primary <= 1 < replica


def test_the_team_reads_the_primary_only(campaign: Any, admin_client: Client) -> None:
    for address in (campaign.url, "/admin/"):
        primary, replica, _ = asked(admin_client, address)
        assert (primary > 0, replica) == (True, 0), address


def test_keys_drafts_and_health_are_never_old(campaign: Any, client: Client) -> None:
    assert asked(client, "/readyz")[1] == 0
    assert asked(client, f"{campaign.url}?token=abc")[1] == 0
    assert asked(client, campaign.url, headers={"Authorization": "Civic abc"})[1] == 0


def test_a_draft_read_by_another_front_end_is_never_old(campaign: Any, client: Client) -> None:
    token = previews.token_for(campaign, user_of("editor"))
    address = f"/api/civic/v1/campaigns/{campaign.pk}/?preview={token}"
    assert asked(client, address)[1] == 0


def test_a_receipt_is_there_at_once_where_no_cookie_comes_back(
    campaign: Any, client: Client
) -> None:
    # From the frame of another site, say: there a cookie of ours is not sent.
    receipt = post(client, campaign)["Location"]
    assert asked(Client(), receipt)[1] == 0
    vote = votes.make()
    code = votes.cast(vote, votes.keys(vote)[:1], "a@example.org").code
    ballot = f"/api/civic/v1/votes/{vote.pk}/receipts/{code}/"
    assert asked(Client(), ballot)[1] == 0


def test_whoever_has_posted_reads_what_they_wrote(campaign: Any, client: Client) -> None:
    with CaptureQueriesContext(connections[REPLICA]) as replica:
        response = post(client, campaign)
    assert response.status_code == 303
    assert len(replica) == 0
    assert Contribution.objects.filter(title="Des bancs").exists()
    assert response.cookies[COOKIE]["httponly"]
    primary, replica_reads, page = asked(client, f"{campaign.url}contributions/")
    assert (primary > 0, replica_reads) == (True, 0)
    assert "Des bancs" in page.content.decode()


def test_somebody_else_still_reads_the_replica(campaign: Any, client: Client) -> None:
    post(client, campaign)
    primary, replica, _ = asked(Client(), campaign.url)
    assert primary <= 1 < replica


@pytest.fixture
def gone(django_db_blocker: Any, settings: Any) -> Iterator[None]:
    """Name a replica that nobody can connect to; what a test asks it is not stood in for."""
    settings.DATABASE_ROUTERS = ["site_config.replica.ReplicaRouter"]
    connections.settings[REPLICA] = {
        **connections["default"].settings_dict,
        "NAME": "/nowhere/civic",
    }
    with django_db_blocker.unblock():
        yield
        connections[REPLICA].close()
    del connections[REPLICA]
    del connections.settings[REPLICA]


def test_while_the_replica_does_not_answer_the_primary_is_read(
    gone: None, rf: Any, caplog: Any
) -> None:
    site = ReplicaMiddleware(lambda _request: HttpResponse(router.db_for_read(Contribution)))
    read = [site(rf.get("/")).content for _visit in range(3)]
    assert read == [b"default"] * 3
    # Nobody asks it again at once.
    assert caplog.text.count("The replica does not answer") == 1


def test_a_request_that_writes_reads_on_from_where_it_wrote(campaign: Any, settings: Any) -> None:
    settings.ROOT_URLCONF = __name__
    with (
        CaptureQueriesContext(connections["default"]) as primary,
        CaptureQueriesContext(connections[REPLICA]) as replica,
    ):
        Client().get("/reads-writes-reads")
    assert len(replica) == 1
    assert sum("SELECT" in query["sql"] for query in primary) == 1
    with CaptureQueriesContext(connections[REPLICA]) as replica:
        Client().get("/reads-in-a-transaction")
    assert len(replica) == 0


def reads_writes_reads(request: Any) -> HttpResponse:
    assert Contribution.objects.exists()
    Contribution.objects.update(title="Autre")
    return HttpResponse(Contribution.objects.count())


def reads_in_a_transaction(request: Any) -> HttpResponse:
    with transaction.atomic():
        return HttpResponse(Contribution.objects.count())


urlpatterns = [
    path("reads-writes-reads", reads_writes_reads),
    path("reads-in-a-transaction", reads_in_a_transaction),
]
