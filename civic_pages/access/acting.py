"""Who a key acts for, no more than it may, and how the audit log comes to say which key it was."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from wagtail.models.audit_log import BaseLogEntry

from civic_pages.access.models import ApiKey
from civic_pages.access.scopes import granted
from civic_pages.participation import reach


# What an entry's ``data`` names the key by.
LOGGED_AS = "api_key"
_acting: ContextVar[ApiKey | None] = ContextVar("civic_api_key", default=None)


def narrowed(user: Any, scopes: Any) -> Any:
    """Return a user whose permissions are no more than some scopes let through.

    It is the user's own row, so that what is done is theirs; only what they may is less, everywhere
    or on pages, in every function that asks ``has_perm`` or ``reach``. It must not be handed to anybody who did not bring the key.
    """
    whole, lets = user.has_perm, granted(scopes)

    def has_perm(permission: str, obj: Any = None) -> bool:
        return permission in lets and whole(permission, obj)

    def has_perms(permissions: Any, obj: Any = None) -> bool:
        return all(has_perm(permission, obj) for permission in permissions)

    # A superuser's short cuts would lead around the scopes.
    vars(user).update(has_perm=has_perm, has_perms=has_perms)
    return reach.keep_only(user, lets)


@contextmanager
def nobody() -> Iterator[None]:
    """Begin a request: no key acts yet, and none does afterwards."""
    token = _acting.set(None)
    try:
        yield
    finally:
        _acting.reset(token)


def begin(key: ApiKey) -> None:
    """Let what is logged from now on name a key; call it within :func:`nobody`."""
    _acting.set(key)


def current() -> ApiKey | None:
    """Return the key that acts now."""
    return _acting.get()


def name_the_key(sender: type, instance: Any, **_kwargs: Any) -> None:
    """Write the acting key into a log entry (a receiver of ``pre_save``)."""
    key = _acting.get()
    if key is None or not issubclass(sender, BaseLogEntry) or instance.pk is not None:
        return
    instance.data = {**(instance.data or {}), LOGGED_AS: key.prefix}
