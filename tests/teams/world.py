"""Two cities with the same things in each, and the people who work there."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page

from civic_pages.access.models import ApiKey
from civic_pages.campaigns.presets import TerritoryPreset
from civic_pages.deliberation.models import Comment, CommentReport
from civic_pages.following.models import Subscription
from civic_pages.models import BallotBatch, CampaignPage, CampaignPhase, VotePage
from civic_pages.participation.counts import PublicAreas
from civic_pages.participation.models import (
    Contribution,
    Job,
    MailTemplate,
    OfficialAnswer,
    Origin,
    OutboxMessage,
    Outcome,
    RejectionReason,
    Report,
    Status,
    Theme,
)
from civic_pages.projects import importing
from civic_pages.testing import (
    FORM_ID,
    CampaignFactory,
    CampaignIndexFactory,
    ContributionFactory,
    portal,
)
from civic_pages.webhooks.models import Webhook, WebhookDelivery
from tests.access.keys import give_on
from tests.deliberation.texts import text_beneath
from tests.projects.making import project
from tests.synthesis.citing import synthesis_of


# A word that is on whatever shows something of a city, and nowhere else.
HERE, THERE = "Zinzolin", "Amarante"
ROLES = ("everywhere", "here", "there", "editor", "anonymous")
# What keeps a mail domain from being an anomaly is fewer contributions than this.
ODD = 10


@dataclass
class City:
    """A city's portal, its campaign, and one thing of each kind beneath it, by name."""

    word: str
    index: Any
    campaign: Any
    things: dict[str, Any]


def city(word: str) -> City:
    """Make a city whose every title, name and text holds a word."""
    slug = word.lower()
    index = CampaignIndexFactory(parent=portal(), title=f"Ville {word}", slug=slug)
    campaign = CampaignFactory(
        open=True, parent=index, title=f"Campagne {word}", slug="campagne", code=word[:3].upper(),
        comments=True,
    )  # fmt: skip
    things = {**_said(campaign, word), **_pages(campaign, word), **_around(campaign, word)}
    return City(word, index, CampaignPage.objects.get(pk=campaign.pk), things)


def _said(campaign: Any, word: str) -> dict[str, Any]:
    now = timezone.now()
    values = {"campaign": campaign, "excerpt": word, "category": word}
    pending = ContributionFactory(
        title=f"En attente {word}", pinned=True, with_email=True, **values
    )
    published = ContributionFactory(title=f"Publiée {word}", published=True, **values)
    merged = ContributionFactory(
        title=f"Réunie {word}", status=Status.MERGED, merged_into=published, **values
    )
    for number in range(2):
        ContributionFactory(
            title=f"Du groupe {number} {word}",
            kind="collective",
            group_name=f"Les {word}",
            **values,
        )
    Report.objects.create(contribution=published, ground="spam", text=word, created_at=now)
    said = {
        "campaign": campaign, "contribution": published, "created_at": now,
        "target": f"contribution:{published.pk}", "author_name": word,
    }  # fmt: skip
    comment = Comment.objects.create(
        **said, body=f"Attend {word}", status="pending", idempotency_key=f"a{word}"
    )
    public = Comment.objects.create(
        **said, body=f"Dit {word}", status="published", published_at=now, idempotency_key=f"b{word}"
    )
    CommentReport.objects.create(comment=public, ground="spam", created_at=now)
    answer = OfficialAnswer.objects.create(campaign=campaign, text=f"Vu {word}", created_at=now)
    answer.contributions.add(published)
    theme = Theme.objects.create(campaign=campaign, name=f"Thème {word}")
    theme.contributions.add(published)
    return {
        "pending": pending, "published": published, "merged": merged, "comment": comment,
        "public comment": public, "answer": answer, "theme": theme,
    }  # fmt: skip


def _pages(campaign: Any, word: str) -> dict[str, Any]:
    today = timezone.localdate()
    CampaignPhase.objects.create(
        page=campaign, name="Vote", kind="vote",
        start_date=today - timedelta(days=5), end_date=today + timedelta(days=5),
    )  # fmt: skip
    above = CampaignPage.objects.get(pk=campaign.pk)
    vote = above.add_child(instance=VotePage(title=f"Vote {word}", slug="vote"))
    box = BallotBatch.objects.create(vote_id=vote.pk, name=f"Urne {word}", announced=3)
    return {
        "vote": vote,
        "box": box,
        "synthesis": synthesis_of(campaign, title=f"Synthèse {word}"),
        "text": text_beneath(campaign, title=f"Texte {word}"),
    }


def _around(campaign: Any, word: str) -> dict[str, Any]:
    now = timezone.now()
    Subscription.objects.create(
        campaign=campaign, target=f"campaign:{campaign.pk}", email=f"a@{word.lower()}.example",
        confirmed_at=now, created_at=now,
    )  # fmt: skip
    OutboxMessage.objects.create(
        key=word, campaign=campaign, recipient="a@example.org", subject=f"Courrier {word}",
        state="given_up", error="refused", created_at=now, due_at=now,
    )  # fmt: skip
    PublicAreas.objects.create(campaign=campaign, computed_at=now, frozen=True, households=12)
    for row in ContributionFactory.create_batch(ODD, campaign=campaign, title=f"Vite {word}"):
        Origin.objects.create(contribution=row, mail_domain=f"{word.lower()}.example")
    hook = Webhook.objects.create(
        name=f"Programme {word}", url="https://example.org/in", created_at=now,
        events=["contribution.published"],
    )  # fmt: skip
    delivery = WebhookDelivery.objects.create(
        webhook=hook, campaign=campaign, key=word, event="contribution.published",
        data={"reference": word}, happened_at=now, due_at=now,
    )  # fmt: skip
    made = project(campaign, title=f"Projet {word}", edition=word)
    return {"project": made, "webhook": hook, "delivery": delivery, **shared()}


def shared() -> dict[str, Any]:
    """Return what the cities share: words and territories of the whole installation."""
    words = {"subject": "Votre contribution", "body": "Merci."}
    return {
        "territory": TerritoryPreset.objects.get_or_create(name="Département")[0],
        "reason": RejectionReason.objects.get_or_create(name="Hors sujet", text="Non.")[0],
        "outcome": Outcome.objects.get_or_create(name="À l’étude", slug="a-l-etude")[0],
        "mail": MailTemplate.objects.get_or_create(event="published", defaults=words)[0],
    }


def person(role: str, here: City, there: City) -> Any:
    """Return somebody of a role; ``None`` for who is not logged in."""
    if role == "anonymous":
        return None
    group, _made = Group.objects.get_or_create(name=f"Équipe {role}")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    if role in {"here", "there"}:
        place = {"here": here, "there": there}[role].index
        give_on(place, group)
    else:
        place = Page.get_first_root_node()
    if role == "everywhere":
        group.permissions.add(*Permission.objects.filter(content_type__app_label="civic_pages"))
    for codename in ("add_page", "change_page", "publish_page"):
        permission = Permission.objects.get(
            codename=codename, content_type__app_label="wagtailcore"
        )
        GroupPagePermission.objects.create(group=group, page=place, permission=permission)
    user = get_user_model().objects.create_user(role, f"{role}@example.org", "correct horse")
    user.groups.add(group)
    return user


def own(kind: str, user: Any, campaign: Any) -> Any:
    """Return a key or a job of somebody's own; what is whose own nobody else ever sees."""
    now = timezone.now()
    if kind == "key":
        return ApiKey.objects.create(
            name="Programme", prefix=uuid.uuid4().hex[:10], digest="0" * 64, user=user,
            scopes=["contributions:read"], created_at=now, expires_at=now + timedelta(days=9),
        )  # fmt: skip
    parameters: dict[str, Any] = {
        "export": {"campaign_id": campaign.pk, "format": "csv"},
        "import": {
            "form_id": FORM_ID, "file_name": "a.csv", "headers": ["titre"], "options": {},
            "columns": {"titre": "titre"}, "samples": [],
        },
        "projects": {"edition": "2026", "file_name": "a.csv"},
    }  # fmt: skip
    job = Job(
        kind=kind, campaign_id=campaign.pk, user=user, created_at=now, parameters=parameters[kind],
        state="done" if kind == "export" else "waiting",
        report=importing.Report(valid=1).as_dict() if kind == "projects" else {},
    )  # fmt: skip
    job.file.save("a.csv", ContentFile(b"titre\nUn banc\n"))
    return job


def kept() -> list[Any]:
    """Return all that a member of a team could have changed, to be compared."""
    models = (
        Contribution, Comment, CommentReport, OfficialAnswer, Theme, Theme.contributions.through,
        BallotBatch, OutboxMessage, Webhook, WebhookDelivery, Report, Page,
    )  # fmt: skip
    return [list(model.objects.order_by("pk").values()) for model in models]


def arrive(user: Any) -> Client:
    """Return the client of somebody, who reads English."""
    client = Client(headers={"accept-language": "en"})
    if user is not None:
        client.force_login(user)
    return client


def text_of(response: Any) -> str:
    """Return all of an answer; of a file as far as it is text."""
    if response.streaming:
        return b"".join(response.streaming_content).decode(errors="replace")
    return str(response.content.decode(errors="replace"))
