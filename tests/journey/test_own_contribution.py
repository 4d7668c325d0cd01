"""One's own contribution by its private token: read, corrected, withdrawn, its links asked for again."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from civic_pages.participation import actions
from civic_pages.participation.models import (
    Contribution,
    Edition,
    ModerationLock,
    OfficialAnswer,
    Outcome,
    Status,
)
from civic_pages.testing import CampaignFactory, form_block, question
from tests.abuse.gates import turn_on
from tests.journey.traveller import ME, Traveller, idea, mailed, problem


pytestmark = pytest.mark.django_db


def put(traveller: Traveller, token: str, body: Any, etag: str = "*") -> Any:
    sent = {"token": token, "If_Match": etag} if etag else {"token": token}
    return traveller.ask("PUT", "own/contribution/", body, **sent)


def answers_of(campaign: Any, **changes: Any) -> dict[str, Any]:
    return {"answers": idea(campaign, answers=changes)["answers"]}


def test_what_it_was_read_as_may_be_sent_back_and_changes_nothing(
    traveller: Traveller, token: str
) -> None:
    read = traveller.own(token)
    again = put(traveller, token, read.json()["given"], read["ETag"])
    assert again.status_code == 200
    assert again["ETag"] == read["ETag"]
    assert not Edition.objects.exists()


def test_a_correction_needs_the_version_it_corrects(
    traveller: Traveller, token: str, campaign: Any
) -> None:
    problem(put(traveller, token, answers_of(campaign), etag=""), 428, "precondition-required")
    read = traveller.own(token)
    assert put(traveller, token, answers_of(campaign, titre="B"), read["ETag"]).status_code == 200
    late = put(traveller, token, answers_of(campaign, titre="C"), read["ETag"])
    problem(late, 412, "outdated")
    several = put(traveller, token, answers_of(campaign, titre="C"), '"a", "b"')
    problem(several, 412, "outdated")
    assert Contribution.objects.get().title == "B"
    # A retry whose first answer was lost is no conflict.
    assert put(traveller, token, answers_of(campaign, titre="B"), read["ETag"]).status_code == 200


def test_an_etag_that_a_proxy_weakened_still_names_its_version(
    traveller: Traveller, token: str, campaign: Any
) -> None:
    weak = f"W/{traveller.own(token)['ETag']}"
    assert put(traveller, token, answers_of(campaign, titre="B"), weak).status_code == 200


def test_what_a_moderator_did_meanwhile_is_not_overwritten(
    traveller: Traveller, token: str, campaign: Any, admin_user: Any
) -> None:
    read = traveller.own(token)
    actions.publish(Contribution.objects.get(), by=admin_user, now=timezone.now())
    problem(put(traveller, token, answers_of(campaign, titre="B"), read["ETag"]), 412, "outdated")


def test_nobody_corrects_what_a_moderator_is_reading(
    traveller: Traveller, token: str, campaign: Any, admin_user: Any
) -> None:
    now = timezone.now()
    ModerationLock.objects.create(
        contribution=Contribution.objects.get(),
        user=admin_user,
        since=now,
        expires_at=now + timedelta(minutes=5),
    )
    response = put(traveller, token, answers_of(campaign, titre="B"))
    problem(response, 409, "being-read")
    assert response["Retry-After"]


def test_nothing_is_corrected_once_it_is_rejected_or_the_campaign_is_closed(
    traveller: Traveller, token: str, campaign: Any, admin_user: Any
) -> None:
    contribution = Contribution.objects.get()
    actions.reject(contribution, by=admin_user, now=timezone.now(), reason="Hors sujet.")
    assert traveller.own(token).json()["standing"]["reason"] == "Hors sujet."
    problem(put(traveller, token, answers_of(campaign, titre="B")), 409, "not-correctable")
    campaign.phases.update(end_date=timezone.localdate() - timedelta(days=2))
    campaign.phases.update(start_date=timezone.localdate() - timedelta(days=9))
    problem(put(traveller, token, answers_of(campaign, titre="B")), 403, "closed")
    assert traveller.own(token).json()["may"]["correct"] is False


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"answers": {"titre": ""}}, "answers.titre"),
        ({"answers": {"inconnue": 1}}, "answers.inconnue"),
        ({"answers": []}, "answers"),
        ({}, "answers"),
        ({"answers": {}, "campaign": 3}, "campaign"),
        ([], ""),
    ],
)
def test_what_is_wrong_is_said_by_field_and_changes_nothing(
    traveller: Traveller, token: str, body: Any, field: str
) -> None:
    found = problem(put(traveller, token, body), 422, "invalid")
    assert found["errors"][field][0]["message"]
    assert not Edition.objects.exists()


def test_another_address_is_confirmed_again(traveller: Traveller) -> None:
    campaign = CampaignFactory(open=True, identity="email")
    token = traveller.post("contributions/", idea(campaign)).json()["token"]
    first = mailed("confirm")
    assert traveller.post("confirmations/", token=first).status_code == 200
    given = answers_of(campaign, courriel="autre@example.org")
    assert put(traveller, token, given).json()["status"] == "unconfirmed"
    assert mail.outbox[-1].to == ["autre@example.org"]
    # The link of the first address is nobody's any more.
    problem(traveller.post("confirmations/", token=first), 404)
    again = traveller.post("confirmations/", token=mailed("confirm")).json()
    assert again["status"] == "pending"


def test_the_citys_answer_and_private_answers_are_told_to_the_author_alone(
    traveller: Traveller,
) -> None:
    asked = (
        question("short_text", "titre", "Titre", required=True, is_title=True, max_length=120),
        question("long_text", "secret", "Pour l'équipe", max_length=200, public=False),
    )
    campaign = CampaignFactory(open=True, published_at_once=True, body=[form_block(*asked)])
    body = idea(campaign)
    body["answers"] = {"titre": "Un banc", "secret": "Je suis malade."}
    made = traveller.post("contributions/", body).json()
    contribution = Contribution.objects.get()
    answer = OfficialAnswer.objects.create(
        campaign_id=campaign.pk,
        outcome=Outcome.objects.create(name="Bien reçue", slug="bien-recue"),
        text="Ce sera fait.",
        publish_at=timezone.now(),
        created_at=timezone.now(),
    )
    answer.contributions.add(contribution)
    mine = traveller.own(made["token"]).json()
    assert mine["answers"][1] == {
        "key": "secret", "label": "Pour l'équipe", "text": "Je suis malade.", "private": True,
    }  # fmt: skip
    assert mine["answers_of_city"][0]["text"] == "Ce sera fait."
    assert mine["history"][-1]["what"] == "answered"
    everybody = traveller.get(f"contributions/{made['reference']}/").content.decode()
    assert "malade" not in everybody


@pytest.mark.parametrize("rows", [1, 30])
def test_reading_costs_the_same_after_many_corrections(
    traveller: Traveller, token: str, rows: int, django_assert_max_num_queries: Any
) -> None:
    contribution = Contribution.objects.get()
    Edition.objects.bulk_create(
        Edition(contribution=contribution, cause="correction", data={}, made_at=timezone.now())
        for _number in range(rows)
    )
    traveller.own(token)
    with django_assert_max_num_queries(19):
        traveller.own(token)


def test_the_confirmation_is_mailed_again_and_never_too_often(traveller: Traveller) -> None:
    campaign = CampaignFactory(open=True, identity="email")
    token = traveller.post("contributions/", idea(campaign)).json()["token"]
    contribution = Contribution.objects.get()
    path, answers = "own/contribution/confirmation-mails/", []
    answers.append(traveller.post(path, token=token))
    assert len(mail.outbox) == 1
    type(contribution.confirmation).objects.update(last_sent_at=timezone.now() - timedelta(hours=1))
    answers.append(traveller.post(path, token=token))
    assert len(mail.outbox) == 2
    actions.withdraw_own(contribution, now=timezone.now())
    answers.append(traveller.post(path, token=token))
    assert len(mail.outbox) == 2
    assert {(a.status_code, a.content) for a in answers} == {(202, answers[0].content)}


def test_lost_links_are_mailed_to_their_address_and_the_answer_tells_nothing(
    traveller: Traveller, campaign: Any, token: str, settings: Any
) -> None:
    turn_on(settings)
    mail.outbox.clear()
    problem(ask_links(traveller, campaign, ME), 428, "challenge-required")
    answers = [
        ask_links(traveller, campaign, email, proof=traveller.proof(campaign.pk))
        for email in (ME.upper(), "inconnue@example.org", ME)
    ]
    assert {(a.status_code, a.content) for a in answers} == {(202, answers[0].content)}
    # One mail, however often it is asked for.
    assert [message.to for message in mail.outbox] == [[ME]]
    assert mailed("follow") == token
    problem(ask_links(traveller, campaign, "niet"), 422)


def ask_links(traveller: Traveller, campaign: Any, email: str, **more: Any) -> Any:
    return traveller.post("link-requests/", {"campaign": campaign.pk, "email": email, **more})


def test_a_withdrawn_contribution_is_in_no_such_mail(
    traveller: Traveller, campaign: Any, token: str
) -> None:
    assert traveller.ask("DELETE", "own/contribution/", token=token).status_code == 204
    mail.outbox.clear()
    assert ask_links(traveller, campaign, ME).status_code == 202
    assert mail.outbox == []


def test_withdrawing_may_be_bound_to_a_version(
    traveller: Traveller, token: str, campaign: Any
) -> None:
    read = traveller.own(token)
    assert put(traveller, token, answers_of(campaign, titre="B"), read["ETag"]).status_code == 200
    sent = {"token": token, "If_Match": read["ETag"]}
    problem(traveller.ask("DELETE", "own/contribution/", **sent), 412, "outdated")
    assert Contribution.objects.get().status == Status.PENDING


def test_corrections_are_braked(
    traveller: Traveller, token: str, campaign: Any, settings: Any
) -> None:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "RATE_LIMIT": (2, 60)}
    for title in ("B", "C"):
        assert put(traveller, token, answers_of(campaign, titre=title)).status_code == 200
    response = put(traveller, token, answers_of(campaign, titre="D"))
    problem(response, 429)
    assert response["Retry-After"]
