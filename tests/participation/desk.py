"""People of the city's staff, for the tests of the moderation desk."""

from typing import Any

from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client

from civic_pages.participation.groups import EDITORS, MODERATORS, create_groups


PASSWORD = "correct horse battery staple"


def user_of(role: str) -> Any:
    """Return a user: "editor", "moderator" or "admin"."""
    users = get_user_model().objects
    if role == "admin":
        return users.create_superuser(role, f"{role}@example.org", PASSWORD)
    create_groups()
    user = users.create_user(role, f"{role}@example.org", PASSWORD)
    user.groups.add(Group.objects.get(name={"editor": EDITORS, "moderator": MODERATORS}[role]))
    return user


def client_of(role: str) -> Client:
    """Return a client logged in through Wagtail's own login form; "anonymous" is not.

    It reads English, so that tests can quote the words of the code.
    """
    client = Client(headers={"accept-language": "en"})
    if role != "anonymous":
        user_of(role)
        posted = {"username": role, "password": PASSWORD, "next": "/admin/"}
        assert client.post("/admin/login/", posted).status_code == 302
    return client


def soup(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content.decode(), "html.parser")


def texts(response: Any, selector: str) -> list[str]:
    """Return the text of every element that a CSS selector finds, with single spaces."""
    return [" ".join(tag.get_text(" ").split()) for tag in soup(response).select(selector)]
