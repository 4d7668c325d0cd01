"""Who may do what to contributions. Asked by the actions, and by views to show or hide a button."""

from typing import Any

from django.core.exceptions import PermissionDenied
from wagtail.permission_policies import ModelPermissionPolicy


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


class ContributionPermissionPolicy(ModelPermissionPolicy):
    """Maps Wagtail's admin verbs on ours: the queue is for moderators, nobody adds or deletes.

    Citizens' words are never rewritten by staff, so there is no "change" either.
    """

    def user_has_permission(self, user: Any, action: str) -> bool:
        if action in {"view", "moderate"}:
            return may(user, MODERATE)
        return False

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)
