"""What came out of a campaign: statements, each with the contributions it rests on."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from civic_blocks.ports import Action
from civic_pages.campaigns.children import CampaignChildMixin
from civic_pages.campaigns.rich_text import FEATURES
from civic_pages.synthesis.blocks import SynthesisStreamBlock
from civic_pages.synthesis.panels import CoveragePanel
from civic_pages.synthesis.records import Citation, CommitmentStatus, CommitmentStep
from civic_pages.synthesis.routes import SynthesisRoutes
from civic_pages.synthesis.tracing import TracingRoutes


__all__ = [
    "AbstractSynthesisPage",
    "Citation",
    "CommitmentStatus",
    "CommitmentStep",
    "SynthesisPage",
]


class AbstractSynthesisPage(CampaignChildMixin, SynthesisRoutes, TracingRoutes, Page):
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
        CoveragePanel(),
    ]
    exclude_fields_in_copy: ClassVar = ["frozen", "frozen_at", "count_again"]
    search_fields: ClassVar = [
        *Page.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]

    class Meta:
        abstract = True

    def civic_actions(self, now: datetime) -> Sequence[Action]:
        """Return the way from the campaign to its synthesis."""
        return [Action(self.title, self.url or "")]

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
