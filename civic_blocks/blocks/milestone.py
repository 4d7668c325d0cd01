"""A milestone: a step that an editor writes, beside the phases of a campaign."""

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup, StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock
from wagtail.rich_text import get_text_for_indexing

from civic_blocks.schedule import (
    OVERRIDE_CHOICES,
    PRECISION_CHOICES,
    PartialDate,
    Precision,
    Step,
)


MILESTONE_KINDS: list[tuple[str, Promise]] = [
    ("milestone", _("Milestone")),
    ("meeting", _("Public meeting")),
    ("decision", _("Decision")),
]


class MilestoneValue(blocks.StructValue):
    def partial_date(self, name: str) -> PartialDate | None:
        """Return "date" or "end_date" with its precision."""
        value = self.get(name)
        return (
            PartialDate(value, Precision(self.get(f"{name}_precision") or "day")) if value else None
        )

    def as_step(self, key: str) -> Step:
        """Return the step it makes."""
        text = self.get("text")
        url = self.get("link_url") or ""
        link = {"url": url, "text": self.get("link_text") or url} if url else None
        return Step(
            key=key,
            title=self.get("title") or "",
            start=self.partial_date("date"),
            end=self.partial_date("end_date"),
            kind=self.get("kind") or "milestone",
            summary=get_text_for_indexing(text.source).strip() if text else "",
            override=self.get("status") or "",
            reason=self.get("reason") or "",
            url=url,
            extra={
                "text": text,
                "image": self.get("image"),
                "document": self.get("document"),
                "link": link,
            },
        )


def _precision(label: Promise) -> blocks.ChoiceBlock:
    return blocks.ChoiceBlock(choices=PRECISION_CHOICES, default="day", label=label)


class MilestoneBlock(blocks.StructBlock):
    """A step that is no phase: a meeting, a publication, a decision."""

    title = blocks.CharBlock(max_length=160, label=_("Title"))
    kind = blocks.ChoiceBlock(choices=MILESTONE_KINDS, default="milestone", label=_("Kind"))
    date = blocks.DateBlock(
        required=False,
        label=_("Date"),
        help_text=_("Without a date it comes last, as “date to be confirmed”."),
    )
    date_precision = _precision(_("Date known to the"))
    end_date = blocks.DateBlock(
        required=False, label=_("End"), help_text=_("Last day included, where it takes several.")
    )
    end_date_precision = _precision(_("End known to the"))
    text = blocks.RichTextBlock(
        required=False,
        features=["bold", "italic", "link", "document-link", "ul", "ol"],
        label=_("Text"),
        help_text=_("What happened, what was decided and why; or what is to come."),
    )
    image = ImageBlock(required=False, label=_("Image"))
    document = DocumentChooserBlock(required=False, label=_("Document"))
    link_url = blocks.URLBlock(required=False, label=_("Link"))
    link_text = blocks.CharBlock(
        required=False,
        max_length=120,
        label=_("Text of the link"),
        help_text=_("Says where it leads: “Watch the meeting”, not “Click here”."),
    )
    status = blocks.ChoiceBlock(
        choices=[("", _("From the dates")), *OVERRIDE_CHOICES],
        required=False,
        label=_("Status"),
        help_text=_("Only where the dates do not tell the truth: postponed, cancelled…"),
    )
    reason = blocks.CharBlock(
        required=False,
        max_length=250,
        label=_("Reason for this status"),
        help_text=_("Shown to citizens."),
    )

    def clean(self, value: MilestoneValue) -> MilestoneValue:
        cleaned: MilestoneValue = super().clean(value)
        errors = {} if self.is_deferred_validation else _contradictions(cleaned)
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return cleaned

    class Meta:
        value_class = MilestoneValue
        icon = "date"
        label = _("Milestone")
        label_format = "{title}"
        form_layout = BlockGroup(
            children=[
                "title",
                BlockGroup(
                    children=["date", "date_precision", "end_date", "end_date_precision"],
                    heading=_("Dates"),
                    icon="date",
                ),
                "text",
                "image",
                "document",
                "link_url",
                "link_text",
            ],
            settings=["kind", "status", "reason"],
        )


def _contradictions(value: MilestoneValue) -> dict[str, ValidationError]:
    """Return what does not hold together in a milestone, by the child to be mended."""
    errors: dict[str, ValidationError] = {}
    start, end = value.partial_date("date"), value.partial_date("end_date")
    if start and end and end.ends <= start.starts:
        errors["end_date"] = ValidationError(_("The end comes before the start."))
    if value["status"] in {"postponed", "cancelled"} and not value["reason"]:
        errors["reason"] = ValidationError(_("Tell citizens why."))
    if value["reason"] and not value["status"]:
        errors["status"] = ValidationError(_("Choose the status this reason is for."))
    if value["link_text"] and not value["link_url"]:
        errors["link_url"] = ValidationError(_("Give the address this text leads to."))
    return errors
