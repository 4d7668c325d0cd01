"""Every public path of a campaign of homes tells the day's batch and nothing else (anchors 2.6)."""

import io
import json
import logging
import re
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache, caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from PIL import Image
from wagtail.search.index import get_indexed_models

from civic_pages.models import CampaignPage, Contribution, PublicAreas
from civic_pages.participation.counts import CellCount, CellDelta
from civic_pages.participation.geo import publication
from civic_pages.participation.geo.placing import follow_rules
from civic_pages.testing import FORM_ID, CampaignFactory, ContributionFactory, form_block, portal
from tests.api.conftest import ROOT
from tests.browser.test_accessibility import LISTING, MAP, block
from tests.participation.homes import home_answers, homes_campaign
from tests.participation.samples import campaign_with_files, jpeg, upload
from tests.participation.test_uploads import post as post_files
from tests.site.test_nothing_leaks import routes


pytestmark = pytest.mark.django_db
FIGURES = block("key_figures", title="Chiffres", show_participation=True, extra=[])
# Four homes beside each other, then one more: nowhere else may these digits be found.
HERE = (48.8931742, 2.2101593)
DIGITS = ("8931742", "893174", "2101593", "210159")
# What differs from one answer to the next by itself: tokens, keys, nonces, the time of the answer.
FRESH = re.compile(
    r'(csrfmiddlewaretoken|civic_key|civic_\w+)" value="[^"]*"|nonce[=-][\w"+/=-]+'
    r'|X-CSRFTOKEN"\] = "\w+"|"timeStamp": ?"[^"]*"'
)
# Their whole answer is new each time: a calendar's stamp, a challenge.
CLOCKS = ("/challenge/", "/timeline.ics")


def homes(campaign: Any, count: int, **traits: Any) -> None:
    ContributionFactory.create_batch(
        count, campaign=campaign, published=True, pinned=True, **traits
    )


@pytest.fixture
def campaign() -> Any:
    page = CampaignFactory(
        open=True, homes=True, public_filters=["category", "kind"],
        body=[MAP, LISTING, FIGURES, form_block()],
    )  # fmt: skip
    for row in range(4):
        homes(page, 15, at=(48.88 + row / 100, 2.18 + row / 100), category="Voirie")
        homes(page, 12, at=(48.88 + row / 100, 2.18 + row / 100), category="Nature")
    homes(page, 3, at=HERE, category="Rare")
    return page


def one_more(campaign: Any) -> None:
    homes(campaign, 1, at=HERE, category="Rare")


def patterns(found: Any = None, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in (found or get_resolver()).url_patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, path)
        elif isinstance(pattern, URLPattern) and path.startswith("api/"):
            yield path, pattern


def addresses(campaign: Any) -> list[str]:
    """Return every address of the API and of the campaign, filled in as far as it can be."""
    contribution = Contribution.objects.filter(campaign=campaign).latest("pk")
    known = {
        "<int:pk>": campaign.pk, "<int:campaign_id>": campaign.pk, "<str:form_id>": FORM_ID,
        "<str:reference>": contribution.reference, "<uuid:identifier>": contribution.uuid,
        "<str:collection>": "areas", "<str:collection_id>": "areas", "<int:z>": 14, "<int:x>": 8292,
        "<int:y>": 5634, "<str:key>": "areas", "<str:name>": "areas", "<path:rest>": "nothing/",
        "<str:feature>": "x", "<str:feature_id>": "x", "<uuid:uuid>": contribution.uuid,
    }  # fmt: skip
    found = []
    for route, _pattern in patterns():
        named = re.sub(r"<[^>]+>", lambda name: str(known.get(name[0], "x")), route)
        path = named.replace("^", "").replace("$", "")
        found += [f"/{path}", f"/{path}?campaign={campaign.pk}"]
    listed = campaign.contributions_url
    pages = ["", "?areas=category:Voirie", "?areas=category:Rare", "?areas=nothing"]
    return [
        *found, *(campaign.url + query for query in pages), portal().url, listed,
        f"{listed}?q=bancs", f"{listed}?category=Rare", f"{listed}{contribution.reference}/",
        f"{ROOT}/pins/?campaign={campaign.pk}&category=Voirie",
        f"{ROOT}/pins/?campaign={campaign.pk}&bbox=2.2101,48.8931,2.2102,48.8932&zoom=19",
        f"/api/v2/pages/{campaign.pk}/?fields=*",
        f"{ROOT}/contributions/?cursor=&page_size=1",
        f"{ROOT}/contributions/?campaign={campaign.pk}&cursor=&expand=answers,comments_count",
        f"{ROOT}/campaigns/?expand=phases,forms,perimeter",
    ]  # fmt: skip


def told(client: Any, address: str) -> tuple[int, bytes, str, str]:
    """Return all that an answer tells: status, body, validators."""
    response = client.get(address)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    text = FRESH.sub("", content.decode("utf-8", "replace"))
    is_fresh = text.encode() != content
    tag = "" if is_fresh else response.get("ETag", "")
    return response.status_code, text.encode(), tag, response.get("Last-Modified", "")


# Side channels: averaging, counts, validators, order, caches.


def test_one_more_home_changes_no_answer_of_the_day(client: Any, campaign: Any) -> None:
    batch = publication.current(campaign.pk, now=timezone.now())
    assert batch.total == 111
    asked = [a for a in addresses(campaign) if not a.endswith((".xlsx", ".gpkg", *CLOCKS))]
    assert len(asked) > 40
    before = {address: told(client, address) for address in asked}
    one_more(campaign)
    cache.clear()
    assert [address for address in asked if told(client, address) != before[address]] == []


def test_asking_again_and_again_averages_nothing(client: Any, campaign: Any) -> None:
    answers = {client.get(f"{ROOT}/pins/?campaign={campaign.pk}").content for _n in range(5)}
    assert len(answers) == 1


def test_no_address_tells_where_a_home_is(client: Any, campaign: Any) -> None:
    publication.current(campaign.pk, now=timezone.now())
    for address in addresses(campaign):
        _status, text, _tag, _modified = told(client, address)
        assert not [d for d in DIGITS if d.encode() in text], address
        assert b"Rare" not in text or b"areas=" in address.encode() or "Rare" in address, address


def test_no_home_is_told_by_itself_or_in_an_order(client: Any, campaign: Any) -> None:
    assert client.get(f"{ROOT}/contributions/?campaign={campaign.pk}").json()["results"] == []
    contribution = Contribution.objects.filter(campaign=campaign).first()
    assert client.get(f"{ROOT}/contributions/{contribution.reference}/").status_code == 404
    assert client.get(f"{campaign.contributions_url}{contribution.reference}/").status_code == 404
    features = client.get(f"{ROOT}/pins/?campaign={campaign.pk}").json()["features"]
    assert {tuple(sorted(f["properties"])) for f in features} == {("count", "kind")}
    assert {f["properties"]["kind"] for f in features} == {"area"}


def test_a_box_takes_whole_areas_and_cuts_no_count(client: Any, campaign: Any) -> None:
    whole = client.get(f"{ROOT}/pins/?campaign={campaign.pk}").json()
    boxes = [(2.17 + n / 700, 48.87 + n / 1000) for n in range(50)]
    for west, south in boxes:
        query = f"bbox={west},{south},{west + 0.002},{south + 0.002}&zoom=19"
        found = client.get(f"{ROOT}/pins/?campaign={campaign.pk}&{query}").json()
        assert all(feature in whole["features"] for feature in found["features"])
        assert found["meta"]["total"] == whole["meta"]["total"]


@pytest.mark.parametrize(("few", "told_of_them"), [(10, 0), (11, 11)])
def test_homes_without_a_place_are_told_once_they_are_enough(
    client: Any, few: int, told_of_them: int
) -> None:
    page = CampaignFactory(open=True, homes=True)
    homes(page, 12)
    ContributionFactory.create_batch(few, campaign=page, published=True)
    meta = client.get(f"{ROOT}/pins/?campaign={page.pk}").json()["meta"]
    assert (meta["total"], meta["unmapped"]) == (12 + told_of_them, told_of_them)


# Filters.


def problem(client: Any, campaign: Any, query: str) -> str:
    response = client.get(f"{ROOT}/pins/?campaign={campaign.pk}&{query}")
    assert response.status_code == 400
    return str(response.json()["detail"])


def test_only_declared_filters_are_there_one_at_a_time(client: Any, campaign: Any) -> None:
    assert "category" in problem(client, campaign, "sector=est")
    problem(client, campaign, "q=bancs")
    problem(client, campaign, "category=Voirie&kind=individual")
    found = client.get(f"{ROOT}/pins/?campaign={campaign.pk}&category=Voirie").json()
    # The smallest that could be offered stands in for three others: what is left is no small count.
    assert found["meta"]["total"] == 60
    assert min(f["properties"]["count"] for f in found["features"]) >= 11
    assert problem(client, campaign, "category=Nature").replace("Nature", "") == (
        problem(client, campaign, "category=Nobody").replace("Nobody", "")
    )


def test_the_page_offers_what_is_told_and_takes_no_other_word(client: Any, campaign: Any) -> None:
    text = client.get(campaign.url).content.decode()
    assert "areas=category%3AVoirie" in text
    assert "Rare" not in text
    unknown = client.get(f"{campaign.url}?areas=category:Rare").content.decode()
    assert FRESH.sub("", unknown).count('"kind": "area"') == text.count('"kind": "area"')


# Exports, search, caches, previews, schema, errors, logs.


@pytest.mark.parametrize("kind", ["csv", "xlsx", "geojson"])
def test_exports_hold_counts_only_and_take_no_filter(client: Any, campaign: Any, kind: str) -> None:
    url = f"{ROOT}/campaigns/{campaign.pk}/export.{kind}"
    response = client.get(url)
    content = b"".join(response.streaming_content)
    assert not [word for word in (b"TST-", b"bancs", *map(str.encode, DIGITS)) if word in content]
    assert client.get(f"{url}?category=Voirie").status_code == 400
    assert client.get(f"{url}?bbox=2.1,48.8,2.2,48.9").status_code == 400


def test_search_indexes_hold_no_contribution() -> None:
    assert not [model for model in get_indexed_models() if issubclass(model, Contribution)]


def test_homes_are_searched_for_by_nobody(client: Any, campaign: Any) -> None:
    publication.current(campaign.pk, now=timezone.now())
    Contribution.objects.filter(campaign=campaign).update(search_text=" zebre ")
    for address in (f"{campaign.contributions_url}?q=zebre", f"{ROOT}/contributions/?q=zebre"):
        assert b"TST-" not in client.get(address).content


def test_caches_hold_no_place_of_a_home(client: Any, campaign: Any) -> None:
    cache.clear()
    for address in addresses(campaign):
        told(client, address)
    backend = caches["default"]
    kept = repr(getattr(backend, "_cache", {}))
    assert "civic" in kept
    assert not [digits for digits in DIGITS if digits in kept]


@pytest.mark.parametrize("mode", ["before", "open", "closed", "results"])
def test_a_preview_draws_no_map_of_another_day(client: Any, campaign: Any, mode: str) -> None:
    before = publication.current(campaign.pk, now=timezone.now())
    one_more(campaign)
    page = CampaignPage.objects.get(pk=campaign.pk)
    response = page.make_preview_request(preview_mode=mode)
    assert response.status_code == 200
    assert not [digits for digits in DIGITS if digits in response.content.decode()]
    after = PublicAreas.objects.get(campaign_id=campaign.pk)
    assert (after.computed_at, after.total) == (before.computed_at, before.total)


def test_a_first_preview_of_a_later_day_does_not_hold_the_map_until_then(campaign: Any) -> None:
    later = timezone.now() + timedelta(days=200)
    assert publication.current(campaign.pk, now=later).computed_at <= timezone.now()


def test_the_schema_shows_nobodys_place(client: Any) -> None:
    schema = client.get(f"{ROOT}/schema/?format=json").content.decode()
    for number in re.findall(r"-?\d+\.\d{5,}", schema):
        raise AssertionError(f"{number} in the schema is as fine as a home.")


@pytest.mark.parametrize(
    "query", ["bbox=2.2101593,48.8931742,2.21", "nothing=48.8931742", "campaign=9999"]
)
def test_errors_and_logs_repeat_no_coordinates(
    client: Any, campaign: Any, query: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        own = "" if query.startswith("campaign") else f"campaign={campaign.pk}&"
        response = client.get(f"{ROOT}/pins/?{own}{query}")
    assert response.status_code in {400, 404}
    assert "8931742" not in response.content.decode()
    # Django names the path of what failed, never its query string.
    ours = [r for r in caplog.records if not r.name.startswith(("django.db", "asyncio"))]
    assert not [r for r in ours if "8931742" in r.getMessage()]


def test_a_home_that_is_sent_is_in_no_log_and_no_receipt(
    client: Any, caplog: pytest.LogCaptureFixture
) -> None:
    page = homes_campaign()
    with caplog.at_level(logging.DEBUG):
        response = client.post(page.url, {**home_answers(), "civic_key": uuid.uuid4().hex})
        receipt = client.get(response["Location"]) if response.status_code == 303 else response
    ours = [r for r in caplog.records if not r.name.startswith(("django.db", "asyncio"))]
    assert not [r for r in ours if "Barbusse" in r.getMessage()]
    assert response.status_code == 303
    assert "déjà" not in receipt.content.decode()


# What people bring with them: photographs, free text; and the address search.


def test_a_photograph_tells_no_place(client: Any) -> None:
    page = campaign_with_files()
    post_files(client, page, upload("a.jpg", jpeg()))
    with Contribution.objects.get().uploads.get().file.open() as file:
        stored = file.read()
    assert not Image.open(io.BytesIO(stored)).getexif()


def test_an_address_in_public_words_waits_for_a_moderator(client: Any) -> None:
    page = homes_campaign(published_at_once=True, public_precision="sector", households=False)
    data = home_answers(titre="Je suis au 12 rue Henri Barbusse")
    client.post(page.url, {**data, "civic_key": uuid.uuid4().hex})
    assert "personal_data" in Contribution.objects.get().flags


def test_the_address_search_knows_nothing_of_who_answered(
    client: Any, campaign: Any, django_assert_max_num_queries: Any
) -> None:
    tables = ("civic_pages_contribution", "exactlocation", "household")
    with django_assert_max_num_queries(10) as queries:
        client.get(f"{ROOT}/campaigns/{campaign.pk}/places/?q=12+rue+Henri+Barbusse")
    asked = " ".join(query["sql"].lower() for query in queries.captured_queries)
    assert not [table for table in tables if f'"{table}"' in asked or f"_{table}" in asked]


# Other rules: everything is computed anew, and nothing finer stays.


def test_from_points_to_homes_no_point_stays_anywhere(client: Any) -> None:
    page = CampaignFactory(open=True)
    homes(page, 15, at=HERE)
    Contribution.objects.update(shape={"type": "Point", "coordinates": [HERE[1], HERE[0]]})
    follow_rules(page)
    assert Contribution.objects.filter(latitude__isnull=False).count() == 15
    page.public_precision = "areas"
    page.save()
    follow_rules(page)
    columns = ("latitude", "longitude", "cell_key", "shape")
    assert set(Contribution.objects.values_list(*columns)) == {(None,) * 4}
    assert not CellCount.objects.exists()
    assert not CellDelta.objects.exists()
    for address in addresses(page):
        assert not [d for d in DIGITS if d.encode() in told(client, address)[1]], address


CHANGES: dict[str, Callable[[Any], Any]] = {
    "area_threshold": lambda page: 20,
    "public_filters": lambda page: ["kind"],
    "sectors": lambda page: None,
    "perimeter": lambda page: json.loads(json.dumps(page.perimeter).replace("2.24", "2.25")),
}


@pytest.mark.parametrize("rule", CHANGES)
def test_another_rule_draws_a_new_map_at_once(campaign: Any, rule: str) -> None:
    follow_rules(campaign)
    before = publication.current(campaign.pk, now=timezone.now())
    setattr(campaign, rule, CHANGES[rule](campaign))
    campaign.save()
    follow_rules(campaign)
    after = publication.current(campaign.pk, now=timezone.now())
    assert after.computed_at > before.computed_at
    assert publication.least_of(after) == (20 if rule == "area_threshold" else 11)
    assert sum(f["properties"]["count"] for f in after.features) == 111
    assert min(f["properties"]["count"] for f in after.features) >= publication.least_of(after)


def test_from_homes_to_sectors_no_batch_stays(campaign: Any) -> None:
    publication.current(campaign.pk, now=timezone.now())
    campaign.public_precision = "sector"
    campaign.save()
    follow_rules(campaign)
    assert not PublicAreas.objects.exists()


def test_a_batch_reads_the_database_the_same_number_of_times_at_any_size() -> None:
    page = CampaignFactory(open=True, homes=True)
    homes(page, 12)
    publication.compute(page.pk, now=timezone.now())
    counted = []
    for number in (1, 30):
        homes(page, number)
        with CaptureQueriesContext(connection) as queries:
            publication.compute(page.pk, now=timezone.now())
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_every_route_of_the_api_is_asked(campaign: Any) -> None:
    api = {route for route in routes() if route.startswith("api/")}
    assert {path for path, _pattern in patterns()} == api
