"""News: noted once, told once to each follower at the pace they chose."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from civic_pages.deliberation.pages import TextPage
from civic_pages.following.models import News, Subscription
from civic_pages.following.news import tell
from civic_pages.participation import actions
from civic_pages.participation.actions import Reply
from civic_pages.participation.models import MailTemplate, OfficialAnswer
from civic_pages.projects.actions import change_status, unpublish
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.following.mailbox import confirmed
from tests.participation.desk import user_of
from tests.projects.making import list_page, project


pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Any:
    return CampaignFactory(open=True)


@pytest.fixture
def commit(django_capture_on_commit_callbacks: Any) -> Any:
    return django_capture_on_commit_callbacks


def happen(campaign: Any, key: str, commit: Any, **values: Any) -> None:
    whole = {
        "kind": "page",
        "target": f"campaign:{campaign.pk}",
        "title": f"Du neuf : {key}",
        "url": f"http://localhost/{key}/",
        "at": timezone.now(),
        **values,
    }
    with commit(execute=True):
        tell(campaign=campaign, key=key, **whole)


def run(commit: Any, *command: str) -> None:
    with commit(execute=True):
        call_command(*command)


def test_who_follows_at_once_is_told_at_once_and_once(
    client: Client, campaign: Any, commit: Any
) -> None:
    confirmed(client, campaign, commit)
    for _turn in range(3):
        happen(campaign, "a", commit)
        run(commit, "civic_news")
    assert News.objects.filter(key="a").count() == 1
    assert len(mail.outbox) == 1
    assert "Du neuf : a" in mail.outbox[0].subject
    assert "http://localhost/a/" in mail.outbox[0].body


def test_a_digest_gathers_and_never_tells_twice(client: Client, campaign: Any, commit: Any) -> None:
    confirmed(client, campaign, commit, pace="daily")
    happen(campaign, "a", commit)
    happen(campaign, "b", commit)
    assert mail.outbox == []
    now = timezone.now()
    for hours in (1, 2, 25, 49):
        with time_machine.travel(now + timedelta(hours=hours)):
            run(commit, "civic_digest")
    assert len(mail.outbox) == 1
    assert "/a/" in mail.outbox[0].body
    assert "/b/" in mail.outbox[0].body
    with time_machine.travel(now + timedelta(hours=50)):
        happen(campaign, "c", commit)
    with time_machine.travel(now + timedelta(hours=73)):
        run(commit, "civic_digest")
    assert len(mail.outbox) == 2
    assert "/c/" in mail.outbox[1].body
    assert "/a/" not in mail.outbox[1].body


def test_a_weekly_digest_waits_for_its_week(client: Client, campaign: Any, commit: Any) -> None:
    confirmed(client, campaign, commit, pace="weekly")
    now = timezone.now()
    for day in range(1, 15):
        with time_machine.travel(now + timedelta(days=day)):
            happen(campaign, f"d{day}", commit)
            run(commit, "civic_digest")
    assert len(mail.outbox) == 2
    told = [
        line for message in mail.outbox for line in message.body.split() if "localhost/d" in line
    ]
    assert len(told) == len(set(told)) == 8


def test_news_committed_late_are_told_all_the_same(
    client: Client, campaign: Any, commit: Any
) -> None:
    confirmed(client, campaign, commit)
    begun = timezone.now()
    happen(campaign, "b", commit)
    # Written before what was told, seen by others only after it.
    News.objects.create(
        campaign=campaign, target=f"campaign:{campaign.pk}", key="late", kind="page",
        title="Tard", url="http://localhost/late/", at=begun, stored_at=begun,
    )  # fmt: skip
    run(commit, "civic_news")
    run(commit, "civic_news")
    assert ["late" in message.body for message in mail.outbox] == [False, True]


def test_what_happened_before_somebody_followed_is_not_told(
    client: Client, campaign: Any, commit: Any
) -> None:
    happen(campaign, "old", commit, at=timezone.now() - timedelta(minutes=1))
    confirmed(client, campaign, commit)
    run(commit, "civic_news")
    assert mail.outbox == []


def test_nobody_unconfirmed_is_told(client: Client, campaign: Any, commit: Any) -> None:
    confirmed(client, campaign, commit)
    Subscription.objects.update(confirmed_at=None)
    happen(campaign, "a", commit)
    assert mail.outbox == []


def test_steps_that_begin_and_end_are_news_by_their_dates(
    client: Client, campaign: Any, commit: Any
) -> None:
    confirmed(client, campaign, commit)
    run(commit, "civic_news")
    assert mail.outbox == []
    with time_machine.travel(timezone.now() + timedelta(days=7)):
        run(commit, "civic_news")
        run(commit, "civic_news")
    assert len(mail.outbox) == 1
    assert "Contributions" in mail.outbox[0].subject


def test_news_are_told_in_the_language_of_the_campaign(client: Client, commit: Any) -> None:
    english = CampaignFactory(open=True, in_english=True)
    confirmed(client, english, commit)
    page = TextPage(title="A charter", slug="charter", locale=english.locale)
    with commit(execute=True):
        english.add_child(instance=page).save_revision().publish()
    with time_machine.travel(timezone.now() + timedelta(days=7)):
        run(commit, "civic_news")
    said = "\n".join(sent.body for sent in mail.outbox)
    assert "Published: A charter" in said
    assert "Has ended: Contributions" in said


def test_a_phase_that_is_cancelled_is_no_news(client: Client, campaign: Any, commit: Any) -> None:
    confirmed(client, campaign, commit)
    campaign.phases.update(override="cancelled", reason="Pluie")
    with time_machine.travel(timezone.now() + timedelta(days=7)):
        run(commit, "civic_news")
    assert mail.outbox == []


def answer(campaign: Any, commit: Any, *contributions: Any, at: Any = None) -> OfficialAnswer:
    with commit(execute=True):
        made: OfficialAnswer = actions.answer(
            contributions,
            reply=Reply(text="Oui.", publish_at=at or timezone.now()),
            by=user_of("admin"),
            now=timezone.now(),
        )
    return made


def test_an_answer_of_the_city_is_told_of_its_contribution_and_its_campaign(
    client: Client, campaign: Any, commit: Any
) -> None:
    mine, other = ContributionFactory.create_batch(2, campaign=campaign, published=True)
    for email, quoi in (
        ("a@example.org", f"campaign:{campaign.pk}"),
        ("b@example.org", f"contribution:{mine.reference}"),
        ("c@example.org", f"contribution:{other.reference}"),
    ):
        confirmed(client, campaign, commit, email=email, quoi=quoi)
    answer(campaign, commit, mine)
    told = sorted(message.to[0] for message in mail.outbox)
    assert told == ["a@example.org", "b@example.org"]
    assert all(mine.reference in message.body for message in mail.outbox)
    run(commit, "civic_news")
    assert len(mail.outbox) == 2


def test_an_answer_for_later_is_told_when_it_is_public(
    client: Client, campaign: Any, commit: Any
) -> None:
    mine = ContributionFactory(campaign=campaign, published=True)
    confirmed(client, campaign, commit)
    answer(campaign, commit, mine, at=timezone.now() + timedelta(hours=2))
    run(commit, "civic_news")
    assert mail.outbox == []
    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        run(commit, "civic_send")
    assert len(mail.outbox) == 1


def test_who_follows_what_is_public_no_more_is_told_nothing(
    client: Client, campaign: Any, commit: Any
) -> None:
    mine = ContributionFactory(campaign=campaign, published=True)
    confirmed(client, campaign, commit, quoi=f"contribution:{mine.reference}")
    actions.reject(mine, by=user_of("admin"), reason="Non.", now=timezone.now())
    happen(campaign, "x", commit, target=f"contribution:{mine.reference}")
    assert mail.outbox == []


def text_page(campaign: Any, **values: Any) -> TextPage:
    page: TextPage = campaign.add_child(
        instance=TextPage(title="Charte du quartier", live=False, **values)
    )
    return page


def test_a_page_beneath_a_campaign_is_told_at_its_first_publication(
    client: Client, campaign: Any, commit: Any
) -> None:
    confirmed(client, campaign, commit)
    page = text_page(campaign)
    with commit(execute=True):
        page.save_revision().publish()
    with commit(execute=True):
        page.save_revision().publish()
    assert len(mail.outbox) == 1
    assert page.full_url in mail.outbox[0].body


def test_a_page_for_a_few_is_told_to_nobody(client: Client, campaign: Any, commit: Any) -> None:
    confirmed(client, campaign, commit)
    page = text_page(campaign)
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    with commit(execute=True):
        page.save_revision().publish()
    assert mail.outbox == []


def gathered(client: Client, campaign: Any, commit: Any) -> str:
    """Return what the feed and the digest of the day tell of a campaign."""
    mail.outbox.clear()
    with time_machine.travel(timezone.now() + timedelta(hours=21)):
        run(commit, "civic_digest", "daily")
        feed = client.get(f"/suivi-par-courriel/{campaign.pk}/actualites.atom")
    return "\n".join([feed.content.decode(), *(sent.body for sent in mail.outbox)])


@pytest.mark.parametrize("how", ["unpublished", "private", "deleted"])
def test_a_page_taken_from_the_public_is_told_to_nobody_any_more(
    client: Client, campaign: Any, commit: Any, how: str
) -> None:
    confirmed(client, campaign, commit, pace="daily")
    page, other = text_page(campaign), text_page(campaign, slug="autre")
    other.title = "Plan du parc"
    with commit(execute=True):
        page.save_revision().publish()
        other.save_revision().publish()
    if how == "private":
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    else:
        public = TextPage.objects.get(pk=page.pk)
        public.unpublish() if how == "unpublished" else public.delete()
    told = gathered(client, campaign, commit)
    assert "Plan du parc" in told
    assert "Charte du quartier" not in told


def test_news_of_an_answer_name_no_contribution_that_is_not_public_any_more(
    client: Client, campaign: Any, commit: Any
) -> None:
    confirmed(client, campaign, commit, pace="daily")
    gone, stays = (
        ContributionFactory(campaign=campaign, published=True, title=title)
        for title in ("Un banc chez Mme Martin", "Une piste")
    )
    answer(campaign, commit, gone)
    run(commit, "civic_news")
    now = timezone.now()
    actions.withdraw(gone, by=get_user_model().objects.get(), now=now)
    OfficialAnswer.objects.create(
        campaign=campaign, text="Non.", publish_at=now, created_at=now
    ).contributions.add(stays)
    told = gathered(client, campaign, commit)
    assert "Une piste" in told
    assert "Martin" not in told


def test_a_project_taken_from_the_public_is_told_to_nobody_any_more(
    client: Client, campaign: Any, commit: Any
) -> None:
    list_page(campaign)
    confirmed(client, campaign, commit, pace="daily")
    row, by, now = project(campaign, title="Une halle"), user_of("admin"), timezone.now()
    with commit(execute=True):
        change_status(row, "vote", on=timezone.localdate(), by=by, now=now)
    assert News.objects.exists()
    unpublish(row, by=by, now=now)
    assert "Une halle" not in gathered(client, campaign, commit)


def test_who_follows_a_text_is_told_of_that_text_only(
    client: Client, campaign: Any, commit: Any
) -> None:
    page = text_page(campaign)
    page.save_revision().publish()
    confirmed(client, campaign, commit, quoi=f"text:{page.pk}")
    happen(campaign, "a", commit)
    assert mail.outbox == []
    happen(campaign, "v2", commit, target=f"text:{page.pk}", kind="text")
    assert len(mail.outbox) == 1
    assert page.title in mail.outbox[0].body


def test_the_city_words_its_digest(client: Client, campaign: Any, commit: Any) -> None:
    MailTemplate.objects.create(
        event="digest", language="fr", subject="La lettre : {followed}",
        body="{news}\n\nFin : {stop_url}\nTout : {manage_url}",
    )  # fmt: skip
    confirmed(client, campaign, commit, pace="daily")
    happen(campaign, "a", commit)
    run(commit, "civic_digest", "daily")
    message = mail.outbox[0]
    assert message.subject == f"La lettre : {campaign.title}"
    assert message.body.startswith("Du neuf : a\n  http://localhost/a/\n\nFin : http")


def test_commands_cost_no_more_queries_with_more_followers_than_each_is_written_to(
    client: Client, campaign: Any, commit: Any, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        confirmed(client, campaign, commit, pace="weekly", email=f"a{number}@example.org")
    happen(campaign, "a", commit)
    with django_assert_max_num_queries(20):
        run(commit, "civic_digest", "daily")
    assert mail.outbox == []
