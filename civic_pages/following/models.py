"""Who asked to be told, what happened, and the messages that leave."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class Pace(TextChoices):
    """How often a follower is written to."""

    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")


class Subscription(models.Model):
    """That an address follows a campaign, a contribution, or a text; nothing else is known of it.

    ``target`` names what is followed: "campaign:12", "contribution:ASV-2026-00042", "text:31".
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(
        Page,
        on_delete=models.CASCADE,
        related_name="civic_subscriptions",
        verbose_name=_("campaign"),
    )
    target = models.CharField(max_length=80)
    contribution = models.ForeignKey(
        "civic_pages.Contribution",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="subscriptions",
    )
    text = models.ForeignKey(
        Page, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    email = models.EmailField(max_length=254, verbose_name=_("e-mail"))
    language = models.CharField(max_length=12, blank=True, editable=False)
    pace = models.CharField(max_length=8, choices=Pace, default=Pace.AT_ONCE)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    # News stored up to here were told.
    told_until = models.DateTimeField(null=True, blank=True)
    # Primary keys of those told of the last days: one that is committed late is told all the same,
    # and none twice.
    told = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["target", "email"], name="civic_subscription_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["pace", "told_until"], name="civic_subscription_due")
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.pace}"


class News(models.Model):
    """Something that happened in a campaign, once: what followers are told and feeds list.

    ``key`` names it uniquely ("phase:31:opened", "answer:12"): it is written in the transaction of
    what happened, and a second time does nothing. ``target`` as in :class:`Subscription`.
    """

    campaign = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="civic_news")
    target = models.CharField(max_length=80)
    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=250)
    url = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    stored_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("news")
        verbose_name_plural = _("news")
        default_permissions = ()
        ordering = ("-at", "-pk")
        indexes: ClassVar = [
            models.Index(fields=["campaign", "-at"], name="civic_news_campaign"),
            models.Index(fields=["campaign", "stored_at"], name="civic_news_stored"),
        ]

    def __str__(self) -> str:
        return self.key
