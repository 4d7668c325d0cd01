from typing import Any

import pytest

from civic_pages.testing import CampaignFactory
from tests.blocks.rendering import errors_of, face_of, soup_of


# Where nothing is chosen, Django 6.1 asks the database all the same.
pytestmark = pytest.mark.django_db


def action(**value: Any) -> dict[str, Any]:
    common = {"title": "Participez", "text": "", "button": "Contribuer", "page": None, "link": ""}
    return {**common, "style": "strong", **value}


def test_a_button_leads_to_an_address():
    html = soup_of("call_to_action", action(link="https://example.org/a?b=1&c=2"))
    assert html.select_one(".civic-cta > a.civic-button")["href"] == "https://example.org/a?b=1&c=2"
    assert html.section["aria-labelledby"] == html.h2["id"]


def test_a_button_leads_to_a_page_until_it_is_unpublished():
    page = CampaignFactory(slug="assises", body=[])
    value = action(page=page.pk)
    assert soup_of("call_to_action", value).a["href"] == page.url
    assert face_of("call_to_action", value)["target"] == page.url
    page.unpublish()
    assert soup_of("call_to_action", value).a is None
    page.delete()
    assert soup_of("call_to_action", value).a is None


def test_a_calm_button_does_not_compete_with_the_form():
    html = soup_of("call_to_action", action(link="#form", style="calm"))
    assert html.a["class"] == ["civic-button", "civic-button--secondary"]


@pytest.mark.parametrize(
    "address",
    [
        "https://participez.nanterre.fr/budget?an=2026#idees",
        "http://example.org",
        "/budget/",
        "#contribution-form",
        "mailto:participez@nanterre.fr",
        "tel:+33 1 47 29 50 50",
    ],
)
def test_an_address_may_lead_to_the_web_this_site_this_page_or_people(address):
    assert errors_of("call_to_action", action(link=address)) == {}


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "//evil.example",
        "/\\evil.example",
        "https://",
        "mailto:",
        "participez.nanterre.fr",
        "https://example.org/\njavascript:alert(1)",
    ],
)
def test_an_address_that_leads_nowhere_or_runs_code_is_refused(address):
    assert list(errors_of("call_to_action", action(link=address))) == ["link"]


def test_exactly_one_of_page_and_address_is_asked_for():
    page = CampaignFactory(body=[])
    assert list(errors_of("call_to_action", action())) == ["page"]
    both = action(page=page.pk, link="https://example.org/")
    assert list(errors_of("call_to_action", both)) == ["link"]
    assert errors_of("call_to_action", action(page=page.pk)) == {}
    assert errors_of("call_to_action", action(), draft=True) == {}
