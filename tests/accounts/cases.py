"""Logging in and contributing under an account; run by ``test_accounts`` with accounts on."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.core import checks, mail

from civic_pages.participation.models import Contribution
from civic_pages.testing import CampaignFactory
from tests.accounts import provider
from tests.participation.test_submission import answers


pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery staple"


@pytest.fixture
def campaign(db: None) -> Any:
    return CampaignFactory(open=True, identity="account")


@pytest.fixture
def resident(db: None) -> Any:
    user = get_user_model().objects.create_user("ada", "ada@example.org", PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def fake_provider() -> Iterator[None]:
    with provider.serve():
        yield


def login_link(page: Any) -> str:
    soup = BeautifulSoup(page.content, "html.parser")
    link = soup.select_one(".civic-block--contribution-form a.civic-button")
    return str(link["href"])


def log_in(client: Any, campaign: Any, **changes: str) -> Any:
    link = login_link(client.get(campaign.url))
    assert parse_qs(urlsplit(link).query)["next"] == [campaign.url]
    page = BeautifulSoup(client.get(link).content, "html.parser")
    form = page.select_one("form.civic-form")
    fields = {"login": "ada@example.org", "password": PASSWORD, "next": campaign.url}
    assert {"login", "password", "next"} <= {field["name"] for field in form.select("input")}
    return client.post(form["action"], {**fields, **changes})


def test_a_visitor_is_asked_to_log_in_instead_of_the_form(client: Any, campaign: Any) -> None:
    page = client.get(campaign.url)
    assert login_link(page).startswith("/compte/login/")
    assert "civic_key" not in page.content.decode()


def test_somebody_logs_in_with_a_password_and_contributes(
    client: Any, campaign: Any, resident: Any
) -> None:
    response = log_in(client, campaign)
    assert (response.status_code, response["Location"]) == (302, campaign.url)
    page = client.get(campaign.url).content.decode()
    assert "civic_key" in page
    assert "ada@example.org" in page
    assert client.post(campaign.url, answers()).status_code == 303
    assert Contribution.objects.get().author == resident


def test_nobody_is_sent_abroad_after_logging_in(client: Any, campaign: Any, resident: Any) -> None:
    response = log_in(client, campaign, next="https://evil.example/")
    assert "evil.example" not in response["Location"]


def test_a_post_without_an_account_is_refused_and_keeps_what_was_typed(
    client: Any, campaign: Any
) -> None:
    response = client.post(campaign.url, answers(titre="Gardez-moi"))
    assert response.status_code == 403
    text = response.content.decode()
    assert "Gardez-moi" in text
    assert "/compte/login/" in text
    assert not Contribution.objects.exists()


def test_the_api_refuses_with_a_problem(client: Any, campaign: Any) -> None:
    payload = {
        "campaign": campaign.pk,
        "form": campaign.form_definitions()[0].form_id,
        "answers": {"titre": "Un banc", "accord": True},
    }
    response = client.post(
        "/api/civic/v1/contributions/",
        payload,
        content_type="application/json",
        headers={"Idempotency-Key": "0123456789abcdef0123"},
    )
    assert response.status_code == 403
    assert response["Content-Type"].startswith("application/problem+json")
    assert response.json()["type"].endswith("account-required")


def test_elsewhere_nobody_is_known_by_their_account(client: Any, resident: Any) -> None:
    campaign = CampaignFactory(open=True)
    client.force_login(resident)
    assert client.post(campaign.url, answers()).status_code == 303
    assert Contribution.objects.get().author is None


def test_a_sign_up_says_the_same_of_a_known_and_an_unknown_address(
    client: Any, resident: Any
) -> None:
    def sign_up(address: str) -> Any:
        posted = {"email": address, "password1": PASSWORD, "password2": PASSWORD}
        return client.post("/compte/signup/", posted)

    known, unknown = sign_up("ada@example.org"), sign_up("grace@example.org")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [message.to for message in mail.outbox] == [["ada@example.org"], ["grace@example.org"]]


def test_somebody_logs_in_with_the_provider_and_contributes(
    client: Any, campaign: Any, fake_provider: None
) -> None:
    page = BeautifulSoup(client.get(f"/compte/login/?next={campaign.url}").content, "html.parser")
    link = page.find("a", string="Mon compte Nanterre")["href"]
    assert client.get(link).status_code == 200
    leaving = client.post(link)
    target = urlsplit(leaving["Location"])
    assert leaving["Location"].startswith(f"{provider.ISSUER}/authorize?")
    assert provider.ISSUER in leaving["Content-Security-Policy"]
    asked = parse_qs(target.query)
    assert set(asked["scope"][0].split()) == {"openid", "email"}
    back = urlsplit(asked["redirect_uri"][0]).path
    response = client.get(back, {"code": "a-code", "state": asked["state"][0]})
    assert (response.status_code, response["Location"]) == (302, campaign.url)
    assert client.post(campaign.url, answers()).status_code == 303
    author = Contribution.objects.get().author
    assert author.email == "habitante@example.org"
    assert not author.has_usable_password()
    assert not author.has_perm("wagtailadmin.access_admin")


def test_an_answer_nobody_asked_for_logs_nobody_in(
    client: Any, campaign: Any, fake_provider: None
) -> None:
    response = client.get(
        "/compte/oidc/sso/login/callback/", {"code": "a-code", "state": "made-up"}
    )
    assert response.status_code in {200, 401, 403}
    assert "civic_key" not in client.get(campaign.url).content.decode()


def test_an_account_of_staff_is_not_taken_over_by_its_address(
    client: Any, django_user_model: Any, fake_provider: None
) -> None:
    staff = django_user_model.objects.create_superuser("boss", "habitante@example.org", PASSWORD)
    leaving = client.post("/compte/oidc/sso/login/")
    asked = parse_qs(urlsplit(leaving["Location"]).query)
    back = urlsplit(asked["redirect_uri"][0]).path
    client.get(back, {"code": "a-code", "state": asked["state"][0]})
    assert client.session.get("_auth_user_id") != str(staff.pk)


@pytest.mark.parametrize(
    "path", ["login/", "signup/", "password/reset/", "confirm-email/", "oidc/sso/login/"]
)
def test_pages_of_accounts_are_ours(
    client: Any, campaign: Any, fake_provider: None, path: str
) -> None:
    page = client.get(f"/compte/{path}")
    assert page.status_code == 200
    soup = BeautifulSoup(page.content, "html.parser")
    assert soup.select_one(".civic-header")
    assert soup.html["lang"] == "fr"


STRAIGHT = re.compile(r"\w'\w| [?!;:](\s|$)")


@pytest.mark.parametrize(
    "path",
    [
        "password/reset/done/", "password/reset/key/x-y/", "inactive/", "confirm-email/none/",
        "social/login/cancelled/", "social/login/error/", "email/", "password/change/",
        "password/set/", "logout/", "social/connections/", "reauthenticate/",
    ],
)  # fmt: skip
def test_what_is_read_of_an_account_is_in_french_as_it_is_printed(
    client: Any, resident: Any, path: str
) -> None:
    if path in {"email/", "password/change/", "logout/", "social/connections/"}:
        client.force_login(resident, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/compte/{path}", follow=True)
    main = BeautifulSoup(page.content, "html.parser").main
    assert not STRAIGHT.search(main.get_text(" ")), main.get_text(" ", strip=True)


def test_what_is_wrong_and_what_is_mailed_is_in_french_as_it_is_printed(
    client: Any, resident: Any
) -> None:
    wrong = client.post("/compte/password/reset/", {"email": "personne"}).content.decode()
    # The address of a resident and one that nobody has: each is written to.
    for email in (resident.email, "nobody@example.org"):
        client.post("/compte/password/reset/", {"email": email})
        client.post(
            "/compte/signup/", {"email": email, "password1": PASSWORD, "password2": PASSWORD}
        )
    said = [wrong.partition("<main")[2], *(f"{one.subject}\n{one.body}" for one in mail.outbox)]
    assert len(said) == 5
    for text in said:
        words = BeautifulSoup(text, "html.parser").get_text(" ")
        assert not STRAIGHT.search(words), words


def test_of_the_buttons_for_an_address_one_is_the_first_and_removing_stands_apart(
    client: Any, resident: Any
) -> None:
    client.force_login(resident, backend="django.contrib.auth.backends.ModelBackend")
    page = BeautifulSoup(client.get("/compte/email/").content, "html.parser")
    looks = {
        button["name"]: set(button["class"]) - {"civic-button"}
        for button in page.select("main form button.civic-button")
    }
    assert looks == {
        "action_primary": set(),
        "action_send": {"civic-button--ghost"},
        "action_remove": {"civic-button--ghost", "civic-account-danger"},
        "action_add": set(),
    }


def test_the_site_can_log_people_in(campaign: Any) -> None:
    found = checks.run_checks(databases=["default"], tags=[checks.Tags.database])
    assert "civic_pages.W001" not in [message.id for message in found]
