"""A campaign announces a text: its state, its clauses, its comments, and the way there."""

import json
from typing import Any

import pytest

from civic_blocks.testing import BlockContract
from civic_pages.campaigns.models import CampaignPage
from civic_pages.deliberation.models import DiscussionCount
from civic_pages.deliberation.text_block import TextToDiscussBlock
from tests.deliberation.texts import FIRST, discussed_campaign, text_beneath


pytestmark = pytest.mark.django_db
BLOCK_ID = "0f4c1d52-6a0e-4a57-9d0b-3f0a9a4f1b11"


class TestTextToDiscussBlock(BlockContract):
    block = TextToDiscussBlock


@pytest.fixture
def announced() -> Any:
    """A campaign whose content leads to its text."""
    campaign = discussed_campaign()
    page = text_beneath(campaign)
    DiscussionCount.objects.create(
        campaign_id=campaign.pk, target=f"text:{page.pk}:{FIRST}", what="comment", count=7
    )
    value = {"text": page.pk, "title": ""}
    campaign.body = [{"type": "text_to_discuss", "id": BLOCK_ID, "value": value}]
    campaign.save_revision().publish()
    return page


def test_it_leads_to_the_text_and_says_how_much_is_said(client: Any, announced: Any) -> None:
    html = client.get(announced.campaign.url).content.decode()
    block = html[html.index("civic-block--text-to-discuss") :]
    assert f'href="{announced.url}"' in block
    assert "Charte des espaces publics" in block
    assert "7\xa0" in block
    assert "civic-badge--open" in block


def test_a_text_that_is_taken_down_is_not_told_of(client: Any, announced: Any) -> None:
    announced.unpublish()
    html = client.get(announced.campaign.url).content.decode()
    assert announced.url not in html
    assert "Charte des espaces publics" not in html


def test_the_api_tells_the_same(client: Any, announced: Any) -> None:
    page = CampaignPage.objects.get(pk=announced.campaign.pk)
    field = CampaignPage._meta.get_field("body")
    face = field.stream_block.get_api_representation(page.body, context={"page": page})
    text = json.loads(json.dumps(face))[0]["value"]["text"]
    assert text["id"] == announced.pk
    assert (text["clauses"], text["comments"], text["open"]) == (2, 7, True)
