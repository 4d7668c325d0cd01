"""What is kept beside a synthesis: its citations, and where its commitments stand."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Page

from civic_pages.synthesis.querysets import CitationQuerySet


class Citation(models.Model):
    """That a statement rests on a contribution. ``statement`` is the id of its block."""

    synthesis = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="civic_citations")
    statement = models.CharField(max_length=36)
    contribution = models.ForeignKey(
        "civic_pages.Contribution", on_delete=models.CASCADE, related_name="citations"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField()
    notified_at = models.DateTimeField(null=True, blank=True)

    objects = CitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        default_permissions = ()
        ordering = ("synthesis", "statement", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["synthesis", "statement", "contribution"], name="civic_citation_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.synthesis_id} {self.statement[:8]} {self.contribution_id}"


class CommitmentStatus(TextChoices):
    """Where something stands that the city committed to."""

    PLANNED = "planned", _("Planned")
    STARTED = "started", _("Started")
    DONE = "done", pgettext_lazy("commitment", "Done")
    DELAYED = "delayed", _("Delayed")
    DROPPED = "dropped", _("Given up")


class CommitmentStep(models.Model):
    """A status a commitment came to. ``commitment`` is the id of the statement that holds it."""

    synthesis = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="civic_commitments")
    commitment = models.CharField(max_length=36)
    status = models.CharField(max_length=10, choices=CommitmentStatus, verbose_name=_("status"))
    on = models.DateField(verbose_name=_("day"))
    note = models.TextField(max_length=1000, blank=True, verbose_name=_("what happened"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("step of a commitment")
        verbose_name_plural = _("steps of commitments")
        default_permissions = ()
        ordering = ("on", "pk")

    def __str__(self) -> str:
        return f"{self.commitment[:8]} {self.status} {self.on}"
