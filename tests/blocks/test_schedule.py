from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from civic_blocks.partial_dates import PartialDate, Precision, Qualifier
from civic_blocks.schedule import (
    Step,
    StepAction,
    StepStatus,
    next_boundary,
    status_of,
)
from civic_blocks.schedule_labels import dates_label, last_day, until_label


PARIS = ZoneInfo("Europe/Paris")
DAY, MONTH, QUARTER, SEASON, YEAR = Precision
ABOUT, BEFORE = Qualifier.ABOUT, Qualifier.BEFORE
ORDER = [StepStatus.UPCOMING, StepStatus.CURRENT, StepStatus.DONE]

days = st.dates(date(1990, 1, 1), date(2060, 12, 31))
plain_dates = st.builds(PartialDate, days, st.sampled_from(Precision))
partial_dates = st.builds(
    PartialDate,
    days,
    st.sampled_from(Precision),
    st.sampled_from(Qualifier),
    st.none() | st.times(),
)
kinds = st.sampled_from(["phase", "milestone", "meeting", "decision", "document", "budget"])
steps = st.builds(
    Step,
    key=st.just("k"),
    title=st.just("T"),
    start=st.none() | partial_dates,
    end=st.none() | partial_dates,
    kind=kinds,
    override=st.sampled_from(["", "", "", "done", "current", "postponed", "cancelled"]),
)
clocks = st.datetimes(
    datetime(1989, 1, 1),  # noqa: DTZ001
    datetime(2062, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, PARIS, ZoneInfo("Pacific/Auckland")]),
)


def paris(*args: int) -> datetime:
    return datetime(*args, tzinfo=PARIS)


def step(start=None, end=None, **kwargs) -> Step:
    return Step(key="k", title="T", start=start, end=end, **kwargs)


@given(plain_dates)
def test_a_date_lies_in_the_interval_it_stands_for(partial):
    noon = datetime.combine(partial.value, datetime.min.time(), PARIS) + timedelta(hours=12)
    assert partial.starts <= noon < partial.ends


@given(plain_dates)
def test_the_day_after_the_last_instant_begins_the_next_date_of_that_precision(partial):
    following = PartialDate(partial.ends.date(), partial.precision)
    assert following.starts == partial.ends


@given(steps, clocks, clocks)
def test_time_alone_never_brings_a_step_back(a_step, one, other):
    early, late = sorted([one, other], key=lambda moment: moment.astimezone(UTC))
    before, after = status_of(a_step, early), status_of(a_step, late)
    if before in ORDER and after in ORDER:
        assert ORDER.index(before) <= ORDER.index(after)
    else:
        assert before == after


@given(st.lists(steps, max_size=4), clocks)
def test_no_status_changes_before_the_next_boundary_and_one_does_at_it(some_steps, now):
    def statuses(moment):
        return [status_of(a_step, moment) for a_step in some_steps]

    boundary = next_boundary(some_steps, now)
    if boundary is None:
        assert statuses(datetime(2100, 1, 1, tzinfo=UTC)) == statuses(now)
    else:
        just_before = boundary.astimezone(UTC) - timedelta(microseconds=1)
        assert boundary > now
        assert statuses(just_before) == statuses(now)
        assert statuses(boundary) != statuses(now)


def test_a_month_ends_with_its_last_instant_in_paris():
    end = PartialDate(date(2026, 3, 10), MONTH)
    assert end.ends.astimezone(UTC) == datetime(2026, 3, 31, 22, tzinfo=UTC)
    a_step = step(PartialDate(date(2026, 3, 1)), end, kind="phase")
    assert status_of(a_step, datetime(2026, 3, 31, 21, 59, 59, tzinfo=UTC)) is StepStatus.CURRENT
    assert status_of(a_step, datetime(2026, 3, 31, 22, tzinfo=UTC)) is StepStatus.DONE


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 7, 14), 24)],
)
def test_a_day_of_changing_clocks_lasts_as_long_as_it_does(day, hours):
    partial = PartialDate(day)
    assert partial.ends.astimezone(UTC) - partial.starts.astimezone(UTC) == timedelta(hours=hours)


def test_the_hour_that_occurs_twice_keeps_its_order():
    a_step = step(PartialDate(date(2026, 10, 25)), kind="phase")
    first = paris(2026, 10, 25, 2, 30).replace(fold=0)
    second = paris(2026, 10, 25, 2, 30).replace(fold=1)
    assert status_of(a_step, first) is status_of(a_step, second) is StepStatus.CURRENT


def test_a_leap_day_belongs_to_its_month_and_to_winter():
    assert PartialDate(date(2028, 2, 1), MONTH).ends == paris(2028, 3, 1)
    assert PartialDate(date(2028, 2, 29)).ends == paris(2028, 3, 1)
    winter = PartialDate(date(2028, 2, 29), SEASON)
    assert (winter.starts, winter.ends) == (paris(2027, 12, 1), paris(2028, 3, 1))
    assert winter == PartialDate(date(2028, 2, 29), SEASON)
    assert PartialDate(date(2027, 12, 24), SEASON).starts == winter.starts


@pytest.mark.parametrize("precision", Precision)
@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_ends_of_the_calendar_break_nothing(day, precision):
    a_step = step(PartialDate(day, precision), PartialDate(day, precision))
    assert status_of(a_step, paris(2026, 1, 1)) in (StepStatus.DONE, StepStatus.UPCOMING)
    assert a_step.start.label
    assert a_step.start.machine


def test_the_zone_of_whoever_looks_does_not_move_a_boundary():
    end = PartialDate(date(2026, 3, 31))
    with timezone.override("Pacific/Auckland"):
        assert end.ends == paris(2026, 4, 1)


def test_a_milestone_lasts_its_day_and_a_phase_without_end_goes_on():
    start = PartialDate(date(2026, 3, 3))
    later = paris(2026, 3, 4)
    assert status_of(step(start), later) is StepStatus.DONE
    assert status_of(step(start, kind="phase"), later) is StepStatus.CURRENT


def test_without_dates_nothing_is_claimed():
    assert status_of(step(), paris(2026, 1, 1)) is StepStatus.UNKNOWN
    assert next_boundary([step()], paris(2026, 1, 1)) is None


def test_the_editor_overrules_the_dates():
    a_step = step(PartialDate(date(2026, 3, 3)), override="postponed", reason="Strike")
    assert status_of(a_step, paris(2030, 1, 1)) is StepStatus.POSTPONED
    assert next_boundary([a_step], paris(2020, 1, 1)) is None


def test_several_steps_may_be_current():
    year, month = PartialDate(date(2026, 1, 1), YEAR), PartialDate(date(2026, 6, 1), MONTH)
    now = paris(2026, 6, 15)
    assert [status_of(step(when), now) for when in (year, month)] == [StepStatus.CURRENT] * 2


def test_steps_sort_by_start_with_the_undated_last():
    undated, june = step(), step(PartialDate(date(2026, 6, 1), MONTH))
    until_april, season = (
        step(None, PartialDate(date(2026, 4, 1), MONTH)),
        step(PartialDate(date(2026, 2, 1), SEASON)),
    )
    ordered = sorted([undated, june, until_april, season], key=lambda each: each.sort_key)
    assert ordered == [season, until_april, june, undated]


@pytest.mark.parametrize(
    ("day", "precision", "language", "label", "machine", "value"),
    [
        (date(2026, 3, 12), DAY, "en", "12 March 2026", "2026-03-12", "2026-03-12"),
        (date(2026, 3, 12), DAY, "fr", "12 mars 2026", "2026-03-12", "2026-03-12"),
        (date(2026, 3, 1), DAY, "en", "1 March 2026", "2026-03-01", "2026-03-01"),
        (date(2026, 3, 1), DAY, "fr", "1er mars 2026", "2026-03-01", "2026-03-01"),
        (date(2026, 3, 12), MONTH, "fr", "mars 2026", "2026-03", "2026-03"),
        (date(2026, 4, 12), SEASON, "en", "spring 2026", "2026", "2026-21"),
        (date(2026, 4, 12), SEASON, "fr", "printemps 2026", "2026", "2026-21"),
        (date(2026, 11, 12), SEASON, "en", "autumn 2026", "2026", "2026-23"),
        (date(2026, 1, 12), SEASON, "en", "winter 2025–2026", "2025", "2025-24"),
        (date(2026, 3, 12), YEAR, "fr", "2026", "2026", "2026"),
        (date(2027, 5, 12), QUARTER, "en", "Q2 2027", "2027", "2027-34"),
        (date(2027, 12, 31), QUARTER, "fr", "4e trimestre 2027", "2027", "2027-36"),
    ],
)
def test_a_date_is_said_no_more_precisely_than_it_is(
    day, precision, language, label, machine, value
):
    partial = PartialDate(day, precision)
    with translation.override(language):
        assert partial.label == label
        assert partial.machine == machine
        assert partial.as_dict() == {"value": value, "precision": str(precision), "label": label}


@pytest.mark.parametrize(
    ("partial", "english", "french", "edtf"),
    [
        (PartialDate(date(2030, 1, 1), YEAR, BEFORE), "before 2030", "avant 2030", "../2029-12-31"),
        (PartialDate(date(2027, 3, 9), MONTH, BEFORE), "before March 2027", "avant mars 2027", "../2027-02-28"),
        (PartialDate(date(2027, 3, 9), DAY, BEFORE), "before 9 March 2027", "avant le 9 mars 2027", "../2027-03-08"),
        (PartialDate(date(2027, 4, 9), SEASON, BEFORE), "before spring 2027", "avant le printemps 2027", "../2027-02-28"),
        (PartialDate(date(2027, 4, 9), QUARTER, BEFORE), "before Q2 2027", "avant le 2e trimestre 2027", "../2027-03-31"),
        (PartialDate(date(2030, 1, 1), YEAR, ABOUT), "about 2030", "vers 2030", "2030~"),
        (PartialDate(date(2027, 4, 9), SEASON, ABOUT), "about spring 2027", "vers le printemps 2027", "2027-21~"),
        (PartialDate(date(2027, 3, 9), at=time(18, 30)), "9 March 2027 at 6:30 p.m.", "9 mars 2027 à 18 h 30", "2027-03-09T18:30"),
    ],
)  # fmt: skip
def test_a_date_says_how_sure_it_is_and_at_what_hour(partial, english, french, edtf):
    with translation.override("en"):
        assert partial.label == english
    with translation.override("fr"):
        assert partial.label.replace("\u00a0", " ") == french
    assert partial.edtf == edtf


def test_what_comes_before_a_date_is_to_come_until_then_and_sorts_there():
    promise = step(PartialDate(date(2030, 1, 1), YEAR, BEFORE))
    assert status_of(promise, paris(2029, 12, 31, 23, 59)) is StepStatus.UPCOMING
    assert status_of(promise, paris(2030, 1, 1)) is StepStatus.DONE
    earlier, later = step(PartialDate(date(2029, 12, 31))), step(PartialDate(date(2030, 1, 1)))
    ordered = sorted([later, promise, earlier], key=lambda each: each.sort_key)
    assert ordered == [earlier, promise, later]


def test_a_meeting_begins_at_its_hour_and_ends_at_that_of_its_end():
    starts, ends = (
        PartialDate(date(2026, 3, 12), at=time(18, 30)),
        PartialDate(date(2026, 3, 12), at=time(20)),
    )
    meeting = step(starts, ends, kind="meeting")
    statuses = [
        status_of(meeting, paris(2026, 3, 12, *clock)) for clock in ((18, 29), (18, 30), (20, 0))
    ]
    assert statuses == [StepStatus.UPCOMING, StepStatus.CURRENT, StepStatus.DONE]
    with_no_end = step(starts, kind="meeting")
    assert status_of(with_no_end, paris(2026, 3, 12, 23, 59)) is StepStatus.CURRENT
    assert status_of(with_no_end, paris(2026, 3, 13)) is StepStatus.DONE
    with translation.override("fr"):
        said = dates_label(meeting, paris(2026, 3, 1)).replace("\u00a0", " ")
    assert said == "12 mars 2026 à 18 h 30 – 20 h"


def test_an_hour_that_the_clocks_skip_or_repeat_keeps_its_order():
    skipped = step(PartialDate(date(2026, 3, 29), at=time(2, 30)))
    assert status_of(skipped, datetime(2026, 3, 29, 2, tzinfo=UTC)) is StepStatus.CURRENT
    repeated = step(PartialDate(date(2026, 10, 25), at=time(2, 30)))
    assert repeated.opens.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_an_action_changes_the_page_when_it_opens_and_when_it_closes():
    action = StepAction("S'inscrire", "#", paris(2026, 3, 1), paris(2026, 3, 10))
    a_step = step(PartialDate(date(2026, 3, 12)), extra={"actions": [action]})
    assert next_boundary([a_step], paris(2026, 2, 1)) == action.opens_at
    assert next_boundary([a_step], paris(2026, 3, 1)) == action.closes_at
    assert [action.is_open(paris(2026, 3, day)) for day in (1, 9, 10)] == [True, True, False]


def d(month: int, day: int = 1, year: int = 2026) -> PartialDate:
    return PartialDate(date(year, month, day))


def m(month: int, year: int = 2026) -> PartialDate:
    return PartialDate(date(year, month, 1), MONTH)


@pytest.mark.parametrize(
    ("a_step", "english", "french"),
    [
        (step(d(3, 3), d(3, 12)), "3 to 12 March 2026", "du 3 au 12 mars 2026"),
        (step(d(3, 1), d(3, 12)), "1 to 12 March 2026", "du 1er au 12 mars 2026"),
        (step(d(3, 3), d(4, 1)), "3 March to 1 April 2026", "du 3 mars au 1er avril 2026"),
        (
            step(d(12, 3, 2025), d(4, 12)),
            "3 December 2025 to 12 April 2026",
            "du 3 décembre 2025 au 12 avril 2026",
        ),
        (step(m(4), m(6)), "April – June 2026", "avril – juin 2026"),
        (step(m(11), m(1, 2027)), "November 2026 – January 2027", "novembre 2026 – janvier 2027"),
        (step(d(3, 3), d(3, 3)), "3 March 2026", "3 mars 2026"),
        (step(d(3, 3), m(6)), "3 March 2026 – June 2026", "3 mars 2026 – juin 2026"),
        (step(d(3, 3)), "3 March 2026", "3 mars 2026"),
        (step(d(3, 3), kind="phase"), "since 3 March 2026", "depuis le 3 mars 2026"),
        (step(d(9, 3), kind="phase"), "from 3 September 2026", "à partir du 3 septembre 2026"),
        (step(m(10), kind="phase"), "from October 2026", "dès octobre 2026"),
        (step(None, d(9, 3)), "until 3 September 2026", "jusqu'au 3 septembre 2026"),
        (step(None, m(9)), "until September 2026", "jusqu'en septembre 2026"),
        (step(), "date to be confirmed", "date à confirmer"),
    ],
)
def test_a_range_of_dates_is_said_as_people_say_it(a_step, english, french):
    now = paris(2026, 5, 5)
    with translation.override("en"):
        assert dates_label(a_step, now) == english
    with translation.override("fr"):
        assert dates_label(a_step, now).replace("’", "'") == french


def test_an_interval_that_closes_at_midnight_is_said_by_its_last_day():
    with translation.override("en"):
        closes = datetime(2026, 12, 12, 23, tzinfo=UTC)
        assert until_label(last_day(closes)) == "until 12 December 2026"
