"""Keys in Wagtail's admin: who sees which, made once, shown once, taken back."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from civic_pages.access import tokens
from civic_pages.access.models import ApiKey
from civic_pages.testing import CampaignFactory, ContributionFactory
from tests.access.keys import Program, key_for, staff
from tests.participation.desk import soup, texts


pytestmark = pytest.mark.django_db
KEYS = "/admin/civic-api-keys/"


def manager(role: str = "moderator") -> tuple[Any, Client]:
    """Return somebody who may make keys, and their browser in English."""
    user = staff(role)
    user.user_permissions.add(Permission.objects.get(codename="manage_apikey"))
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return user, client


def typed(**changes: Any) -> dict[str, Any]:
    return {"name": "Entrepôt", "scopes": ["contributions:read"], "days": "90", **changes}


def shown_key(response: Any) -> str:
    return str(soup(response).select_one("#civic-key")["value"])


def test_a_key_is_shown_once_and_works() -> None:
    _user, client = manager()
    response = client.post(f"{KEYS}add/", typed())
    assert response.status_code == 201
    assert "no-store" in response["Cache-Control"]
    key = shown_key(response)
    assert Program(key).get("contributions/").status_code == 200
    row = ApiKey.objects.get()
    for path in (KEYS, f"{KEYS}{row.pk}/", f"{KEYS}{row.pk}/revoke/"):
        page = client.get(path)
        assert page.status_code == 200
        assert "no-store" in page["Cache-Control"]
        assert key not in page.content.decode()
        assert row.digest not in page.content.decode()


def test_a_page_that_is_sent_twice_makes_one_key() -> None:
    _user, client = manager()
    client.post(f"{KEYS}add/", typed())
    again = client.post(f"{KEYS}add/", typed())
    assert again.status_code == 422
    assert "works already" in " ".join(texts(again, ".error-message"))
    assert ApiKey.objects.count() == 1


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost() -> None:
    _user, client = manager()
    response = client.post(f"{KEYS}add/", typed(scopes=[]))
    assert response.status_code == 422
    assert texts(response, "#id_scopes_error .error-message")
    assert soup(response).select_one("#id_name")["value"] == "Entrepôt"


def test_one_is_offered_what_one_may_do_and_no_more() -> None:
    _user, client = manager("analyst")
    page = soup(client.get(f"{KEYS}add/"))
    offered = {box["value"] for box in page.select("input[name=scopes]")}
    assert offered == {"exports:run"}
    assert client.post(f"{KEYS}add/", typed()).status_code == 422
    assert not page.select("[name=user]")


def test_only_a_superuser_makes_keys_for_others() -> None:
    other = staff("moderator")
    _user, client = manager("analyst")
    client.post(f"{KEYS}add/", typed(scopes=["exports:run"], user=other.pk))
    assert ApiKey.objects.get().user.get_username() == "analyst"
    _admin, client = manager("admin")
    assert client.post(f"{KEYS}add/", typed(user=other.pk)).status_code == 201
    assert ApiKey.objects.filter(user=other).exists()
    more = client.post(f"{KEYS}add/", typed(user=staff("analyst").pk, name="Autre"))
    assert more.status_code == 422
    assert "may not do this" in " ".join(texts(more, ".error-message"))


def test_whoever_may_not_make_keys_finds_no_trace_of_them() -> None:
    key_for(staff("moderator"))
    pk = ApiKey.objects.get().pk
    client = Client()
    client.force_login(staff("moderator"))
    assert "civic-api-keys" not in client.get("/admin/").content.decode()
    for path in (KEYS, f"{KEYS}add/", f"{KEYS}{pk}/", f"{KEYS}{pk}/revoke/"):
        assert client.get(path).status_code == 302
        assert client.post(path).status_code == 302
    assert ApiKey.objects.get().revoked_at is None


def test_one_sees_and_revokes_ones_own_and_a_superuser_all() -> None:
    key_for(staff("admin"))
    theirs = ApiKey.objects.get()
    _user, client = manager()
    assert texts(client.get(KEYS), "tbody tr") == []
    assert client.post(f"{KEYS}{theirs.pk}/revoke/").status_code == 404
    _admin, client = manager("admin")
    assert len(texts(client.get(KEYS), "tbody tr")) == 1


def test_a_revoked_key_is_refused_at_once_and_stays_in_the_list() -> None:
    user, client = manager()
    key = key_for(user)
    pk = ApiKey.objects.get().pk
    assert Program(key).get("me/").status_code == 200
    assert client.get(f"{KEYS}{pk}/revoke/").status_code == 200
    assert ApiKey.objects.get().revoked_at is None
    assert client.post(f"{KEYS}{pk}/revoke/").status_code == 303
    assert Program(key).get("me/").status_code == 401
    row = " ".join(texts(client.get(KEYS), "tbody tr"))
    assert "Revoked" in row
    assert ModelLogEntry.objects.get(action="civic.api_key.revoke").user == user
    # A key that is taken back frees its name.
    assert client.post(f"{KEYS}add/", typed(name="Programme")).status_code == 201


def test_a_key_that_ends_soon_is_told() -> None:
    user, client = manager()
    key_for(user, expires_at=timezone.now() + timedelta(days=3))
    page = client.get(KEYS)
    assert "1 key expires within 14 days" in " ".join(texts(page, ".civic-keys__warning"))
    assert "Expires soon" in " ".join(texts(page, "tbody tr"))


def test_a_key_is_limited_to_campaigns() -> None:
    _user, client = manager()
    here, there = CampaignFactory(open=True), CampaignFactory(open=True)
    ContributionFactory(campaign=here)
    ContributionFactory(campaign=there)
    response = client.post(f"{KEYS}add/", typed(campaigns=[here.pk]))
    found = Program(shown_key(response)).get("contributions/").json()["results"]
    assert [row["campaign"] for row in found] == [here.pk]
    assert here.title in " ".join(texts(response, ".civic-keys"))


def test_the_page_of_a_key_and_the_history_say_what_it_did() -> None:
    user, client = manager()
    row = ContributionFactory()
    Program(key_for(user)).post(f"contributions/{row.reference}/publish/")
    key = ApiKey.objects.get()
    acts = " ".join(texts(client.get(f"{KEYS}{key.pk}/"), "tbody tr"))
    assert "Published" in acts
    assert row.reference in acts
    history = client.get(f"/admin/civic_contributions/inspect/{row.pk}/")
    assert f"by API key {key.prefix}" in " ".join(texts(history, "tbody tr"))


@pytest.mark.parametrize("keys", [1, 30])
def test_the_list_costs_the_same_however_many_keys(
    keys: int, django_assert_max_num_queries: Any
) -> None:
    user, client = manager()
    campaign = CampaignFactory(open=True)
    for _ in range(keys):
        key_for(user, campaigns=[campaign])
    client.get(KEYS)
    with django_assert_max_num_queries(14):
        client.get(KEYS)


def test_the_settings_menu_leads_there() -> None:
    _user, client = manager()
    page = BeautifulSoup(client.get("/admin/").content.decode(), "html.parser")
    assert KEYS in str(page)


def test_tokens_are_never_made_twice() -> None:
    assert len({str(tokens.new()) for _ in range(500)}) == 500
