"""Mixins of Wagtail's generic views: beyond the reach of who asks there is nothing."""

from typing import Any

from django.http import Http404


class OneWithinReach:
    """Of a view of one object: another city's is not found, whatever it is that is asked of it.

    Who has the permission nowhere is told so by the view's own check, for any object alike.
    """

    # Of the view it is mixed into.
    permission_required: Any
    any_permission_required: Any
    permission_policy: Any
    request: Any

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        """Return the object.

        Raises:
            Http404: there is none, or not where its user may do this.
        """
        view: Any = super()
        found = view.get_object(*args, **kwargs)
        user, rules = self.request.user, self.permission_policy
        verbs = self.any_permission_required or [self.permission_required]
        is_theirs = rules.user_has_any_permission_for_instance(user, verbs, found)
        if rules.user_has_any_permission(user, verbs) and not is_theirs:
            raise Http404("There is none.")
        return found


class ListWithinReach:
    """Of a list: what is within reach by one of the permissions that open it."""

    any_permission_required: Any
    permission_policy: Any
    request: Any

    def get_base_queryset(self) -> Any:
        """Return the rows, before filters and search."""
        return self.permission_policy.instances_user_has_any_permission_for(
            self.request.user, self.any_permission_required
        )
