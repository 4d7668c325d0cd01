"""Where somebody of the team may act: everywhere, or in the campaigns beneath some pages.

A permission of a group as Django knows it holds in every campaign of the installation. Where
several cities, or several services, share one, a group is given the permission on a page instead,
as Wagtail gives ``GroupPagePermission``: it then holds in that page and in all beneath it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib.auth.models import Group, Permission
from django.db import models
from django.db.models import Case, Q, QuerySet, When
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


# What can be given on a page, in the order in which the editor of groups offers it. Erasing persons
# is not among them: one person, many campaigns.
GIVEN_ON_PAGES = (
    "moderate_contribution",
    "answer_contribution",
    "export_contribution",
    "enter_contribution",
    "view_contact",
    "view_exactlocation",
    "view_edition",
    "view_origin",
    "moderate_comment",
    "enter_ballot",
    "count_ballots",
    "view_project",
    "add_project",
    "change_project",
    "delete_project",
    "manage_apikey",
)
_APP = "civic_pages"
_KNOWN, _KEPT = "_civic_reach", "_civic_reach_kept"


@dataclass(frozen=True)
class Reach:
    """Where a permission holds: everywhere, or at and beneath the pages of some tree paths."""

    everywhere: bool = False
    paths: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.paths)

    def within(self, rows: Any, *, campaign: str = "campaign") -> Any:
        """Return the rows of the campaigns in which it holds.

        Args:
            campaign: the lookup that leads from a row to its page; empty: the rows are pages.
        """
        if self.everywhere:
            return rows
        prefix = f"{campaign}__" if campaign else ""
        beneath = Q(pk__in=())
        for path in self.paths:
            beneath |= Q(**{f"{prefix}path__startswith": path})
        return rows.filter(beneath)

    def holds_in(self, campaign: Any) -> bool:
        """Tell whether it holds in one campaign, a page or its primary key."""
        if self.everywhere or not self.paths:
            return self.everywhere
        if isinstance(campaign, Page):
            return campaign.path.startswith(tuple(self.paths))
        return bool(self.within(Page.objects.filter(pk=campaign), campaign="").exists())

    def meets(self, prefix: str) -> Q:
        """Return the condition that a page lies on a way of the tree to or from these pages.

        Args:
            prefix: the lookup that leads to the page, as ``"page__"``.
        """
        found = Q(pk__in=())
        for path in self.paths:
            above = [path[:end] for end in range(Page.steplen, len(path), Page.steplen)]
            found |= Q(**{f"{prefix}path__startswith": path}) | Q(**{f"{prefix}path__in": above})
        return found


EVERYWHERE, NOWHERE = Reach(everywhere=True), Reach()


class GroupCampaignPermission(models.Model):
    """A permission that a group has in the campaigns at and beneath a page, and nowhere else."""

    group = models.ForeignKey(
        Group, on_delete=models.CASCADE, related_name="civic_campaign_permissions"
    )
    page = models.ForeignKey(
        Page, on_delete=models.CASCADE, related_name="+", verbose_name=_("page")
    )
    permission = models.ForeignKey(Permission, on_delete=models.CASCADE, related_name="+")

    class Meta:
        default_permissions = ()
        verbose_name = _("permission on campaigns")
        verbose_name_plural = _("permissions on campaigns")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group", "page", "permission"], name="civic_group_campaign_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.permission_id} {self.page_id}"


def givable() -> QuerySet[Permission]:
    """Return the permissions that can be given on a page, in the order of ``GIVEN_ON_PAGES``."""
    turn = Case(*(When(codename=name, then=at) for at, name in enumerate(GIVEN_ON_PAGES)))
    found = Permission.objects.filter(content_type__app_label=_APP, codename__in=GIVEN_ON_PAGES)
    return found.order_by(turn)


def _given(user: Any) -> dict[str, frozenset[str]]:
    """Return the tree paths of the pages on which a user's groups are given each permission.

    Read once for each user object, as Django reads its own permissions.
    """
    known: dict[str, frozenset[str]] | None = getattr(user, _KNOWN, None)
    if known is None:
        rows = GroupCampaignPermission.objects.filter(group__user=user.pk)
        paths: dict[str, set[str]] = {}
        for codename, path in rows.values_list("permission__codename", "page__path"):
            paths.setdefault(f"{_APP}.{codename}", set()).add(path)
        known = {name: frozenset(found) for name, found in paths.items()}
        setattr(user, _KNOWN, known)
    return known


def groups_given(codename: str, campaign: Page) -> QuerySet[Any]:
    """Return the keys of the groups that have a permission on a campaign, or on a page above it."""
    path = campaign.path
    ways = [path[:end] for end in range(Page.steplen, len(path) + 1, Page.steplen)]
    rows = GroupCampaignPermission.objects.filter(
        permission__codename=codename, page__path__in=ways
    )
    return rows.values_list("group", flat=True)


def of(user: Any, permission: str) -> Reach:
    """Return where a user has a permission today; nowhere for who is nobody, or deactivated."""
    if user is None or not user.is_active or permission not in getattr(user, _KEPT, {permission}):
        return NOWHERE
    if user.has_perm(permission):
        return EVERYWHERE
    return Reach(paths=_given(user).get(permission, frozenset()))


def keep_only(user: Any, permissions: Collection[str]) -> Any:
    """Take from a user object all that it reaches, but by some permissions."""
    setattr(user, _KEPT, frozenset(permissions))
    return user


def everywhere(user: Any, permission: str) -> bool:
    """Tell whether an active user has a permission in every campaign."""
    return of(user, permission).everywhere


def somewhere(user: Any, permission: str) -> bool:
    """Tell whether an active user has a permission in some campaign; what opens a desk."""
    return bool(of(user, permission))


def within(queryset: Any, user: Any, permission: str, *, campaign: str = "campaign") -> Any:
    """Return the rows of the campaigns in which a user has a permission; see ``Reach.within``."""
    return of(user, permission).within(queryset, campaign=campaign)


def reaches(user: Any, permission: str, campaign: Any) -> bool:
    """Tell whether an active user has a permission in one campaign, a page or its primary key."""
    return of(user, permission).holds_in(campaign)
