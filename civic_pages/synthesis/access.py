"""Who may work on what surrounds a synthesis: whoever may edit its page.

What is picked from is public already, so nothing else is asked of an editor.
"""

from typing import Any

from django.core.exceptions import PermissionDenied

from civic_pages.participation import policy


def may_view(user: Any) -> bool:
    """Tell whether a user reads the report of all syntheses: who sees contributions in the admin."""
    return any(policy.may_somewhere(user, each) for each in (policy.VIEW, policy.MODERATE))


def may_edit(page: Any, user: Any) -> bool:
    """Tell whether a user may cite in a synthesis and follow its commitments."""
    return bool(page.permissions_for_user(user).can_edit())


def may_tell(page: Any, user: Any) -> bool:
    """Tell whether a user may write to those who are cited: it takes the right to publish."""
    return may_edit(page, user) and bool(page.permissions_for_user(user).can_publish())


def require_view(user: Any) -> None:
    """Raise ``PermissionDenied`` where a user may not read the report."""
    if not may_view(user):
        raise PermissionDenied


def require_edit(page: Any, user: Any) -> None:
    """Raise ``PermissionDenied`` where a user may not cite in a synthesis."""
    if not may_edit(page, user):
        raise PermissionDenied


def require_tell(page: Any, user: Any) -> None:
    """Raise ``PermissionDenied`` where a user may not write to those who are cited."""
    if not may_tell(page, user):
        raise PermissionDenied
