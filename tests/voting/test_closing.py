"""Nothing before the close; then ballots lose their voters, and a recount finds the same."""

import hashlib
import json
import re
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from civic_pages.models import Ballot, CampaignPhase, News, Voter, VoteResult
from civic_pages.participation.privacy.base import find
from civic_pages.voting import actions, receipts
from civic_pages.voting.privacy import Votes
from tests.voting import votes


pytestmark = pytest.mark.django_db


@pytest.fixture
def cast_vote(open_vote: Any) -> Any:
    """A vote with three ballots for the third option, one for the first, and a blank one."""
    first, _second, third, _fourth = votes.keys(open_vote)
    for number, chosen in enumerate([[third], [third], [first], [], [third]]):
        votes.cast(open_vote, chosen, f"{number}@example.org")
    return open_vote


def publish(vote: Any, by: Any) -> VoteResult:
    return actions.publish(vote, by=by, now=timezone.now())


def test_the_result_is_published_after_the_close_only(
    cast_vote: Any, close: Any, admin_user: Any, django_user_model: Any
) -> None:
    with pytest.raises(actions.StillOpen):
        publish(cast_vote, admin_user)
    vote = close(cast_vote)
    with pytest.raises(PermissionDenied):
        publish(vote, django_user_model.objects.create_user("x", "x@example.org", "x"))
    result = publish(vote, admin_user)
    assert (result.ballots, result.blank, result.paper) == (5, 1, 0)
    assert [row["title"] for row in result.rows if row["wins"]] == ["Piste cyclable"]
    with pytest.raises(actions.AlreadyPublished):
        publish(vote, admin_user)


def test_at_the_close_no_ballot_can_be_told_to_be_anybodys(
    cast_vote: Any, close: Any, admin_user: Any
) -> None:
    before = dict(Ballot.objects.values_list("receipt", "pk"))
    assert Voter.objects.filter(ballot__isnull=False).count() == 5
    publish(close(cast_vote), admin_user)
    assert Voter.objects.filter(ballot__isnull=False).count() == 0
    assert Voter.objects.count() == 5
    after = dict(Ballot.objects.values_list("receipt", "pk"))
    assert after.keys() == before.keys()
    assert not set(after.values()) & set(before.values()), "numbers tell the order of voting"
    assert set(Ballot.objects.values_list("cast_on", "waits_for")) == {(None, None)}


def told(vote: Any) -> str:
    """Return all that the vote's addresses tell everybody."""
    client, paths = Client(), ("", "verifier/", "recepisses/", "merci/")
    pages = [client.get(f"{vote.url}{path}").content.decode() for path in paths]
    return "\n".join(pages)


@pytest.mark.parametrize("is_closed", [False, True])
def test_nothing_of_the_result_is_told_before_it_is_published(
    cast_vote: Any, close: Any, client: Client, admin_user: Any, is_closed: bool
) -> None:
    empty = told(votes.make(slug="vide", days=(-9, -2) if is_closed else (-5, 5)))
    vote = close(cast_vote) if is_closed else cast_vote
    page = BeautifulSoup(told(vote), "html.parser")
    assert not page.select("table, svg.civic-vote__bar, .civic-figure-item")
    assert len(page.select(".civic-option")) == len(
        BeautifulSoup(empty, "html.parser").select(".civic-option")
    )
    assert Client().get(f"{vote.url}recepisses/").status_code == 404
    client.force_login(admin_user)
    desk = BeautifulSoup(client.get(f"/admin/civic/votes/{vote.pk}/").content, "html.parser")
    assert not desk.select("[data-score]")


def test_the_number_of_ballots_is_told_while_open_by_choice_only(cast_vote: Any) -> None:
    page = BeautifulSoup(told(cast_vote), "html.parser").main
    # It ends on the 5th, the 15th or the 25th three times a month.
    page.select_one(".civic-vote__state").extract()
    assert "5 " not in page.text.split("Fontaine")[0]
    cast_vote.campaign.live_totals = True
    cast_vote.campaign.save()
    assert re.search(r"5\s(bulletins|ballots)", told(cast_vote))


def test_the_page_shows_the_whole_result(cast_vote: Any, close: Any, admin_user: Any) -> None:
    vote = close(cast_vote)
    publish(vote, admin_user)
    page = BeautifulSoup(told(vote), "html.parser")
    won, others = (
        [row.get_text(" ", strip=True) for row in table.select("tbody tr")]
        for table in page.select("table.civic-vote__table")
    )
    assert [row.startswith("1 Piste cyclable") for row in won] == [True]
    assert len(others) == 3
    # Each option is told once.
    assert page.select_one("main").get_text().count("Piste cyclable") == 1
    assert [bar["width"] for bar in page.select("svg .value")] == ["100", "33", "0", "0"]
    figures = [item.text for item in page.select(".civic-figure-item__value")]
    assert figures == ["5", "5", "0", "1"]


def test_anybody_can_find_their_receipt_in_the_list(
    open_vote: Any, close: Any, admin_user: Any
) -> None:
    key = votes.keys(open_vote)[0]
    old = votes.cast(open_vote, [key]).code
    new = votes.cast(open_vote, []).code
    vote = close(open_vote)
    publish(vote, admin_user)
    response = Client().get(f"{vote.url}recepisses/")
    lines = response.content.decode().split()
    assert lines == [hashlib.sha256(new.encode()).hexdigest()]
    assert receipts.digest(old) not in lines


def test_a_recount_finds_the_same_or_says_what_differs(
    cast_vote: Any, close: Any, admin_user: Any, client: Client, capsys: Any
) -> None:
    publish(close(cast_vote), admin_user)
    call_command("civic_recount_votes")
    assert "equal" in capsys.readouterr().out
    client.force_login(admin_user)
    url = f"/admin/civic/votes/{cast_vote.pk}/"
    assert 'data-recount="0"' in client.post(url, {"verb": "recount"}).content.decode()
    lost = Ballot.objects.filter(choices=[votes.keys(cast_vote)[2]]).first()
    assert lost is not None
    lost.delete()
    with pytest.raises(CommandError) as caught:
        call_command("civic_recount_votes", "--vote", str(cast_vote.pk))
    assert caught.value.returncode == 1
    assert "5 published, 4 counted" in capsys.readouterr().out
    assert 'data-recount="0"' not in client.post(url, {"verb": "recount"}).content.decode()


def test_a_person_gets_a_copy_of_their_ballot_and_can_have_it_erased(open_vote: Any) -> None:
    key = votes.keys(open_vote)[0]
    votes.cast(open_vote, [key], "samira@example.org")
    votes.cast(open_vote, [key], "luc@example.org")
    person = find("Samira@example.org")
    assert person is not None
    (file,) = Votes().export(person)
    assert json.loads(file.content)[0]["choices"] == ["Bancs place Foch"]
    assert Votes().erase(person) == 1
    assert Voter.objects.count() == 1
    assert votes.counted(open_vote) == [[key]]


def test_after_the_close_a_persons_copy_says_that_they_voted_and_no_more(
    cast_vote: Any, close: Any, admin_user: Any
) -> None:
    publish(close(cast_vote), admin_user)
    person = find("1@example.org")
    assert person is not None
    (file,) = Votes().export(person)
    assert json.loads(file.content)[0]["choices"] is None
    assert Votes().erase(person) == 1
    assert Ballot.objects.counted(cast_vote.pk).count() == 5
    assert Votes().due(cast_vote.campaign.pk) == 4
    assert Votes().purge(cast_vote.campaign.pk) == 4
    assert Voter.objects.count() == 0
    call_command("civic_recount_votes")


def test_followers_of_a_campaign_hear_of_no_vote_that_is_for_a_few(
    cast_vote: Any, close: Any, admin_user: Any, django_capture_on_commit_callbacks: Any
) -> None:
    PageViewRestriction.objects.create(page=cast_vote, restriction_type="login")
    with django_capture_on_commit_callbacks(execute=True):
        publish(close(cast_vote), admin_user)
    assert not News.objects.filter(kind="vote").exists()


def test_a_vote_whose_result_is_out_tells_no_later_phase_of_its_campaign(
    cast_vote: Any, close: Any, admin_user: Any, client: Client
) -> None:
    vote = close(cast_vote)
    publish(vote, admin_user)
    next_year = timezone.localdate() + timedelta(days=300)
    CampaignPhase.objects.create(
        page=vote.campaign, name="Vote", kind="vote", start_date=next_year, end_date=next_year
    )
    vote = votes.again(vote)
    page = BeautifulSoup(client.get(vote.url).content, "html.parser")
    assert page.find(class_="civic-vote")["data-state"] == "results"
    assert len(page.find(class_="civic-vote__state").find_all("span")) == 1
    in_next_vote = timezone.make_aware(datetime.combine(next_year, time(12)))
    assert vote.campaign.allows("vote", now=in_next_vote)
    assert list(vote.civic_actions(in_next_vote)) == []
