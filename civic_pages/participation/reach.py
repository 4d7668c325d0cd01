"""Where somebody of the team may act: everywhere, or in the campaigns beneath some pages.

A permission of a group as Django knows it holds in every campaign of the installation. Where
several cities, or several services, share one, a group is given the permission on a page instead,
as Wagtail gives ``GroupPagePermission``: it then holds in that page and in all beneath it.
"""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.auth.models import Group, Permission
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


# What can be given on a page. Erasing persons is not among them: one person, many campaigns.
GIVEN_ON_PAGES = (
    "moderate_contribution",
    "answer_contribution",
    "export_contribution",
    "view_contact",
    "view_exactlocation",
    "view_edition",
)
_KNOWN = "_civic_reach"


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
    """Return the permissions that can be given on a page."""
    return Permission.objects.filter(
        content_type__app_label="civic_pages", codename__in=GIVEN_ON_PAGES
    )


def _paths(user: Any, permission: str) -> Iterable[str]:
    """Return the tree paths of the pages on which a user has a permission by their groups.

    Read once for each user object, as Django reads its own permissions.
    """
    known = getattr(user, _KNOWN, None)
    if known is None:
        rows = GroupCampaignPermission.objects.filter(group__user=user.pk)
        known = {}
        for codename, path in rows.values_list("permission__codename", "page__path"):
            known.setdefault(codename, set()).add(path)
        setattr(user, _KNOWN, known)
    app, _dot, codename = permission.partition(".")
    return known.get(codename, ()) if app == "civic_pages" else ()


def only_everywhere(user: Any) -> Any:
    """Take from a user object what its groups give on pages; what holds everywhere stays."""
    setattr(user, _KNOWN, {})
    return user


def everywhere(user: Any, permission: str) -> bool:
    """Tell whether an active user has a permission in every campaign."""
    return bool(user is not None and user.is_active and user.has_perm(permission))


def somewhere(user: Any, permission: str) -> bool:
    """Tell whether an active user has a permission in some campaign; what opens a desk."""
    if everywhere(user, permission):
        return True
    return bool(user is not None and user.is_active and _paths(user, permission))


def _beneath(user: Any, permission: str, prefix: str) -> Q:
    found = Q(pk__in=())
    if user is not None and user.is_active:
        for path in _paths(user, permission):
            found |= Q(**{f"{prefix}path__startswith": path})
    return found


def within(queryset: Any, user: Any, permission: str, *, campaign: str = "campaign") -> Any:
    """Return the rows of the campaigns in which a user has a permission.

    Args:
        campaign: the lookup that leads from a row to its page; empty: the rows are pages.
    """
    if everywhere(user, permission):
        return queryset
    return queryset.filter(_beneath(user, permission, f"{campaign}__" if campaign else ""))


def reaches(user: Any, permission: str, campaign: Any) -> bool:
    """Tell whether an active user has a permission in one campaign, a page or its primary key."""
    if everywhere(user, permission):
        return True
    if user is None or not user.is_active or not _paths(user, permission):
        return False
    if isinstance(campaign, Page):
        return any(campaign.path.startswith(path) for path in _paths(user, permission))
    page = Page.objects.filter(pk=campaign)
    return bool(within(page, user, permission, campaign="").exists())
