"""Keys: what they look like, whom they let in, what they let do, and what is written of them."""

import io
import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from civic_pages.access import actions, tokens
from civic_pages.access.models import ApiKey, KeyState
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.access.keys import STAFF, Program, key_for, staff
from tests.api.conftest import is_problem


pytestmark = pytest.mark.django_db


def test_a_token_is_known_by_its_look_and_its_checksum() -> None:
    token = tokens.new()
    text = str(token)
    assert re.fullmatch(r"civic_[0-9a-z]{10}_[0-9A-Za-z]{49}", text)
    assert tokens.read(text) == token
    wrong = text[:-7] + ("a" if text[-7] != "a" else "b") + text[-6:]
    assert tokens.read(wrong) is None
    assert token.secret not in repr(token)


def test_only_a_digest_of_the_secret_is_stored() -> None:
    key = key_for(staff("moderator"))
    row = ApiKey.objects.values().get()
    secret = key.rpartition("_")[2][: tokens.SECRET_LENGTH]
    assert not [name for name, value in row.items() if secret in str(value)]
    assert len(row["digest"]) == 64


@pytest.mark.parametrize("path", [f"{STAFF}/me/", "/api/civic/v1/campaigns/"])
def test_whatever_is_wrong_with_a_key_the_answer_is_the_same(path: str) -> None:
    now = timezone.now()
    good = key_for(staff("moderator"))
    other = tokens.read(good)
    assert other is not None
    gone = staff("moderator", "left")
    gone.is_active = False
    gone.save()
    wrong = {
        "no key at all": "nonsense",
        "unknown": str(tokens.new()),
        "another secret": str(tokens.Token(other.prefix, tokens.new().secret)),
        "expired": key_for(staff("moderator"), expires_at=now),
        "revoked": key_for(staff("moderator"), revoked_at=now),
        "deactivated": key_for(gone),
    }
    said = set()
    for key in wrong.values():
        response = Client().get(path, headers={"Authorization": f"Bearer {key}"})
        is_problem(response, 401)
        assert "no-store" in response["Cache-Control"]
        said.add((response.content, response["WWW-Authenticate"]))
    assert len(said) == 1


def test_a_public_route_answers_a_valid_key_as_it_answers_anybody() -> None:
    campaign = CampaignFactory(open=True)
    ContributionFactory(campaign=campaign, title="Encore secret")
    path = "/api/civic/v1/contributions/"
    key = key_for(staff("admin"))
    with_key = Client().get(path, headers={"Authorization": f"Bearer {key}"})
    assert with_key.json() == Client().get(path).json()
    assert b"Encore secret" not in with_key.content


def test_another_scheme_is_left_to_whoever_asked_for_it() -> None:
    response = Client().get("/api/civic/v1/campaigns/", headers={"Authorization": "Basic YTpi"})
    assert response.status_code == 200
    is_problem(Client().get(f"{STAFF}/me/", headers={"Authorization": "Basic YTpi"}), 401)


def test_a_key_in_the_query_is_refused_and_never_read() -> None:
    key = key_for(staff("moderator"))
    is_problem(Client().get(f"{STAFF}/me/?access_token={key}"), 401)
    is_problem(Client().get(f"/api/civic/v1/campaigns/?access_token={key}"), 400)


def test_a_key_stands_in_no_log(caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    key = key_for(staff("moderator"))
    Program(key).get("contributions/")
    Program(key).get("contributions/NONE-1/")
    Program(key + "x").get("me/")
    assert key not in caplog.text


def test_wrong_keys_are_counted_by_network_and_right_ones_still_pass(settings: Any) -> None:
    settings.CIVIC_PAGES = {**settings.CIVIC_PAGES, "KEY_LIMIT": (2, 600)}
    program = Program(key_for(staff("moderator")))
    wrong = Program(str(tokens.new()))
    assert [wrong.get("me/").status_code for _ in range(3)] == [401, 401, 429]
    assert wrong.get("me/")["Retry-After"] == "600"
    assert program.get("me/").status_code == 200


def test_each_key_has_a_rate_of_its_own(settings: Any) -> None:
    settings.CIVIC_API = {"THROTTLE_RATES": {"staff": "2/min"}}
    first, second = (Program(key_for(staff("moderator"))) for _ in range(2))
    assert [first.get("me/").status_code for _ in range(3)] == [200, 200, 429]
    assert second.get("me/").status_code == 200


def test_a_missing_scope_is_named() -> None:
    row = ContributionFactory()
    program = Program(key_for(staff("moderator"), "contributions:read"))
    response = program.post(f"contributions/{row.reference}/publish/")
    found = is_problem(response, 403)
    assert found["scopes"] == ["contributions:moderate"]
    assert "contributions:moderate" in found["detail"]
    assert 'error="insufficient_scope"' in response["WWW-Authenticate"]


def test_a_key_loses_what_its_user_loses() -> None:
    user = staff("moderator")
    program = Program(key_for(user))
    assert program.get("contributions/").status_code == 200
    user.groups.clear()
    found = is_problem(program.get("contributions/"), 403)
    assert "lacks the permission" in found["detail"]
    me = program.get("me/").json()
    assert me["scopes"] == []
    assert "contributions:read" in me["idle_scopes"]


def test_a_superusers_key_does_no_more_than_its_scopes() -> None:
    row = ContributionFactory(pinned=True, contact_email="habitante@example.org")
    program = Program(key_for(staff("admin"), "contributions:read", "exports:run"))
    for path in ("contact/", "place/"):
        is_problem(program.get(f"contributions/{row.reference}/{path}"), 403)
    order = {"campaign": row.campaign_id, "format": "csv", "contacts": True}
    assert is_problem(program.post("exports/", order), 403)["scopes"] == ["contacts:read"]
    archive = {"campaign": row.campaign_id, "format": "archive"}
    assert is_problem(program.post("exports/", archive), 403)["scopes"] == [
        "contacts:read", "places:read",
    ]  # fmt: skip


def test_a_limited_key_reaches_nothing_once_its_campaign_is_deleted() -> None:
    row, doomed = ContributionFactory(), CampaignFactory(open=True)
    program = Program(key_for(staff("admin"), campaigns=[doomed]))
    is_problem(program.get(f"contributions/{row.reference}/"), 404)
    assert program.get("me/").json()["campaigns"] == [doomed.pk]
    doomed.delete()
    assert program.get("me/").json()["campaigns"] == []
    assert program.get("contributions/").json()["results"] == []
    is_problem(program.get(f"contributions/{row.reference}/"), 404)


def test_the_last_use_is_noted_about_once_an_hour(django_assert_num_queries: Any) -> None:
    program = Program(key_for(staff("admin")))
    assert program.get("me/").status_code == 200
    first = ApiKey.objects.get().last_used_at
    assert first is not None
    # The key alone: nothing is written at every request.
    with django_assert_num_queries(1):
        program.get("me/")
    ApiKey.objects.update(last_used_at=first - timedelta(hours=2))
    program.get("me/")
    assert ApiKey.objects.get().last_used_at >= first


def test_what_a_key_does_is_logged_with_its_name() -> None:
    row = ContributionFactory()
    user = staff("moderator")
    program = Program(key_for(user))
    program.post(f"contributions/{row.reference}/publish/")
    entry = ModelLogEntry.objects.get(action="civic.contribution.published")
    assert entry.user == user
    assert entry.data["api_key"] == ApiKey.objects.get().prefix
    # What somebody does themselves afterwards is not the key's.
    client = Client()
    client.force_login(user)
    client.post(f"/admin/civic_contributions/withdraw/{row.pk}/")
    assert "api_key" not in ModelLogEntry.objects.get(action="civic.contribution.withdrawn").data


def test_the_command_prints_a_key_that_works() -> None:
    staff("moderator")
    out, err = io.StringIO(), io.StringIO()
    call_command(
        "civic_api_key", user="moderator", scope=["contributions:read"], days=7, name="CI",
        stdout=out, stderr=err,
    )  # fmt: skip
    key = out.getvalue().strip()
    assert key not in err.getvalue()
    me = Program(key).get("me/").json()
    assert (me["name"], me["scopes"]) == ("CI", ["contributions:read"])
    entry = ModelLogEntry.objects.get(action="civic.api_key.create")
    assert key not in str(entry.data)


@pytest.mark.parametrize(
    "wrong",
    [{"user": "nobody"}, {"days": 4000}, {"scope": ["imports:run"]}, {"campaign": [99]}],
    ids=str,
)
def test_the_command_says_what_is_wrong(wrong: dict[str, Any]) -> None:
    staff("analyst")
    options = {"user": "analyst", "scope": ["exports:run"], "days": 7, "name": "CI"}
    with pytest.raises(CommandError):
        call_command("civic_api_key", **{**options, **wrong})
    assert not ApiKey.objects.exists()


def test_a_key_tells_where_it_stands() -> None:
    now = timezone.now()
    key_for(staff("moderator"), expires_at=now + timedelta(days=10))
    key = ApiKey.objects.get()
    assert key.state(now) == KeyState.EXPIRING
    assert key.state(now + timedelta(days=10)) == KeyState.EXPIRED
    assert key.state(now - timedelta(days=10)) == KeyState.ACTIVE
    actions.revoke_key(key, by=staff("admin"), now=now)
    assert ApiKey.objects.get().state(now) == KeyState.REVOKED
