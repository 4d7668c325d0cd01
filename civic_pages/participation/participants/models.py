"""Who comments, supports, takes position or votes in a campaign: for staff only."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class Participant(models.Model):
    """Somebody who takes part in a campaign otherwise than by a contribution.

    ``key`` (64 hexadecimal digits) is an HMAC with the campaign's salt of what the campaign's
    identity asks for: the account, the e-mail address, or a random number that the browser keeps.
    ``name`` is what is published beside their words; everything else never is.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(
        Page,
        on_delete=models.CASCADE,
        related_name="civic_participants",
        verbose_name=_("campaign"),
    )
    key = models.CharField(max_length=64)
    name = models.CharField(max_length=60, blank=True, verbose_name=_("name shown"))
    email = models.EmailField(max_length=254, blank=True, verbose_name=_("e-mail"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("account"),
    )
    language = models.CharField(max_length=12, blank=True, editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True, verbose_name=_("confirmed"))
    created_at = models.DateTimeField(verbose_name=_("first seen"))

    class Meta:
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        default_permissions = ("view",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "key"], name="civic_participant_once")
        ]

    def __str__(self) -> str:
        return self.name or str(self.pk)
