"""A text to discuss, announced in the content of a campaign."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from civic_blocks.api import faces, shapes
from civic_blocks.blocks.base import CivicStructBlock, Groups
from civic_pages.campaigns import phases
from civic_pages.deliberation import results


@dataclass(frozen=True)
class Teaser:
    """What is told of a text that everybody may read."""

    title: str
    url: str
    is_open: bool
    clauses: int
    comments: int


def teaser_of(page: Any, now: datetime) -> Teaser | None:
    """Return what is told of a text; ``None`` where it is not public."""
    if page is None or not page.live or page.get_view_restrictions().exists():
        return None
    text = page.specific
    numbers = results.counted(text, [clause.id for clause in text.clause_list])
    return Teaser(
        title=text.title,
        url=text.url or "",
        is_open=bool(text.campaign.allows(phases.COMMENT, now=now)),
        clauses=len(text.clause_list),
        comments=sum(row.get("comment", 0) for row in numbers.values()),
    )


def _preview() -> dict[str, Any]:
    return {"text": None, "title": gettext("The charter of our neighbourhoods")}


class TextToDiscussBlock(CivicStructBlock):
    """Leads to a text. Template context: ``value``, ``teaser`` (``None``: not public)."""

    text = blocks.PageChooserBlock(page_type="civic_pages.TextPage", label=_("Text"))
    title = blocks.CharBlock(
        required=False, max_length=120, label=_("Title"), help_text=_("Empty: that of the text.")
    )

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        now = context.get("now") or timezone.now()
        return {**context, "teaser": teaser_of(value.get("text"), now)}

    def api_extra(self, value: blocks.StructValue, context: dict[str, Any]) -> dict[str, Any]:
        teaser = teaser_of(value.get("text"), context.get("now") or timezone.now())
        if teaser is None:
            return {"text": None}
        return {
            "text": {
                "id": value["text"].pk,
                "title": teaser.title,
                "url": faces.absolute(teaser.url, context),
                "open": teaser.is_open,
                "clauses": teaser.clauses,
                "comments": teaser.comments,
            }
        }

    def api_extra_schema(self) -> dict[str, shapes.Schema]:
        told = shapes.members(Teaser, "is_open")
        text = {"id": shapes.WHOLE, **told, "open": shapes.YES_NO}
        return {"text": shapes.nullable(shapes.obj(text))}

    class Meta:
        label = _("Text to discuss")
        description = _("Leads to a text that citizens discuss clause by clause.")
        icon = "doc-full"
        group = Groups.PARTICIPATE
        template = "civic_pages/text_block.html"
        label_format = "{title} {text}"
        preview_value = staticmethod(_preview)


def ours() -> tuple[str, TextToDiscussBlock]:
    """Return the block under its name."""
    return "text_to_discuss", TextToDiscussBlock()
