"""The figures of a synthesis equal a count by hand, and stop moving when it is published."""

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from civic_pages.participation import actions
from civic_pages.participation.models import Contact, Contribution, Kind, Source, Status
from civic_pages.synthesis import charts, freezing
from civic_pages.synthesis.figures import Figures, Part, counted
from civic_pages.synthesis.models import Citation, SynthesisPage
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.synthesis.citing import FIRST, SECOND, synthesis_of


pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
AROUND = (datetime(2025, 12, 20), datetime(2026, 4, 10))  # noqa: DTZ001
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "status": st.sampled_from([Status.PUBLISHED, Status.PUBLISHED, *Status]),
            "kind": st.sampled_from(Kind.values),
            "represented": st.sampled_from([None, 1, 2, 30]),
            "category": st.sampled_from(["", "Voirie", "Nature"]),
            "sector": st.sampled_from(["", "est", "ouest", "disparu"]),
            "source": st.sampled_from(Source.values),
            # Around the change of the year, of the clocks, and midnight of a Sunday in Paris.
            "created_at": st.datetimes(*AROUND).map(lambda moment: moment.replace(tzinfo=UTC)),
            "person": st.sampled_from([None, "", "a", "b", "c"]),
            "cited": st.booleans(),
        }
    ),
    max_size=14,
)


def make(campaign: Any, row: dict[str, Any]) -> Contribution:
    values = {key: value for key, value in row.items() if key not in {"person", "cited"}}
    made: Contribution = ContributionFactory(campaign=campaign, **values)
    if row["person"] is not None:
        Contact.objects.create(contribution=made, email="a@example.org", person_key=row["person"])
    return made


def monday(moment: datetime) -> date:
    day = moment.astimezone(PARIS).date()
    return day - timedelta(days=day.weekday())


def by_hand(rows: list[dict[str, Any]]) -> dict[str, Any]:
    shown = [row for row in rows if row["status"] == Status.PUBLISHED]
    alone = [row for row in shown if row["kind"] == Kind.INDIVIDUAL]
    groups = [row for row in shown if row["kind"] == Kind.COLLECTIVE]
    people = len({row["person"] for row in alone if row["person"]})
    people += sum(1 for row in alone if not row["person"])
    people += sum(1 if row["represented"] is None else row["represented"] for row in groups)
    weeks = Counter(monday(row["created_at"]) for row in shown)
    return {
        "contributions": len(shown),
        "individual": len(alone),
        "collective": len(groups),
        "participants": people,
        "cited": sum(1 for row in shown if row["cited"]),
        "categories": Counter(row["category"] for row in shown),
        # Not told where nothing has a place.
        "sectors": Counter(row["sector"] for row in shown if any(r["sector"] for r in shown)),
        "sources": Counter(row["source"] for row in shown),
        "weeks": {day.isoformat(): count for day, count in weeks.items()},
    }


def nonzero(parts: tuple[Part, ...], name: str = "key") -> dict[str, int]:
    return {getattr(part, name): part.count for part in parts if part.count}


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rows=ROWS)
def test_every_figure_equals_a_count_by_hand(db: None, rows: list[dict[str, Any]]) -> None:
    page = synthesis_of(live=False, title="S", slug=None)
    now = timezone.now()
    for row in rows:
        made = make(page.campaign, row)
        if row["cited"]:
            for statement in (FIRST, SECOND):
                Citation.objects.create(
                    synthesis_id=page.pk, statement=statement, contribution=made, created_at=now
                )
    found, expected = counted(page, now=now), by_hand(rows)
    for name in ("contributions", "individual", "collective", "participants", "cited"):
        assert getattr(found, name) == expected[name], name
    for name in ("categories", "sectors", "sources"):
        assert nonzero(getattr(found, name)) == dict(expected[name]), name
    assert nonzero(found.weeks, "label") == expected["weeks"]


def test_weeks_without_a_contribution_are_nought_and_named_by_iso() -> None:
    page = synthesis_of(live=False)
    # Sunday 23:30 in UTC is Monday in Paris: of the week that begins.
    for moment in (datetime(2026, 1, 4, 23, 30, tzinfo=UTC), datetime(2026, 1, 27, tzinfo=UTC)):
        ContributionFactory(campaign=page.campaign, published=True, created_at=moment)
    weeks = counted(page, now=timezone.now()).weeks
    assert [(week.key, week.label, week.count) for week in weeks] == [
        ("2026-W02", "2026-01-05", 1),
        ("2026-W03", "2026-01-12", 0),
        ("2026-W04", "2026-01-19", 0),
        ("2026-W05", "2026-01-26", 1),
    ]


def test_a_mistyped_century_fills_no_page() -> None:
    page = synthesis_of(live=False)
    for year in (1026, 2026):
        created = datetime(year, 1, 27, tzinfo=UTC)
        ContributionFactory(campaign=page.campaign, published=True, created_at=created)
    assert len(counted(page, now=timezone.now()).weeks) == 2


def test_every_sector_is_told_those_without_a_contribution_too() -> None:
    page = synthesis_of(live=False)
    ContributionFactory(campaign=page.campaign, published=True, pinned=True)
    sectors = counted(page, now=timezone.now()).sectors
    assert {part.label: part.count for part in sectors} == {"Est": 1, "Ouest": 0}


def test_counting_costs_the_same_at_any_size(django_assert_num_queries: Any) -> None:
    page = synthesis_of(live=False)
    assert page.campaign
    for number in (1, 29):
        ContributionFactory.create_batch(number, campaign=page.campaign, published=True)
        with django_assert_num_queries(7):
            counted(page, now=timezone.now())


def test_what_is_stored_reads_back_the_same_also_by_another_version() -> None:
    page = synthesis_of(live=False)
    ContributionFactory(campaign=page.campaign, published=True)
    found = counted(page, now=timezone.now())
    stored = json.loads(json.dumps(found.as_data()))
    assert Figures.from_data(stored) == found
    assert Figures.from_data({"contributions": 3, "of_tomorrow": [1]}).contributions == 3


def test_a_campaign_of_homes_tells_nothing_that_its_map_does_not() -> None:
    campaign = CampaignFactory(closed=True, homes=True)
    ContributionFactory.create_batch(12, campaign=campaign, published=True, pinned=True)
    # Of another theme, and alone in its sector.
    ContributionFactory(
        campaign=campaign, published=True, pinned=True, at=(48.89, 2.19), category="Nature"
    )
    found = counted(synthesis_of(campaign, live=False), now=timezone.now())
    assert found.of_homes
    assert found.contributions == 13
    assert (found.individual, found.collective, found.participants, found.cited) == (0, 0, 0, 0)
    assert (found.categories, found.weeks, found.sources) == ((), (), ())
    assert all(part.count >= 11 for part in found.sectors)
    assert charts.charts(found) == []


def published(page: SynthesisPage, **values: Any) -> SynthesisPage:
    """Publish a new draft of a synthesis."""
    draft = page.get_latest_revision_as_object()
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save_revision().publish()
    return SynthesisPage.objects.get(pk=page.pk)


def told(page: SynthesisPage, **options: Any) -> Figures:
    found = freezing.told(page, now=timezone.now(), **options)
    assert found is not None
    return found.figures


def test_a_status_moves_the_figures_before_publication_and_not_after(admin_user: Any) -> None:
    page = synthesis_of(live=False)
    first, second = ContributionFactory.create_batch(2, campaign=page.campaign, published=True)
    assert told(page, is_preview=True).contributions == 2
    actions.reject(first, by=admin_user, reason="Hors sujet.", now=timezone.now())
    assert told(page, is_preview=True).contributions == 1
    page = published(page)
    assert told(page).contributions == 1
    actions.reject(second, by=admin_user, reason="Hors sujet.", now=timezone.now())
    assert told(SynthesisPage.objects.get(pk=page.pk)).contributions == 1


def test_drafts_freeze_nothing() -> None:
    page = synthesis_of(live=False)
    page.get_latest_revision_as_object().save_revision()
    page.refresh_from_db()
    assert page.frozen is None
    assert page.frozen_at is None


def test_a_correction_keeps_the_figures_unless_the_editor_has_them_counted_again() -> None:
    page = synthesis_of(live=False)
    ContributionFactory(campaign=page.campaign, published=True)
    page = published(page)
    frozen_at = page.frozen_at
    ContributionFactory(campaign=page.campaign, published=True)
    page = published(page, title="Corrigée")
    assert (page.title, page.frozen_at, told(page).contributions) == ("Corrigée", frozen_at, 1)
    page = published(page, count_again=True)
    assert told(page).contributions == 2
    assert page.frozen_at is not None
    assert frozen_at is not None
    assert page.frozen_at > frozen_at


def test_counting_again_is_for_one_publication() -> None:
    page = published(synthesis_of(), count_again=True)
    assert not page.count_again
    draft = page.get_latest_revision_as_object()
    assert not draft.count_again
    ContributionFactory(campaign=page.campaign, published=True)
    assert told(published(page, title="Encore")).contributions == 0


def test_whoever_previews_a_new_count_sees_it() -> None:
    page = synthesis_of()
    ContributionFactory(campaign=page.campaign, published=True)
    draft = page.get_latest_revision_as_object()
    assert told(draft, is_preview=True).contributions == 0
    draft.count_again = True
    assert told(draft, is_preview=True).contributions == 1


def test_an_earlier_revision_brings_no_other_figures_back() -> None:
    page = synthesis_of(live=False)
    earlier = page.latest_revision
    ContributionFactory(campaign=page.campaign, published=True)
    page = published(page)
    earlier.publish()
    assert told(SynthesisPage.objects.get(pk=page.pk)).contributions == 1


def test_a_copy_takes_no_figures_along() -> None:
    page = synthesis_of()
    copy = page.copy(update_attrs={"slug": "copie"}, keep_live=False)
    assert (copy.frozen, copy.frozen_at) == (None, None)


def test_nothing_is_frozen_beneath_a_campaign_that_is_not_public() -> None:
    campaign = CampaignFactory(closed=True, live=False)
    assert synthesis_of(campaign).frozen is None


def test_an_open_campaign_tells_no_running_total_through_its_synthesis() -> None:
    campaign = CampaignFactory(open=True, live_totals=False)
    page = synthesis_of(campaign, live=False)
    assert freezing.told(page, now=timezone.now()) is None
    assert freezing.told(page, now=timezone.now(), is_preview=True) is not None


def figures(**values: Any) -> Figures:
    return Figures(contributions=10, individual=4, collective=6, participants=30, **values)


def parts(*counts: int, label: str = "Thème") -> tuple[Part, ...]:
    return tuple(Part(f"{n}", f"{label} {n}", count) for n, count in enumerate(counts))


def chart(name: str, **values: Any) -> charts.Chart:
    return next(chart for chart in charts.charts(figures(**values)) if chart.name == name)


def test_a_long_name_takes_several_lines_and_all_of_them_are_drawn() -> None:
    name = (
        "LES TRANSPORTS EN COMMUN, LE VÉLO, LA MARCHE ET LE STATIONNEMENT DANS TOUS LES QUARTIERS"
    )
    drawn = chart("categories", categories=(Part("a", name, 3), Part("b", "Eau", 1)))
    lines = [line.text for line in drawn.lines]
    assert " ".join(lines[:-1]) == name
    assert max(map(len, lines)) <= charts.LINE_CHARACTERS
    assert all(line.y <= drawn.height for line in drawn.lines)


def test_nothing_is_drawn_outside_of_the_drawing() -> None:
    for counts in ((1, 0), (10**6, 1), tuple(range(40))):
        for drawn in charts.charts(figures(categories=parts(*counts), sources=parts(*counts))):
            for shape in drawn.shapes:
                assert 0 <= shape.x <= shape.x + shape.width <= drawn.width
                assert 0 <= shape.y <= shape.y + shape.height <= drawn.height


def test_many_themes_are_drawn_as_some_and_told_as_all() -> None:
    drawn = chart("categories", categories=parts(*range(40, 0, -1)))
    assert len(drawn.shapes) == charts.MOST_BARS
    assert len(drawn.rows) == 40


def test_years_of_weeks_are_drawn_as_months() -> None:
    first = date(2024, 1, 1)
    days = [first + timedelta(weeks=week) for week in range(120)]
    weeks = tuple(Part(day.isoformat(), day.isoformat(), 2) for day in days)
    drawn = chart("weeks", weeks=weeks)
    assert len(drawn.shapes) == 28
    assert sum(shape.height > 0 for shape in drawn.shapes) == 28


@pytest.mark.parametrize(("count", "total", "digits"), [(1, 3, "33"), (1, 1000, "1"), (0, 9, "0")])
def test_a_share_is_told_in_whole_per_cent(count: int, total: int, digits: str) -> None:
    told = charts.percent(count, total)
    assert "".join(filter(str.isdigit, told)) == digits
    assert ("<" in told) == (0 < count * 100 < total)
