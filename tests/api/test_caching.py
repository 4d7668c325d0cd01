"""What caches are told: validators, how long, whose it is, under which names, and what to forget."""

import json
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any, ClassVar

import pytest
from django.db import connection
from django.test import TestCase
from django.utils import timezone

from civic_api import purging
from civic_pages.participation import changes
from civic_pages.participation.models import Contribution
from civic_pages.testing import CampaignFactory, ContributionFactory, form_block
from tests.api.conftest import ROOT
from tests.api.test_problems import READ, filled
from tests.serving import serving


pytestmark = pytest.mark.django_db
VARY = {"Accept", "Accept-Language", "Origin"}


@pytest.fixture
def campaign(db: None) -> Any:
    return CampaignFactory(open=True, comments=True, body=[form_block()])


def shut(answer: Any) -> None:
    """Close the file of an answer, and not the database, as ``close()`` would."""
    for close in answer._resource_closers:
        close()


def world(campaign: Any) -> dict[str, str]:
    made = ContributionFactory(campaign=campaign, published=True, pinned=True)
    return {"int": str(campaign.pk), "str": made.reference}


@pytest.mark.parametrize("route", sorted(READ))
def test_what_was_not_changed_is_not_sent_again(client: Any, campaign: Any, route: str) -> None:
    address = filled(route, **world(campaign))
    first = client.get(address)
    assert set(first["Vary"].split(", ")) >= VARY
    assert first.has_header("Content-Language")
    if first.streaming or "/docs/" in address:
        # A file is made anew; the page of the document has a nonce.
        shut(first)
        return
    if first.status_code != 200 or "no-store" in first["Cache-Control"]:
        return
    for method in ("get", "head"):
        again = getattr(client, method)(address, headers={"If-None-Match": first["ETag"]})
        if "timeline.ics" in address or "/ogc/" in address:
            # Their stamp is of the answer; see ogc.validators.
            assert again.status_code in {200, 304}
            continue
        assert again.status_code == 304, address
        assert again.content == b""
        assert again["ETag"] == first["ETag"]
    other = client.get(address, headers={"If-None-Match": '"other"'})
    assert other.status_code == 200


def test_shared_caches_may_keep_longer_until_the_next_change(
    client: Any, campaign: Any, settings: Any
) -> None:
    settings.CIVIC_API = {"SHARED_CACHE_SECONDS": 10**8, "STALE_SECONDS": 30}
    told = client.get(f"{ROOT}/campaigns/{campaign.pk}/")["Cache-Control"]
    directives = dict(each.strip().partition("=")[::2] for each in told.split(","))
    assert (directives["max-age"], directives["stale-while-revalidate"]) == ("60", "30")
    left = campaign.next_change(timezone.now()) - timezone.now()
    assert abs(int(directives["s-maxage"]) - left / timedelta(seconds=1)) < 5
    # Of all campaigns nobody has looked up when they change.
    assert "s-maxage=60" in client.get(f"{ROOT}/campaigns/")["Cache-Control"]


def test_no_shared_time_is_told_where_none_is_set(client: Any, campaign: Any) -> None:
    told = client.get(f"{ROOT}/campaigns/{campaign.pk}/")["Cache-Control"]
    assert "s-maxage" not in told
    assert "max-age=60" in told


@pytest.mark.parametrize("header", ["Authorization", "X-Civic-Token"])
def test_whoever_says_who_they_are_is_answered_alone(
    client: Any, campaign: Any, header: str, settings: Any
) -> None:
    settings.CIVIC_API = {"SURROGATE_HEADER": "Surrogate-Key"}
    answer = client.get(f"{ROOT}/campaigns/{campaign.pk}/", headers={header: "Bearer x"})
    assert answer["Cache-Control"] == "private, no-store"
    assert "ETag" not in answer
    assert "Surrogate-Key" not in answer


def test_what_is_sent_is_kept_by_nobody(client: Any) -> None:
    answer = client.post(f"{ROOT}/contributions/", "{}", content_type="application/json")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(("header", "comma"), [("Surrogate-Key", " "), ("Cache-Tag", ",")])
def test_answers_are_named_by_what_they_are_about(
    client: Any, campaign: Any, settings: Any, header: str, comma: str
) -> None:
    settings.CIVIC_API = {"SURROGATE_HEADER": header}
    made = ContributionFactory(campaign=campaign, published=True)
    mine = f"campaign-{campaign.pk}"

    def names(path: str) -> set[str]:
        return set(client.get(f"{ROOT}/{path}")[header].split(comma))

    assert names(f"campaigns/{campaign.pk}/timeline/") == {mine}
    assert names("campaigns/") == {"campaigns"}
    own = f"contribution-{made.reference}"
    assert names(f"contributions/{made.reference}/") == {mine, own}
    assert names(f"contributions/?campaign={campaign.pk}") == {mine, own}
    settings.CIVIC_API = {}
    assert header not in client.get(f"{ROOT}/campaigns/")


def test_names_tell_no_home(client: Any, settings: Any) -> None:
    settings.CIVIC_API = {"SURROGATE_HEADER": "Surrogate-Key"}
    homes = CampaignFactory(open=True, homes=True, body=[form_block()])
    ContributionFactory.create_batch(12, campaign=homes, published=True, pinned=True)
    for path in READ:
        answer = client.get(filled(path, int=str(homes.pk)), {"campaign": homes.pk} if "pins" in path else {})  # fmt: skip
        assert "contribution-" not in answer.get("Surrogate-Key", "")
        shut(answer)


class Told:
    """What caches were told in a block, each commit by itself."""

    def __init__(self) -> None:
        self.keys: list[tuple[str, ...]] = []

    def __enter__(self) -> "Told":
        # What was made before is never committed in a test.
        connection.run_on_commit.clear()
        changes.public_changed.connect(self.take)
        self.block = TestCase.captureOnCommitCallbacks(execute=True)
        self.block.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self.block.__exit__(*error)
        changes.public_changed.disconnect(self.take)

    def take(self, sender: Any, keys: tuple[str, ...], **kwargs: Any) -> None:
        self.keys.append(keys)


def test_caches_are_told_once_of_all_that_a_transaction_changed(campaign: Any) -> None:
    with Told() as told:
        made = ContributionFactory.create_batch(3, campaign=campaign, published=True)
    own = {f"contribution-{each.reference}" for each in made}
    assert len(told.keys) == 1
    assert set(told.keys[0]) == {"campaigns", f"campaign-{campaign.pk}", *own}


def test_caches_are_not_told_of_what_nobody_sees(campaign: Any) -> None:
    homes = CampaignFactory(open=True, homes=True, body=[form_block()])
    with Told() as told:
        ContributionFactory(campaign=campaign)
        for at in ((48.89, 2.21), (48.90, 2.18)):
            made = ContributionFactory(campaign=homes, published=True, pinned=True, at=at)
            made.status, made.published_at = "withdrawn", None
            made.save()
    assert told.keys == []


def test_caches_are_told_of_pages_and_what_is_in_them(campaign: Any) -> None:
    made = ContributionFactory(campaign=campaign, published=True)
    with Told() as told:
        campaign.save_revision().publish()
    assert f"campaign-{campaign.pk}" in told.keys[0]
    with Told() as told:
        Contribution.objects.get(pk=made.pk).save()
        campaign.unpublish()
    assert {f"campaign-{campaign.pk}", "campaigns"} <= set(told.keys[0])


class Edge(BaseHTTPRequestHandler):
    """A cache at the edge."""

    asked: ClassVar[list[tuple[str, str, str]]] = []

    def do_PURGE(self) -> None:
        headers = self.headers
        self.asked.append(
            (self.command, headers.get("xkey-purge", ""), headers.get("Fastly-Key", ""))
        )
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def edge() -> Iterator[str]:
    Edge.asked.clear()
    with serving(Edge) as origin:
        yield origin


def test_a_cache_is_asked_to_forget(
    edge: str, campaign: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CIVIC_API = {"PURGER": "civic_api.purging.HttpPurger"}
    monkeypatch.setenv("CIVIC_PURGE_URL", f"{edge}/")
    monkeypatch.setenv("CIVIC_PURGE_METHOD", "PURGE")
    monkeypatch.setenv("CIVIC_PURGE_HEADER", "xkey-purge")
    monkeypatch.setenv("CIVIC_PURGE_TOKEN", "secret")
    with Told():
        ContributionFactory(campaign=campaign, published=True)
    purging._calls.submit(lambda: None).result()
    ((method, keys, token),) = Edge.asked
    assert (method, token) == ("PURGE", "secret")
    assert f"campaign-{campaign.pk}" in keys.split()


def test_a_cache_that_is_away_holds_up_nobody(
    campaign: Any, settings: Any, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    settings.CIVIC_API = {"PURGER": "civic_api.purging.HttpPurger"}
    monkeypatch.setenv("CIVIC_PURGE_URL", "http://127.0.0.1:9/")
    with Told():
        ContributionFactory(campaign=campaign, published=True)
    purging._calls.submit(lambda: None).result()
    assert "Caches were not told" in caplog.text
    assert json.dumps(caplog.text).count("secret") == 0
