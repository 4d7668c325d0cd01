"""The block that shows a synthesis in short on the page of its campaign."""

import uuid
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.utils import translation
from wagtail import blocks

from civic_blocks.testing import BlockContract
from civic_pages.synthesis.extract import SynthesisBlock
from civic_pages.testing import CampaignFactory
from tests.synthesis.citing import FIRST, THIRD, synthesis_of
from tests.synthesis.test_figures_page import told


pytestmark = pytest.mark.django_db


class TestSynthesisBlock(BlockContract):
    block = SynthesisBlock

    def test_its_words_are_in_french(self, instance: blocks.Block) -> None:
        with translation.override("fr"):
            if str(instance.child_blocks["limit"].label) == "How many statements to show":
                pytest.skip("the French catalogue is not compiled")
        super().test_its_words_are_in_french(instance)


def block(page: Any, **value: Any) -> dict[str, Any]:
    stored = {"title": "Ce qui en est sorti", "page": page.pk, "limit": 2, **value}
    return {"type": "synthesis", "id": str(uuid.uuid4()), "value": stored}


def campaign_showing(page: Any, **value: Any) -> Any:
    return CampaignFactory(closed=True, body=[block(page, **value)])


def test_it_shows_the_frozen_figures_and_one_statement_of_each_theme_first(client: Any) -> None:
    page = told()
    response = client.get(campaign_showing(page).url)
    html = BeautifulSoup(response.content, "html.parser")
    shown = html.select_one(".civic-block--synthesis")
    assert [item.text for item in shown.select(".civic-figure-item__value")] == ["33", "4", "1"]
    links = [link["href"] for link in shown.select(".civic-card a")]
    assert links == [f"{page.url}#statement-{FIRST}", f"{page.url}#statement-{THIRD}"]
    assert shown.select_one(".civic-button")["href"] == page.url


def test_a_draft_is_told_nowhere(client: Any) -> None:
    page = synthesis_of(live=False, title="Brouillon secret")
    campaign = campaign_showing(page)
    assert "Brouillon secret" not in client.get(campaign.url).content.decode()
    face = client.get(f"/api/v2/pages/{campaign.pk}/").json()["body"][0]["value"]
    assert face["extract"] is None


def test_the_api_tells_it_as_plain_data(client: Any) -> None:
    page = told()
    face = client.get(f"/api/v2/pages/{campaign_showing(page, limit=12).pk}/").json()
    found = face["body"][0]["value"]["extract"]
    assert found["url"] == page.full_url
    assert [figure["value"] for figure in found["figures"]] == [33, 4, 1]
    assert [row["number"] for row in found["statements"]] == ["1.1", "1.2", "2.1"]
    assert found["statements"][0]["cited"] == 3
