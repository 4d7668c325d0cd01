"""A person has one ballot: cast, changed, confirmed by a link; the page keeps what was typed."""

import re
import uuid
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from civic_pages.models import Ballot, Participant, Voter
from civic_pages.voting import actions
from tests.participation.identity import LINK
from tests.voting import votes


pytestmark = pytest.mark.django_db
CODE = re.compile(r"^([A-HJ-KM-NP-TV-Z]{4}-){3}[A-HJ-KM-NP-TV-Z]{4}$")


def body(vote: Any, *chosen: str, **changes: Any) -> dict[str, Any]:
    """Return what the page's form posts."""
    form = {"civic_key": uuid.uuid4().hex, "choix": list(chosen), "courriel": "a@example.org"}
    return {**form, **changes}


def soup(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content.decode(), "html.parser")


def vote_by_mail(client: Client, vote: Any, commit: Any, *chosen: str, **changes: Any) -> str:
    """Vote on the page and return the path of the link that is mailed."""
    with commit(execute=True):
        response = client.post(vote.url, body(vote, *chosen, **changes))
    assert response.status_code == 303, response.content.decode()
    return str(LINK.findall(mail.outbox[-1].body)[-1])


def code_of(client: Client, vote: Any) -> str:
    return soup(client.get(f"{vote.url}merci/")).find(id="receipt").text


def check(vote: Any, code: str) -> str:
    """Return where the page says the ballot of a code stands."""
    response = Client().post(f"{vote.url}verifier/", {"code": code})
    found = soup(response).find(id="standing")
    return str(found["data-standing"]) if found else f"{response.status_code}"


def test_a_ballot_by_mail_counts_once_its_link_is_followed(
    open_vote: Any, django_capture_on_commit_callbacks: Any
) -> None:
    key, client = votes.keys(open_vote)[0], Client()
    path = vote_by_mail(client, open_vote, django_capture_on_commit_callbacks, key)
    code = code_of(client, open_vote)
    assert CODE.match(code)
    assert votes.counted(open_vote) == []
    assert check(open_vote, code) == "waiting"
    assert client.get(path).status_code == 200
    assert votes.counted(open_vote) == [], "a mail scanner that follows links votes for nobody"
    assert client.post(path)["Location"] == open_vote.url
    assert votes.counted(open_vote) == [[key]]
    assert check(open_vote, code.lower().replace("-", " ")) == "counted"
    assert client.post(path).status_code == 303
    assert votes.counted(open_vote) == [[key]]
    assert soup(client.get(open_vote.url)).find(id="has-voted")
    assert not soup(Client().get(open_vote.url)).find(id="has-voted")


def test_the_code_is_shown_once_and_neither_it_nor_the_choice_is_mailed(
    open_vote: Any, django_capture_on_commit_callbacks: Any
) -> None:
    client = Client()
    vote_by_mail(client, open_vote, django_capture_on_commit_callbacks, votes.keys(open_vote)[0])
    code = code_of(client, open_vote)
    assert client.get(f"{open_vote.url}merci/").status_code == 303
    assert code not in mail.outbox[-1].body
    assert "Bancs" not in mail.outbox[-1].body + mail.outbox[-1].subject
    assert not Ballot.objects.filter(receipt__icontains=code).exists()


def test_a_ballot_can_be_changed_until_the_close_and_the_earlier_one_says_so(
    open_vote: Any, django_capture_on_commit_callbacks: Any
) -> None:
    first, second = votes.keys(open_vote)[:2]
    client = Client()
    client.post(vote_by_mail(client, open_vote, django_capture_on_commit_callbacks, first))
    old = code_of(client, open_vote)
    assert client.post(open_vote.url, body(open_vote, second, courriel="")).status_code == 303
    new = code_of(client, open_vote)
    assert votes.counted(open_vote) == [[second]]
    assert (check(open_vote, old), check(open_vote, new)) == ("changed", "counted")
    assert check(open_vote, "KDRW-PTZA-MQHB-XNCE") == "not_found"
    assert check(open_vote, "abc") == "422"


def test_who_types_the_address_of_another_changes_nothing_of_theirs(
    open_vote: Any, django_capture_on_commit_callbacks: Any
) -> None:
    first, second = votes.keys(open_vote)[:2]
    commit, voter = django_capture_on_commit_callbacks, Client()
    path = vote_by_mail(voter, open_vote, commit, first)
    other = vote_by_mail(Client(), open_vote, commit, second)
    voter.post(path)
    assert votes.counted(open_vote) == [[first]]
    assert Ballot.objects.filter(state="waiting").count() == 0
    voter.post(other)
    assert votes.counted(open_vote) == [[first]], "it went with the first that was confirmed"
    vote_by_mail(Client(), open_vote, commit, second)
    assert votes.counted(open_vote) == [[first]]


def test_a_retry_brings_the_same_ballot_and_another_choice_under_its_key_is_refused(
    open_vote: Any,
) -> None:
    first, second = votes.keys(open_vote)[:2]
    one = votes.cast(open_vote, [first], key="k" * 20)
    again = votes.cast(open_vote, [first], key="k" * 20)
    assert (again.code, again.replayed, one.replayed) == (one.code, True, False)
    with pytest.raises(actions.KeyReused):
        votes.cast(open_vote, [second], key="k" * 20)
    votes.cast(open_vote, [second])
    late = votes.cast(open_vote, [first], key="k" * 20)
    assert late.replayed
    assert votes.counted(open_vote) == [[second]], "a late retry does not undo a change"
    assert votes.cast(open_vote, [first], "b@example.org", key="k" * 20).code != one.code


def test_all_that_was_chosen_is_kept_beside_all_that_is_wrong(client: Client) -> None:
    vote = votes.make(
        method="budget", budget=60_000, envelope=90_000, max_per_scope=1,
        eligibility="<p>J'habite Nanterre.</p>", minimal_age=16,
    )  # fmt: skip
    _a, b, c, d = votes.keys(vote)
    response = client.post(vote.url, body(vote, b, c, d, courriel="pas une adresse"))
    assert response.status_code == 422
    page = soup(response)
    checked = [i["value"] for i in page.select("input[name=choix][checked]")]
    assert checked == [b, c, d]
    assert page.find(id="courriel")["value"] == "pas une adresse"
    for name in ("choices-error", "attest-error", "age-error", "courriel-error"):
        assert page.find(id=name).text.strip(), name
    assert Voter.objects.count() == Ballot.objects.count() == Participant.objects.count() == 0
    right = body(vote, b, attest="on", age="on")
    assert client.post(vote.url, right).status_code == 303


def test_nothing_chosen_is_a_mistake_and_a_blank_vote_is_a_vote(client: Client) -> None:
    vote = votes.make(method="multiple")
    key = votes.keys(vote)[0]
    assert client.post(vote.url, body(vote)).status_code == 422
    assert client.post(vote.url, body(vote, key, blanc="on")).status_code == 422
    assert client.post(vote.url, body(vote, blanc="on")).status_code == 303
    assert Ballot.objects.get().choices == []


def test_ranks_and_points_are_typed_without_javascript(client: Client) -> None:
    ranking = votes.make(method="ranking")
    a, b, c, _d = votes.keys(ranking)
    form = {f"choix-{a}": "3", f"choix-{b}": "", f"choix-{c}": "1"}
    assert client.post(ranking.url, body(ranking, **form)).status_code == 303
    assert Ballot.objects.get().choices == [c, a]
    twice = client.post(ranking.url, body(ranking, **{**form, f"choix-{b}": "1"}))
    assert twice.status_code == 422
    assert soup(twice).select_one(f"select[name='choix-{c}'] option[selected]")["value"] == "1"
    points = votes.make(method="points", slug="points")
    key = votes.keys(points)[0]
    assert client.post(points.url, body(points, **{f"choix-{key}": "beaucoup"})).status_code == 422
    assert client.post(points.url, body(points, **{f"choix-{key}": "11"})).status_code == 422
    assert client.post(points.url, body(points, **{f"choix-{key}": "10"})).status_code == 303


@pytest.mark.parametrize("days", [(2, 5), (-9, -2)])
def test_no_ballot_is_taken_outside_of_its_phase(days: tuple[int, int], client: Client) -> None:
    vote = votes.make(days=days)
    assert client.post(vote.url, body(vote, votes.keys(vote)[0])).status_code == 403
    with pytest.raises(actions.VoteClosed):
        votes.cast(vote, votes.keys(vote)[:1])
    assert Ballot.objects.count() == 0


def test_a_link_that_is_followed_too_late_counts_for_nothing(
    open_vote: Any, close: Any, django_capture_on_commit_callbacks: Any
) -> None:
    key, client = votes.keys(open_vote)[0], Client()
    path = vote_by_mail(client, open_vote, django_capture_on_commit_callbacks, key)
    vote = close(open_vote)
    assert client.post(path).status_code == 200
    assert votes.counted(vote) == []
    with pytest.raises(actions.VoteClosed):
        actions.confirm(Ballot.objects.get().pk, timezone.now())


def test_where_nobody_is_known_nobody_votes(client: Client) -> None:
    vote = votes.make(identity="anonymous")
    assert client.post(vote.url, body(vote, votes.keys(vote)[0])).status_code == 403
    assert Ballot.objects.count() == 0


def test_with_accounts_one_must_be_logged_in_and_the_ballot_counts_at_once(
    client: Client, django_user_model: Any
) -> None:
    vote = votes.make(identity="account")
    key = votes.keys(vote)[0]
    assert client.post(vote.url, body(vote, key)).status_code == 403
    client.force_login(django_user_model.objects.create_user("samira", "s@example.org", "x"))
    assert client.post(vote.url, body(vote, key)).status_code == 303
    assert votes.counted(vote) == [[key]]


def test_what_must_be_attested_is_checked_whoever_calls(open_vote: Any) -> None:
    open_vote.eligibility, open_vote.minimal_age = "<p>J'habite Nanterre.</p>", 16
    with pytest.raises(ValidationError) as caught:
        votes.cast(open_vote, [], attest=False, age_ok=False)
    assert {error.code for error in caught.value.error_list} == {"attest", "age"}


def test_an_option_of_another_vote_is_none_of_this_one(open_vote: Any, client: Client) -> None:
    response = client.post(open_vote.url, body(open_vote, str(uuid.uuid4())))
    assert response.status_code == 422
    assert Ballot.objects.count() == 0


def test_too_many_ballots_of_one_network_are_put_off(
    open_vote: Any, client: Client, settings: Any
) -> None:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "RATE_LIMIT": (1, 60), "CHALLENGE": "never"}
    key = votes.keys(open_vote)[0]
    codes = [
        client.post(open_vote.url, body(open_vote, key, courriel=f"{n}@example.org"))
        for n in range(3)
    ]
    assert [response.status_code for response in codes] == [303, 429, 429]
    assert codes[-1]["Retry-After"]
    assert soup(codes[-1]).select_one("input[name=choix][checked]")["value"] == key
