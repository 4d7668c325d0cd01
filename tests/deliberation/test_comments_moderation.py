"""Reports by citizens and the queue of comments in Wagtail's admin."""

import uuid
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from civic_pages.deliberation import actions, counts
from civic_pages.deliberation.models import Comment, CommentReport, DiscussionCount, Reaction
from civic_pages.participation.abuse.settings import ModerationRules
from civic_pages.participation.choices import Status
from civic_pages.participation.participants.models import Participant
from civic_pages.participation.privacy import base
from tests.deliberation.discussion import (
    commented,
    discussed,
    discussed_campaign,
    somebody,
    target_of,
    url_of,
)
from tests.participation.desk import client_of, texts


pytestmark = pytest.mark.django_db


def waiting(contribution: Any, body: str = "À lire.", **values: Any) -> Comment:
    return commented(contribution, body, status=Status.PENDING, published_at=None, **values)


def report_url(comment: Comment) -> str:
    return f"{comment.campaign.url}commentaires/{comment.pk}/signaler/"


def reported(client: Client, comment: Comment, **values: Any) -> Any:
    data = {"ground": "spam", "text": "", "email": "", "civic_key": uuid.uuid4().hex, **values}
    return client.post(report_url(comment), data)


def page(name: str, comment: Comment) -> str:
    return reverse(f"civic_comments:{name}", args=[comment.pk])


def test_a_comment_is_reported_and_read_again_by_the_team(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    comment = commented(discussed(), "Achetez ceci.")
    assert "Achetez ceci." in client.get(report_url(comment)).content.decode()
    assert client.post(report_url(comment), {"ground": ""}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        sent = reported(client, comment, text="Publicité", email="marc@example.org")
    assert sent.status_code == 303
    assert client.get(sent["Location"]).status_code == 200
    assert mail.outbox[-1].to == ["marc@example.org"]
    comment.refresh_from_db()
    assert comment.status == Status.PUBLISHED
    desk = client_of("moderator")
    listed = desk.get(reverse("civic_comments:index"), {"status": "reported"})
    assert "Achetez ceci." in listed.content.decode()
    assert "Publicité" in desk.get(page("inspect", comment)).content.decode()
    desk.post(page("keep", comment))
    assert CommentReport.objects.get().handled_at is not None
    assert Comment.objects.get().status == Status.PUBLISHED


def test_enough_reports_take_a_comment_back_until_somebody_reads_it(client: Client) -> None:
    contribution = discussed()
    site = Site.objects.get(is_default_site=True)
    ModerationRules.objects.create(site=site, reports_to_hide=2)
    comment = commented(contribution)
    for network in ("192.0.2.1", "198.51.100.1"):
        data = {"ground": "spam", "civic_key": uuid.uuid4().hex}
        client.post(report_url(comment), data, REMOTE_ADDR=network)
    comment.refresh_from_db()
    assert comment.status == Status.PENDING
    assert "reported" in comment.flags
    assert counts.of_target(target_of(contribution))["comment"] == 0
    client_of("moderator").post(page("keep", comment))
    assert counts.of_target(target_of(contribution))["comment"] == 1


def test_what_is_not_public_cannot_be_reported(client: Client) -> None:
    contribution = discussed()
    hidden = waiting(contribution)
    official = commented(contribution, is_official=True)
    elsewhere = commented(discussed())
    for comment in (hidden, official):
        assert client.get(report_url(comment)).status_code == 404
    wrong = f"{contribution.campaign.url}commentaires/{elsewhere.pk}/signaler/"
    assert client.get(wrong).status_code == 404
    assert client.get(wrong.replace("commentaires", "autres")).status_code == 404


def test_only_moderators_enter_the_queue() -> None:
    comment = waiting(discussed())
    for role in ("anonymous", "editor"):
        client = client_of(role)
        for url in (reverse("civic_comments:index"), page("inspect", comment)):
            assert client.get(url).status_code == 302
        client.post(page("publish", comment))
        bulk = reverse("wagtail_bulk_action", args=["civic_pages", "comment", "publish"])
        client.post(f"{bulk}?id={comment.pk}")
    assert Comment.objects.get().status == Status.PENDING


def test_a_moderator_decides_and_goes_on_to_the_next(
    django_capture_on_commit_callbacks: Any,
) -> None:
    contribution = discussed()
    author = somebody(
        contribution.campaign, email="awa@example.org", confirmed_at=timezone.now()
    ).participant
    first = waiting(contribution, "Premier.")
    second = waiting(contribution, "Deuxième.", participant=author)
    client = client_of("moderator")
    queue = client.get(reverse("civic_comments:index"))
    assert "Premier." in queue.content.decode()
    assert any("(2)" in text for text in texts(queue, "script, a, li"))
    done = client.post(page("publish", first))
    assert done["Location"] == page("inspect", second)
    assert client.post(page("reject", second), {"reason": ""}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page("reject", second), {"reason": "Hors de la charte."})
    assert "Hors de la charte." in mail.outbox[-1].body
    assert mail.outbox[-1].to == ["awa@example.org"]
    assert [c.status for c in Comment.objects.order_by("pk")] == ["published", "rejected"]
    client.post(page("restore", second))
    assert Comment.objects.get(pk=second.pk).status == Status.PENDING
    client.post(page("withdraw", second))
    assert Comment.objects.get(pk=second.pk).status == Status.WITHDRAWN
    assert client.get(page("inspect", second)).status_code == 200


def test_many_are_decided_at_once() -> None:
    contribution = discussed()
    comments = [waiting(contribution, f"À lire {n}.") for n in range(3)]
    client = client_of("moderator")
    ids = "&".join(f"id={comment.pk}" for comment in comments[:2])
    publish = reverse("wagtail_bulk_action", args=["civic_pages", "comment", "publish"])
    assert "À lire 1." in client.get(f"{publish}?{ids}").content.decode()
    client.post(f"{publish}?{ids}")
    reject = reverse("wagtail_bulk_action", args=["civic_pages", "comment", "reject"])
    client.post(f"{reject}?id={comments[2].pk}", {"reason": "Publicité."})
    assert [c.status for c in Comment.objects.order_by("pk")] == [
        "published",
        "published",
        "rejected",
    ]
    assert counts.differences() == []


def test_the_city_answers_in_its_own_name(client: Client) -> None:
    contribution = discussed(discussed_campaign(days=(-20, -10)))
    comment = commented(contribution)
    desk = client_of("moderator")
    data = {"body": "Nous l'étudions.", "signed": "Service des parcs", "key": uuid.uuid4().hex}
    for _turn in range(2):
        desk.post(page("answer", comment), data)
    answer = Comment.objects.get(is_official=True)
    assert answer.parent == comment
    html = BeautifulSoup(client.get(url_of(contribution)).content, "html.parser")
    shown = html.select_one(f"#comment-{answer.pk}.civic-comment--official")
    assert "Service des parcs" in shown.get_text()


def test_the_queue_costs_the_same_with_one_and_with_thirty() -> None:
    contribution = discussed()
    waiting(contribution)
    client = client_of("moderator")
    url = reverse("civic_comments:index")
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(29):
        waiting(contribution, f"À lire {number}.")
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)


def test_a_person_has_a_copy_and_is_erased_everywhere(client: Client) -> None:
    contribution = discussed()
    known = somebody(contribution.campaign, email="awa@example.org")
    own = {"participant": known.participant}
    top = commented(contribution, "Mon adresse est rue X.", **own)
    alone = commented(contribution, "Seul.", **own)
    commented(contribution, "Réponse.", parent=top)
    target = target_of(contribution)
    actions.react("support", target=target, known=known, now=timezone.now())
    who = base.find("awa@example.org")
    assert who is not None
    files = {f.name for eraser in base.erasers() for f in eraser.export(who)}
    assert {"comments.json", "reactions.json", "participants.json"} <= files
    for eraser in base.erasers():
        eraser.erase(who)
    html = client.get(url_of(contribution)).content.decode()
    assert "rue X" not in html
    assert "Réponse." in html
    assert Comment.objects.get(pk=alone.pk).status == Status.WITHDRAWN
    assert not Reaction.objects.exists()
    assert counts.of_target(target)["support"] == 0
    assert not Participant.objects.filter(email="awa@example.org").exists()
    assert counts.differences() == []


def test_the_retention_period_takes_addresses_and_what_was_never_confirmed() -> None:
    contribution = discussed()
    known = somebody(contribution.campaign, email="awa@example.org")
    own = {"participant": known.participant}
    kept = commented(contribution, **own)
    commented(contribution, status=Status.UNCONFIRMED, published_at=None, **own)
    for eraser in base.erasers():
        eraser.purge(contribution.campaign_id)
    assert list(Comment.objects.all()) == [kept]
    who = Participant.objects.get()
    assert (who.email, who.name, who.user) == ("", "", None)
    assert all(eraser.due(contribution.campaign_id) == 0 for eraser in base.erasers())


def test_the_recount_finds_and_repairs_wrong_counts() -> None:
    contribution = discussed()
    top = commented(contribution, supports=4)
    DiscussionCount.objects.update(count=7)
    assert len(counts.differences()) == 2
    call_command("civic_recount")
    assert counts.differences() == []
    top.refresh_from_db()
    assert top.supports == 0
    assert counts.of_target(target_of(contribution))["comment"] == 1
