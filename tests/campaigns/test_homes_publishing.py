"""What a campaign that counts homes needs before it is published."""

import re
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone
from wagtail.test.utils.form_data import rich_text, streamfield

from civic_pages.campaigns import home_checks
from civic_pages.models import CampaignPage
from civic_pages.participation.geo import publication
from civic_pages.testing import CampaignFactory, ContributionFactory
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


def warned(client: Any, page: Any, **changes: Any) -> str:
    """Publish a campaign of homes and return what the editor is told."""
    changes = {"households": "on", "public_precision": "areas", "body": with_home(), **changes}
    response = post_edit(client, page, publish=True, **changes)
    assert response.status_code == 302, response.context["form"].errors
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


@pytest.mark.parametrize(("least", "is_warned"), [("", False), ("11", False), ("6", True)])
def test_fewer_answers_than_usual_in_an_area_are_allowed_with_a_warning(
    client: Any, editor: Any, least: str, is_warned: bool
) -> None:
    told = warned(client, CampaignFactory(live=False), area_threshold=least)
    assert ("Insee" in told) is is_warned


def test_fewer_than_five_are_refused(client: Any, editor: Any) -> None:
    changes = {"households": "on", "public_precision": "areas", "body": with_home()}
    page = CampaignFactory(live=False)
    response = post_edit(client, page, publish=True, area_threshold="4", **changes)
    assert "area_threshold" in response.context["form"].errors


def test_a_filter_by_a_category_that_nobody_is_asked_for_is_refused(
    client: Any, editor: Any
) -> None:
    changes = {"households": "on", "public_precision": "areas", "body": with_home()}
    page = CampaignFactory(live=False)
    response = post_edit(client, page, publish=True, public_filters="category", **changes)
    assert "public_filters" in response.context["form"].errors


def test_another_ground_or_filter_once_a_map_was_told_comes_with_a_warning(
    client: Any, editor: Any
) -> None:
    page = CampaignFactory(homes=True, households=False)
    ContributionFactory.create_batch(12, campaign=page, published=True, pinned=True)
    publication.compute(page.pk, now=timezone.now())
    told = warned(client, page, households="", public_filters="kind", sectors="")
    assert len(re.findall(r"\b11\b", told)) == 1
    assert len(list(home_checks.warnings(CampaignPage.objects.get(pk=page.pk)))) == 2
    publication.compute(page.pk, now=timezone.now())
    assert list(home_checks.warnings(CampaignPage.objects.get(pk=page.pk))) == []
