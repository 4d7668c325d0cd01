"""Who may do what to contributions. Asked by the actions, and by views to show or hide a button."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from wagtail.permission_policies import ModelPermissionPolicy

from civic_pages.participation import reach
from civic_pages.participation.reach import GroupCampaignPermission


VIEW = "civic_pages.view_contribution"
MODERATE = "civic_pages.moderate_contribution"
EXPORT = "civic_pages.export_contribution"
ENTER = "civic_pages.enter_contribution"
ANSWER = "civic_pages.answer_contribution"
ERASE = "civic_pages.erase_person"
VIEW_EDITIONS = "civic_pages.view_edition"
VIEW_ORIGIN = "civic_pages.view_origin"
VIEW_CONTACT = "civic_pages.view_contact"
VIEW_EXACT = "civic_pages.view_exactlocation"


def may(user: Any, permission: str, campaign: Any = None) -> bool:
    """Tell whether an active user has a permission; never for anonymous visitors.

    Args:
        campaign: the page, or its primary key, in which it must hold; ``None``: in every campaign.
            Who asks without a campaign keeps out those who have the permission in some only.
    """
    if campaign is None:
        return reach.everywhere(user, permission)
    return reach.reaches(user, permission, campaign)


def may_somewhere(user: Any, permission: str) -> bool:
    """Tell whether an active user has a permission in some campaign: what opens a desk.

    Whoever asks this shows no more than ``reach.within`` gives.
    """
    return reach.somewhere(user, permission)


def require(user: Any, permission: str, campaign: Any = None) -> None:
    """Raise ``PermissionDenied`` where the user may not; see ``may``."""
    if not may(user, permission, campaign):
        raise PermissionDenied(permission)


def require_somewhere(user: Any, permission: str) -> None:
    """Raise ``PermissionDenied`` where the user may not in any campaign."""
    if not may_somewhere(user, permission):
        raise PermissionDenied(permission)


def name_of(user: Any) -> str:
    """Return the name by which the team knows a user."""
    full_name = user.get_full_name() if hasattr(user, "get_full_name") else ""
    return full_name.strip() or str(user.get_username())


def theirs(rows: Any, user: Any, permission: str, *, campaign: str = "campaign") -> Any:
    """Return the rows that a user may see by a permission: beyond their reach nothing exists.

    Raises:
        PermissionDenied: they have it nowhere, whatever rows there are.
    """
    require_somewhere(user, permission)
    return reach.within(rows, user, permission, campaign=campaign)


def moderators(where: reach.Reach = reach.EVERYWHERE) -> QuerySet[Any]:
    """Return the active users who may moderate, by name.

    Args:
        where: a moderator's own reach; only those are told who moderate somewhere in it.
    """
    users = get_user_model()
    codename = MODERATE.partition(".")[2]
    everywhere = (
        Q(is_superuser=True)
        | Q(groups__permissions__codename=codename)
        | Q(user_permissions__codename=codename)
    )
    given = GroupCampaignPermission.objects.filter(permission__codename=codename)
    if not where.everywhere:
        given = given.filter(where.meets("page__"))
    allowed = everywhere | Q(groups__in=given.values("group"))
    return users.objects.filter(allowed, is_active=True).distinct().order_by(users.USERNAME_FIELD)


class CampaignPermissionPolicy(ModelPermissionPolicy):
    """Maps Wagtail's admin verbs on permissions that may hold in some campaigns only.

    Attributes:
        needs: permission by verb; a verb that is missing is nobody's.
    """

    needs: ClassVar[Mapping[str, str]] = {}

    def user_has_permission(self, user: Any, action: str) -> bool:
        permission = self.needs.get(action)
        return permission is not None and may_somewhere(user, permission)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        permission = self.needs.get(action)
        return permission is not None and may(user, permission, instance.campaign_id)

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Any) -> bool:
        return any(self.user_has_permission_for_instance(user, a, instance) for a in actions)

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> Any:
        rows = self.model.objects.all()
        found = rows.none()
        for permission in {self.needs[action] for action in actions if action in self.needs}:
            found |= reach.within(rows, user, permission)
        return found

    def instances_user_has_permission_for(self, user: Any, action: str) -> Any:
        return self.instances_user_has_any_permission_for(user, [action])


class ContributionPermissionPolicy(CampaignPermissionPolicy):
    """The queue is for moderators, nobody adds or deletes.

    Citizens' words are never rewritten by staff, so there is no "change" either.
    """

    needs: ClassVar = {"view": MODERATE, "moderate": MODERATE, "answer": ANSWER}


class AnswerPermissionPolicy(CampaignPermissionPolicy):
    """Answers are written from contributions and changed, by those who answer for the city."""

    needs: ClassVar = {"view": ANSWER, "change": ANSWER}
