"""Who may open a file: everybody where it is published, moderators always, nobody else."""

import uuid
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from civic_pages.participation import actions
from civic_pages.participation.models import Contribution, Precision, Upload
from civic_pages.testing import FORM_ID
from tests.participation import samples
from tests.participation.desk import client_of, soup, user_of
from tests.participation.samples import campaign_with_files, upload


pytestmark = pytest.mark.django_db


def sent(client: Any, campaign: Any, *files: Any) -> Contribution:
    """Send a contribution with files, published at once; returns it."""
    data = {
        "civic_form": FORM_ID,
        "civic_key": uuid.uuid4().hex,
        "titre": "Un banc cassé",
        "photos": list(files or [upload("banc cassé.jpg", samples.jpeg())]),
    }
    assert client.post(campaign.url, data).status_code == 303
    return Contribution.objects.latest("pk")


def url_of(contribution: Contribution, found: Upload | None = None) -> str:
    found = found or contribution.uploads.get()
    page: Any = contribution.campaign.specific
    return f"{page.contributions_url}{contribution.reference}/files/{found.uuid}/"


def staff_url(contribution: Contribution) -> str:
    return f"/admin/civic_contributions/file/{contribution.pk}/{contribution.uploads.get().uuid}/"


@pytest.fixture
def campaign(db: None) -> Any:
    return campaign_with_files()


def test_a_public_image_is_shown_and_can_do_nothing_else(client: Any, campaign: Any) -> None:
    contribution = sent(client, campaign)
    response = client.get(url_of(contribution))
    assert response.status_code == 200
    assert response["Content-Type"] == "image/jpeg"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["Content-Disposition"].startswith("inline")
    body = b"".join(response.streaming_content)
    assert len(body) == contribution.uploads.get().size == int(response["Content-Length"])


def test_a_public_document_is_saved_under_its_own_name(client: Any, campaign: Any) -> None:
    contribution = sent(client, campaign, upload("L’été.pdf", samples.PDF))
    response = client.get(url_of(contribution))
    assert response["Content-Disposition"].startswith("attachment")
    assert "%C3%A9t%C3%A9.pdf" in response["Content-Disposition"]
    assert response["Content-Type"] == "application/pdf"
    response.close()


def test_the_contribution_shows_its_files_with_format_size_and_words(
    client: Any, campaign: Any
) -> None:
    contribution = sent(
        client, campaign, upload("banc.jpg", samples.jpeg()), upload("plan.pdf", samples.PDF)
    )
    page = soup(client.get(f"{campaign.contributions_url}{contribution.reference}/"))
    links = page.select(".civic-attached a")
    assert [link["href"] for link in links] == [
        url_of(contribution, found) for found in contribution.uploads.order_by("pk")
    ]
    (image,) = page.select(".civic-attached img")
    assert "banc.jpg" in image["alt"]
    facts = [tag.get_text() for tag in page.select(".civic-attached__facts")]
    assert facts[0].startswith("JPG, ")
    assert facts[1].startswith("PDF, ")


@pytest.mark.parametrize("state", ["pending", "rejected", "withdrawn", "homes", "removed"])
def test_a_file_that_is_not_published_is_not_found_but_by_moderators(
    client: Any, campaign: Any, state: str
) -> None:
    contribution = sent(client, campaign)
    url = url_of(contribution)
    moderator = user_of("admin")
    if state == "rejected":
        actions.reject(contribution, by=moderator, now=timezone.now(), reason="Hors sujet")
    elif state == "withdrawn":
        actions.withdraw(contribution, by=moderator, now=timezone.now())
    elif state == "pending":
        Contribution.objects.update(status="pending")
    elif state == "homes":
        Contribution.objects.update(precision=Precision.AREAS)
    else:
        Contribution.objects.update(answers={"titre": "Un banc cassé", "photos": []})
    assert client.get(url).status_code == 404
    if state != "removed":
        response = client_of("moderator").get(staff_url(contribution))
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
        assert "private" in response["Cache-Control"]
        response.close()


def test_a_private_question_keeps_its_files_from_the_public(client: Any) -> None:
    campaign = campaign_with_files(public=False)
    contribution = sent(client, campaign)
    assert client.get(url_of(contribution)).status_code == 404
    page = client.get(f"{campaign.contributions_url}{contribution.reference}/")
    assert not soup(page).select(".civic-attached")
    assert str(contribution.uploads.get().uuid) not in page.content.decode()
    response = client_of("moderator").get(staff_url(contribution))
    assert response.status_code == 200
    response.close()


def test_what_was_published_under_an_earlier_form_stays_as_it_was(client: Any) -> None:
    campaign = campaign_with_files(public=False)
    contribution = sent(client, campaign)
    body = campaign.body.raw_data
    body[0]["value"]["fields"][1]["value"]["public"] = True
    campaign.body = list(body)
    campaign.save()
    assert client.get(url_of(contribution)).status_code == 404


def test_a_file_is_found_beneath_its_own_contribution_only(client: Any, campaign: Any) -> None:
    first, second = sent(client, campaign), sent(client, campaign)
    other = campaign_with_files()
    crossed = url_of(first, second.uploads.get())
    assert client.get(crossed).status_code == 404
    assert client.get(url_of(first).replace(campaign.url, other.url)).status_code == 404
    assert (
        client.get(
            url_of(first).replace(str(first.uploads.get().uuid), str(uuid.uuid4()))
        ).status_code
        == 404
    )
    assert client.post(url_of(first)).status_code == 405


@pytest.mark.parametrize("role", ["anonymous", "editor"])
def test_the_desk_sends_files_to_moderators_only(client: Any, campaign: Any, role: str) -> None:
    contribution = sent(client, campaign)
    response = client_of(role).get(staff_url(contribution))
    assert response.status_code == 302
    assert not response.streaming


def test_a_moderator_sees_the_files_on_the_contributions_page(client: Any, campaign: Any) -> None:
    contribution = sent(client, campaign)
    page = soup(
        client_of("moderator").get(f"/admin/civic_contributions/inspect/{contribution.pk}/")
    )
    assert staff_url(contribution) in [link["href"] for link in page.select(".civic-desk__files a")]


def test_a_file_the_storage_has_lost_is_not_found(
    client: Any, campaign: Any, settings: Any
) -> None:
    contribution = sent(client, campaign)
    root = Path(settings.STORAGES["civic_private"]["OPTIONS"]["location"])
    next(path for path in root.rglob("*") if path.is_file()).unlink()
    assert client.get(url_of(contribution)).status_code == 404


def test_a_page_with_many_files_asks_the_database_no_more_than_one_with_one(
    client: Any,
) -> None:
    campaign = campaign_with_files(max_count=10)
    counts = []
    for number in (1, 10):
        files = [upload(f"{n}.pdf", samples.PDF) for n in range(number)]
        contribution = sent(client, campaign, *files)
        url = f"{campaign.contributions_url}{contribution.reference}/"
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1]
