"""What a campaign that counts homes needs before it is published."""

from typing import Any

import pytest
from wagtail.test.utils.form_data import rich_text, streamfield

from civic_pages.testing import CampaignFactory
from tests.campaigns.test_publishing import editor as editor  # noqa: PLC0414 - a fixture
from tests.campaigns.test_publishing import post_edit, with_point


pytestmark = pytest.mark.django_db


def with_home() -> Any:
    question = {"label": "Logement", "help_text": "", "required": "on", "key": "foyer"}
    form = {
        "title": "La fibre",
        "introduction": rich_text("<p></p>"),
        "fields": streamfield([("home", question)]),
        "allow_collective": "",
        "submit_label": "",
    }
    return streamfield([("contribution_form", form)])


def test_a_campaign_of_homes_is_published(client: Any, editor: Any) -> None:
    page = CampaignFactory(live=False)
    changes = {"households": "on", "public_precision": "areas", "body": with_home()}
    response = post_edit(client, page, publish=True, **changes)
    assert response.status_code == 302, response.context["form"].errors
    page.refresh_from_db()
    assert page.live
    assert page.households


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        (
            {"households": "on", "public_precision": "sector", "body": with_home()},
            "public_precision",
        ),
        ({"public_precision": "exact", "body": with_home()}, "public_precision"),
        ({"households": "on", "public_precision": "areas", "body": with_point()}, "households"),
        ({"public_precision": "areas", "perimeter": "", "body": with_home()}, "perimeter"),
    ],
)
def test_homes_are_never_asked_for_and_published_as_points(
    client: Any, editor: Any, changes: dict[str, Any], field: str
) -> None:
    page = CampaignFactory(live=False)
    response = post_edit(client, page, publish=True, **changes)
    assert response.status_code == 200
    assert field in response.context["form"].errors
    page.refresh_from_db()
    assert not page.live
