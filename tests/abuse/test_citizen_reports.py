"""Citizens report a contribution; moderators keep it or take it down."""

import uuid
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Site

from civic_pages.participation import actions, tallies
from civic_pages.participation.abuse.settings import ModerationRules
from civic_pages.participation.models import Contribution, Report, Status
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.abuse.gates import hidden as hidden_input
from tests.abuse.gates import right_answer, shown, solved, turn_on, work_on
from tests.participation.desk import client_of, texts, user_of


pytestmark = pytest.mark.django_db
QUEUE = "/admin/reports/civic-citizen-reports/"


@pytest.fixture
def contribution(db: None) -> Contribution:
    return ContributionFactory(published=True)


def url_of(contribution: Contribution) -> str:
    page = contribution.campaign.specific
    return f"{page.contributions_url}{contribution.reference}/signaler/"


def said(**changes: Any) -> dict[str, Any]:
    return {
        "ground": "hate",
        "text": "La deuxième phrase.",
        "civic_key": uuid.uuid4().hex,
        **changes,
    }


def test_every_public_contribution_leads_to_its_report(client: Any, contribution: Any) -> None:
    url = url_of(contribution)
    detail = client.get(url.removesuffix("signaler/"))
    assert shown(detail).select_one(f'a[href="{url}"]')
    page = client.get(url)
    assert page["Cache-Control"] == "no-store, private" or "no-store" in page["Cache-Control"]
    assert shown(page).select_one('meta[name="robots"]')["content"] == "noindex"
    assert len(shown(page).select("[name=ground]")) == len(Report.Ground.choices)


def test_a_report_is_stored_and_answered_by_a_neutral_thank_you(
    client: Any, contribution: Any
) -> None:
    response = client.post(url_of(contribution), said())
    assert response.status_code == 303
    assert client.get(response["Location"]).status_code == 200
    report = Report.objects.get()
    assert (report.ground, report.text, report.handled_at) == ("hate", "La deuxième phrase.", None)
    assert len(report.network) == 64
    contribution.refresh_from_db()
    assert contribution.status == Status.PUBLISHED


def test_the_thank_you_tells_nothing_of_the_contribution(client: Any, contribution: Any) -> None:
    known = client.get(f"{url_of(contribution)}?merci=1").content
    unknown = client.get(f"{url_of(contribution)}?merci=1".replace(contribution.reference, "X-1"))
    assert known.replace(contribution.reference.encode(), b"X-1") == unknown.content


@pytest.mark.parametrize(
    "changes",
    [{"ground": ""}, {"ground": "no"}, {"email": "no"}, {"text": "x" * 2001}, {"website": "spam"}],
)
def test_what_is_wrong_keeps_what_was_typed(
    client: Any, contribution: Any, changes: dict[str, str]
) -> None:
    response = client.post(url_of(contribution), said(**{"text": "Gardez-moi", **changes}))
    assert response.status_code == 422
    assert changes.get("text", "Gardez-moi") in response.content.decode()
    assert shown(response).select_one("[data-error-summary]")
    assert not Report.objects.exists()


@pytest.mark.parametrize("trait", ["rejected", ""])
def test_what_is_not_public_cannot_be_reported(client: Any, trait: str) -> None:
    contribution = ContributionFactory(**({trait: True} if trait else {}))
    assert client.get(url_of(contribution)).status_code == 404
    assert client.post(url_of(contribution), said()).status_code == 404


def test_homes_cannot_be_reported_one_by_one(client: Any) -> None:
    contribution = ContributionFactory(
        campaign=CampaignFactory(open=True, homes=True), published=True
    )
    assert client.post(url_of(contribution), said()).status_code == 404


def test_a_report_passes_the_same_gate(client: Any, contribution: Any, settings: Any) -> None:
    turn_on(settings)
    page = client.get(url_of(contribution))
    assert client.post(url_of(contribution), said()).status_code == 422
    proof = solved(work_on(page))
    assert client.post(url_of(contribution), said(civic_proof=proof)).status_code == 303
    assert client.post(url_of(contribution), said(civic_proof=proof)).status_code == 422
    label = shown(client.post(url_of(contribution), said())).select_one("label[for$=civic_answer]")
    assert label is not None
    asked = client.get(url_of(contribution))
    text = shown(asked).select_one("label[for$=civic_answer]").contents[0]
    given = {
        "civic_question": hidden_input(asked, "civic_question"),
        "civic_answer": right_answer(str(text)),
    }
    assert client.post(url_of(contribution), said(**given)).status_code == 303


def test_too_many_reports_from_one_network_are_refused(
    client: Any, contribution: Any, settings: Any
) -> None:
    turn_on(settings, CHALLENGE="never", RATE_LIMIT=(1, 60))
    codes = [client.post(url_of(contribution), said()).status_code for _turn in range(2)]
    assert codes == [303, 429]


def test_whoever_left_an_address_gets_an_acknowledgement(
    client: Any, contribution: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url_of(contribution), said(email="voisine@example.org"))
    assert [message.to for message in mail.outbox] == [["voisine@example.org"]]
    assert contribution.reference in mail.outbox[0].body


def hide_after(count: int) -> None:
    site = Site.objects.get(is_default_site=True)
    ModerationRules.objects.update_or_create(site=site, defaults={"reports_to_hide": count})


def test_reports_from_different_networks_take_it_back(client: Any, contribution: Any) -> None:
    hide_after(2)
    for address in ("9.9.9.1", "9.9.9.1"):
        client.post(url_of(contribution), said(), REMOTE_ADDR=address)
    contribution.refresh_from_db()
    assert contribution.status == Status.PUBLISHED
    client.post(url_of(contribution), said(), REMOTE_ADDR="9.9.9.2")
    contribution.refresh_from_db()
    assert (contribution.status, contribution.flags) == (Status.PENDING, ["reported"])
    assert tallies.differences() == []
    assert client.get(url_of(contribution)).status_code == 404


def test_what_a_moderator_published_again_begins_anew(client: Any, contribution: Any) -> None:
    hide_after(1)
    client.post(url_of(contribution), said())
    contribution.refresh_from_db()
    actions.publish(contribution, by=user_of("moderator"), now=timezone.now())
    hide_after(2)
    client.post(url_of(contribution), said(), REMOTE_ADDR="9.9.9.2")
    contribution.refresh_from_db()
    assert contribution.status == Status.PUBLISHED


@pytest.fixture
def reported(client: Any, contribution: Any) -> Contribution:
    hide_after(1)
    client.post(url_of(contribution), said(email="voisine@example.org"))
    return contribution


def test_moderators_find_it_in_the_queue_and_on_the_dashboard(reported: Contribution) -> None:
    desk = client_of("moderator")
    assert reported.title in " ".join(texts(desk.get(QUEUE), "main td"))
    assert any("1 contribution reported" in line for line in texts(desk.get("/admin/"), "li"))
    page = desk.get(f"{QUEUE}{reported.pk}/")
    assert "La deuxième phrase." in " ".join(texts(page, ".civic-desk__aside"))
    queue = desk.get("/admin/civic_contributions/?flag=reported")
    assert "Reported by citizens" in " ".join(texts(queue, ".civic-flags"))


def test_finding_nothing_wrong_publishes_it_again(reported: Contribution) -> None:
    desk = client_of("moderator")
    assert desk.post(f"{QUEUE}{reported.pk}/", {"decision": "keep"}).status_code == 302
    reported.refresh_from_db()
    assert (reported.status, reported.flags) == (Status.PUBLISHED, [])
    report = Report.objects.get()
    assert report.handled_at
    assert report.handled_by.username == "moderator"
    assert reported.title not in " ".join(texts(desk.get(QUEUE), "main td"))


def test_taking_it_down_needs_a_reason(reported: Contribution) -> None:
    desk = client_of("moderator")
    url = f"{QUEUE}{reported.pk}/"
    assert desk.post(url, {"decision": "reject", "reason": ""}).status_code == 422
    assert not Report.objects.exclude(handled_at=None).exists()
    assert desk.post(url, {"decision": "reject", "reason": "Injure."}).status_code == 302
    reported.refresh_from_db()
    assert (reported.status, reported.reason) == (Status.REJECTED, "Injure.")
    assert Report.objects.exclude(handled_at=None).exists()


@pytest.mark.parametrize("role", ["anonymous", "editor"])
def test_others_see_no_reports(reported: Contribution, role: str) -> None:
    other = client_of(role)
    for url in (QUEUE, f"{QUEUE}{reported.pk}/"):
        assert other.get(url).status_code in {302, 403}
        assert other.post(url, {"decision": "keep"}).status_code in {302, 403, 405}
    reported.refresh_from_db()
    assert reported.status == Status.PENDING


def test_the_queue_costs_the_same_at_one_and_at_thirty() -> None:
    campaign = CampaignFactory(open=True)
    desk = client_of("moderator")

    def report(count: int) -> None:
        for _turn in range(count):
            made = ContributionFactory(campaign=campaign, published=True)
            Report.objects.create(contribution=made, ground="spam", created_at=timezone.now())

    report(1)
    desk.get(QUEUE)
    with CaptureQueriesContext(
        connection,
    ) as one:
        desk.get(QUEUE)
    report(29)
    with CaptureQueriesContext(connection) as thirty:
        desk.get(QUEUE)
    assert len(one) == len(thirty)
