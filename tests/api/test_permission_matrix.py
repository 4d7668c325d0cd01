"""Every route of the API by every role; a route or a method that is missing from the table fails."""

import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.utils import timezone

from civic_api.urls import urlpatterns
from civic_pages.deliberation.models import Comment
from civic_pages.participation.models import Contribution, Job, OfficialAnswer
from civic_pages.testing import FORM_ID, CampaignFactory, ContributionFactory
from tests.access.keys import key_for, local_staff, staff
from tests.api.matrix import OK, ROLES, TABLE, Line


pytestmark = pytest.mark.django_db
ROOT = "/api/civic/"


def routes(prefix: str = "", patterns: Any = urlpatterns) -> Iterator[tuple[str, str]]:
    """Yield (method, route) of the whole URLconf."""
    for pattern in patterns:
        whole = f"{prefix}{pattern.pattern}"
        if hasattr(pattern, "url_patterns"):
            yield from routes(whole, pattern.url_patterns)
            continue
        view = getattr(pattern.callback, "cls", None)
        offered = view.http_method_names if view is not None else ["get"]
        for method in offered:
            if method not in {"options", "head"} and (view is None or hasattr(view, method)):
                yield method.upper(), whole


def test_every_route_and_method_has_one_line() -> None:
    lines = [(each.method, each.route) for each in TABLE]
    assert len(lines) == len(set(lines))
    assert set(lines) == set(routes())


@dataclass
class World:
    """One campaign with what the routes name, and another one."""

    campaign: Any
    other: Any
    pending: Contribution
    published: Contribution
    comment: Comment
    said: Comment
    answer: OfficialAnswer

    def named(self, name: str, user: Any) -> str:
        """Return what stands for a parameter; jobs are of the person who asks."""
        known = {
            "campaign": self.campaign.pk, "form": FORM_ID, "nothing": 987654,
            "pending": self.pending.reference, "published": self.published.reference,
            "comment": self.comment.pk, "public comment": self.said.pk, "answer": self.answer.pk,
            "uuid": uuid.uuid4(),
        }  # fmt: skip
        if name in {"export", "import"}:
            return str(self.job(name, user).uuid)
        return str(known.get(name, name))

    def job(self, kind: str, user: Any) -> Job:
        parameters: dict[str, dict[str, Any]] = {
            "export": {"campaign_id": self.campaign.pk, "format": "csv"},
            "import": {
                "form_id": FORM_ID, "file_name": "a.csv", "headers": ["titre", "accord"],
                "columns": {"titre": "titre"}, "options": {"consents": True},
            },
        }  # fmt: skip
        job = Job(
            kind=kind, campaign_id=self.campaign.pk, user=user, created_at=timezone.now(),
            state="done" if kind == "export" else "waiting", parameters=parameters[kind],
        )  # fmt: skip
        job.file.save("a.csv", ContentFile(b"titre,accord\nUn banc,oui\n"))
        return job


@pytest.fixture
def world() -> World:
    campaign = CampaignFactory(open=True, comments=True)
    pending = ContributionFactory(campaign=campaign, pinned=True, contact_email="a@example.org")
    published = ContributionFactory(campaign=campaign, published=True)
    now = timezone.now()
    said = {
        "campaign": campaign, "contribution": published, "created_at": now, "body": "Oui.",
        "target": f"contribution:{published.pk}",
    }  # fmt: skip
    answer = OfficialAnswer.objects.create(campaign=campaign, text="Vu.", created_at=now)
    answer.contributions.add(published)
    return World(
        campaign, CampaignFactory(open=True), pending, published,
        Comment.objects.create(**said, status="pending", idempotency_key="a"),
        Comment.objects.create(**said, status="published", published_at=now, idempotency_key="b"),
        answer,
    )  # fmt: skip


def arrive(role: str, world: World) -> tuple[Client, dict[str, str], Any]:
    """Return somebody's client, what they send to be known, and who they are."""
    client, now = Client(), timezone.now()
    if role == "anonymous":
        return client, {}, None
    if role in {"citizen", "session"}:
        user = staff("citizen" if role == "citizen" else "admin")
        client.force_login(user)
        return client, {}, user
    kept: dict[str, Any] = {
        "expired": {"expires_at": now - timedelta(seconds=1)},
        "revoked": {"revoked_at": now},
        "scopeless": {"scopes": []},
        "elsewhere": {"campaigns": [world.other]},
    }.get(role, {})
    user = staff(role if role in {"editor", "moderator", "analyst", "officer"} else "admin")
    if role in {"local", "neighbour"}:
        user = local_staff(role, world.campaign if role == "local" else world.other)
    if role == "deactivated":
        user = staff("moderator", "left")
        user.is_active = False
        user.save()
    key = key_for(user, **kept)
    if role == "invalid":
        key = "civic_" + "a" * 10 + "_" + "b" * 49
    return client, {"Authorization": f"Bearer {key}"}, user


@pytest.mark.parametrize("line", TABLE, ids=str)
def test_everybody_gets_what_the_table_says(line: Line, world: World) -> None:
    found, expected = {}, {}
    # Jobs and assignments need somebody to be there, whoever asks.
    staff("admin")
    for role in ROLES:
        # All of them come from one network, which would soon have asked too often.
        cache.clear()
        with transaction.atomic():
            found[role] = ask(line, role, world)
            transaction.set_rollback(True)
        expected[role] = line.verdicts[role] or line.status
    assert OK not in found.values()
    assert found == expected


def ask(line: Line, role: str, world: World) -> int:
    client, known, user = arrive(role, world)
    values = iter([world.named(name, user) for name in line.named])
    path = re.sub(r"<[^>]+>", lambda _found: next(values), line.route)
    sent: dict[str, Any] = {}
    if line.method != "GET":
        data = line.sent(world) if line.sent is not None else {}
        sent = {"data": json.dumps(data), "content_type": "application/json"}
    call = getattr(client, line.method.lower())
    response = call(f"{ROOT}{path}", headers={**known, **line.headers}, **sent)
    if response.streaming:
        b"".join(response.streaming_content)
    if response.status_code in {401, 403} and role != "anonymous":
        is_problem = response["Content-Type"].startswith("application/problem+json")
        assert is_problem, (line, role, response.content)
    if response.status_code == 401:
        # A key that works may still lack what the route asks for: a citizen's private token.
        asked = "Civic-Token" if line.status == 401 and line.verdicts[role] == OK else "Bearer"
        assert response["WWW-Authenticate"].startswith(asked), (line, role)
    return int(response.status_code)
