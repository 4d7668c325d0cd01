"""Which contributions are close to a text, and what the index knows of them."""

from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from civic_pages.participation import actions
from civic_pages.participation.models import Contribution, ContributionTerm, Status
from civic_pages.participation.similar import terms
from civic_pages.participation.similar.closeness import close_to
from civic_pages.testing import CampaignFactory
from tests.participation.desk import user_of
from tests.similar.made import CLOSE, everything_said, said


pytestmark = pytest.mark.django_db


def closest(campaign: Any, text: str, *, public: bool = True, **more: Any) -> list[int]:
    found = close_to(terms.weights(text, language="fr"), campaign.pk, public=public, **more)
    return [close.pk for close in found]


def stems(contribution: Contribution) -> set[str]:
    return set(contribution.terms.values_list("term", flat=True))


@pytest.fixture
def campaign() -> Any:
    return CampaignFactory(open=True)


def test_what_says_the_same_in_other_words_is_found_and_nothing_else(campaign: Any) -> None:
    made = everything_said(campaign)
    assert closest(campaign, "\n".join(CLOSE)) == [made[0].pk]
    assert closest(campaign, "Un marché de Noël devant la mairie") == []


def test_the_words_that_make_it_close_are_told_the_rarest_first(campaign: Any) -> None:
    everything_said(campaign)
    weights = terms.weights("\n".join(CLOSE), language="fr")
    (close,) = close_to(weights, campaign.pk, public=True)
    assert {terms.stem("cyclables", "french"), terms.stem("vélos", "french")} <= set(close.stems)
    assert 0 < close.score <= 1


def test_the_same_text_is_as_close_as_can_be(campaign: Any) -> None:
    made = everything_said(campaign)
    weights = terms.weights(terms.text_of(made[3]), language="fr")
    (close, *_others) = close_to(weights, campaign.pk, public=True)
    assert close.pk == made[3].pk
    assert close.score == pytest.approx(1)


def test_other_campaigns_and_what_is_skipped_are_not_told(campaign: Any) -> None:
    made = everything_said(campaign)
    everything_said(CampaignFactory(open=True))
    assert closest(campaign, "\n".join(CLOSE)) == [made[0].pk]
    assert closest(campaign, "\n".join(CLOSE), skip=[made[0].pk]) == []


@pytest.mark.parametrize("status", [s for s in Status if s != Status.PUBLISHED])
def test_the_public_is_told_what_is_published_only(campaign: Any, status: str) -> None:
    made = said(campaign, *CLOSE, published=False, status=status)
    assert closest(campaign, "\n".join(CLOSE)) == []
    staff = closest(campaign, "\n".join(CLOSE), public=False)
    assert staff == ([made.pk] if status == Status.PENDING else [])


def test_how_rare_a_word_is_tells_the_public_nothing_of_what_waits(campaign: Any) -> None:
    everything_said(campaign)
    weights = terms.weights("\n".join(CLOSE), language="fr")
    before = close_to(weights, campaign.pk, public=True)
    for number in range(20):
        said(campaign, f"Les vélos {number}", "cyclable boulevard", published=False)
    assert close_to(weights, campaign.pk, public=True) == before


def test_homes_are_never_indexed() -> None:
    homes = CampaignFactory(open=True, homes=True)
    said(homes, *CLOSE)
    assert not ContributionTerm.objects.exists()
    assert closest(homes, "\n".join(CLOSE), public=False) == []


def test_private_answers_are_not_in_the_index(campaign: Any) -> None:
    made = said(campaign, "Des bancs")
    made.answers["courriel"] = "vélodrome@example.org"
    made.answers["unknown"] = "trampoline"
    made.save(update_fields=["answers"])
    assert stems(made) == set(terms.weights("bancs", language="fr"))


def test_a_decision_takes_words_in_and_out_at_once(campaign: Any) -> None:
    moderator, now = user_of("moderator"), timezone.now()
    made = said(campaign, *CLOSE, published=False)
    actions.publish(made, by=moderator, now=now)
    assert closest(campaign, "\n".join(CLOSE)) == [made.pk]
    actions.withdraw(made, by=moderator, now=now)
    assert closest(campaign, "\n".join(CLOSE)) == []
    assert not stems(made)


def test_a_merge_takes_words_out_and_its_end_brings_them_back(campaign: Any) -> None:
    moderator, now = user_of("moderator"), timezone.now()
    one, other = said(campaign, *CLOSE), said(campaign, *CLOSE)
    actions.merge(other, into=one, by=moderator, now=now)
    assert closest(campaign, "\n".join(CLOSE)) == [one.pk]
    actions.unmerge(other, by=moderator, now=now)
    assert closest(campaign, "\n".join(CLOSE)) == [one.pk, other.pk]


def test_new_words_take_the_place_of_old_ones(campaign: Any) -> None:
    made = said(campaign, *CLOSE)
    made.title, made.answers = "Un marché", {"titre": "Un marché"}
    made.save(update_fields=["title", "answers"])
    assert stems(made) == set(terms.weights("marché", language="fr"))


def test_the_index_can_be_written_anew(campaign: Any) -> None:
    made = everything_said(campaign)
    before = set(ContributionTerm.objects.values_list("contribution_id", "term", "published"))
    ContributionTerm.objects.filter(contribution=made[0]).delete()
    ContributionTerm.objects.filter(contribution=made[1]).update(published=False)
    Contribution.objects.filter(pk=made[2].pk).update(status=Status.WITHDRAWN)
    call_command("civic_reindex_similar", verbosity=0)
    after = set(ContributionTerm.objects.values_list("contribution_id", "term", "published"))
    assert after == {row for row in before if row[0] != made[2].pk}


def test_a_stale_index_shows_nothing_that_is_not_public(campaign: Any, client: Any) -> None:
    campaign.suggest_similar = True
    campaign.save()
    made = said(campaign, *CLOSE)
    Contribution.objects.filter(pk=made.pk).update(status=Status.WITHDRAWN)
    url = f"/api/civic/v1/similar/?campaign={campaign.pk}&text={' '.join(CLOSE)}"
    assert client.get(url).json() == {"results": []}


def test_it_costs_the_same_at_one_and_at_many(
    campaign: Any, django_assert_num_queries: Any
) -> None:
    said(campaign, *CLOSE)
    with django_assert_num_queries(4):
        assert closest(campaign, "\n".join(CLOSE))
    for number in range(30):
        said(campaign, f"Sujet{number} autrechose{number}", "tout différent")
    for _ in range(5):
        said(campaign, *CLOSE)
    with django_assert_num_queries(4):
        assert closest(campaign, "\n".join(CLOSE))
