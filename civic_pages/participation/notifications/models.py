"""The city's own wording of messages, and what became of those that were sent."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.TextChoices):
    """Messages a city may word itself; each has a default in ``civic_pages/emails``."""

    RECEIPT = "receipt", _("Your contribution has arrived")
    CONFIRM = "confirm", _("Please confirm your contribution")
    PUBLISHED = "published", _("Your contribution is published")
    REJECTED = "rejected", _("Your contribution was not published")
    ANSWERED = "answered", _("The city has answered")
    CORRECTED = "corrected", _("Your contribution was corrected")
    HOUSEHOLD = "household", _("Another answer replaces yours")


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
