"""Which contributions say something close, and what the team made of it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class ContributionTerm(models.Model):
    """How often a stemmed word stands in a contribution; ``weight`` is 1 + ln(count).

    ``published`` copies the contribution's status, so that what the public is shown is weighed by
    public words alone: how often a word is used must not tell of what nobody may read yet.
    """

    contribution = models.ForeignKey(
        "civic_pages.Contribution", on_delete=models.CASCADE, related_name="terms"
    )
    campaign_id = models.BigIntegerField()
    term = models.CharField(max_length=40)
    weight = models.FloatField()
    published = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contribution", "term"], name="civic_term_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["campaign_id", "term", "published", "contribution", "weight"],
                name="civic_term",
            )
        ]

    def __str__(self) -> str:
        return self.term


class SimilarityVerdict(models.Model):
    """That somebody of the team said two contributions are not alike; ``first`` < ``second``."""

    first = models.ForeignKey(
        "civic_pages.Contribution", on_delete=models.CASCADE, related_name="+"
    )
    second = models.ForeignKey(
        "civic_pages.Contribution", on_delete=models.CASCADE, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="civic_verdict_once")
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"


class Theme(models.Model):
    """A pile into which the team sorts the contributions of a campaign; never public by itself."""

    campaign = models.ForeignKey(
        Page, on_delete=models.CASCADE, related_name="civic_themes", verbose_name=_("campaign")
    )
    name = models.CharField(max_length=120, verbose_name=_("name"))
    contributions = models.ManyToManyField(
        "civic_pages.Contribution",
        blank=True,
        related_name="themes",
        verbose_name=_("contributions"),
    )

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        default_permissions = ()
        ordering = ("name", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "name"], name="civic_theme_once")
        ]

    def __str__(self) -> str:
        return self.name
