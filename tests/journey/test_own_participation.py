"""Comments, supports, positions and ballots over the API: confirmed, seen again, changed, taken back."""

from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from civic_pages.deliberation import actions, counts
from civic_pages.deliberation.models import Comment, Reaction
from civic_pages.participation.choices import Status
from tests.deliberation import texts
from tests.deliberation.discussion import (
    commented,
    discussed,
    discussed_campaign,
    somebody,
    target_of,
    url_of,
)
from tests.deliberation.test_comments_pages import typed
from tests.journey.traveller import ME, Traveller, mailed, problem
from tests.voting import votes


pytestmark = pytest.mark.django_db


def comment(traveller: Traveller, contribution: Any, body: str = "Oui.", **more: Any) -> Any:
    path = f"contributions/{contribution.reference}/comments/"
    response = traveller.post(path, {"body": body, **more})
    assert response.status_code == 201, response.content
    return response.json()


def mine(traveller: Traveller, token: str) -> Any:
    response = traveller.get("own/participation/", token=token)
    assert response.status_code == 200, response.content
    assert "no-store" in response["Cache-Control"]
    return response.json()


def test_a_comment_is_confirmed_by_mail_seen_again_and_withdrawn(traveller: Traveller) -> None:
    contribution = discussed(discussed_campaign(identity="email"))
    made = comment(traveller, contribution, email=ME, author_name="Awa")
    assert (made["status"], made["participant"]) == ("unconfirmed", None)
    waiting = traveller.get("confirmations/", token=mailed("act")).json()
    assert (waiting["kind"], waiting["waits"]) == ("comment", True)
    assert "Oui." in waiting["label"]
    confirmed = traveller.post("confirmations/", token=mailed("act")).json()
    token = confirmed["token"]
    assert f"#comment-{made['id']}" in confirmed["url"]
    problem(traveller.post("confirmations/", token=mailed("act")), 410, "gone")
    # Known again, nothing has to be confirmed any more.
    assert comment(traveller, contribution, "Et aussi.", participant=token)["status"] == "published"
    said = mine(traveller, token)
    assert [row["body"] for row in said["comments"]] == ["Et aussi.", "Oui."]
    path = f"own/comments/{made['id']}/"
    for _twice in range(2):
        assert traveller.ask("DELETE", path, token=token).status_code == 204
    assert Comment.objects.get(pk=made["id"]).status == Status.WITHDRAWN
    assert counts.of_target(target_of(contribution))[counts.COMMENT] == 1
    assert counts.differences() == []


def test_nobody_withdraws_the_comment_of_somebody_else(traveller: Traveller) -> None:
    contribution = discussed()
    theirs = comment(traveller, contribution)
    token = comment(traveller, contribution, "Non.")["participant"]
    city = commented(contribution, "La ville.", is_official=True)
    for pk in (theirs["id"], city.pk, 999_999):
        problem(traveller.ask("DELETE", f"own/comments/{pk}/", token=token), 404)
    assert Comment.objects.filter(status=Status.PUBLISHED).count() == 3


def test_answers_of_others_keep_their_place_beneath_a_withdrawn_comment(
    traveller: Traveller,
) -> None:
    contribution = discussed()
    made = comment(traveller, contribution, author_name="Awa")
    commented(contribution, "Je réponds.", parent=Comment.objects.get(pk=made["id"]))
    gone = traveller.ask("DELETE", f"own/comments/{made['id']}/", token=made["participant"])
    assert gone.status_code == 204
    path = f"contributions/{contribution.reference}/comments/"
    (thread,) = traveller.get(path).json()["results"]
    assert (thread["body"], thread["author"]) == ("", "")
    assert thread["answers"][0]["body"] == "Je réponds."
    assert counts.differences() == []


def withdrawing(comment: Comment) -> dict[str, Any]:
    return {"civic_section": "discussion", "civic_do": "withdraw", "civic_parent": comment.pk}


def test_on_the_page_one_withdraws_ones_own_comment_and_no_other(client: Any) -> None:
    contribution = discussed()
    url = url_of(contribution)
    other = commented(contribution, "De quelqu'un d'autre.")
    assert client.post(url, typed(body="Le mien.")).status_code == 303
    own = Comment.objects.exclude(pk=other.pk).get()
    page = client.get(url)
    assert page.content.decode().count('value="withdraw"') == 1
    assert "no-store" in page["Cache-Control"]
    assert client.post(url, withdrawing(other)).status_code == 404
    back = client.post(url, withdrawing(own))
    assert back.status_code == 303
    told = client.get(back["Location"]).content.decode()
    assert "Votre commentaire est retiré." in told or "Your comment is withdrawn." in told
    assert "Le mien." not in told
    own.refresh_from_db()
    assert own.status == Status.WITHDRAWN
    stranger = type(client)()
    assert 'value="withdraw"' not in stranger.get(url).content.decode()
    assert stranger.post(url, withdrawing(own)).status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_a_page_with_ones_own_comments_costs_the_same(
    client: Any, rows: int, django_assert_max_num_queries: Any
) -> None:
    contribution = discussed()
    client.post(url_of(contribution), typed(body="Le mien."))
    who = Comment.objects.get().participant
    for number in range(rows):
        commented(contribution, f"Encore {number}.", participant=who)
    client.get(url_of(contribution))
    with django_assert_max_num_queries(40):
        client.get(url_of(contribution))


def test_a_comment_is_supported_and_no_more_so(traveller: Traveller) -> None:
    contribution = discussed()
    top = commented(contribution)
    path = f"comments/{top.pk}/support/"
    taken = traveller.post(path, {}).json()
    assert (taken["supported"], taken["supports"]) == (True, 1)
    token = taken["participant"]
    (reaction,) = mine(traveller, token)["reactions"]
    assert (reaction["target"], reaction["stance"]) == (f"comment:{top.pk}", "support")
    back = traveller.post(path, {"participant": token, "supported": False}).json()
    assert (back["supported"], back["supports"]) == (False, 0)
    assert mine(traveller, token)["reactions"] == []
    actions.reject(top, by=superuser(), now=timezone.now(), reason="Insulte.")
    problem(traveller.post(path, {}), 404)


def superuser() -> Any:
    from django.contrib.auth.models import User

    return User.objects.create_superuser("chef", "chef@example.org", "x")


def test_a_position_is_confirmed_by_mail_and_changed(traveller: Traveller) -> None:
    text = texts.text_beneath(texts.discussed_campaign(identity="email"), positions=True)
    path, clause = f"texts/{text.pk}/positions/", texts.FIRST
    sent = {"clause": clause, "stance": "for", "email": ME}
    assert traveller.post(path, sent).json()["counted"] is False
    token = traveller.post("confirmations/", token=mailed("act")).json()["token"]
    assert Reaction.objects.get().stance == "for"
    changed = {"clause": clause, "stance": "against", "participant": token}
    assert traveller.post(path, changed).json()["counted"] is True
    (reaction,) = mine(traveller, token)["reactions"]
    assert (reaction["target"], reaction["stance"]) == (f"text:{text.pk}:{clause}", "against")
    text.campaign.phases.update(end_date=timezone.localdate() - timezone.timedelta(days=1))
    problem(traveller.post(path, {**changed, "stance": "for"}), 403, "closed")


def test_a_ballot_is_confirmed_by_mail_changed_at_once_and_its_receipts_say_so(
    traveller: Traveller,
) -> None:
    vote = votes.make()
    path, (first, second) = f"votes/{vote.pk}/ballots/", votes.keys(vote)[:2]
    cast = traveller.post(path, {"choices": [first], "email": ME}).json()
    assert cast["counts"] is False
    receipts = f"votes/{vote.pk}/receipts"
    confirmed = traveller.post("confirmations/", token=mailed("act")).json()
    assert (confirmed["kind"], confirmed["url"]) == ("ballot", vote.url)
    assert votes.counted(vote) == [[first]]
    again = {"choices": [second], "participant": confirmed["token"]}
    changed = traveller.post(path, again).json()
    assert changed["counts"] is True
    assert len(mail.outbox) == 1
    assert votes.counted(vote) == [[second]]
    states = [
        traveller.get(f"{receipts}/{code}/").json()["state"]
        for code in (cast["receipt"], changed["receipt"])
    ]
    assert states == ["changed", "counted"]
    # What somebody voted is in no answer, not even in their own.
    assert first not in traveller.get("own/participation/", token=confirmed["token"]).text


def test_who_votes_with_an_account_votes_on_the_page(traveller: Traveller) -> None:
    vote = votes.make(identity="account")
    sent = {"choices": votes.keys(vote)[:1], "email": ME}
    found = problem(traveller.post(f"votes/{vote.pk}/ballots/", sent), 403, "account-required")
    assert found["url"] == vote.full_url


def test_another_campaigns_token_is_nobodys_here(traveller: Traveller) -> None:
    here, there = discussed(), discussed()
    token = comment(traveller, there)["participant"]
    made = comment(traveller, here, participant=token)
    assert made["participant"] != token
    assert [row["id"] for row in mine(traveller, token)["comments"]] != [made["id"]]


def test_a_campaign_that_came_to_ask_for_more_forgets_old_tokens(traveller: Traveller) -> None:
    contribution = discussed()
    token = comment(traveller, contribution)["participant"]
    type(contribution.campaign.specific).objects.update(identity="email")
    problem(traveller.get("own/participation/", token=token), 404)


@pytest.mark.parametrize("rows", [1, 30])
def test_reading_ones_own_acts_costs_the_same(
    traveller: Traveller, rows: int, django_assert_max_num_queries: Any
) -> None:
    from civic_pages.participation.participants import identity

    campaign = discussed_campaign()
    known = somebody(campaign)
    for _number in range(rows):
        contribution = discussed(campaign)
        top = commented(contribution, participant=known.participant)
        for target in (target_of(contribution), actions_target(top)):
            actions.react("support", target=target, known=known, now=timezone.now())
    token = identity.token_of(known.participant)
    mine(traveller, token)
    with django_assert_max_num_queries(25):
        mine(traveller, token)


def actions_target(comment: Comment) -> Any:
    from civic_pages.deliberation import targets

    return targets.of_comment(comment)
