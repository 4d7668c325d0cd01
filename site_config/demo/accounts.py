"""Three accounts to try the demo with."""

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from wagtail.models import GroupApprovalTask, Task, Workflow

from civic_pages.participation.groups import EDITORS, MODERATORS, create_groups


@dataclass(frozen=True)
class Account:
    """A login; ``password`` is empty where the account was there before."""

    username: str
    role: str
    password: str


ROLES = (
    ("redaction", "Rédaction : compose et publie les campagnes", EDITORS),
    ("moderation", "Modération : lit, publie ou refuse les contributions", MODERATORS),
    ("admin", "Administration : tout", ""),
)


def make_accounts() -> list[Account]:
    """Return the three accounts, made where they are missing; passwords that exist are kept.

    With ``DEBUG`` on, on one's own machine, passwords are easy to remember; elsewhere random.
    """
    create_groups()
    _name_review()
    made = []
    for username, role, group in ROLES:
        user, created = get_user_model().objects.get_or_create(
            username=username, defaults={"email": f"{username}@participez-nanterre.example"}
        )
        password = ""
        if created:
            password = f"nanterre-{username}" if settings.DEBUG else secrets.token_urlsafe(9)
            user.set_password(password)
            user.first_name = {"redaction": "Inès", "moderation": "Bernard"}.get(username, "Aïcha")
            user.is_superuser = not group
            user.save()
            if group:
                user.groups.add(Group.objects.get(name=group))
        made.append(Account(username, role, password))
    return made


def _name_review() -> None:
    """Give Wagtail's own workflow a French name, and somebody who approves: its group is empty."""
    names = {"name": "Moderators approval"}
    for task in GroupApprovalTask.objects.filter(**names):
        task.groups.set(Group.objects.filter(name=EDITORS))
    Task.objects.filter(**names).update(name="Relecture par la rédaction")
    Workflow.objects.filter(**names).update(name="Relecture avant publication")
