from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from civic_blocks.partial_dates import PartialDate, Precision
from civic_pages.campaigns.phases import (
    ALLOWS,
    Phase,
    PhaseKind,
    allows,
    closing,
    current,
    opening,
    state,
)


PARIS = ZoneInfo("Europe/Paris")


def paris(*args: int) -> datetime:
    return datetime(*args, tzinfo=PARIS)


def day(*args: int) -> PartialDate:
    return PartialDate(date(*args))


def phase(kind: str, start=None, end=None, **kwargs) -> Phase:
    allowed = kwargs.pop("allows", ALLOWS[kind])
    name = kwargs.pop("name", kind.title())
    return Phase(key=kind, kind=kind, name=name, start=start, end=end, allows=allowed, **kwargs)


CAMPAIGN = (
    phase("inform", day(2026, 1, 5), day(2026, 2, 28)),
    phase("collect", day(2026, 3, 3), day(2026, 6, 12)),
    phase("study", day(2026, 6, 13), day(2026, 9, 30)),
    phase("report", PartialDate(date(2026, 10, 1), Precision.MONTH)),
)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("now", "status", "headline"),
    [
        (paris(2025, 12, 1), "upcoming", "Contributions open from 3 March 2026"),
        (paris(2026, 2, 1), "running", "Contributions open from 3 March 2026"),
        (paris(2026, 3, 1), "running", "Contributions open from 3 March 2026"),
        (paris(2026, 3, 3), "open", "Open to contributions until 12 June 2026"),
        (paris(2026, 6, 12, 23, 59, 59), "open", "Open to contributions until 12 June 2026"),
        (paris(2026, 6, 13), "running", "Under way: Study"),
        (paris(2026, 11, 1), "running", "Under way: Report"),
    ],
)
def test_a_campaign_says_where_it_stands(now, status, headline):
    result = state(CAMPAIGN, now)
    assert (result.status, result.headline) == (status, headline)


def test_the_clock_alone_opens_and_closes_contributions():
    assert opening(CAMPAIGN, "contribute", paris(2026, 1, 1)) == paris(2026, 3, 3)
    assert closing(CAMPAIGN, "contribute", paris(2026, 1, 1)) is None
    assert opening(CAMPAIGN, "contribute", paris(2026, 4, 1)) is None
    assert closing(CAMPAIGN, "contribute", paris(2026, 4, 1)) == paris(2026, 6, 13)
    assert opening(CAMPAIGN, "contribute", paris(2026, 7, 1)) is None


def test_phases_that_follow_one_another_keep_the_form_open():
    twice = (
        phase("collect", day(2026, 3, 1), PartialDate(date(2026, 3, 1), Precision.MONTH)),
        phase("deliberate", day(2026, 4, 1), day(2026, 4, 30), allows=frozenset({"contribute"})),
    )
    assert closing(twice, "contribute", paris(2026, 3, 5)) == paris(2026, 5, 1)
    assert state(twice, paris(2026, 3, 5)).boundary == paris(2026, 4, 1)
    assert state(twice, paris(2026, 3, 5)).headline.endswith("until 30 April 2026")


def test_an_imprecise_end_is_said_as_it_is():
    collect = phase("collect", day(2026, 3, 1), PartialDate(date(2026, 6, 2), Precision.MONTH))
    assert state([collect], paris(2026, 3, 5)).headline == "Open to contributions until June 2026"


def test_a_campaign_without_phases_runs_and_takes_no_contribution():
    result = state([], paris(2026, 1, 1))
    assert (result.status, result.headline) == ("running", "Contributions are closed")
    assert result.boundary is None
    assert not allows([], "contribute", paris(2026, 1, 1))


def test_a_campaign_whose_phases_have_all_ended_is_over():
    ended = CAMPAIGN[:3]
    assert state(ended, paris(2026, 10, 1)).status == "closed"
    assert state(ended, paris(2026, 10, 1)).headline == "This campaign is over"
    assert state([replace(CAMPAIGN[0], override="cancelled")], paris(2026, 1, 9)).status == "closed"


def test_undated_phases_are_to_come():
    result = state([phase("collect")], paris(2026, 1, 1))
    assert (result.status, result.headline) == ("upcoming", "Dates to be confirmed")


@pytest.mark.parametrize("override", ["postponed", "cancelled", "done", "upcoming"])
def test_a_phase_the_editor_holds_back_takes_no_contribution(override):
    held = [replace(CAMPAIGN[1], override=override, reason="Election")]
    assert not allows(held, "contribute", paris(2026, 4, 1))
    assert opening(held, "contribute", paris(2026, 1, 1)) is None


def test_a_phase_the_editor_declares_current_takes_contributions_until_an_edit():
    forced = [replace(CAMPAIGN[1], override="current", reason="Extended")]
    assert allows(forced, "contribute", paris(2027, 1, 1))
    assert closing(forced, "contribute", paris(2027, 1, 1)) is None
    assert state(forced, paris(2027, 1, 1)).headline == "Open to contributions"


def test_reading_is_always_allowed():
    assert allows([], "read", paris(2026, 1, 1))
    assert allows(CAMPAIGN, "read", paris(2030, 1, 1))


def test_several_phases_may_be_current():
    both = (CAMPAIGN[1], phase("vote", day(2026, 6, 1), day(2026, 6, 30)))
    assert current(both, paris(2026, 6, 10)) == both
    assert allows(both, "vote", paris(2026, 6, 10))
    assert len(state(both, paris(2026, 6, 10)).current) == 2


@pytest.mark.parametrize(
    ("kind", "may_contribute", "expected"),
    [("collect", None, True), ("collect", False, False), ("deliberate", True, True)],
)
def test_a_stored_row_says_whether_one_may_contribute(kind, may_contribute, expected):
    row = SimpleNamespace(
        kind=kind,
        name="Ideas",
        description="",
        start_date=date(2026, 3, 1),
        start_precision="month",
        moved_from_date=None,
        moved_from_precision="",
        end_date=None,
        end_precision="",
        override="",
        reason="",
        may_contribute=may_contribute,
        may_comment=None,
        moderation="",
    )
    result = Phase.from_row(row, "phase-7")
    assert allows([result], "contribute", paris(2026, 3, 5)) is expected
    assert result.start == PartialDate(date(2026, 3, 1), Precision.MONTH)
    assert (result.as_step().key, result.as_step().kind) == ("phase-7", "phase")


dates = st.builds(
    PartialDate, st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.sampled_from(Precision)
)
phases = st.lists(
    st.builds(phase, st.sampled_from(PhaseKind.values), st.none() | dates, st.none() | dates),
    max_size=4,
)


clocks = st.integers(1_514_764_800, 1_988_150_400).map(lambda at: datetime.fromtimestamp(at, UTC))


@given(phases, clocks)
def test_what_opens_is_open_and_what_closes_is_closed(some_phases, now):
    opens, closes = (edge(some_phases, "contribute", now) for edge in (opening, closing))
    assert opens is None or closes is None
    assert opens is None or (opens > now and allows(some_phases, "contribute", opens))
    assert closes is None or (closes > now and not allows(some_phases, "contribute", closes))
    result = state(some_phases, now)
    assert (result.status == "open") is allows(some_phases, "contribute", now)
    assert result.headline
