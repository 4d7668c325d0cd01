"""A text in clauses beneath a campaign, which citizens discuss."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from civic_blocks.ports import Action
from civic_pages.campaigns import phases
from civic_pages.campaigns.children import CampaignChildMixin
from civic_pages.campaigns.mixins import PREVIEW_MODES
from civic_pages.campaigns.rich_text import FEATURES
from civic_pages.deliberation import clauses as clause_data
from civic_pages.deliberation import serving
from civic_pages.deliberation.clauses import KEY_LENGTH, Clause
from civic_pages.deliberation.text_form import TextPageForm


class ClauseBlock(blocks.StructBlock):
    """One clause; its anchor is the block's own id, which stays whatever the editor moves."""

    number = blocks.CharBlock(
        required=False,
        max_length=20,
        label=_("Number of the clause"),
        help_text=_("Empty: its place in the text."),
    )
    heading = blocks.CharBlock(required=False, max_length=200, label=_("Heading of the clause"))
    text = blocks.RichTextBlock(features=FEATURES, label=_("Text"))

    class Meta:
        label = _("Clause")
        icon = "list-ol"
        label_format = "{number} {heading}"


class TextRoutes(RoutablePageMixin):
    """Which function of ``serving`` answers which address; nothing is decided here."""

    @path("")
    def index_route(self, request: Any) -> Any:
        return serving.text(self, request)

    @path("discussion/", name="discussion")
    def discussion_route(self, request: Any) -> Any:
        return serving.discussion(self, request)

    @path("clauses/<str:key>/", name="clause")
    def clause_route(self, request: Any, key: str) -> Any:
        return serving.clause(self, request, key)

    @path("versions/", name="versions")
    def versions_route(self, request: Any) -> Any:
        return serving.version_list(self, request)

    @path("versions/<int:number>/", name="version")
    def version_route(self, request: Any, number: int) -> Any:
        return serving.version(self, request, number)

    @path("versions/<int:number>/difference/", name="difference")
    def difference_route(self, request: Any, number: int) -> Any:
        return serving.difference(self, request, number)


class AbstractTextPage(CampaignChildMixin, TextRoutes, Page):
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

    external_id = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        db_index=True,
        help_text="What it was imported from: an import finds it again by this.",
    )

    base_form_class = TextPageForm
    exclude_fields_in_copy: ClassVar = ["external_id"]
    template = "civic_pages/text_page.html"
    page_description = _("A text in clauses: citizens comment each, for, against or abstaining.")
    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("clauses"),
        FieldPanel("version_note"),
        MultiFieldPanel(
            [FieldPanel("positions"), FieldPanel("whole_position"), FieldPanel("comments")],
            heading=_("What citizens may do"),
        ),
    ]
    search_fields: ClassVar = [
        *Page.search_fields,
        index.SearchField("introduction"),
        index.SearchField("clauses"),
    ]
    api_fields: ClassVar = [APIField("introduction"), APIField("clauses")]

    class Meta:
        abstract = True

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        return PREVIEW_MODES

    @cached_property
    def clause_list(self) -> Sequence[Clause]:
        """The clauses as plain data, in order."""
        return clause_data.of_stream(self.clauses)

    def civic_actions(self, now: datetime) -> Sequence[Action]:
        """Return "Discuss: …" while a phase of discussion is open and something is asked here."""
        asks = self.comments or self.positions or self.whole_position
        if not asks or not self.campaign.allows(phases.COMMENT, now=now):
            return ()
        label = gettext("Discuss: %(title)s") % {"title": self.title}
        closes = phases.closing(self.campaign.schedule, phases.COMMENT, now)
        return (Action(label, self.url or "", closes),)

    def discussion_url(self, clause_id: str = "") -> str:
        """Return the page of the discussion of a clause, or of the text where none is given."""
        own = self.url or ""
        return f"{own}clauses/{clause_id[:KEY_LENGTH]}/" if clause_id else f"{own}discussion/"

    def discussion_label(self, clause_id: str = "") -> str:
        """Return what is discussed, in words."""
        found = clause_data.find(self.clause_list, clause_id) if clause_id else None
        return f"{self.title}, {found.name}" if found is not None else str(self.title)

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return {**context, **serving.text_context(self, request)}

    def serve_preview(self, request: Any, mode_name: str) -> Any:
        self.speak(request)
        request.civic_now = self.campaign.moment_of(mode_name)
        request.is_preview = True
        return serving.text(self, request)


class TextPage(AbstractTextPage):
    """A text that citizens discuss."""

    class Meta:
        verbose_name = _("text to discuss")
        verbose_name_plural = _("texts to discuss")
