"""Who may do what to contributions. Asked by the actions, and by views to show or hide a button."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from wagtail.permission_policies import ModelPermissionPolicy


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


def may(user: Any, permission: str) -> bool:
    """Tell whether an active user has a permission; never for anonymous visitors."""
    return bool(user is not None and user.is_active and user.has_perm(permission))


def require(user: Any, permission: str) -> None:
    """Raise ``PermissionDenied`` where the user may not."""
    if not may(user, permission):
        raise PermissionDenied(permission)


def name_of(user: Any) -> str:
    """Return the name by which the team knows a user."""
    full_name = user.get_full_name() if hasattr(user, "get_full_name") else ""
    return full_name.strip() or str(user.get_username())


def moderators() -> QuerySet[Any]:
    """Return the active users who may moderate, by name."""
    users = get_user_model()
    codename = MODERATE.partition(".")[2]
    allowed = (
        Q(is_superuser=True)
        | Q(groups__permissions__codename=codename)
        | Q(user_permissions__codename=codename)
    )
    return users.objects.filter(allowed, is_active=True).distinct().order_by(users.USERNAME_FIELD)


class ContributionPermissionPolicy(ModelPermissionPolicy):
    """Maps Wagtail's admin verbs on ours: the queue is for moderators, nobody adds or deletes.

    Citizens' words are never rewritten by staff, so there is no "change" either.
    """

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action in {"view", "moderate"}:
            return may(user, MODERATE)
        if action == "answer":
            return may(user, ANSWER)
        return False

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


class AnswerPermissionPolicy(ModelPermissionPolicy):
    """Answers are written from contributions and changed, by those who answer for the city."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in {"view", "change"} and may(user, ANSWER)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)
