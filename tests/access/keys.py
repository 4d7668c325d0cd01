"""Keys for tests, and how a program sends one."""

import json
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.utils import timezone

from civic_pages.access import tokens
from civic_pages.access.models import ApiKey
from civic_pages.access.scopes import SCOPES
from civic_pages.participation import reach
from civic_pages.participation.groups import (
    DATA_OFFICERS,
    EDITORS,
    MODERATORS,
    create_groups,
)
from civic_pages.participation.reach import GroupCampaignPermission


STAFF = "/api/civic/v1/staff"
EVERYTHING = tuple(SCOPES)
_GROUPS = {"editor": EDITORS, "moderator": MODERATORS, "officer": DATA_OFFICERS}
_ANALYST = ("access_admin", "view_contribution", "export_contribution")


def staff(role: str, name: str = "") -> Any:
    """Return somebody: "citizen", "editor", "moderator", "officer", "analyst" or "admin"."""
    users, name = get_user_model().objects, name or role
    if found := users.filter(username=name).first():
        return found
    if role == "admin":
        return users.create_superuser(name, f"{name}@example.org", "correct horse")
    create_groups()
    user = users.create_user(name, f"{name}@example.org", "correct horse")
    if role in _GROUPS:
        user.groups.add(Group.objects.get(name=_GROUPS[role]))
    if role == "analyst":
        user.user_permissions.set(Permission.objects.filter(codename__in=_ANALYST))
    return user


def give_on(page: Any, group: Group) -> None:
    """Give a group on a page all that can be given on one."""
    for permission in reach.givable():
        GroupCampaignPermission.objects.create(group=group, page=page, permission=permission)


def local_staff(name: str, page: Any) -> Any:
    """Return somebody who may do everything in the campaigns at and beneath a page, and no more."""
    if found := get_user_model().objects.filter(username=name).first():
        return found
    group = Group.objects.create(name=f"Équipe {name}")
    give_on(page, group)
    user = staff("local", name)
    user.groups.add(group)
    return user


def key_for(user: Any, *scopes: str, campaigns: Any = None, **columns: Any) -> str:
    """Return the text of a key with some scopes; with all where none is named."""
    token, now = tokens.new(), timezone.now()
    values = {"created_at": now, "expires_at": now + timedelta(days=30), **columns}
    key = ApiKey.objects.create(
        name="Programme", prefix=token.prefix, digest=token.digest, user=user,
        scopes=columns.pop("scopes", list(scopes or EVERYTHING)),
        is_limited=campaigns is not None, **{k: v for k, v in values.items() if k != "scopes"},
    )  # fmt: skip
    key.campaigns.set(campaigns or [])
    return str(token)


class Program:
    """Asks the staff's routes with a key."""

    def __init__(self, key: str, *, language: str = "en") -> None:
        self.client, self.key, self.language = Client(), key, language

    def headers(self, **more: str) -> dict[str, str]:
        return {
            "Authorization": f"Bearer {self.key}",
            "Accept-Language": self.language,
            **{name.replace("_", "-"): value for name, value in more.items()},
        }

    def get(self, path: str, /, **query: Any) -> Any:
        return self.client.get(f"{STAFF}/{path}", query, headers=self.headers())

    def post(self, path: str, data: Any = None, /, **headers: str) -> Any:
        return self._send("post", path, data, headers)

    def put(self, path: str, data: Any = None, /, **headers: str) -> Any:
        return self._send("put", path, data, headers)

    def _send(self, method: str, path: str, data: Any, headers: dict[str, str]) -> Any:
        text = json.dumps({} if data is None else data)
        ask = getattr(self.client, method)
        return ask(
            f"{STAFF}/{path}",
            text,
            content_type="application/json",
            headers=self.headers(**headers),
        )

    def upload(self, path: str, data: Any) -> Any:
        return self.client.post(f"{STAFF}/{path}", data, headers=self.headers())
