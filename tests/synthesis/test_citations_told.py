"""Whoever is cited: told by e-mail once, on the contribution's pages, and by its number."""

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import PageLogEntry

from civic_pages.models import Project
from civic_pages.participation import actions as participation
from civic_pages.participation import links
from civic_pages.participation.models import MailRecord, MailTemplate, OfficialAnswer
from civic_pages.synthesis import actions
from civic_pages.synthesis.models import Citation
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.conftest import StrictClient
from tests.participation.desk import soup, texts, user_of
from tests.synthesis.citing import FIRST, SECOND, THIRD, body, synthesis_of


pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Any:
    return user_of("admin")


def contribution(synthesis: Any, **values: Any) -> Any:
    return ContributionFactory(campaign=synthesis.campaign, **{"published": True, **values})


def cite(synthesis: Any, statement: str, *rows: Any, by: Any) -> int:
    return actions.cite(synthesis, statement, [r.pk for r in rows], by=by, now=timezone.now())


def tell(synthesis: Any, *, by: Any, callbacks: Any) -> int:
    with callbacks(execute=True):
        return actions.tell(synthesis, by=by, now=timezone.now())


def trace_url(synthesis: Any, reference: str | None = None) -> str:
    query = "" if reference is None else f"?reference={reference}"
    return f"{synthesis.url}ma-contribution/{query}"


def test_everybody_who_is_cited_and_left_an_address_is_told_once(
    admin: Any, django_capture_on_commit_callbacks: Any
) -> None:
    synthesis = synthesis_of()
    told = contribution(synthesis, with_email=True, title="Des bancs")
    contribution(synthesis, with_email=True)  # Cited nowhere.
    silent = contribution(synthesis)
    cite(synthesis, FIRST, told, silent, by=admin)
    cite(synthesis, THIRD, told, by=admin)
    assert tell(synthesis, by=admin, callbacks=django_capture_on_commit_callbacks) == 1
    assert tell(synthesis, by=admin, callbacks=django_capture_on_commit_callbacks) == 0
    [message] = mail.outbox
    assert message.to == ["habitante@example.org"]
    assert told.reference in message.subject
    for part in ("Des bancs tous les deux cents mètres", "Un guichet", f"#statement-{THIRD}"):
        assert part in message.body
    assert f"{synthesis.full_url}#statement-{FIRST}" in message.body
    assert "/suivi/" in message.body
    assert MailRecord.objects.get().event == "cited"
    assert not Citation.objects.filter(contribution=told, notified_at=None).exists()
    assert PageLogEntry.objects.get(action="civic.synthesis.tell").data == {"count": 1}


def test_a_citation_that_is_added_later_tells_nobody_again(
    admin: Any, django_capture_on_commit_callbacks: Any
) -> None:
    synthesis = synthesis_of()
    first, second = [contribution(synthesis, with_email=True) for _ in range(2)]
    cite(synthesis, FIRST, first, by=admin)
    tell(synthesis, by=admin, callbacks=django_capture_on_commit_callbacks)
    cite(synthesis, SECOND, first, second, by=admin)
    assert tell(synthesis, by=admin, callbacks=django_capture_on_commit_callbacks) == 1
    assert second.reference in mail.outbox[-1].subject
    assert len(mail.outbox) == 2


def test_nobody_is_told_before_the_synthesis_is_published(admin: Any) -> None:
    synthesis = synthesis_of(live=False)
    cite(synthesis, FIRST, contribution(synthesis, with_email=True), by=admin)
    with pytest.raises(ValidationError):
        actions.tell(synthesis, by=admin, now=timezone.now())
    page = client_of_admin(admin).get(reverse("civic_citations", args=[synthesis.pk]))
    assert not soup(page).select("[name=tell]")


def test_a_moderator_who_may_not_publish_pages_tells_nobody(admin: Any) -> None:
    synthesis = synthesis_of()
    cite(synthesis, FIRST, contribution(synthesis, with_email=True), by=admin)
    with pytest.raises(PermissionDenied):
        actions.tell(synthesis, by=user_of("moderator"), now=timezone.now())


def test_what_is_withdrawn_or_cited_only_in_the_draft_is_not_told(
    admin: Any, django_capture_on_commit_callbacks: Any
) -> None:
    synthesis = synthesis_of(body=body(without=THIRD))
    synthesis.body = body()
    synthesis.save_revision()
    synthesis.refresh_from_db()
    gone = contribution(synthesis, with_email=True)
    cite(synthesis, FIRST, gone, by=admin)
    participation.withdraw(gone, by=admin, now=timezone.now())
    cite(synthesis, THIRD, contribution(synthesis, with_email=True), by=admin)
    assert tell(synthesis, by=admin, callbacks=django_capture_on_commit_callbacks) == 0


def client_of_admin(admin: Any) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(admin)
    return client


def test_the_button_says_how_many_and_then_that_all_are_told(
    admin: Any, django_capture_on_commit_callbacks: Any
) -> None:
    synthesis = synthesis_of()
    rows = [contribution(synthesis, with_email=True) for _ in range(2)]
    cite(synthesis, FIRST, *rows, by=admin)
    client, url = client_of_admin(admin), reverse("civic_citations", args=[synthesis.pk])
    assert "(2)" in soup(client.get(url)).select_one("[name=tell]").get_text()  # type: ignore[union-attr]
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(url, {"tell": "1"}, follow=True)
    assert "2 contributors are told." in " ".join(texts(answer, ".messages li"))
    assert len(mail.outbox) == 2
    assert not soup(client.get(url)).select("[name=tell]")


def test_a_city_words_the_mail_itself(admin: Any, django_capture_on_commit_callbacks: Any) -> None:
    MailTemplate.objects.create(
        event="cited",
        subject="{reference} : vous êtes cités",
        body="Bonjour,\n{statements}\n{synthesis_url}",
    )
    synthesis = synthesis_of()
    row = contribution(synthesis, with_email=True, language="fr")
    cite(synthesis, FIRST, row, by=admin)
    tell(synthesis, by=admin, callbacks=django_capture_on_commit_callbacks)
    assert mail.outbox[0].subject == f"{row.reference} : vous êtes cités"
    assert "1.1" in mail.outbox[0].body
    assert synthesis.full_url in mail.outbox[0].body


def test_the_contribution_s_page_leads_to_the_statement_and_its_commitment(admin: Any) -> None:
    synthesis = synthesis_of()
    row = contribution(synthesis)
    cite(synthesis, FIRST, row, by=admin)
    standing = actions.Standing("done", timezone.localdate() - timedelta(days=2), "Posés en mai.")
    actions.add_step(synthesis, FIRST, standing, by=admin, now=timezone.now())
    address = f"{synthesis.campaign.url}contributions/{row.reference}/"
    page = soup(StrictClient().get(address))
    [link] = page.select(".civic-places a")
    assert link["href"] == f"{synthesis.url}#statement-{FIRST}"
    assert page.select(".civic-commitment--done")
    assert "Posés en mai." in page.get_text()


def test_a_contribution_that_is_cited_nowhere_says_nothing(admin: Any) -> None:
    synthesis = synthesis_of(live=False)
    row = contribution(synthesis)
    cite(synthesis, FIRST, row, by=admin)
    address = f"{synthesis.campaign.url}contributions/{row.reference}/"
    assert not soup(StrictClient().get(address)).select("#civic-cited-title")


def test_the_private_page_says_where_it_is_cited(admin: Any) -> None:
    synthesis = synthesis_of()
    row = contribution(synthesis)
    cite(synthesis, THIRD, row, by=admin)
    private = f"{synthesis.campaign.url}suivi/{links.follow_token(row)}/"
    page = soup(StrictClient().get(private))
    [link] = page.select(".civic-own__section .civic-places a")
    assert link["href"] == f"{synthesis.url}#statement-{THIRD}"


def test_by_its_number_a_contributor_finds_what_became_of_it(admin: Any) -> None:
    synthesis = synthesis_of()
    row = contribution(synthesis)
    cite(synthesis, FIRST, row, by=admin)
    now = timezone.now()
    answer = OfficialAnswer.objects.create(
        campaign_id=row.campaign_id, text="Dix bancs arrivent.", publish_at=now, created_at=now
    )
    answer.contributions.add(row)
    for title, is_public in (("Une allée de bancs", True), ("Un secret", False)):
        project = Project.objects.create(
            campaign_id=row.campaign_id, reference=title, title=title, is_public=is_public,
            created_at=now, updated_at=now,
        )  # fmt: skip
        project.contributions.add(row)
    client = StrictClient()
    response = client.get(trace_url(synthesis, f"%20{row.reference.lower()}%20"))
    page = soup(response)
    assert response.status_code == 200
    assert page.select(f'.civic-places a[href="{synthesis.url}#statement-{FIRST}"]')
    text = page.get_text()
    assert "Dix bancs arrivent." in text
    assert "Une allée de bancs" in text
    assert "Un secret" not in text


def test_the_answer_is_the_same_for_what_is_unknown_and_what_is_not_published(admin: Any) -> None:
    synthesis = synthesis_of()
    other = ContributionFactory(campaign=CampaignFactory(closed=True), published=True)
    homes = CampaignFactory(closed=True, homes=True)
    rows = [
        contribution(synthesis, published=False),
        contribution(synthesis, published=False, rejected=True),
        other,
        ContributionFactory(campaign=homes, published=True),
    ]
    client = StrictClient()

    def told(reference: str) -> tuple[int, str]:
        response = client.get(trace_url(synthesis, reference))
        return response.status_code, response.content.decode().replace(reference, "X")

    unknown = told("TST-2026-99999")
    assert all(told(row.reference) == unknown for row in rows)


@pytest.mark.parametrize("typed", ["", "%20", "x" * 40])
def test_no_number_is_told_beside_the_field_and_kept(typed: str) -> None:
    synthesis = synthesis_of()
    response = StrictClient().get(trace_url(synthesis, typed))
    assert response.status_code == 422
    assert soup(response).select(".civic-field--error")


def test_the_form_itself_asks_and_says_nothing_yet() -> None:
    response = StrictClient().get(trace_url(synthesis_of()))
    assert response.status_code == 200
    assert not soup(response).select("#civic-trace-answer")


def test_the_synthesis_of_a_hidden_campaign_is_not_traced(admin: Any) -> None:
    synthesis = synthesis_of(live=False)
    assert Client().get(f"{synthesis.campaign.url}synthese/ma-contribution/").status_code == 404


def test_what_a_contribution_costs_does_not_grow_with_its_citations(admin: Any) -> None:
    synthesis = synthesis_of()
    row = contribution(synthesis)
    client, address = Client(), f"{synthesis.campaign.url}contributions/{row.reference}/"

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    cite(synthesis, FIRST, row, by=admin)
    cost()
    before = cost()
    cite(synthesis, SECOND, row, *[contribution(synthesis) for _ in range(30)], by=admin)
    cite(synthesis, THIRD, row, by=admin)
    assert cost() == before


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_who_tell_at_the_same_time_tell_everybody_once() -> None:
    admin, synthesis = user_of("admin"), synthesis_of()
    rows = [contribution(synthesis, with_email=True) for _ in range(5)]
    cite(synthesis, FIRST, *rows, by=admin)
    start, counts = Barrier(4), []

    def work() -> None:
        try:
            start.wait()
            counts.append(actions.tell(synthesis, by=admin, now=timezone.now()))
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts) == [0, 0, 0, 5]
    assert len(mail.outbox) == 5


def test_the_mail_speaks_the_contributor_s_language(
    admin: Any, django_capture_on_commit_callbacks: Any
) -> None:
    synthesis = synthesis_of()
    row = contribution(synthesis, with_email=True, language="en")
    cite(synthesis, FIRST, row, by=admin)
    with translation.override("fr"):
        tell(synthesis, by=admin, callbacks=django_capture_on_commit_callbacks)
    assert "is cited in the synthesis" in mail.outbox[0].subject
    assert "The city commits to: Deux cents bancs (Planned)" in mail.outbox[0].body
