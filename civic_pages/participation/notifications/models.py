"""The city's own wording of messages, and what became of those that were sent."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class Event(models.TextChoices):
    """Messages a city may word itself; each has a default in ``civic_pages/emails``."""

    RECEIPT = "receipt", _("Your contribution has arrived")
    CONFIRM = "confirm", _("Please confirm your contribution")
    PUBLISHED = "published", _("Your contribution is published")
    REJECTED = "rejected", _("Your contribution was not published")
    ANSWERED = "answered", _("The city has answered")
    CORRECTED = "corrected", _("Your contribution was corrected")
    HOUSEHOLD = "household", _("Another answer replaces yours")
    CITED = "cited", _("Your contribution is cited in the synthesis")
    FOLLOW = "follow", _("Please confirm that you follow")
    NEWS = "news", _("News of what you follow, at once")
    DIGEST = "digest", _("News of what you follow, gathered")


class MailTemplate(models.Model):
    """A message in the city's words; placeholders in braces, never Django's template language."""

    event = models.CharField(max_length=12, choices=Event, verbose_name=_("message"))
    language = models.CharField(max_length=12, default="fr", verbose_name=_("language"))
    subject = models.CharField(max_length=150, verbose_name=_("subject"))
    body = models.TextField(max_length=8000, verbose_name=_("text"))

    class Meta:
        verbose_name = _("wording of an e-mail")
        verbose_name_plural = _("wordings of e-mails")
        ordering = ("event", "language")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "language"], name="civic_mail_template_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_event_display()} ({self.language})"


class MailRecord(models.Model):
    """That a message was sent, or why it was not: what a moderator looks at when a mail fails."""

    class State(models.TextChoices):
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")

    contribution = models.ForeignKey(
        "civic_pages.Contribution", on_delete=models.CASCADE, related_name="mails"
    )
    event = models.CharField(max_length=12, choices=Event)
    address = models.EmailField(max_length=254)
    state = models.CharField(max_length=8, choices=State)
    error = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.contribution_id} {self.event} {self.state}"


class OutboxMessage(models.Model):
    """A message to send, written in the transaction of what it tells; ``key`` makes it one.

    ``attempts`` were begun so far; ``due_at`` is when it is next tried. Of what was sent or given
    up, only the key is kept after some days. A message to a contributor names its contribution and
    event, and ``record`` is what moderators see of it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        GIVEN_UP = "given_up", _("Given up")

    key = models.CharField(max_length=160, unique=True)
    campaign = models.ForeignKey(
        Page, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    contribution = models.ForeignKey(
        "civic_pages.Contribution",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    event = models.CharField(max_length=12, choices=Event, blank=True)
    # Slug of the channel that sends it; empty: e-mail.
    channel = models.CharField(max_length=30, blank=True, default="", verbose_name=_("channel"))
    record = models.OneToOneField(
        MailRecord, null=True, blank=True, on_delete=models.SET_NULL, related_name="message"
    )
    recipient = models.CharField(max_length=254, blank=True, verbose_name=_("to"))
    subject = models.CharField(max_length=250, blank=True, verbose_name=_("subject"))
    body = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)
    reply_to = models.EmailField(max_length=254, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0, verbose_name=_("attempts"))
    error = models.CharField(max_length=200, blank=True, verbose_name=_("error"))
    created_at = models.DateTimeField(verbose_name=_("written"))
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("message to send")
        verbose_name_plural = _("messages to send")
        default_permissions = ()
        ordering = ("created_at", "pk")
        indexes: ClassVar = [models.Index(fields=["state", "due_at"], name="civic_outbox_due")]

    def __str__(self) -> str:
        return self.key
