"""The page of all contributions: one address is one set, on the page, in the API, in the export."""

import csv
import io
import json
import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django.utils.translation import gettext

from civic_blocks import ports
from civic_pages.participation.models import GroupType, OfficialAnswer, Outcome
from civic_pages.testing import CampaignFactory, ContributionFactory, form_block
from tests.api.conftest import ROOT


pytestmark = pytest.mark.django_db
WEST, EAST = (48.9, 2.18), (48.892, 2.206)
WEST_BOX = "2.17,48.895,2.19,48.905"


def words(message: str) -> str:
    """Return a message as the site says it."""
    with translation.override(settings.LANGUAGE_CODE):
        return gettext(message)


@pytest.fixture
def campaign(db: None) -> Any:
    """A campaign whose contributions differ in all that a filter can ask for."""
    campaign = CampaignFactory(open=True)
    common = {"campaign": campaign, "published": True, "excerpt": ""}
    first = timezone.now() - timedelta(days=3)
    ContributionFactory(**common, title="Un banc", reference="BANC", published_at=first)
    ContributionFactory(
        **common, title="Une école", reference="ECOLE", collective=True, pinned=True, at=EAST,
        group_type=GroupType.SCHOOL,
    )  # fmt: skip
    tree = ContributionFactory(
        **common, title="Un arbre", reference="ARBRE", pinned=True, category="Nature", at=WEST
    )
    ContributionFactory(
        **common, title="Un verger", reference="VERGER", collective=True, category="Nature",
        group_type=GroupType.ASSOCIATION, pinned=True, at=WEST,
    )  # fmt: skip
    ContributionFactory(campaign=campaign, title="En attente", reference="ATTENTE", pinned=True)
    ContributionFactory(published=True, title="Ailleurs", reference="AILLEURS", pinned=True)
    answer = OfficialAnswer.objects.create(
        campaign_id=campaign.pk, text="Oui.", outcome=Outcome.objects.get(slug="retenue"),
        publish_at=timezone.now() - timedelta(minutes=1), created_at=timezone.now(),
    )  # fmt: skip
    answer.contributions.set([tree])
    return campaign


def read(client: Any, campaign: Any, query: str = "") -> BeautifulSoup:
    response = client.get(f"{campaign.contributions_url}{query}")
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def listed(page: BeautifulSoup) -> list[str]:
    return [str(item["id"]) for item in page.select(".civic-cards > li")]


def chips(page: BeautifulSoup) -> dict[str, str]:
    """Return the address of each chip by its text."""
    found = {}
    for link in page.select(".civic-chip"):
        for aside in link.select("span"):
            aside.extract()
        found[link.get_text(strip=True)] = str(link["href"])
    return found


def exported(client: Any, campaign: Any, query: str) -> set[str]:
    url = f"{ROOT}/campaigns/{campaign.pk}/export.csv?headers=keys&{query}"
    content = b"".join(client.get(url).streaming_content).decode("utf-8-sig")
    return {row["reference"] for row in csv.DictReader(io.StringIO(content))}


def in_api(client: Any, campaign: Any, query: str) -> set[str]:
    answer = client.get(f"{ROOT}/contributions/?campaign={campaign.pk}&{query}").json()
    return {row["reference"] for row in answer["results"]}


def on_map(client: Any, campaign: Any, query: str) -> set[str]:
    """Return what the pins API draws at its nearest."""
    answer = client.get(f"{ROOT}/pins/?campaign={campaign.pk}&zoom=22&{query}").json()
    items = [f["properties"].get("items") or [f["properties"]] for f in answer["features"]]
    return {item["reference"] for several in items for item in several}


ALL = {"BANC", "ECOLE", "ARBRE", "VERGER"}
SETS = [
    ({}, ALL),
    ({"kind": "collective"}, {"ECOLE", "VERGER"}),
    ({"kind": "individual"}, {"BANC", "ARBRE"}),
    ({"group_type": "school"}, {"ECOLE"}),
    ({"category": "Nature"}, {"ARBRE", "VERGER"}),
    ({"category": " Nature "}, {"ARBRE", "VERGER"}),
    ({"category": "Inconnue"}, set()),
    ({"sector": "ouest"}, {"ARBRE", "VERGER"}),
    ({"sector": "nulle-part"}, set()),
    ({"outcome": "retenue"}, {"ARBRE"}),
    ({"outcome": "non-retenue"}, set()),
    ({"q": "ÉCOLE"}, {"ECOLE"}),
    ({"q": "un verger"}, {"VERGER"}),
    ({"q": "%"}, set()),
    ({"bbox": WEST_BOX}, {"ARBRE", "VERGER"}),
    ({"bbox": "2.1,48.8,2.3,48.95"}, {"ECOLE", "ARBRE", "VERGER"}),
    ({"bbox": "170,-10,-170,10"}, set()),
    ({"bbox": WEST_BOX, "kind": "collective"}, {"VERGER"}),
    ({"category": "Nature", "kind": "individual", "q": "arbre", "sector": "ouest"}, {"ARBRE"}),
    ({"ordering": "published"}, ALL),
    ({"status": "published"}, ALL),
]


@pytest.mark.parametrize(("query", "expected"), SETS, ids=[urlencode(q) for q, _ in SETS])
def test_one_query_string_is_one_set_everywhere(
    client: Any, campaign: Any, query: dict[str, str], expected: set[str]
) -> None:
    text = urlencode(query)
    page = read(client, campaign, f"?{text}")
    assert set(listed(page)) == expected
    assert in_api(client, campaign, text) == expected
    assert exported(client, campaign, text) == expected
    drawn = on_map(client, campaign, text)
    if "bbox" not in query:
        assert drawn == expected - {"BANC"}
    else:  # Whole cells are drawn: what is asked for, and maybe its neighbours.
        assert expected <= drawn


@pytest.mark.parametrize(("query", "expected"), SETS, ids=[urlencode(q) for q, _ in SETS])
def test_the_page_tells_how_many_match_and_how_many_have_a_place(
    client: Any, campaign: Any, query: dict[str, str], expected: set[str]
) -> None:
    page = read(client, campaign, f"?{urlencode(query)}")
    heading = page.select_one("#results-title").get_text()
    assert re.findall(r"\d+", heading) == [str(len(expected))]
    places = page.select_one(".civic-explorer__places")
    if not expected:
        assert places is None
    else:
        mapped = len(expected - {"BANC"})
        numbers = [str(mapped), str(len(expected) - mapped)]
        # Where all or none of them have a place, words say so.
        assert re.findall(r"\d+", places.get_text()) == ([] if "0" in numbers else numbers)


def test_the_export_links_and_the_map_take_the_filters_of_the_page(
    client: Any, campaign: Any
) -> None:
    page = read(client, campaign, "?kind=collective&q=verger&bbox=2,48,3,49&map=13/48.9/2.2&page=1")
    wanted = {"q": ["verger"], "kind": ["collective"], "bbox": ["2,48,3,49"]}
    for link in page.select("a[href*='/export.']"):
        assert parse_qs(urlsplit(str(link["href"])).query) == wanted
    # The map draws what lies beside the box too: only the list is narrowed by it.
    assert page.select_one("[data-part=results]")["data-query"] == "q=verger&kind=collective"


def test_each_filter_is_a_chip_that_takes_it_away(client: Any, campaign: Any) -> None:
    query = f"?q=un&kind=collective&sector=ouest&category=Nature&bbox={WEST_BOX}"
    found = chips(read(client, campaign, query))
    box = words("Only contributions in the part of the map you chose")
    assert [text.split(":")[-1].strip() for text in found] == [
        "un", "Collective", "Nature", "Ouest", box,
    ]  # fmt: skip
    without_box = parse_qs(urlsplit(found[box]).query)
    assert without_box == {
        "q": ["un"], "kind": ["collective"], "sector": ["ouest"], "category": ["Nature"],
    }  # fmt: skip
    for url in found.values():
        assert len(chips(BeautifulSoup(client.get(url).content, "html.parser"))) == len(found) - 1
    assert chips(read(client, campaign, "?ordering=published&map=13/48.9/2.2&utm=x")) == {}


def test_the_box_stays_when_somebody_filters_again(client: Any, campaign: Any) -> None:
    form = read(client, campaign, f"?bbox={WEST_BOX}").select_one(".civic-filters")
    assert form["method"] == "get"
    assert form.select_one("[type=hidden][name=bbox]")["value"] == WEST_BOX
    assert not read(client, campaign).select("[type=hidden]")


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("kind=nonsense", ""),
        ("group_type=nonsense", ""),
        ("ordering=nonsense", ""),
        (f"q={'a' * 101}", "a" * 101),
        ("bbox=1,2,3", ""),
        ("bbox=a,b,c,d", ""),
        ("bbox=nan,48,3,49", ""),
        ("bbox=2,49,3,48", ""),
        ("bbox=2,48,181,49", ""),
    ],
)
def test_what_cannot_be_a_filter_is_said_and_narrows_nothing(
    client: Any, campaign: Any, query: str, kept: str
) -> None:
    page = read(client, campaign, f"?{query}")
    assert set(listed(page)) == ALL
    assert page.select(".civic-filters :is(.civic-field__error, .civic-notice--warning)")
    assert page.select_one("[name=q]").get("value", "") == kept
    assert not page.select("[type=hidden][name=bbox]")
    assert chips(page) == {}
    assert page.select_one("[data-part=results]")["data-query"] == ""
    assert not [a for a in page.select("a[href*='/export.']") if "?" in str(a["href"])]


def test_an_unknown_choice_is_kept_as_a_filter_and_can_be_removed(
    client: Any, campaign: Any
) -> None:
    page = read(client, campaign, "?category=Ancienne")
    assert page.select_one("[name=category] option[selected]")["value"] == "Ancienne"
    (url,) = chips(page).values()
    assert url == campaign.contributions_url


def test_where_points_are_not_published_a_box_is_refused_in_words(client: Any) -> None:
    campaign = CampaignFactory(open=True, by_sector=True)
    for at in (WEST, EAST):
        ContributionFactory(campaign=campaign, published=True, pinned=True, at=at)
    page = read(client, campaign, f"?bbox={WEST_BOX}")
    assert len(listed(page)) == 2
    refusal = "This campaign does not publish points, so it cannot be filtered by place."
    assert words(refusal) in page.select_one(".civic-notice--warning").get_text()
    assert not page.select("civic-map, .civic-explorer__places, .civic-card__place")


def test_without_a_map_sectors_are_links_with_counts(client: Any) -> None:
    campaign = CampaignFactory(open=True, by_sector=True)
    for at, kind in ((WEST, True), (EAST, False), (EAST, True)):
        ContributionFactory(
            campaign=campaign, published=True, pinned=True, at=at, collective=kind
        )  # fmt: skip

    def links(query: str = "") -> dict[str, str]:
        nav = read(client, campaign, query).select(".civic-sectors a")
        return {a.get_text(" ", strip=True): str(a["href"]) for a in nav}

    assert set(links()) == {"Ouest 1", "Est 2"}
    assert set(links("?kind=collective")) == {"Ouest 1", "Est 1"}
    url = links("?kind=collective")["Est 1"]
    page = BeautifulSoup(client.get(url).content, "html.parser")
    assert len(listed(page)) == 1
    assert page.select_one(".civic-sectors [aria-current]").get_text(" ", strip=True) == "Est 1"
    # A list of one sector counts no other.
    assert set(links("?sector=est")) == {"Ouest", "Est 2"}


def test_a_sector_in_which_nothing_is_leads_to_no_empty_list(client: Any) -> None:
    campaign = CampaignFactory(open=True, by_sector=True)
    page = read(client, campaign)
    assert not page.select("select[name=sector], .civic-sectors a")
    ContributionFactory(campaign=campaign, published=True, pinned=True, at=EAST, collective=True)
    for query, linked, empty in (
        ("", ["Est 1"], ["Ouest 0"]),
        ("?kind=individual", [], ["Ouest 0", "Est 0"]),
        ("?sector=est", ["Est 1"], ["Ouest 0"]),
    ):
        page = read(client, campaign, query)
        sectors = page.select(".civic-sectors li")
        words = {bool(li.a): [] for li in sectors} | {True: [], False: []}
        for li in sectors:
            words[bool(li.a)].append(li.get_text(" ", strip=True))
        assert (words[True], words[False]) == (linked, empty), query
        assert [o["value"] for o in page.select("select[name=sector] option")] == ["", "est"]
    # Whoever comes by an address reads the sector's name, not its key.
    asked = read(client, campaign, "?sector=ouest")
    assert asked.select_one("select[name=sector] [selected]").get_text() == "Ouest"


def test_where_totals_are_not_told_every_sector_is_offered(client: Any) -> None:
    campaign = CampaignFactory(open=True, by_sector=True, live_totals=False)
    ContributionFactory(campaign=campaign, published=True, pinned=True, at=EAST)
    page = read(client, campaign)
    assert len(page.select("select[name=sector] option")) == 3
    assert len(page.select(".civic-sectors a")) == 2


def test_a_map_by_sector_counts_what_its_sectors_show(client: Any) -> None:
    block = {"type": "map", "value": {"title": "Par quartier", "show_contributions": True}}
    campaign = CampaignFactory(open=True, by_sector=True, body=[block, form_block()])
    for _number in range(3):
        ContributionFactory(campaign=campaign, published=True, pinned=True, at=WEST)
    ContributionFactory(campaign=campaign, published=True)
    page = BeautifulSoup(client.get(campaign.url).content, "html.parser")
    told = " ".join(page.select_one(".civic-map__count").get_text().split())
    assert told == "3 contributions sur la carte, 1 sans lieu"


def test_the_map_is_there_where_points_are_published_and_somebody_serves_them(
    client: Any, campaign: Any
) -> None:
    page = read(client, campaign)
    assert page.select_one("civic-map")
    assert page.select_one("script[src*='civic-map']")
    assert {a["data-place"] for a in page.select(".civic-card__place a")} == {
        "18/48.90000/2.18000", "18/48.89200/2.20600",
    }  # fmt: skip
    without = CampaignFactory(open=True)
    ContributionFactory(campaign=without, published=True)
    assert not read(client, without).select("civic-map, .civic-explorer__switch")
    live = ports.current(ports.LiveEndpoints)
    ports.bind(ports.LiveEndpoints, object(), replace=True)
    try:
        assert not read(client, campaign).select("civic-map, .civic-card__place")
    finally:
        ports.bind(ports.LiveEndpoints, live, replace=True)


@pytest.mark.parametrize(
    ("query", "counts", "shares"),
    [
        ("", {"Ouest": "2", "Est": "1"}, ["50 %", "25 %"]),
        ("?kind=collective", {"Ouest": "1", "Est": "1"}, ["50 %", "50 %"]),
        ("?outcome=retenue", {"Ouest": "1", "Est": "0"}, ["100 %", "0 %"]),
        ("?q=arbre", {"Ouest": "1", "Est": "0"}, ["100 %", "0 %"]),
        ("?q=introuvable", {"Ouest": "0", "Est": "0"}, ["–", "–"]),
        # Of one sector or one part of the map: the others are as they are without.
        ("?sector=est", {"Ouest": "2", "Est": "1"}, ["50 %", "25 %"]),
        (f"?bbox={WEST_BOX}&kind=collective", {"Ouest": "1", "Est": "1"}, ["50 %", "50 %"]),
        ("?q=un&sector=ouest", {"Ouest": "2", "Est": "1"}, ["50 %", "25 %"]),
    ],
    ids=str,
)
def test_the_sectors_of_the_map_are_counted_under_the_filters(
    client: Any, campaign: Any, query: str, counts: dict[str, str], shares: list[str]
) -> None:
    page = read(client, campaign, query)
    rows = [
        [cell.get_text() for cell in row] for row in page.select(".civic-map__sectors tbody tr")
    ]
    assert {name: count for name, count, _share in rows} == counts
    assert [row[2].replace("\xa0", " ").replace("\u202f", " ") for row in rows] == shares
    config = json.loads(page.find(id="explorer-map-config").string)
    drawn = {
        each["properties"]["name"]: each["properties"] for each in config["sectors"]["features"]
    }
    assert {name: str(told["count"]) for name, told in drawn.items()} == counts
    assert "sectors" in config["views"]
    assert len(page.select("[data-legend=sectors] li")) == len(set(counts.values()))


def test_the_sectors_of_the_map_are_not_counted_where_totals_are_not_told(
    client: Any, campaign: Any
) -> None:
    campaign.live_totals = False
    campaign.save_revision().publish()
    page = read(client, campaign, "?kind=collective")
    config = json.loads(page.find(id="explorer-map-config").string)
    assert {each["properties"]["count"] for each in config["sectors"]["features"]} == {None}
    assert "sectors" not in config["views"]
    assert not page.select(".civic-map__sectors, [data-legend=sectors]")


def test_the_map_stays_where_a_filter_finds_nothing(client: Any, campaign: Any) -> None:
    page = read(client, campaign, "?q=introuvable")
    assert listed(page) == []
    assert page.select_one("civic-map")


def test_in_a_campaign_of_homes_there_is_nothing_to_filter(client: Any) -> None:
    homes = CampaignFactory(open=True, homes=True)
    ContributionFactory.create_batch(12, campaign=homes, published=True, pinned=True)
    page = read(client, homes, f"?bbox={WEST_BOX}&q=banc")
    assert page.select_one(".civic-notice")
    assert not page.select("form[role=search], civic-map, civic-explorer, .civic-sectors")


def test_hidden_totals_stay_hidden_whatever_is_filtered(client: Any, campaign: Any) -> None:
    campaign.live_totals = False
    campaign.save()
    for query in ("", "?kind=collective", f"?bbox={WEST_BOX}"):
        page = read(client, campaign, query)
        assert not re.search(r"\d", page.select_one("#results-title").get_text())
        assert not page.select(".civic-explorer__places, .civic-sectors__count")
        assert page.select_one("[data-part=results]")["data-told"] == words(
            "The list is up to date."
        )


def test_pages_keep_the_filters_and_end_at_the_last(client: Any, campaign: Any) -> None:
    ContributionFactory.create_batch(25, campaign=campaign, published=True, collective=True)
    second = read(client, campaign, "?kind=collective&page=2&map=13/48.9/2.2")
    assert len(listed(second)) == 7
    for link in second.select(".civic-pagination a"):
        query = parse_qs(urlsplit(str(link["href"])).query)
        assert (query["kind"], "map" in query) == (["collective"], False)
    for beyond in ("99", "999999999999999999999"):
        page = read(client, campaign, f"?kind=collective&page={beyond}")
        assert listed(page) == listed(second)


@pytest.mark.parametrize(
    ("query", "canonical", "is_indexed"),
    [
        ("", "", True),
        ("?map=13/48.9/2.2", "", True),
        ("?page=2", "?page=2", True),
        ("?page=99&utm=x", "?page=2", True),
        ("?ordering=-published", "", True),
        ("?map=13/48.9/2.2&kind=individual", "?kind=individual", False),
        ("?kind=nonsense", "", False),
    ],
)
def test_search_engines_are_told_one_address_of_a_list(
    client: Any, campaign: Any, query: str, canonical: str, is_indexed: bool
) -> None:
    ContributionFactory.create_batch(20, campaign=campaign, published=True)
    page = read(client, campaign, query)
    link = page.select_one("link[rel=canonical]")
    assert str(link["href"]).endswith(f"{campaign.contributions_url}{canonical}")
    assert (page.select_one("meta[name=robots]") is None) == is_indexed


@pytest.mark.parametrize("query", ["", "?kind=individual", f"?bbox={WEST_BOX}&q=place", "?page=1"])
@pytest.mark.parametrize("trait", [{}, {"by_sector": True}, {"live_totals": False}])
def test_a_list_costs_the_same_with_one_and_with_thirty(
    client: Any, query: str, trait: dict[str, Any]
) -> None:
    campaign = CampaignFactory(open=True, **trait)
    common = {"campaign": campaign, "published": True, "pinned": True, "at": WEST}

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"{campaign.contributions_url}{query}").status_code == 200
        return len(captured)

    ContributionFactory(**common)
    cost()
    few = cost()
    ContributionFactory.create_batch(29, **common)
    assert cost() == few


def test_words_in_an_address_are_never_markup(client: Any, campaign: Any) -> None:
    attack = '"><script>alert(1)</script>'
    query = urlencode({"q": attack, "category": attack, "sector": attack, "bbox": attack})
    html = client.get(f"{campaign.contributions_url}?{query}").content.decode()
    assert "<script>alert" not in html


def test_a_contribution_leads_back_to_the_list(client: Any, campaign: Any) -> None:
    response = client.get(f"{campaign.contributions_url}ARBRE/")
    back = BeautifulSoup(response.content, "html.parser").select_one("civic-back")
    assert back["data-place"] == "ARBRE"
    assert back.a["href"] == campaign.contributions_url
