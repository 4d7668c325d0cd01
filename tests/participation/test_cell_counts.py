"""Kept counts by cell: right after whatever happens to a contribution."""

from collections.abc import Callable
from importlib import import_module
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import timezone

from civic_pages.participation import actions, tallies
from civic_pages.participation.bulk import Entry, store_many
from civic_pages.participation.geo import counting, recounting
from civic_pages.participation.geo.cells import FACET_LEVELS, KEPT_LEVELS, cell_key, shift_for
from civic_pages.participation.models import (
    CellCount,
    CellDelta,
    CellFacet,
    Contribution,
    FormVersion,
    Household,
    Tally,
)
from civic_pages.participation.privacy.base import Person
from civic_pages.participation.submission import Submission
from civic_pages.testing import CampaignFactory, ContributionFactory, definition_of
from tests.participation.identity import contribute, private_path
from tests.participation.mapping import scatter, seen
from tests.participation.test_submission import answers


pytestmark = pytest.mark.django_db
CITY = (48.892, 2.206)
ELSEWHERE = (48.88, 2.18)


@pytest.fixture
def campaign(db: None) -> Any:
    return CampaignFactory(open=True)


@pytest.fixture
def boss(admin_user: Any) -> Any:
    return admin_user


def on_map(campaign: Any) -> int:
    """Return how many the map shows, having checked every count, folded or not."""
    assert tallies.differences() == []
    found = seen(campaign, kept=True, zoom=2).in_view
    assert found == tallies.totals(campaign.pk)["mapped"]
    counting.fold_all()
    assert not CellDelta.objects.exists()
    assert tallies.differences() == []
    assert seen(campaign, kept=True, zoom=2).in_view == found
    for counts in counting.LEVELS:
        assert not counts.objects.filter(count__lte=0).exists()
    return found


class TestVerbs:
    def test_publishing_and_taking_back(self, campaign: Any, boss: Any) -> None:
        one, other = ContributionFactory.create_batch(2, campaign=campaign, pinned=True, at=CITY)
        assert on_map(campaign) == 0
        now = timezone.now()
        actions.publish(one, by=boss, now=now)
        actions.publish(other, by=boss, now=now)
        assert on_map(campaign) == 2
        actions.reject(one, by=boss, now=now, reason="Hors sujet")
        assert on_map(campaign) == 1
        actions.withdraw(other, by=boss, now=now)
        assert on_map(campaign) == 0
        assert not CellCount.objects.exists()

    @pytest.mark.parametrize(
        ("verb", "left"),
        [
            (lambda c, o, **k: actions.exclude(c, reason="Vote en double", **k), 1),
            (lambda c, o, **k: actions.merge(c, into=o, **k), 1),
            (lambda c, o, **k: actions.unmerge(actions.merge(c, into=o, **k), **k), 2),
            (
                lambda c, o, **k: actions.readmit(
                    actions.exclude(c, reason="Vote en double", **k), **k
                ),
                2,
            ),
            (lambda c, o, **k: actions.redact(c, literals=["bancs"], **k), 2),
            (lambda c, o, now, **_k: actions.withdraw_own(c, now=now), 1),
        ],
        ids=["exclude", "merge", "unmerge", "readmit", "redact", "withdraw_own"],
    )
    def test_every_other_verb(
        self, campaign: Any, boss: Any, verb: Callable[..., Any], left: int
    ) -> None:
        one, other = scatter(campaign, [CITY, ELSEWHERE])
        assert on_map(campaign) == 2
        verb(one, other, by=boss, now=timezone.now())
        assert on_map(campaign) == left

    @pytest.mark.parametrize("words", [True, False], ids=["with words", "without words"])
    def test_erasing_a_person(self, campaign: Any, boss: Any, words: bool) -> None:
        one, _other = scatter(campaign, [CITY, ELSEWHERE])
        on_map(campaign)
        who = Person("", (one.pk,))
        actions.erase_person(who, by=boss, now=timezone.now(), words=words)
        assert on_map(campaign) == (1 if words else 2)

    def test_submitting_and_correcting_through_the_page(
        self, client: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        campaign = CampaignFactory(open=True, published_at_once=True)
        contribute(client, campaign, django_capture_on_commit_callbacks)
        first = CellDelta.objects.get().cell_key
        assert on_map(campaign) == 1
        moved = answers(lieu_latitude="48.88", lieu_longitude="2.18", titre="Autre titre")
        assert client.post(f"{private_path(campaign)}corriger/", moved).status_code == 303
        assert sorted(CellDelta.objects.values_list("change", flat=True)) == [-1, 1]
        assert on_map(campaign) == 1
        finest = CellCount.objects.get(level=KEPT_LEVELS[-1])
        assert finest.cell != first >> shift_for(KEPT_LEVELS[-1])
        nowhere = answers(titre="Sans lieu", lieu_latitude="", lieu_longitude="", lieu_address="")
        assert client.post(f"{private_path(campaign)}corriger/", nowhere).status_code == 303
        assert on_map(campaign) == (0 if Contribution.objects.get().cell_key is None else 1)

    def test_what_has_no_public_point_is_no_business_of_the_map(self, boss: Any) -> None:
        homes = CampaignFactory(open=True, homes=True)
        made = ContributionFactory(campaign=homes, pinned=True)
        actions.publish(made, by=boss, now=timezone.now())
        assert not CellDelta.objects.exists()
        assert tallies.differences() == []


class TestManyAtOnce:
    def test_another_precision_empties_the_cells_and_back_fills_them(self, campaign: Any) -> None:
        scatter(campaign, [CITY, ELSEWHERE])
        counting.fold_all()
        scatter(campaign, [CITY])
        campaign.public_precision = "sector"
        campaign.save_revision().publish()
        assert (CellCount.objects.count(), CellDelta.objects.count()) == (0, 0)
        assert tallies.differences() == []
        campaign.public_precision = "exact"
        campaign.save_revision().publish()
        assert on_map(campaign) == 3

    def test_storing_many(self, campaign: Any) -> None:
        scatter(campaign, [CITY])
        now = timezone.now()
        submission = Submission(
            definition_of(campaign), {"titre": "Un banc"}, latitude=48.892, longitude=2.206,
            provenance="placed",
        )  # fmt: skip
        entries = [Entry(submission, now) for _number in range(3)]
        store_many(entries, campaign=campaign, now=now)
        assert on_map(campaign) == 4

    def test_the_end_of_retention_leaves_public_points_and_their_counts(self) -> None:
        campaign = CampaignFactory(phase_days=(-800, -500))
        scatter(campaign, [CITY, ELSEWHERE])
        Household.objects.create(campaign_id=campaign.pk, key="0" * 64, created_at=timezone.now())
        call_command("civic_purge", stdout=StringIO())
        assert on_map(campaign) == 2

    def test_a_campaign_that_is_deleted_takes_its_counts_along(self, campaign: Any) -> None:
        other = CampaignFactory(open=True)
        for page in (campaign, other):
            scatter(page, [CITY])
            counting.fold_all()
            scatter(page, [CITY])
        Contribution.objects.of(campaign).delete()
        FormVersion.objects.filter(campaign_id=campaign.pk).delete()
        campaign.delete()
        assert set(CellCount.objects.values_list("campaign_id", flat=True)) == {other.pk}
        assert set(CellDelta.objects.values_list("campaign_id", flat=True)) == {other.pk}
        assert on_map(other) == 2


class TestFolding:
    def test_every_level_gets_counts_sums_and_ends(self, campaign: Any) -> None:
        scatter(campaign, [CITY, CITY, (CITY[0] + 1e-5, CITY[1])])
        counting.fold_all()
        rows = {row.level: row for row in CellCount.objects.all()}
        keys = sorted(cell_key(*place) for place in (CITY, (CITY[0] + 1e-5, CITY[1])))
        assert list(rows) == list(KEPT_LEVELS)
        for level, row in rows.items():
            assert (row.cell, row.count) == (keys[0] >> shift_for(level), 3)
            assert (row.first, row.last) == (keys[0], keys[1])
            assert (row.latitude_sum, row.longitude_sum) == (3 * 48_892_000 + 10, 3 * 2_206_000)

    def test_more_than_a_lot_is_folded_too(
        self, campaign: Any, boss: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(counting, "LOT", 3)
        made = scatter(campaign, [CITY, ELSEWHERE] * 4)
        for contribution in made[::3]:
            actions.withdraw(contribution, by=boss, now=timezone.now())
        assert on_map(campaign) == 5

    def test_it_happens_by_itself_before_readers_have_much_to_add(
        self, campaign: Any, django_capture_on_commit_callbacks: Any
    ) -> None:
        other = CampaignFactory(open=True)
        most = 0
        for number in range(counting.FOLD_EVERY + 1):
            with django_capture_on_commit_callbacks(execute=True):
                # By turns: neither campaign may be the one that never meets the hundredth row.
                scatter(campaign if number % 2 else other, [CITY])
            most = max(most, CellDelta.objects.count())
        assert most <= counting.FOLD_EVERY
        assert CellDelta.objects.count() < counting.FOLD_EVERY
        assert CellCount.objects.values("campaign").distinct().count() == 2
        assert tallies.differences() == []

    def test_a_fold_that_fails_stops_nobody_from_publishing(
        self, campaign: Any, boss: Any, django_capture_on_commit_callbacks: Any,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        monkeypatch.setattr(counting, "FOLD_EVERY", 1)
        monkeypatch.setattr(counting, "_NO_KEY", "not a number")
        made = ContributionFactory(campaign=campaign, pinned=True, at=CITY)
        with django_capture_on_commit_callbacks(execute=True):
            actions.publish(made, by=boss, now=timezone.now())
        assert CellDelta.objects.count() == 1
        assert seen(campaign, kept=True, zoom=12).in_view == 1


class TestRecount:
    def recount(self, *arguments: str) -> str:
        out = StringIO()
        call_command("civic_recount", *arguments, stdout=out, no_color=True)
        return out.getvalue()

    @pytest.mark.parametrize(
        "change",
        [
            {"count": 7}, {"latitude_sum": 1}, {"longitude_sum": 1}, {"first": 1}, {"last": 1 << 55},
        ],
        ids=lambda change: next(iter(change)),
    )  # fmt: skip
    def test_a_wrong_count_is_told_and_mended(self, campaign: Any, change: dict[str, int]) -> None:
        scatter(campaign, [CITY])
        counting.fold_all()
        CellCount.objects.filter(level=12).update(**change)
        with pytest.raises(CommandError, match="1 counts differ"):
            self.recount("--verify")
        assert "1 counts were wrong" in self.recount()
        assert on_map(campaign) == 1

    @pytest.mark.parametrize(
        "change", [{"count": 7}, {"last": 1 << 55}, {"category": "Autre"}], ids=str
    )
    def test_a_wrong_count_of_a_category_is_told_and_mended(
        self, campaign: Any, change: dict[str, Any]
    ) -> None:
        scatter(campaign, [CITY], category="Nature")
        counting.fold_all()
        CellFacet.objects.filter(level=12).update(**change)
        with pytest.raises(CommandError, match="counts differ"):
            self.recount("--verify")
        self.recount()
        assert on_map(campaign) == 1
        assert seen(campaign, kept=True, zoom=11, category="Nature").in_view == 1

    def test_a_lost_delta_and_a_lost_cell_are_told(self, campaign: Any) -> None:
        scatter(campaign, [CITY])
        CellDelta.objects.all().delete()
        assert len(recounting.differences()) == len(KEPT_LEVELS) + len(FACET_LEVELS)
        recounting.rebuild()
        assert recounting.differences() == []
        CellCount.objects.filter(level=4).delete()
        assert len(recounting.differences(campaign.pk)) == 1

    def test_a_rebuild_counts_no_delta_twice_and_leaves_other_campaigns_alone(
        self, campaign: Any
    ) -> None:
        other = CampaignFactory(open=True)
        for page in (campaign, other):
            scatter(page, [CITY, ELSEWHERE])
        recounting.rebuild(campaign.pk)
        assert set(CellDelta.objects.values_list("campaign_id", flat=True)) == {other.pk}
        assert CellCount.objects.filter(campaign=other).count() == 0
        assert on_map(campaign) == on_map(other) == 2

    def test_a_rebuild_gives_what_folding_gives(self, campaign: Any) -> None:
        for n in range(25):
            scatter(campaign, [(48.87 + n / 700, 2.17 + n / 900)], category=f"Thème {n % 3}")
        columns = ("level", "cell", "count", "latitude_sum", "longitude_sum", "first", "last")
        counting.fold_all()

        def rows() -> list[set[Any]]:
            return [
                set(counts.objects.values_list(*columns, *counts.OF)) for counts in counting.LEVELS
            ]

        folded = rows()
        recounting.rebuild()
        assert rows() == folded
        assert all(len(each) > 50 for each in folded)

    def test_the_migration_counts_what_was_there_before(self, campaign: Any) -> None:
        for page in (campaign, CampaignFactory(open=True)):
            places = [(48.87 + n / 700, 2.17 + n / 900) for n in range(9)]
            scatter(page, places[:6], category="Nature", sector="est")
            # As they were noted before: of no kind and no category.
            CellDelta.objects.update(kind="", group_type="", category="", sector="")
            scatter(page, places[6:], collective=True)
        ContributionFactory(campaign=campaign, published=True, category="Nature")
        ContributionFactory(campaign=campaign, pinned=True)
        Tally.objects.filter(campaign_id=campaign.pk).delete()
        import_module("civic_pages.migrations.0010_fill_counts_and_words").count(apps, None)
        assert CellFacet.objects.exists()
        assert not CellDelta.objects.exists()
        assert tallies.differences() == []
        assert tallies.totals(campaign.pk)["all"] == 10
