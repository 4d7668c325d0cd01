"""What came out of a campaign: statements, each with the contributions it rests on."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from civic_pages.campaigns.children import CampaignChildMixin
from civic_pages.campaigns.rich_text import FEATURES
from civic_pages.synthesis.blocks import SynthesisStreamBlock
from civic_pages.synthesis.querysets import CitationQuerySet
from civic_pages.synthesis.routes import SynthesisRoutes


class AbstractSynthesisPage(CampaignChildMixin, SynthesisRoutes, Page):
    """Everything of a synthesis but the table.

    ``frozen``: the figures as they were at publication (see ``figures``); empty until then.
    """

    introduction = RichTextField(blank=True, features=FEATURES, verbose_name=_("introduction"))
    body = StreamField(SynthesisStreamBlock(), blank=True, verbose_name=_("content"))
    frozen: Any = models.JSONField(null=True, blank=True, editable=False)
    frozen_at = models.DateTimeField(null=True, blank=True, editable=False)
    count_again = models.BooleanField(
        default=False,
        verbose_name=_("count the figures again at the next publication"),
        help_text=_(
            "Figures are counted, and stay as they were when the synthesis was first published. "
            "Tick this where a correction shall bring new ones; it is undone once it is published."
        ),
    )

    template = "civic_pages/synthesis_page.html"
    page_description = _("What was heard and what is decided, citing the contributions.")
    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("body"),
        FieldPanel("count_again"),
    ]
    exclude_fields_in_copy: ClassVar = ["frozen", "frozen_at", "count_again"]
    search_fields: ClassVar = [
        *Page.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]

    class Meta:
        abstract = True

    def with_content_json(self, content: Any) -> Any:
        """Return a draft with the figures that are published: no revision brings others back."""
        draft = super().with_content_json(content)
        draft.frozen, draft.frozen_at = self.frozen, self.frozen_at
        return draft


class SynthesisPage(AbstractSynthesisPage):
    """The synthesis of a campaign."""

    class Meta:
        verbose_name = _("synthesis")
        verbose_name_plural = _("syntheses")


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
    DONE = "done", _("Done")
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
