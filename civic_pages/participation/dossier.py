"""What the city's team keeps beside a contribution: notes, locks, earlier texts, answers, reports."""

from typing import ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from civic_blocks.excerpts import shortened


class ConsentText(models.Model):
    """A campaign's legal information as it was when somebody contributed; never changed."""

    campaign = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField(verbose_name=_("version"))
    digest = models.CharField(max_length=64)
    text = models.TextField(verbose_name=_("text"))
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("legal information")
        verbose_name_plural = _("legal information")
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "digest"], name="civic_consent_text_once"),
            models.UniqueConstraint(fields=["campaign", "number"], name="civic_consent_number"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} v{self.number}"


class Edition(models.Model):
    """A contribution's words before they were corrected or redacted; staff only, purged.

    ``data`` holds the columns that changed, by name, as they were.
    """

    class Cause(models.TextChoices):
        CORRECTION = "correction", _("Corrected by its author")
        REDACTION = "redaction", _("Personal data removed")
        DESK = "desk", _("Corrected at the staff desk")

    contribution = models.ForeignKey(
        "civic_pages.Contribution", on_delete=models.CASCADE, related_name="editions"
    )
    cause = models.CharField(max_length=12, choices=Cause)
    data = models.JSONField(encoder=DjangoJSONEncoder)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("earlier text")
        verbose_name_plural = _("earlier texts")
        default_permissions = ("view",)
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return f"{self.contribution_id} {self.cause}"


class Note(models.Model):
    """An internal note of the team; never public, never mailed."""

    contribution = models.ForeignKey(
        "civic_pages.Contribution", on_delete=models.CASCADE, related_name="notes"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.TextField(max_length=4000, verbose_name=_("note"))
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        default_permissions = ()
        ordering = ("created_at", "pk")

    def __str__(self) -> str:
        return f"{self.contribution_id}: {self.text[:40]}"


class ModerationLock(models.Model):
    """Somebody of the team has a contribution open; others may read it, not decide."""

    contribution = models.OneToOneField(
        "civic_pages.Contribution",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="lock",
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.contribution_id}: {self.user_id}"


class RejectionReason(models.Model):
    """A reason the city gives often, in its own words; the contributor receives ``text``."""

    name = models.CharField(max_length=100, verbose_name=_("name"))
    text = models.TextField(max_length=2000, verbose_name=_("text for the contributor"))
    sort_order = models.PositiveIntegerField(default=0, verbose_name=_("order"))

    class Meta:
        verbose_name = _("reason for not publishing")
        verbose_name_plural = _("reasons for not publishing")
        ordering = ("sort_order", "name")

    def __str__(self) -> str:
        return self.name


class Outcome(models.Model):
    """What became of a contribution, in the city's own words: studied, retained, done…"""

    name = models.CharField(max_length=60, unique=True, verbose_name=_("name"))
    slug = models.SlugField(max_length=60, unique=True, verbose_name=_("name in addresses"))
    needs_reason = models.BooleanField(
        default=False,
        verbose_name=_("a reason is required"),
        help_text=_("For instance for “not retained”: citizens must be told why."),
    )
    sort_order = models.PositiveIntegerField(default=0, verbose_name=_("order"))

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ("sort_order", "name")

    def __str__(self) -> str:
        return self.name


class OfficialAnswer(models.Model):
    """What the city answers, to one contribution or to many alike.

    ``publish_at``: ``None`` is a draft; a time to come is scheduled; from then on it is public,
    with no job to make it so. ``notified_at``: when those who follow were written to. ``settled``:
    it was public when the outcomes of its contributions were last kept on them.
    """

    campaign = models.ForeignKey(
        Page, on_delete=models.CASCADE, related_name="+", verbose_name=_("campaign")
    )
    contributions = models.ManyToManyField(
        "civic_pages.Contribution",
        related_name="official_answers",
        blank=True,
        verbose_name=_("contributions"),
    )
    outcome = models.ForeignKey(
        Outcome,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("outcome"),
    )
    text = models.TextField(max_length=5000, blank=True, verbose_name=_("answer of the city"))
    signed = models.CharField(max_length=120, blank=True, verbose_name=_("signed by"))
    publish_at = models.DateTimeField(null=True, blank=True, verbose_name=_("published on"))
    notified_at = models.DateTimeField(null=True, blank=True, editable=False)
    settled = models.BooleanField(default=False, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = _("answer of the city")
        verbose_name_plural = _("answers of the city")
        ordering = ("-publish_at", "-pk")
        indexes: ClassVar = [
            models.Index(fields=["publish_at"], name="civic_answer_due"),
            models.Index(fields=["settled", "publish_at"], name="civic_answer_settled"),
        ]

    def __str__(self) -> str:
        return " – ".join(filter(None, [str(self.outcome or ""), shortened(self.text, 60)]))


class Report(models.Model):
    """A citizen's notice that a published contribution breaks a rule (DSA, article 16)."""

    class Ground(models.TextChoices):
        PERSONAL = "personal", _("It names or shows a private person")
        HATE = "hate", _("Insult, hatred or discrimination")
        ILLEGAL = "illegal", _("Another unlawful content")
        SPAM = "spam", _("Advertising or spam")
        OFF_TOPIC = "off_topic", _("It has nothing to do with the subject")
        OTHER = "other", _("Another reason")

    contribution = models.ForeignKey(
        "civic_pages.Contribution", on_delete=models.CASCADE, related_name="reports"
    )
    ground = models.CharField(max_length=12, choices=Ground, verbose_name=_("reason"))
    text = models.TextField(max_length=2000, blank=True, verbose_name=_("details"))
    email = models.EmailField(max_length=254, blank=True, verbose_name=_("e-mail"))
    # HMAC of the sender's network with the campaign's salt: several reports of one count once.
    network = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(verbose_name=_("received"))
    handled_at = models.DateTimeField(null=True, blank=True, verbose_name=_("handled"))
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("report by a citizen")
        verbose_name_plural = _("reports by citizens")
        default_permissions = ()
        ordering = ("created_at", "pk")
        indexes: ClassVar = [
            models.Index(fields=["handled_at", "created_at"], name="civic_report_queue")
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id}: {self.ground}"
