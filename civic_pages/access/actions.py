"""Making a key, taking it back, and telling whose it is."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from civic_pages import conf
from civic_pages.access import tokens
from civic_pages.access.models import ApiKey
from civic_pages.access.scopes import SCOPES, held_by
from civic_pages.participation import policy


MANAGE = "civic_pages.manage_apikey"
# A key in use is written to about once in this time, not at every request.
USE_NOTED_EVERY = timedelta(hours=1)


@dataclass(frozen=True)
class Asked:
    """What a key is to be.

    Attributes:
        user: whom it acts for.
        days: how long it lasts, at most ``CIVIC_PAGES["API_KEY_MAX_DAYS"]``.
        campaigns: pages it is limited to; ``None``: all, those to come too.
    """

    user: Any
    name: str
    scopes: Collection[str]
    days: int
    campaigns: Collection[Any] | None = None


@dataclass(frozen=True)
class Made:
    """A new key, and the only time its text is known."""

    key: ApiKey
    token: tokens.Token


@transaction.atomic
def create_key(asked: Asked, *, by: Any, now: datetime) -> Made:
    """Make a key.

    Args:
        by: ``None``: the operator of the machine, from the command line.

    Raises:
        PermissionDenied: ``by`` may not make keys, or not for somebody else.
        ValidationError: by field.
    """
    if by is not None:
        policy.require_somewhere(by, MANAGE)
        if by.pk != asked.user.pk and not by.is_superuser:
            raise PermissionDenied(MANAGE)
    _check(asked, now)
    token = tokens.new()
    key = ApiKey.objects.create(
        name=asked.name.strip(),
        prefix=token.prefix,
        digest=token.digest,
        user=asked.user,
        scopes=[name for name in SCOPES if name in asked.scopes],
        is_limited=asked.campaigns is not None,
        created_by=by,
        created_at=now,
        expires_at=now + timedelta(days=asked.days),
    )
    key.campaigns.set(asked.campaigns or [])
    data = {"scopes": key.scopes, "for": policy.name_of(asked.user), "days": asked.days}
    log(instance=key, action="civic.api_key.create", user=by, data=data)
    return Made(key, token)


def _check(asked: Asked, now: datetime) -> None:
    wrong: dict[str, str] = {}
    name, most = asked.name.strip(), conf.get("API_KEY_MAX_DAYS")
    working = ApiKey.objects.filter(user=asked.user, revoked_at=None, expires_at__gt=now)
    if not name or len(name) > 80:
        wrong["name"] = _("Give the key a name of at most 80 characters.")
    elif working.filter(name=name).exists():
        # A page that is sent twice makes one key.
        wrong["name"] = _(
            "A key of this name works already. Revoke it first, or take another name."
        )
    if not 1 <= asked.days <= most:
        wrong["days"] = _("A key lasts from 1 to %(most)d days.") % {"most": most}
    if not asked.user.is_active:
        wrong["user"] = _("This account is deactivated.")
    if message := _wrong_scopes(asked):
        wrong["scopes"] = message
    if asked.campaigns is not None and not asked.campaigns:
        wrong["campaigns"] = _("Choose at least one campaign, or do not limit the key.")
    if wrong:
        raise ValidationError(wrong)


def _wrong_scopes(asked: Asked) -> str:
    if not asked.scopes:
        return _("Choose what the key may do.")
    if idle := sorted(set(asked.scopes) - {scope.name for scope in held_by(asked.user)}):
        message = _("%(name)s may not do this: %(scopes)s.")
        return message % {"name": policy.name_of(asked.user), "scopes": ", ".join(idle)}
    return ""


@transaction.atomic
def revoke_key(key: ApiKey, *, by: Any, now: datetime) -> ApiKey:
    """Take a key back, for good; once more changes nothing.

    Raises:
        PermissionDenied: it is somebody else's, or ``by`` may not manage keys.
    """
    if not visible_to(by).filter(pk=key.pk).exists():
        raise PermissionDenied(MANAGE)
    row = ApiKey.objects.select_for_update().get(pk=key.pk)
    if row.revoked_at is None:
        row.revoked_at = now
        row.save(update_fields=["revoked_at"])
        log(instance=row, action="civic.api_key.revoke", user=by)
    return row


def visible_to(user: Any) -> QuerySet[ApiKey]:
    """Return the keys somebody sees and may revoke: their own; a superuser all."""
    if not policy.may_somewhere(user, MANAGE):
        return ApiKey.objects.none()
    known = ApiKey.objects.select_related("user", "created_by")
    return known if user.is_superuser else known.filter(user=user)


def key_of(text: str, *, now: datetime) -> ApiKey | None:
    """Return the working key of a token; ``None`` whatever is wrong with it."""
    token = tokens.read(text)
    if token is None:
        return None
    key = ApiKey.objects.select_related("user").filter(prefix=token.prefix).first()
    # Compared in any case: how long it takes does not tell whether the prefix exists.
    matches = token.matches(key.digest if key is not None else "")
    return key if key is not None and matches and key.works(now) else None


def note_use(key: ApiKey, *, now: datetime) -> None:
    """Remember that a key is in use, about once an hour; read first, written seldom."""
    since = now - USE_NOTED_EVERY
    if key.last_used_at is None or key.last_used_at <= since:
        stale = Q(last_used_at=None) | Q(last_used_at__lte=since)
        ApiKey.objects.filter(stale, pk=key.pk).update(last_used_at=now)
