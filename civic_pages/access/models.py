"""Keys of the API."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from civic_pages.access import scopes


SOON = timedelta(days=14)


class KeyState(models.TextChoices):
    """Where a key stands."""

    ACTIVE = "active", _("Active")
    EXPIRING = "expiring", _("Expires soon")
    EXPIRED = "expired", _("Expired")
    REVOKED = "revoked", _("Revoked")
    # Its user is deactivated: it works again when they are back.
    IDLE = "idle", _("Idle: its user is deactivated")


class ApiKey(models.Model):
    """Lets a program act for a member of the staff; of its secret only a digest is stored.

    What it may do is what its ``scopes``, its user's permissions of today and its campaigns have in
    common. ``scopes`` is a list of names. ``is_limited`` says whether ``campaigns`` counts: without
    it a key would reach everything once the campaigns it was limited to are deleted.
    ``last_used_at`` is true to about an hour.
    """

    name = models.CharField(max_length=80, verbose_name=_("name"))
    prefix = models.CharField(max_length=16, unique=True, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="civic_api_keys",
        verbose_name=_("acts for"),
    )
    scopes = models.JSONField(default=list, verbose_name=_("may do"))
    is_limited = models.BooleanField(default=False, verbose_name=_("limited to campaigns"))
    campaigns = models.ManyToManyField(
        Page, blank=True, related_name="+", verbose_name=_("campaigns")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(verbose_name=_("made"))
    expires_at = models.DateTimeField(verbose_name=_("expires"))
    revoked_at = models.DateTimeField(null=True, blank=True, verbose_name=_("revoked"))
    last_used_at = models.DateTimeField(null=True, blank=True, verbose_name=_("last used"))

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        default_permissions = ()
        permissions: ClassVar = [("manage_apikey", _("Can make API keys for programs"))]
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix})"

    def state(self, now: datetime) -> KeyState:
        """Return where it stands; its user is read."""
        if self.revoked_at is not None:
            return KeyState.REVOKED
        if self.expires_at <= now:
            return KeyState.EXPIRED
        user: Any = self.user
        if not user.is_active:
            return KeyState.IDLE
        return KeyState.EXPIRING if self.expires_at - now <= SOON else KeyState.ACTIVE

    def works(self, now: datetime) -> bool:
        """Tell whether it opens anything."""
        return self.state(now) in {KeyState.ACTIVE, KeyState.EXPIRING}

    @property
    def scopes_in_words(self) -> list[Any]:
        return scopes.named(self.scopes)
