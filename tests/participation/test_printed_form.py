"""The form on paper: what stands on it, and its QR code."""

import dataclasses
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils.translation import gettext

from civic_blocks.definitions import Condition
from civic_pages.participation.desk import paper
from civic_pages.testing import FORM_ID, CampaignFactory, definition_of, form_block, question
from tests.participation.samples import file_question


pytestmark = pytest.mark.django_db


def printed(client: Client, campaign: Any) -> BeautifulSoup:
    response = client.get(campaign.print_url(FORM_ID))
    assert response.status_code == 200
    assert response["X-Robots-Tag"] == "noindex"
    return BeautifulSoup(response.content.decode(), "html.parser")


def test_the_paper_form_asks_all_that_the_page_asks(client: Client) -> None:
    campaign = CampaignFactory(upcoming=True)
    page = printed(client, campaign)
    labels = [" ".join(tag.get_text(" ").split()) for tag in page.select(".paper-label")]
    asked = [spec.label for spec in definition_of(campaign)]
    assert [label for label in asked if not any(label in line for line in labels)] == []
    assert gettext("Name of the group") in " ".join(labels)
    boxes = [item.get_text().strip() for item in page.select(".paper-boxes li")]
    assert {"Voirie", "Nature"} <= set(boxes)
    assert "mission d'intérêt public" in page.select_one(".paper-legal").get_text()
    assert page.select_one("meta[name=robots]")["content"] == "noindex"
    assert page.select_one(".paper-staff .paper-box")


def test_a_file_is_fastened_to_the_paper_or_sent_online(client: Client) -> None:
    body = [form_block(question("short_text", "titre", "Titre"), file_question())]
    page = printed(client, CampaignFactory(open=True, in_english=True, body=body))
    asked = page.select(".paper-question")[-1]
    assert "Vos photos" in asked.get_text()
    assert "Fasten it to this sheet, or fill in the form online" in asked.get_text()


def test_no_chrome_of_the_site_is_printed(client: Client) -> None:
    page = printed(client, CampaignFactory(open=True))
    assert not page.select("wagtail-userbar, .civic-header, .civic-footer, script")


def test_the_code_leads_to_the_form_online(client: Client) -> None:
    campaign = CampaignFactory(open=True)
    code = printed(client, campaign).select_one(".paper-code img")
    response = client.get(code["src"])
    assert (response.status_code, response["Content-Type"]) == (200, "image/svg+xml")
    assert b"<svg" in response.content
    assert b"style=" not in response.content
    assert b"<script" not in response.content


def test_a_form_that_does_not_exist_is_not_printed(client: Client) -> None:
    campaign = CampaignFactory(open=True)
    assert client.get(campaign.print_url("nothing")).status_code == 404
    assert client.get(f"{campaign.print_url('nothing')}qr/").status_code == 404


def test_conditions_are_said_in_words() -> None:
    questions = [
        question("section", "s", "Vous"),
        question("yes_no", "velo", "Faites-vous du vélo ?"),
        question("short_text", "ou", "Où ?", max_length=50),
    ]
    campaign = CampaignFactory(body=[form_block(*questions, allow_collective=False)])
    definition = definition_of(campaign)
    for operator, values, expected in (
        ("is", ("yes",), [gettext("Yes"), "1", "Faites-vous du vélo"]),
        ("is_not", ("no",), [gettext("No"), "1"]),
        ("answered", (), ["1", "Faites-vous du vélo"]),
    ):
        asked = dataclasses.replace(
            definition.fields[2], condition=Condition("velo", operator, values)
        )
        conditional = dataclasses.replace(definition, fields=(*definition.fields[:2], asked))
        last = paper.pages(conditional)[-1].rows[-1]
        assert last.number == 2
        assert all(word in last.only_if for word in expected), last.only_if
