"""The public page of a synthesis: what it tells, what it never tells, and what it weighs."""

import gzip
import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from civic_pages.participation import actions
from civic_pages.participation.models import Contribution
from civic_pages.synthesis.models import Citation, SynthesisPage
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.synthesis.citing import FIRST, SECOND, THIRD, statement, synthesis_of, theme


pytestmark = pytest.mark.django_db


def cite(page: Any, statement: str, *contributions: Contribution) -> None:
    Citation.objects.bulk_create(
        Citation(
            synthesis_id=page.pk,
            statement=statement,
            contribution=contribution,
            created_at=timezone.now(),
        )
        for contribution in contributions
    )


def published(page: Any) -> SynthesisPage:
    page.save_revision().publish()
    return SynthesisPage.objects.get(pk=page.pk)


def told(count: int = 3, **values: Any) -> SynthesisPage:
    """Return a published synthesis whose first statement rests on all but one contribution."""
    page = synthesis_of(live=False, **values)
    made = ContributionFactory.create_batch(count, campaign=page.campaign, published=True)
    made += [ContributionFactory(campaign=page.campaign, published=True, collective=True)]
    cite(page, FIRST, *made[:-1])
    return published(page)


def soup(client: Any, url: str) -> BeautifulSoup:
    response = client.get(url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_statements_are_numbered_anchored_and_rest_on_what_they_link_to(client: Any) -> None:
    page = told()
    html = soup(client, page.url)
    statements = html.select(".civic-statement")
    assert [item["id"] for item in statements] == [f"statement-{s}" for s in (FIRST, SECOND, THIRD)]
    numbers = [item.select_one("h3 a").contents[-1].strip() for item in statements]
    assert numbers == ["1.1", "1.2", "2.1"]
    links = [link["href"] for link in statements[0].select("details li a")]
    cited = Contribution.objects.filter(citations__statement=FIRST).order_by("reference")
    assert links == [f"{page.campaign.contributions_url}{row.reference}/" for row in cited]
    assert statements[1].select("details") == []
    for link in links:
        assert client.get(link).status_code == 200


def test_the_contents_lead_to_what_is_on_the_page(client: Any) -> None:
    html = soup(client, told().url)
    anchors = [link["href"][1:] for link in html.select(".civic-contents a")]
    assert len(anchors) == 3
    for anchor in anchors:
        assert html.find(id=anchor)
    identifiers = [tag["id"] for tag in html.find_all(id=True)]
    assert len(identifiers) == len(set(identifiers))


def test_figures_coverage_and_their_day_are_told(client: Any) -> None:
    page = told()
    response = client.get(page.url)
    html = BeautifulSoup(response.content, "html.parser")
    values = [item.text for item in html.select(".civic-figure-item__value")]
    assert values == ["33", "4", "1"]
    covered = " ".join(html.select_one(".civic-covered").text.split())
    assert "3" in covered
    assert "75" in covered
    assert str(timezone.localdate().year) in html.select_one(".civic-synthesis__as-of").text


def test_every_chart_is_named_and_has_its_table(client: Any) -> None:
    page = synthesis_of(live=False)
    for category, sector in (("Voirie", "est"), ("Nature", "ouest"), ("Nature", "")):
        ContributionFactory(
            campaign=page.campaign, published=True, category=category, sector=sector
        )
    html = soup(client, published(page).url)
    figures = html.select("figure.civic-chart-figure")
    assert len(figures) == 2
    for figure in figures:
        drawing = figure.select_one("svg[role=img]")
        assert drawing is not None
        title = drawing.find("title")
        assert title["id"] == drawing["aria-labelledby"]
        assert title.text.strip()
        rows = figure.select("details table tbody tr")
        assert len(rows) == len(drawing.select("rect"))
        total = sum(int(row.select_one("td").text) for row in rows)
        assert total == 3


def test_numbers_are_written_as_french_people_write_them(client: Any) -> None:
    page = synthesis_of(live=False)
    ContributionFactory(campaign=page.campaign, published=True, collective=True, represented=12345)
    html = soup(client, published(page).url)
    value = html.select_one(".civic-figure-item__value").text
    assert value.replace("\u202f", " ").replace("\xa0", " ") == "12 345"


def test_what_is_withdrawn_is_cited_no_more_and_the_frozen_figure_stays(
    client: Any, admin_user: Any
) -> None:
    page = told()
    gone = Contribution.objects.filter(citations__statement=FIRST).first()
    assert gone.reference in client.get(page.url).content.decode()
    actions.reject(gone, by=admin_user, reason="Hors sujet.", now=timezone.now())
    html = client.get(page.url).content.decode()
    assert gone.reference not in html
    assert gone.title not in html
    values = BeautifulSoup(html, "html.parser").select(".civic-figure-item__value")
    assert values[1].text == "4"


def test_a_statement_on_many_contributions_names_some_and_leads_to_all(client: Any) -> None:
    page = told(60)
    html = soup(client, page.url)
    assert len(html.select(f"#statement-{FIRST} details li")) == 8
    more = html.select_one(f"#statement-{FIRST} details p a")["href"]
    listed: set[str] = set()
    for number in (1, 2):
        one = soup(client, f"{more}?page={number}")
        listed |= {link["href"] for link in one.select(".civic-cited-list a")}
    assert len(listed) == 60
    assert client.get(f"{page.url}constats/nulle-part/").status_code == 404


def test_a_page_costs_the_same_at_one_and_at_thirty_citations(client: Any) -> None:
    costs = []
    for number in (1, 30):
        page = told(number, slug=f"s{number}", campaign=CampaignFactory(closed=True))
        client.get(page.url)
        with CaptureQueriesContext(connection) as queries:
            client.get(page.url)
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_a_draft_is_shown_to_its_editors_only_with_figures_of_now(
    client: Any, admin_client: Any
) -> None:
    page = synthesis_of(live=False)
    ContributionFactory(campaign=page.campaign, published=True)
    assert client.get(page.url).status_code == 404
    response = admin_client.get(f"/admin/pages/{page.pk}/view_draft/")
    html = BeautifulSoup(response.content, "html.parser")
    assert html.select_one(".civic-notice--warning")
    assert [item.text for item in html.select(".civic-figure-item__value")] == ["1", "1"]
    assert "private" in response["Cache-Control"]


def test_a_synthesis_behind_a_password_tells_nothing_by_any_of_its_addresses(client: Any) -> None:
    page = told()
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="secret")
    title = Contribution.objects.first().title
    for name in ("", "pdf/", f"constats/{FIRST}/"):
        response = client.get(f"{page.url}{name}")
        assert response["Content-Type"].startswith("text/html")
        assert title not in response.content.decode()


def test_what_editors_and_citizens_typed_is_escaped(client: Any) -> None:
    page = synthesis_of(live=False, body=json.dumps([theme("<i>Thème</i>", statement(FIRST, "A"))]))
    mark = "<img src=x onerror=alert(1)>"
    cite(page, FIRST, ContributionFactory(campaign=page.campaign, published=True, title=mark))
    for category in (mark, "Nature"):
        ContributionFactory(campaign=page.campaign, published=True, category=category)
    html = client.get(published(page).url).content.decode()
    assert mark not in html
    assert "&lt;i&gt;Thème" in html


def test_an_empty_synthesis_says_so(client: Any) -> None:
    page = synthesis_of(body="[]")
    html = soup(client, page.url)
    assert html.select_one(".civic-synthesis__body .civic-notice")
    assert html.select("main svg") == []


def test_a_synthesis_on_351_contributions_is_light(client: Any) -> None:
    page = synthesis_of(live=False)
    made = ContributionFactory.create_batch(351, campaign=page.campaign, published=True)
    for number, key in enumerate((FIRST, SECOND, THIRD)):
        cite(page, key, *made[number::3])
    response = client.get(published(page).url)
    sheets = ["civic_pages/css/site.css", "civic_blocks/css/blocks.css", "civic_pages/css/synthesis.css"]  # fmt: skip
    weight = len(gzip.compress(response.content, 6))
    for sheet in sheets:
        assert sheet in response.content.decode()
        with open(finders.find(sheet), "rb") as file:
            weight += len(gzip.compress(file.read(), 6))
    assert weight <= 40_000, weight
