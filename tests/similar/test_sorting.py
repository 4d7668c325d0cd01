"""The team: what is close to a contribution, suggested piles, themes. Every suggestion can be refused."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.log_actions import registry

from civic_pages.participation.models import SimilarityVerdict, Status, Theme
from civic_pages.participation.similar import piles
from civic_pages.testing import CampaignFactory
from tests.participation.desk import client_of, soup, texts
from tests.similar.made import CLOSE, SAID, everything_said, said


pytestmark = pytest.mark.django_db
BENCHES = (
    ("Plus de bancs au parc", "Les personnes âgées s'y reposent."),
    ("Des bancs dans le parc", "Pour que les personnes âgées se reposent."),
    ("Il manque des bancs au parc", "Où se reposer quand on est âgé ?"),
)


@pytest.fixture
def campaign() -> Any:
    return CampaignFactory(open=True)


@pytest.fixture
def moderator() -> Any:
    return client_of("moderator")


def inspect(contribution: Any) -> str:
    return reverse("civic_contributions:inspect", args=[contribution.pk])


def themes(campaign: Any) -> str:
    return reverse("civic_themes", args=[campaign.pk])


def near(client: Any, contribution: Any) -> list[str]:
    return [
        a["href"] for a in soup(client.get(inspect(contribution))).select(".civic-neighbours p a")
    ]


def suggested(campaign: Any) -> list[set[int]]:
    return [{m.pk for m in pile.members} for pile in piles.suggested(campaign.pk).piles]


def logged(contribution: Any) -> list[str]:
    return [entry.action for entry in registry.get_logs_for_instance(contribution)]


def test_a_moderator_sees_what_is_close_and_by_which_words(campaign: Any, moderator: Any) -> None:
    made = everything_said(campaign)
    waiting = said(campaign, *CLOSE, published=False)
    response = moderator.get(inspect(waiting))
    assert near(moderator, waiting) == [inspect(made[0])]
    (words,) = texts(
        response, ".civic-neighbours .help:first-of-type, .civic-neighbours > li > .help"
    )[:1]
    assert "vélos" in words
    assert "cyclables" in words


def test_what_is_said_not_to_be_alike_is_not_told_again_either_way(
    campaign: Any, moderator: Any
) -> None:
    one, other = said(campaign, *CLOSE), said(campaign, *CLOSE)
    everything_said(campaign)
    url = reverse("civic_sort_one", args=[other.pk])
    assert moderator.post(url, {"other": one.pk}).status_code == 302
    assert inspect(one) not in near(moderator, other)
    assert inspect(other) not in near(moderator, one)
    verdict = SimilarityVerdict.objects.get()
    assert (verdict.first, verdict.second, verdict.by.username) == (one, other, "moderator")
    assert "civic.contribution.not_alike" in logged(one)
    moderator.post(url, {"other": one.pk})
    assert SimilarityVerdict.objects.count() == 1


def test_a_duplicate_is_merged_from_there(campaign: Any, moderator: Any) -> None:
    one, other = said(campaign, *CLOSE), said(campaign, *CLOSE)
    page = soup(moderator.get(inspect(other)))
    form = page.select_one(
        f".civic-neighbours form[action='{reverse('civic_merge', args=[other.pk])}']"
    )
    data = {"members": [i["value"] for i in form.select("[name=members]")], "stays": form.select_one("[name=stays]")["value"]}  # fmt: skip
    moderator.post(form["action"], data)
    other.refresh_from_db()
    assert (other.status, other.merged_into) == (Status.MERGED, one)


def test_close_ones_lie_on_one_pile_with_the_words_they_share(campaign: Any) -> None:
    everything_said(campaign)
    benches = [said(campaign, *words, published=False) for words in BENCHES]
    found = piles.suggested(campaign.pk)
    (pile,) = [p for p in found.piles if benches[0] in p.members]
    assert {m.pk for m in pile.members} == {b.pk for b in benches}
    assert {"bancs", "parc"} <= set(pile.words)
    assert found.unsorted == len(SAID) + 3
    assert piles.suggested(campaign.pk) == found


def test_a_named_pile_becomes_a_theme_and_is_not_suggested_again(
    campaign: Any, moderator: Any
) -> None:
    benches = [said(campaign, *words) for words in BENCHES]
    numbers = [b.pk for b in benches]
    moderator.post(themes(campaign), {"shown": numbers, "member": numbers, "name": " Se  reposer "})
    theme = Theme.objects.get()
    assert theme.name == "Se reposer"
    assert set(theme.contributions.all()) == set(benches)
    assert suggested(campaign) == []
    assert "civic.contribution.theme" in logged(benches[0])


def test_what_is_unticked_stays_out_and_is_not_laid_with_the_others_again(
    campaign: Any, moderator: Any
) -> None:
    benches = [said(campaign, *words) for words in BENCHES]
    numbers = [b.pk for b in benches]
    moderator.post(themes(campaign), {"shown": numbers, "member": numbers[:2], "name": "Bancs"})
    Theme.objects.get().contributions.clear()
    assert not [pile for pile in suggested(campaign) if {numbers[0], numbers[2]} <= pile]
    assert suggested(campaign) == [set(numbers[:2])]


def test_a_refused_pile_never_comes_back(campaign: Any, moderator: Any) -> None:
    numbers = [said(campaign, *words).pk for words in BENCHES]
    assert suggested(campaign) == [set(numbers)]
    moderator.post(themes(campaign), {"shown": numbers, "member": numbers, "refuse": "1"})
    assert suggested(campaign) == []
    assert not Theme.objects.exists()


@pytest.mark.parametrize("name", ["", "  ", "x" * 121])
def test_a_pile_needs_a_name(campaign: Any, moderator: Any, name: str) -> None:
    numbers = [said(campaign, *words).pk for words in BENCHES]
    moderator.post(themes(campaign), {"shown": numbers, "member": numbers, "name": name})
    assert not Theme.objects.exists()
    assert suggested(campaign) == [set(numbers)]


def test_a_theme_is_renamed_merged_and_emptied(campaign: Any, moderator: Any) -> None:
    one, other = (Theme.objects.create(campaign=campaign, name=n) for n in ("Bancs", "Arbres"))
    bench, tree = said(campaign, *BENCHES[0]), said(campaign, *SAID[1])
    one.contributions.add(bench)
    other.contributions.add(tree)
    url = reverse("civic_theme", args=[campaign.pk, one.pk])
    moderator.post(url, {"rename": "1", "name": "Arbres"})
    one.refresh_from_db()
    assert one.name == "Bancs"
    moderator.post(url, {"rename": "1", "name": "Repos"})
    moderator.post(url, {"move": "1", "member": bench.pk, "into": other.pk})
    assert set(other.contributions.all()) == {bench, tree}
    moderator.post(
        reverse("civic_theme", args=[campaign.pk, other.pk]), {"out": "1", "member": bench.pk}
    )
    assert set(other.contributions.all()) == {tree}
    moderator.post(url, {"merge": "1", "into": other.pk})
    assert list(Theme.objects.values_list("name", flat=True)) == ["Arbres"]


def test_a_contribution_is_sorted_from_its_own_page(campaign: Any, moderator: Any) -> None:
    made = said(campaign, *CLOSE)
    moderator.post(reverse("civic_sort_one", args=[made.pk]), {"name": "Vélo"})
    assert [theme.name for theme in made.themes.all()] == ["Vélo"]
    assert "Vélo" in moderator.get(inspect(made)).content.decode()


def test_themes_of_another_campaign_are_out_of_reach(campaign: Any, moderator: Any) -> None:
    theirs = Theme.objects.create(campaign=CampaignFactory(open=True), name="Ailleurs")
    said(campaign, *CLOSE)
    url = reverse("civic_theme", args=[campaign.pk, theirs.pk])
    assert moderator.get(url).status_code == 404


def test_a_campaign_of_homes_is_not_sorted(moderator: Any) -> None:
    homes = CampaignFactory(open=True, homes=True)
    made = said(homes, *CLOSE)
    assert moderator.get(themes(homes)).status_code == 404
    assert not soup(moderator.get(inspect(made))).select("#civic-alike")


@pytest.mark.parametrize("role", ["anonymous", "editor"])
def test_who_may_not_moderate_sorts_nothing(campaign: Any, role: str) -> None:
    numbers = [said(campaign, *words).pk for words in BENCHES]
    client = client_of(role)
    one = reverse("civic_sort_one", args=[numbers[0]])
    for url in (themes(campaign), reverse("civic_themes_index"), one):
        client.post(
            url, {"shown": numbers, "member": numbers, "name": "Bancs", "other": numbers[1]}
        )
        assert client.get(url).status_code != 200
    assert not Theme.objects.exists()
    assert not SimilarityVerdict.objects.exists()


def test_the_pages_cost_the_same_at_few_and_at_many(campaign: Any, moderator: Any) -> None:
    def cost() -> tuple[int, int]:
        counts = []
        for url in (themes(campaign), reverse("civic_theme", args=[campaign.pk, theme.pk])):
            moderator.get(url)
            with CaptureQueriesContext(
                connection,
            ) as caught:
                assert moderator.get(url).status_code == 200
            counts.append(len(caught))
        return counts[0], counts[1]

    theme = Theme.objects.create(campaign=campaign, name="Tout")
    for words in BENCHES:
        said(campaign, *words)
    theme.contributions.add(said(campaign, *SAID[0]))
    few = cost()
    for number in range(30):
        theme.contributions.add(said(campaign, f"Autre{number}"))
        said(campaign, f"Sujet{number % 10} matière{number % 10}")
        Theme.objects.create(campaign=campaign, name=f"Thème {number}")
    assert cost() == few
