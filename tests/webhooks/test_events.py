"""What is told of which act: public facts to everybody, the rest to whoever may know it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from civic_pages.participation import actions as acts
from civic_pages.participation.models import Contribution
from civic_pages.participation.privacy.base import Person
from civic_pages.testing import CampaignFactory, ContributionFactory
from civic_pages.webhooks.models import Webhook, WebhookDelivery
from tests.participation.desk import user_of
from tests.participation.test_submission import answers


pytestmark = pytest.mark.django_db


def told(hook: Webhook | None = None) -> list[str]:
    rows = WebhookDelivery.objects.filter(**({"webhook": hook} if hook else {}))
    return list(rows.order_by("pk").values_list("event", flat=True))


@pytest.fixture
def campaign() -> Any:
    return CampaignFactory(open=True)


@pytest.fixture
def pending(campaign: Any) -> Contribution:
    return ContributionFactory(campaign=campaign)


def test_a_published_contribution_is_told_by_reference_and_addresses_only(
    pending: Contribution, boss: Any, listen: Any
) -> None:
    listen()
    now = timezone.now()
    acts.publish(pending, by=boss, now=now)
    row = WebhookDelivery.objects.get()
    campaign = pending.campaign.specific
    assert (row.event, row.happened_at, row.campaign_id) == (
        "contribution.published", now, campaign.pk,
    )  # fmt: skip
    reference = pending.reference
    assert row.data == {
        "campaign": {"id": campaign.pk, "code": "TST", "url": campaign.full_url},
        "reference": reference,
        "url": f"{campaign.full_url}contributions/{reference}/",
        "api_url": row.data["api_url"],
    }
    assert row.data["api_url"].startswith("http://localhost")
    assert row.data["api_url"].endswith(f"/contributions/{reference}/")


def test_the_address_in_an_event_answers(
    client: Any, pending: Contribution, boss: Any, listen: Any
) -> None:
    listen()
    acts.publish(pending, by=boss, now=timezone.now())
    data = WebhookDelivery.objects.get().data
    for url in (data["url"], data["api_url"]):
        assert client.get(url.removeprefix("http://localhost")).status_code == 200, url


def test_what_is_not_public_is_told_only_where_that_was_asked_for(
    client: Any, campaign: Any, boss: Any, listen: Any
) -> None:
    public, team = listen(), listen(team=True)
    assert client.post(campaign.url, answers()).status_code == 303
    acts.reject(Contribution.objects.get(), reason="Hors sujet", by=boss, now=timezone.now())
    assert told(public) == []
    assert told(team) == ["contribution.submitted", "contribution.rejected"]
    row = team.deliveries.order_by("pk")[1]
    assert set(row.data) == {"campaign", "reference", "status"}
    assert "Hors sujet" not in str(row.data)


def test_it_is_told_no_more_once_its_owner_may_not_moderate(
    client: Any, campaign: Any, boss: Any, listen: Any
) -> None:
    listen(team=True)
    boss.is_superuser = False
    boss.save()
    assert client.post(campaign.url, answers()).status_code == 303
    assert told() == []


def test_what_leaves_the_public_is_told_without_the_reason(
    campaign: Any, boss: Any, listen: Any
) -> None:
    public, team = listen(), listen(team=True)
    row = ContributionFactory(campaign=campaign, published=True)
    acts.reject(row, reason="Injurieux", by=boss, now=timezone.now())
    assert told(public) == ["contribution.unpublished"]
    assert set(public.deliveries.get().data) == {"campaign", "reference"}
    assert told(team) == ["contribution.rejected", "contribution.unpublished"]


def test_merging_tells_which_one_stays(campaign: Any, boss: Any, listen: Any) -> None:
    hook = listen("contribution.merged", "contribution.published")
    one, other = ContributionFactory.create_batch(2, campaign=campaign, published=True)
    merged = acts.merge(one, into=other, by=boss, now=timezone.now())
    assert hook.deliveries.get().data["into"] == other.reference
    acts.unmerge(merged, by=boss, now=timezone.now())
    assert told() == ["contribution.merged", "contribution.published"]


def test_words_taken_out_are_told_so_that_copies_are_fetched_again(
    campaign: Any, boss: Any, listen: Any
) -> None:
    listen()
    row = ContributionFactory(campaign=campaign, published=True, excerpt="Voyez Mme Martin.")
    acts.redact(row, literals=["Mme Martin"], by=boss, now=timezone.now())
    assert told() == ["contribution.corrected"]


def test_an_erasure_is_told_and_reaches_what_was_told_before(
    campaign: Any, boss: Any, listen: Any
) -> None:
    listen()
    row = ContributionFactory(campaign=campaign)
    acts.publish(row, by=boss, now=timezone.now())
    WebhookDelivery.objects.update(state="delivered")
    acts.erase_person(Person("", (row.pk,)), by=boss, now=timezone.now(), words=True)
    rows = {one.event: one for one in WebhookDelivery.objects.all()}
    assert set(rows) == {
        "contribution.published", "contribution.erased", "contribution.withdrawn",
        "contribution.unpublished",
    }  # fmt: skip
    assert rows["contribution.published"].data == {}
    assert rows["contribution.published"].subject == ""
    assert rows["contribution.erased"].data["reference"] == row.reference


def test_of_homes_nothing_is_told_one_by_one(client: Any, boss: Any, listen: Any) -> None:
    listen(team=True)
    campaign = CampaignFactory(open=True, homes=True)
    row = ContributionFactory(campaign=campaign, pinned=True)
    acts.publish(row, by=boss, now=timezone.now())
    acts.withdraw(row, by=boss, now=timezone.now())
    assert told() == []


def test_of_homes_the_day_of_the_map_is_told_once_a_day(
    client: Any, boss: Any, listen: Any
) -> None:
    from civic_pages.participation.geo import publication

    campaign = CampaignFactory(open=True, homes=True)
    hook = listen("campaign.areas_published")
    now = timezone.now()
    Webhook.objects.update(enabled_at=now - timedelta(days=2))
    publication.compute(campaign.pk, now=now)
    for _turn in range(3):
        call_command("civic_webhooks")
    row = hook.deliveries.get()
    assert timezone.localtime(row.happened_at).strftime("%H:%M:%S") == "00:00:00"
    assert set(row.data) == {"campaign"}


def test_a_campaign_that_is_not_public_tells_nothing(
    campaign: Any, pending: Contribution, boss: Any, listen: Any
) -> None:
    public, team = listen(), listen(team=True)
    campaign.unpublish()
    acts.publish(pending, by=boss, now=timezone.now())
    assert told(public) == ["campaign.unpublished"]
    assert "contribution.published" in told(team)


def test_a_webhook_of_one_campaign_is_told_of_no_other(
    campaign: Any, pending: Contribution, boss: Any, listen: Any
) -> None:
    other = CampaignFactory(open=True)
    here, there = listen(campaigns=[campaign]), listen(campaigns=[other])
    acts.publish(pending, by=boss, now=timezone.now())
    assert (told(here), told(there)) == (["contribution.published"], [])


def test_one_that_is_switched_off_is_told_nothing(
    pending: Contribution, boss: Any, listen: Any
) -> None:
    listen(enabled=False)
    acts.publish(pending, by=boss, now=timezone.now())
    assert told() == []


def test_what_is_rolled_back_writes_no_event(pending: Contribution, boss: Any, listen: Any) -> None:
    listen()

    def fails() -> None:
        with transaction.atomic():
            acts.publish(pending, by=boss, now=timezone.now())
            assert told() == ["contribution.published"]
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert told() == []


def test_pages_are_told_as_they_are_published_and_taken_back(campaign: Any, listen: Any) -> None:
    listen()
    campaign.save_revision().publish()
    campaign.unpublish()
    assert told() == ["campaign.published", "campaign.unpublished"]


def test_steps_that_begin_are_told_once_by_the_command_and_history_is_not(listen: Any) -> None:
    campaign = CampaignFactory(phase_days=(-1, 5))
    hook = listen("campaign.phase_changed")
    call_command("civic_webhooks")
    assert told() == []
    Webhook.objects.update(enabled_at=timezone.now() - timedelta(days=3))
    for _turn in range(3):
        call_command("civic_webhooks")
    row = hook.deliveries.get()
    assert row.data["campaign"]["id"] == campaign.pk
    assert row.data["phase"]["change"] == "opened"
    assert row.data["phase"]["name"] == "Contributions"


def test_a_project_is_told_once_it_is_public(client: Any, boss: Any, listen: Any) -> None:
    from civic_pages.projects import actions as projects
    from civic_pages.projects.models import Project, ProjectListPage

    campaign = CampaignFactory(open=True)
    page = ProjectListPage(title="Les projets", slug="projets")
    campaign.add_child(instance=page)
    hook = listen()
    now = timezone.now()
    project = Project(campaign_id=campaign.pk, title="Un verger", is_public=False)
    projects.create(project, code="TST", by=boss, now=now)
    assert told() == []
    projects.publish(project, by=boss, now=now)
    projects.change_status(project, "infeasible", on=timezone.localdate(now), by=boss, now=now)
    assert told() == ["project.published", "project.status_changed"]
    data = hook.deliveries.last().data
    assert data["project"] == project.reference
    assert data["url"].endswith(f"/projets/{project.reference}/")


def test_one_query_is_all_it_costs_where_nobody_listens(
    pending: Contribution, boss: Any, django_assert_max_num_queries: Any
) -> None:
    from civic_pages.webhooks.emitting import emit

    with django_assert_max_num_queries(1):
        emit("contribution.published", campaign_id=1, data=lambda page: {}, at=timezone.now())


def test_an_editor_cannot_ask_for_what_is_not_public(listen: Any) -> None:
    from django.core.exceptions import PermissionDenied

    from civic_pages.webhooks import actions

    hook = Webhook(name="x", url="https://example.org/", events=[], team=True)
    with pytest.raises(PermissionDenied):
        actions.save(hook, campaigns=(), by=user_of("editor"), now=timezone.now())


def test_a_comment_is_told_as_it_appears_and_as_it_goes(boss: Any, listen: Any) -> None:
    from civic_pages.deliberation import actions as comments
    from tests.deliberation.discussion import discussed, somebody, target_of

    row = discussed()
    hook = listen()
    campaign = row.campaign.specific
    made = comments.comment(
        "Bonne idée.", target=target_of(row), known=somebody(campaign), key="k" * 64,
        now=timezone.now(),
    )  # fmt: skip
    comments.reject(made, reason="Publicité", by=boss, now=timezone.now())
    assert told() == ["comment.published", "comment.unpublished"]
    first, last = hook.deliveries.order_by("pk")
    assert first.data["comment"] == last.data["comment"] == made.pk
    assert first.data["url"].endswith(f"#comment-{made.pk}")
    assert "Bonne" not in str(first.data)
    assert "url" not in last.data


def test_a_vote_is_told_as_it_opens_ends_and_is_counted(boss: Any, listen: Any) -> None:
    from civic_pages.voting import actions as voting
    from tests.voting import votes

    vote = votes.make(days=(-5, -2))
    hook = listen()
    Webhook.objects.update(enabled_at=timezone.now() - timedelta(days=30))
    for _turn in range(2):
        call_command("civic_webhooks")
    voting.publish(vote, by=boss, now=timezone.now())
    call_command("civic_webhooks")
    names = [name for name in told() if name.startswith("vote.")]
    assert names == ["vote.opened", "vote.closed", "vote.results"]
    assert hook.deliveries.filter(event="vote.results").get().data["vote"] == vote.pk


def test_a_synthesis_is_told_as_it_is_published(listen: Any) -> None:
    from civic_pages.models import SynthesisPage

    campaign = CampaignFactory(closed=True)
    hook = listen("synthesis.published", "synthesis.unpublished")
    page = campaign.add_child(instance=SynthesisPage(title="Synthèse", slug="s", live=False))
    assert told() == []
    page.save_revision().publish()
    page.refresh_from_db()
    page.unpublish()
    assert told() == ["synthesis.published", "synthesis.unpublished"]
    assert hook.deliveries.first().data["synthesis"] == page.pk
