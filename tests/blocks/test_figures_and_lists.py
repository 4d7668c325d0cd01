"""Blocks that show what citizens sent: a source stands behind the port, any page will do."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import translation

from civic_blocks import ports
from tests.blocks.rendering import errors_of, face_of, soup_of


PAGE = object()
TITLED = {"title": "Titre"}


class Source:
    """351 contributions, of which it gives as many as it is asked for."""

    def __init__(self) -> None:
        self.limits: list[int] = []
        self.total = 351

    def figures(self, page: Any) -> list[ports.Figure]:
        assert page is PAGE
        return [ports.Figure("contributions", 1559, "personnes")] if self.total else []

    def listing(self, page: Any, *, limit: int) -> ports.Listing:
        assert page is PAGE
        self.limits.append(limit)
        cards = [
            ports.ContributionCard(
                reference=f"ASV-2026-{n:05d}",
                url=f"/assises/contributions/ASV-2026-{n:05d}/",
                title=f"Idée {n} <b>",
                published_at=datetime(2026, 5, 4, 10, tzinfo=UTC),
                place=ports.Place(48.9, 2.2),
            )
            for n in range(min(limit, self.total))
        ]
        return ports.Listing(cards, self.total, "/assises/contributions/")


@pytest.fixture(autouse=True)
def source() -> Iterator[Source]:
    before, source = ports.current(ports.ContributionSource), Source()
    ports.bind(ports.ContributionSource, source, replace=True)
    yield source
    ports.bind(ports.ContributionSource, before, replace=True)


def figures(page: Any = PAGE, **value: Any) -> list[str]:
    html = soup_of("key_figures", {**TITLED, **value}, page=page)
    return [" ".join(item.text.split()) for item in html.select("ul.civic-figures > li")]


def test_computed_figures_come_before_those_an_editor_adds():
    extra = [{"value": "500 k€", "label": "par an", "source": "Budget 2026"}]
    with translation.override("en"):
        assert figures(extra=extra) == ["1,559 personnes", "500 k€ par an Budget 2026"]
        assert figures(extra=extra, show_participation=False) == ["500 k€ par an Budget 2026"]


def test_a_figure_is_written_as_french_people_write_it():
    with translation.override("fr"):
        assert figures()[0].replace("\u202f", "\u00a0").split()[-1] == "personnes"
        assert "1559" not in figures()[0]


def test_before_the_first_contribution_the_block_says_so(source):
    source.total = 0
    html = soup_of("key_figures", TITLED, page=PAGE)
    assert html.select_one(".civic-notice")
    assert html.select("ul") == []


def test_figures_are_not_counted_where_there_is_no_page():
    assert figures(page=None) == []


def test_the_api_gives_the_figures_with_their_names():
    extra = [{"value": "12 %", "label": "de jeunes", "source": ""}]
    with translation.override("en"):
        face = face_of("key_figures", {**TITLED, "extra": extra}, page=PAGE)
    assert face["figures"] == [
        {"name": "contributions", "value": "1,559", "label": "personnes", "source": ""},
        {"name": "", "value": "12 %", "label": "de jeunes", "source": ""},
    ]


def test_the_list_shows_as_many_as_the_editor_wants_and_leads_to_all(source):
    html = soup_of("contributions_list", {**TITLED, "limit": 4}, page=PAGE)
    assert source.limits == [4]
    cards = html.select("ul.civic-cards > li h3")
    assert [card.text.strip() for card in cards] == [f"Idée {n} <b>" for n in range(4)]
    more = html.select_one("a.civic-button")
    assert more["href"] == "/assises/contributions/"
    assert "351" in more.text


def test_the_list_never_shows_more_than_twelve(source):
    soup_of("contributions_list", {**TITLED, "limit": 5000}, page=PAGE)
    soup_of("contributions_list", {**TITLED, "limit": None}, page=PAGE)
    assert source.limits == [12, 1]
    assert list(errors_of("contributions_list", {**TITLED, "limit": 13})) == ["limit"]
    assert list(errors_of("contributions_list", {**TITLED, "limit": 0})) == ["limit"]


def test_before_the_first_contribution_the_list_says_so(source):
    source.total = 0
    html = soup_of("contributions_list", TITLED, page=PAGE)
    assert html.select_one(".civic-notice")
    assert html.select("a") == []


def test_the_api_gives_the_same_contributions_as_the_page():
    face = face_of("contributions_list", {**TITLED, "limit": 2}, page=PAGE)
    assert face["total"] == 351
    assert face["more_url"] == "/assises/contributions/"
    assert [card["reference"] for card in face["contributions"]] == [
        "ASV-2026-00000",
        "ASV-2026-00001",
    ]
    assert face["contributions"][0]["published_at"] == "2026-05-04T10:00:00+00:00"
    assert face["contributions"][0]["place"] == {"latitude": 48.9, "longitude": 2.2}


def test_previews_of_the_picker_count_nothing(source):
    from civic_blocks.blocks.contributions_list import ContributionsListBlock
    from civic_blocks.blocks.key_figures import KeyFiguresBlock

    for block in (ContributionsListBlock(), KeyFiguresBlock()):
        html = block.render(block.get_preview_value(), {"block_def": block, "page": PAGE})
        assert "<li" in html
    assert source.limits == []
