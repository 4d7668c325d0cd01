"""Where events go, what is on its way there, and what became of every attempt."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


KEY_LENGTH = 40


def new_key() -> str:
    """Return a new name of a secret; without the site's ``SECRET_KEY`` it is worth nothing."""
    return get_random_string(KEY_LENGTH)


class Failure(models.TextChoices):
    """Why an attempt failed, in one word of ours: what the other side says may hold anything."""

    ADDRESS = "address", _("The address leads where nothing may be sent")
    RESOLVING = "resolving", _("The name of the receiver is not known")
    REFUSED = "refused", _("No connection")
    TLS = "tls", _("The certificate is not valid")
    TIMEOUT = "timeout", _("No answer in time")
    BROKEN = "broken", _("The connection broke off")
    REDIRECT = "redirect", _("The receiver sends elsewhere")
    STATUS = "status", _("The receiver refused it")
    GONE = "gone", _("The receiver wants nothing any more")


class Webhook(models.Model):
    """An address of another program that is told what happens.

    ``events`` are names of :data:`~civic_pages.webhooks.events.EVENTS`; without ``campaigns`` it is
    told of all. ``team``: also of what is not public. ``owner`` saved it last: what fails is mailed
    to them, and what is not public is told as long as they may moderate.

    ``key`` and ``previous_key`` name the secrets (see ``signing``). ``last_sequence`` numbered its
    latest delivery. One sender at a time holds it until ``leased_until``; after failures nothing is
    tried before ``paused_until``. ``failing_since``: nothing has arrived since.
    """

    class Stopped(models.TextChoices):
        FAILING = "failing", _("Switched off by itself: nothing has arrived for days")
        GONE = "gone", _("Switched off by itself: the receiver answered that it is gone")

    name = models.CharField(max_length=80, verbose_name=_("name"))
    url = models.CharField(max_length=500, verbose_name=_("address"))
    events = models.JSONField(default=list, verbose_name=_("events"))
    campaigns = models.ManyToManyField(
        Page, blank=True, related_name="+", verbose_name=_("campaigns")
    )
    team = models.BooleanField(default=False, verbose_name=_("also what is not public"))
    enabled = models.BooleanField(default=True, verbose_name=_("switched on"))
    stopped = models.CharField(max_length=8, choices=Stopped, blank=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    key = models.CharField(max_length=KEY_LENGTH, default=new_key, editable=False)
    previous_key = models.CharField(max_length=KEY_LENGTH, blank=True, editable=False)
    previous_until = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(editable=False)
    # Switched on since: what dates have made true before is not told.
    enabled_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_sequence = models.PositiveBigIntegerField(default=0, editable=False)
    leased_until = models.DateTimeField(null=True, blank=True, editable=False)
    paused_until = models.DateTimeField(null=True, blank=True, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False)
    failing_since = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


class WebhookDelivery(models.Model):
    """An event on its way to one webhook, written in the transaction of what it tells.

    ``event_id`` is the same at every attempt and for every webhook; ``key`` makes it one where an
    event may be told twice (what dates make true). ``sequence`` is given after the commit, thus in
    an order in which everything was already true. ``data`` is emptied some days after it arrived.
    ``subject``: "contribution:ASV-2026-00042", so that it can be found and erased.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DELIVERED = "delivered", _("Delivered")
        GIVEN_UP = "given_up", _("Given up")

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event_id = models.UUIDField(default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=120)
    event = models.CharField(max_length=40, verbose_name=_("event"))
    sequence = models.PositiveBigIntegerField(
        null=True, blank=True, verbose_name=_("sequence number")
    )
    campaign = models.ForeignKey(
        Page, null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        verbose_name=_("campaign"),
    )  # fmt: skip
    subject = models.CharField(max_length=80, blank=True)
    data = models.JSONField(default=dict, blank=True)
    happened_at = models.DateTimeField(verbose_name=_("happened"))
    state = models.CharField(
        max_length=10, choices=State, default=State.WAITING, verbose_name=_("state")
    )
    attempts = models.PositiveSmallIntegerField(default=0, verbose_name=_("attempts"))
    due_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True, blank=True, verbose_name=_("answer"))
    milliseconds = models.PositiveIntegerField(null=True, blank=True, verbose_name=_("duration"))
    error = models.CharField(max_length=10, choices=Failure, blank=True, verbose_name=_("error"))
    delivered_at = models.DateTimeField(null=True, blank=True, verbose_name=_("delivered"))

    class Meta:
        verbose_name = _("delivery of a webhook")
        verbose_name_plural = _("deliveries of webhooks")
        default_permissions = ()
        ordering = ("-happened_at", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["webhook", "key"], name="civic_webhook_event_once"),
            models.UniqueConstraint(fields=["webhook", "sequence"], name="civic_webhook_sequence"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["webhook", "state", "due_at"], name="civic_webhook_due"),
            models.Index(fields=["subject"], name="civic_webhook_subject"),
            models.Index(fields=["happened_at"], name="civic_webhook_happened"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.sequence or ''}".strip()


class WebhookAttempt(models.Model):
    """One attempt to deliver: when, how long, and what was answered (its first characters)."""

    delivery = models.ForeignKey(WebhookDelivery, on_delete=models.CASCADE, related_name="log")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    milliseconds = models.PositiveIntegerField(null=True, blank=True)
    error = models.CharField(max_length=10, choices=Failure, blank=True)
    answer = models.CharField(max_length=500, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.status or self.error}"
