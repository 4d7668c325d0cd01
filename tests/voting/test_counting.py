"""What a ballot may hold and how ballots become a result; pure, for any ballots."""

import hashlib
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_pages.voting.counting import Result, lot, result
from civic_pages.voting.rules import Option, Rules
from civic_pages.voting.validity import valid


A, B, C, D = "a", "b", "c", "d"
OPTIONS = (
    Option(A, "Bancs", 8_000, "Quartier"),
    Option(B, "Fontaine", 30_000, "Quartier"),
    Option(C, "Piste", 50_000, "Toute ville"),
    Option(D, "Arbres", 20_000, "Toute ville"),
)
KEYS = [option.key for option in OPTIONS]


def rules(method: str = "multiple", **values: Any) -> Rules:
    return Rules(**{"method": method, "options": OPTIONS, "lot_number": "42", **values})


def codes(choices: Any, asked: Rules) -> list[str]:
    """Return the codes of what is wrong with a ballot."""
    try:
        valid(choices, asked)
    except ValidationError as error:
        return [str(one.code) for one in error.error_list]
    return []


NANTERRE = rules("budget", budget=60_000, max_per_scope=1, envelope=100_000)


@pytest.mark.parametrize(
    ("choices", "asked", "wrong"),
    [
        ([A], rules("single"), []),
        ([], rules("single"), []),
        ([A, B], rules("single"), ["too_many"]),
        (["x"], rules("single"), ["unknown"]),
        ([A, A], rules(), ["twice"]),
        ("a", rules(), ["type"]),
        ([1], rules(), ["type"]),
        (None, rules(), ["type"]),
        ([A], rules(min_choices=2), ["too_few"]),
        ([A, B, C], rules(max_choices=2), ["too_many"]),
        ({A: 6, B: 4}, rules("points", points=10), []),
        ({A: 6, B: 5}, rules("points", points=10), ["points"]),
        ({A: -1}, rules("points"), ["type"]),
        ({A: True}, rules("points"), ["type"]),
        ({A: 1.5}, rules("points"), ["type"]),
        ({"x": 1}, rules("points"), ["unknown"]),
        ([A], rules("points"), ["type"]),
        ([C, A], rules("ranking"), []),
        ([C, C], rules("ranking"), ["twice"]),
        ({A: 1}, rules("ranking"), ["type"]),
        ([A, C], NANTERRE, []),
        ([A, B], NANTERRE, ["scope"]),
        ([B, C], NANTERRE, ["budget"]),
        ([B, C, D], NANTERRE, ["scope"]),
    ],
)
def test_a_ballot_is_told_all_that_is_wrong_with_it(
    choices: Any, asked: Rules, wrong: list[str]
) -> None:
    assert sorted(set(codes(choices, asked))) == wrong


def test_the_order_of_clicks_is_not_kept_but_where_it_means_something() -> None:
    assert valid([D, A], rules()) == [A, D]
    assert valid({D: 1, A: 2, B: 0}, rules("points")) == {A: 2, D: 1}
    assert list(valid({D: 1, A: 2}, rules("points"))) == [A, D]
    assert valid([D, A], rules("ranking")) == [D, A]


def won(found: Result) -> list[str]:
    return [row.key for row in found.rows if row.wins]


def test_borda_gives_the_first_of_four_four_points_and_what_is_not_ranked_none() -> None:
    found = result([[A, B], [B], [C, A, B, D]], rules("ranking"))
    assert {row.key: row.score for row in found.rows} == {A: 7, B: 9, C: 4, D: 1}


def test_blank_ballots_are_counted_and_change_nothing_else() -> None:
    found = result([[A], [], [], [B], [A]], rules())
    assert (found.ballots, found.blank, won(found)) == (5, 2, [A])
    assert result([{}], rules("points")).blank == 1


def test_nothing_without_a_vote_wins() -> None:
    assert won(result([[]], rules(winners=3))) == []
    assert won(result([[A]], rules(winners=3))) == [A]


def test_an_envelope_passes_over_what_it_does_not_pay_for() -> None:
    ballots = [[C], [C], [C], [B], [B], [A]]
    assert won(result(ballots, rules(envelope=60_000))) == [C, A]
    assert won(result(ballots, rules(envelope=60_000, winners=1))) == [C]


def test_the_cheaper_of_two_goes_first_and_it_is_said() -> None:
    found = result([[B], [A]], rules(tie_rule="cheapest"))
    assert [(row.key, row.rank, row.tie) for row in found.rows[:2]] == [
        (A, 1, "cheapest"), (B, 2, "cheapest"),
    ]  # fmt: skip


def test_the_lot_can_be_done_again_by_anybody() -> None:
    found = result([[A], [B], [C]], rules(tie_rule="lot", lot_number="5-8-13"))
    by_hand = sorted([A, B, C], key=lambda k: hashlib.sha256(f"5-8-13:{k}".encode()).hexdigest())
    assert [row.key for row in found.rows[:3]] == by_hand
    assert [row.lot for row in found.rows[:3]] == [lot("5-8-13", key) for key in by_hand]
    assert found.rows[3].lot == ""


def test_all_that_are_equal_win_together_where_the_rules_say_so() -> None:
    found = result([[A], [B], [A], [B], [C]], rules(tie_rule="all"))
    assert [(row.rank, row.wins) for row in found.rows] == [
        (1, True), (1, True), (3, False), (4, False),
    ]  # fmt: skip


BALLOTS = st.lists(st.lists(st.sampled_from(KEYS), unique=True, max_size=4), max_size=30)
ASKED = st.builds(
    rules,
    method=st.sampled_from(["multiple", "ranking", "budget"]),
    winners=st.none() | st.integers(1, 4),
    envelope=st.none() | st.integers(0, 120_000),
    tie_rule=st.sampled_from(["cheapest", "lot", "all"]),
    lot_number=st.text(max_size=8),
)


@settings(max_examples=150, deadline=None)
@given(ballots=BALLOTS, asked=ASKED, seed=st.randoms())
def test_the_order_of_ballots_and_of_options_changes_nothing(
    ballots: list[list[str]], asked: Rules, seed: Any
) -> None:
    first = result(ballots, asked)
    shuffled = ballots[:]
    seed.shuffle(shuffled)
    options = list(asked.options)
    seed.shuffle(options)
    again = result(shuffled, replace(asked, options=tuple(options)))
    assert sorted(first.as_rows(), key=str) == sorted(again.as_rows(), key=str)


@settings(max_examples=150, deadline=None)
@given(ballots=BALLOTS, asked=ASKED)
def test_ranks_and_winners_keep_the_rules(ballots: list[list[str]], asked: Rules) -> None:
    found = result(ballots, asked)
    scores = [row.score for row in found.rows]
    assert scores == sorted(scores, reverse=True)
    assert found.ballots == len(ballots)
    assert found.blank == sum(not ballot for ballot in ballots)
    winners = [row for row in found.rows if row.wins]
    assert all(row.score for row in winners)
    if asked.envelope is not None:
        assert sum(row.cost or 0 for row in winners) <= asked.envelope
    if asked.tie_rule != "all":
        assert [row.rank for row in found.rows if row.score] == list(
            range(1, sum(bool(score) for score in scores) + 1)
        )
        if asked.winners:
            assert len(winners) <= asked.winners


@settings(max_examples=100, deadline=None)
@given(ballots=BALLOTS, key=st.sampled_from(KEYS))
def test_one_more_vote_never_makes_an_option_worse(ballots: list[list[str]], key: str) -> None:
    def rank(found: Result) -> int:
        return next(row.rank for row in found.rows if row.key == key)

    asked = rules(tie_rule="lot")
    assert rank(result([*ballots, [key]], asked)) <= rank(result(ballots, asked))


@settings(max_examples=150, deadline=None)
@given(choices=st.lists(st.sampled_from([*KEYS, "x"]), max_size=6))
def test_what_is_valid_keeps_every_rule_of_nanterre(choices: list[str]) -> None:
    if codes(choices, NANTERRE):
        return
    stored = valid(choices, NANTERRE)
    costs = {option.key: option.cost or 0 for option in OPTIONS}
    assert sorted(stored) == sorted(choices)
    assert sum(costs[key] for key in stored) <= 60_000
    scopes = Counter(NANTERRE.by_key[key].scope for key in stored)
    assert all(number <= 1 for number in scopes.values())


@settings(max_examples=100, deadline=None)
@given(given_points=st.dictionaries(st.sampled_from(KEYS), st.integers(-3, 15), max_size=4))
def test_points_never_add_up_to_more_than_there_are(given_points: dict[str, int]) -> None:
    asked = rules("points", points=10)
    is_right = all(p >= 0 for p in given_points.values()) and sum(given_points.values()) <= 10
    assert (codes(given_points, asked) == []) == is_right
