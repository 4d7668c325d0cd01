"""Webhooks in the admin: who may, what is refused and why, the secret once, the log, sending again."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from civic_pages.testing import CampaignFactory
from civic_pages.webhooks import delivering, signing
from civic_pages.webhooks.emitting import emit
from civic_pages.webhooks.models import Webhook
from tests.clocks import noon
from tests.participation.desk import client_of, texts, user_of
from tests.webhooks.receiver import Receiver


pytestmark = pytest.mark.django_db
ADD = "/admin/civic_webhooks/new/"


def form(**values: Any) -> dict[str, Any]:
    return {
        "name": "CRM", "url": "https://crm.example.org/in", "events": ["contribution.published"],
        "enabled": "on", **values,
    }  # fmt: skip


def keeper(*, moderates: bool = False) -> Client:
    """Return a client of somebody who may keep webhooks."""
    user = user_of("moderator" if moderates else "editor")
    kept = Permission.objects.filter(content_type__model="webhook")
    user.user_permissions.add(*kept)
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def happened(campaign: Any, times: int = 1) -> None:
    for _turn in range(times):
        emit(
            "contribution.published",
            campaign_id=campaign.pk,
            data=lambda page: {"campaign": {"id": page.pk}, "reference": "TST-1"},
            at=timezone.now(),
        )


def secret_on(response: Any) -> str:
    found = re.search(r"whsec_[A-Za-z0-9+/=]+", response.content.decode())
    return found.group() if found else ""


def test_the_secret_is_shown_once_and_is_nowhere_in_the_database() -> None:
    client = client_of("admin")
    response = client.post(ADD, form(), follow=True)
    hook = Webhook.objects.get()
    page = reverse("civic_webhooks:inspect", args=[hook.pk])
    assert response.redirect_chain == [(page, 302)]
    secret = secret_on(response)
    assert secret == signing.secret(hook.key)
    assert "no-store" in response["Cache-Control"]
    assert secret_on(client.get(page)) == ""
    assert secret[6:] not in str(list(Webhook.objects.values()))
    assert ModelLogEntry.objects.filter(action="wagtail.create").exists()


def test_the_owner_is_whoever_saved_it_last() -> None:
    client = client_of("admin")
    client.post(ADD, form())
    hook = Webhook.objects.get()
    assert hook.owner.username == "admin"
    edit = reverse("civic_webhooks:edit", args=[hook.pk])
    assert keeper().post(edit, form(name="Autre")).status_code == 302
    hook.refresh_from_db()
    assert (hook.name, hook.owner.username) == ("Autre", "editor")


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"url": "http://crm.example.org/"}, "must begin with https://"),
        ({"url": "https://192.168.0.1/"}, "private network"),
        ({"url": "https://crm.example.org:22/"}, "port 22"),
        ({"url": "https://a:b@crm.example.org/"}, "Leave the user name"),
        ({"url": "crm"}, "Give a whole address"),
        ({"events": []}, "Choose at least one event"),
        ({"events": ["contribution.submitted"]}, "Tick this box too"),
        ({"name": ""}, "required"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(
    values: dict[str, Any], error: str
) -> None:
    response = client_of("admin").post(ADD, form(**{"name": "Mon CRM", **values}))
    assert response.status_code == 200
    assert error in " ".join(texts(response, ".w-field__errors"))
    assert values.get("name", "Mon CRM") in response.content.decode()
    assert not Webhook.objects.exists()


def test_only_who_may_moderate_asks_for_what_is_not_public() -> None:
    values = form(events=["contribution.submitted"], team="on")
    response = keeper().post(ADD, values)
    assert "Only those who may moderate" in " ".join(texts(response, ".w-field__errors"))
    assert keeper(moderates=True).post(ADD, values).status_code == 302
    assert Webhook.objects.get().team


def test_what_the_team_was_told_goes_nowhere_by_who_may_not_moderate(
    listen: Any, receiver: Receiver
) -> None:
    hook = listen(team=True)
    emit(
        "contribution.rejected",
        campaign_id=CampaignFactory(open=True).pk,
        data=lambda page: {"reference": "TST-1"},
        at=timezone.now(),
        is_public=False,
        team={"status": "rejected"},
    )
    assert delivering.send_due(now=timezone.now()).delivered == 1
    edit = reverse("civic_webhooks:edit", args=[hook.pk])
    elsewhere = form(url=f"{receiver.url}/elsewhere")
    client = keeper()
    response = client.post(edit, elsewhere)
    assert "Only those who may moderate" in " ".join(texts(response, ".w-field__errors"))
    assert Webhook.objects.get().url == receiver.url
    # Told to nobody any more, it is sent to nobody again.
    assert client_of("admin").post(edit, elsewhere).status_code == 302
    since = timezone.localtime(noon(-1))
    do = reverse("civic_webhook_do", args=[hook.pk, "replay"])
    client.post(do, {"since": since.strftime("%Y-%m-%dT%H:%M")})
    assert delivering.send_due(now=timezone.now()).delivered == 0
    assert len(receiver.got) == 1


PLACES = [
    ("civic_webhooks:index", "get", ""), ("civic_webhooks:add", "get", ""),
    ("civic_webhooks:edit", "get", "hook"), ("civic_webhooks:inspect", "get", "hook"),
    ("civic_webhooks:delete", "get", "hook"), ("civic_webhooks:history", "get", "hook"),
    ("civic_webhook_log", "get", ""), ("civic_webhook_log_results", "get", ""),
    ("civic_webhook_delivery", "get", "row"), ("civic_webhook_replay", "post", "row"),
    ("civic_webhook_do", "post", "ping"), ("civic_webhook_do", "post", "rotate"),
    ("civic_webhook_do", "post", "replay"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "method", "about"), PLACES)
@pytest.mark.parametrize("role", ["anonymous", "editor", "moderator", "admin"])
def test_webhooks_are_for_those_who_are_given_the_permission(
    role: str, name: str, method: str, about: str, listen: Any, receiver: Receiver
) -> None:
    hook = listen(name="Caché")
    happened(CampaignFactory(open=True))
    row = hook.deliveries.get()
    args = {"": [], "hook": [hook.pk], "row": [row.pk]}.get(about, [hook.pk, about])
    path = reverse(name, args=args)
    response = getattr(client_of(role), method)(path)
    if role == "admin":
        assert response.status_code == (200 if method == "get" else 303)
        return
    assert response.status_code == 302
    assert response["Location"].startswith("/admin/")
    assert b"Cach" not in response.content
    assert receiver.got == []


def test_a_test_says_at_once_what_is_answered(listen: Any, receiver: Receiver) -> None:
    hook = listen(enabled=False)
    client = client_of("admin")
    do = reverse("civic_webhook_do", args=[hook.pk, "ping"])
    told = texts(client.post(do, follow=True), ".messages li")
    assert "The receiver took the test: 200" in told[0]
    receiver.behave = lambda _n, handler: handler.answer(418, b"no coffee")
    told = texts(client.post(do, follow=True), ".messages li")
    assert "The test failed: The receiver refused it (418)." in told[0]
    assert receiver.types == ["webhook.ping"] * 2
    hook.refresh_from_db()
    assert (hook.failures, hook.last_sequence) == (0, 2)
    assert delivering.send_due(now=timezone.now() + timedelta(days=1)).attempts == 0


def test_a_new_secret_is_shown_once_and_both_sign_for_a_day(
    listen: Any, receiver: Receiver
) -> None:
    hook = listen()
    before = hook.key
    client = client_of("admin")
    response = client.post(reverse("civic_webhook_do", args=[hook.pk, "rotate"]), follow=True)
    hook.refresh_from_db()
    assert secret_on(response) == signing.secret(hook.key) != signing.secret(before)
    assert "the secret before signs too" in response.content.decode()
    now = timezone.now()
    signed = lambda at: signing.headers(hook, "id", b"x", now=at)["webhook-signature"].split()  # noqa: E731
    assert len(signed(now)) == 2
    assert len(signed(now + timedelta(hours=25))) == 1


def test_the_log_filters_and_every_attempt_is_told(listen: Any, receiver: Receiver) -> None:
    hook, other = listen(name="Un"), listen("vote.closed", name="Deux")
    receiver.behave = lambda _n, handler: handler.answer(503, b"trop tard")
    happened(CampaignFactory(open=True), 2)
    delivering.send_due(now=timezone.now())
    client = client_of("admin")
    log = reverse("civic_webhook_log")
    assert len(texts(client.get(log), "td.title")) == 2
    assert len(texts(client.get(f"{log}?webhook={other.pk}"), "td.title")) == 0
    assert len(texts(client.get(f"{log}?state=waiting&error=status"), "td.title")) == 2
    assert len(texts(client.get(f"{log}?state=delivered"), "td.title")) == 0
    assert b"contribution.published" in client.get(f"{log}?export=csv").getvalue()
    row = hook.deliveries.order_by("sequence")[0]
    page = client.get(reverse("civic_webhook_delivery", args=[row.pk]))
    words = page.content.decode()
    assert "trop tard" in words
    assert "TST-1" in words
    assert "503 The receiver refused it" in " ".join(texts(page, "td"))


def test_one_and_all_since_a_moment_are_sent_again(listen: Any, receiver: Receiver) -> None:
    hook = listen()
    happened(CampaignFactory(open=True), 3)
    delivering.send_due(now=timezone.now())
    client = client_of("admin")
    row = hook.deliveries.first()
    told = client.post(reverse("civic_webhook_replay", args=[row.pk]), follow=True)
    assert "within a minute" in texts(told, ".messages li")[0]
    assert delivering.send_due(now=timezone.now()).delivered == 1
    do = reverse("civic_webhook_do", args=[hook.pk, "replay"])
    since = timezone.localtime(noon(-1))
    told = client.post(do, {"since": since.strftime("%Y-%m-%dT%H:%M")}, follow=True)
    assert "3 events are sent again." in texts(told, ".messages li")[0]
    told = client.post(do, {"since": "hier"}, follow=True)
    assert "valid date" in texts(told, ".messages li")[0]
    assert delivering.send_due(now=timezone.now()).delivered == 3
    assert ModelLogEntry.objects.filter(action="civic.webhook.replay").count() == 2


def test_the_dashboard_names_what_fails_and_is_silent_else(listen: Any, receiver: Receiver) -> None:
    hook = listen(name="CRM en panne")
    client = client_of("admin")
    assert "CRM en panne" not in client.get("/admin/").content.decode()
    Webhook.objects.update(failing_since=timezone.now())
    assert "CRM en panne" in client.get("/admin/").content.decode()
    Webhook.objects.update(failing_since=None, enabled=False, stopped="gone")
    assert "CRM en panne" in client.get("/admin/").content.decode()
    page = client.get(reverse("civic_webhooks:inspect", args=[hook.pk]))
    assert "Switched off by itself" in page.content.decode()


@pytest.mark.parametrize("path", ["/admin/civic_webhooks/", "/admin/reports/civic-webhooks/"])
def test_lists_cost_the_same_with_one_and_with_thirty_rows(path: str, listen: Any) -> None:
    campaign = CampaignFactory(open=True)
    client = client_of("admin")
    counts = []
    listen()
    happened(campaign)
    client.get(path)
    for _round in range(2):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(path).status_code == 200
        counts.append(len(captured))
        for number in range(29):
            listen(name=f"N {number}")
        happened(campaign)
    assert counts[0] == counts[1]


def test_a_deleted_webhook_takes_its_log_along(listen: Any) -> None:
    hook = listen()
    happened(CampaignFactory(open=True))
    response = client_of("admin").post(reverse("civic_webhooks:delete", args=[hook.pk]))
    assert response.status_code == 302
    assert not Webhook.objects.exists()
