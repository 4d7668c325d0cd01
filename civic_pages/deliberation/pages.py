"""A text in clauses beneath a campaign, which citizens discuss."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from civic_pages.campaigns.children import CampaignChildMixin
from civic_pages.campaigns.rich_text import FEATURES


class ClauseBlock(blocks.StructBlock):
    """One clause; its anchor is the block's own id, which stays whatever the editor moves."""

    number = blocks.CharBlock(required=False, max_length=20, label=_("number"))
    heading = blocks.CharBlock(required=False, max_length=200, label=_("heading"))
    text = blocks.RichTextBlock(features=FEATURES, label=_("text"))

    class Meta:
        label = _("Clause")
        icon = "list-ol"


class AbstractTextPage(CampaignChildMixin, RoutablePageMixin, Page):
    """Everything of a text page but the table."""

    introduction = RichTextField(blank=True, features=FEATURES, verbose_name=_("introduction"))
    clauses = StreamField(
        [
            ("heading", blocks.CharBlock(label=_("Chapter"), icon="title")),
            ("clause", ClauseBlock()),
        ],
        blank=True,
        verbose_name=_("clauses"),
    )
    version_note = models.CharField(
        max_length=250,
        blank=True,
        verbose_name=_("what changed"),
        help_text=_("Shown beside the next version of the text."),
    )
    positions = models.BooleanField(
        default=True, verbose_name=_("ask for positions on each clause")
    )
    whole_position = models.BooleanField(
        default=True, verbose_name=_("ask for a position on the whole text")
    )
    comments = models.BooleanField(default=True, verbose_name=_("take comments"))

    template = "civic_pages/text_page.html"
    page_description = _("A text in clauses: citizens comment each, for, against or abstaining.")
    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("clauses"),
        FieldPanel("version_note"),
        FieldPanel("positions"),
        FieldPanel("whole_position"),
        FieldPanel("comments"),
    ]
    search_fields: ClassVar = [
        *Page.search_fields,
        index.SearchField("introduction"),
        index.SearchField("clauses"),
    ]

    class Meta:
        abstract = True

    def discussion_url(self, clause_id: str = "") -> str:
        """Return the page that shows the discussion of a clause, or of the text where none is given."""
        return f"{self.url or ''}?article={clause_id}" if clause_id else self.url or ""

    def discussion_label(self, clause_id: str = "") -> str:
        """Return what is discussed, in words."""
        for child in self.clauses if clause_id else ():
            if child.id == clause_id and child.block_type == "clause":
                words = f"{child.value.get('number') or ''} {child.value.get('heading') or ''}"
                return f"{self.title}, {words.strip()}"
        return str(self.title)


class TextPage(AbstractTextPage):
    """A text that citizens discuss."""

    class Meta:
        verbose_name = _("text to discuss")
        verbose_name_plural = _("texts to discuss")
