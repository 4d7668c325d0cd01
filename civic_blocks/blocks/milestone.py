"""A milestone: a step that an editor writes, beside the phases of a campaign."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup, StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock
from wagtail.rich_text import get_text_for_indexing

from civic_blocks.blocks.geo import PointBlock
from civic_blocks.blocks.step_actions import StepActionBlock
from civic_blocks.partial_dates import (
    PRECISION_CHOICES,
    QUALIFIER_CHOICES,
    PartialDate,
    Precision,
    Qualifier,
)
from civic_blocks.schedule import OVERRIDE_CHOICES, Step


MILESTONE_KINDS: list[tuple[str, Promise]] = [
    ("milestone", _("Milestone")),
    ("meeting", _("Public meeting")),
    ("document", _("Document")),
    ("decision", _("Decision")),
    ("budget", _("Budget")),
]
TEXT_FEATURES = ["bold", "italic", "link", "document-link", "ul", "ol"]
LINE_FEATURES = ["bold", "italic", "link"]
# What a template and the API tell of a step besides its dates and words, by name of the child.
TOLD = (
    "text",
    "result",
    "image",
    "place",
    "responsible",
    "group",
    "position",
    "caption",
    "credit",
)


class MilestoneValue(blocks.StructValue):
    def partial_date(self, name: str) -> PartialDate | None:
        """Return "date", "end_date" or "moved_from" as precisely as it is known."""
        value = self.get(name)
        if not value:
            return None
        return PartialDate(
            value,
            Precision(self.get(f"{name}_precision") or "day"),
            Qualifier((self.get("date_qualifier") or "") if name == "date" else ""),
            self.get({"date": "time", "end_date": "end_time"}.get(name, "")),
        )

    def as_step(self, key: str) -> Step:
        """Return the step it makes."""
        text = self.get("text")
        url = self.get("link_url") or ""
        quote = self.get("quote") or ""
        extra = {name: self.get(name) for name in TOLD}
        return Step(
            key=key,
            title=self.get("title") or "",
            start=self.partial_date("date"),
            end=self.partial_date("end_date"),
            moved_from=self.partial_date("moved_from"),
            kind=self.get("kind") or "milestone",
            summary=get_text_for_indexing(text.source).strip() if text else "",
            override=self.get("status") or "",
            reason=self.get("reason") or "",
            url=url,
            extra={
                **extra,
                "documents": [document for document in self.get("documents") or () if document],
                "link": {"url": url, "text": self.get("link_text") or url} if url else None,
                "quote": {"text": quote, "author": self.get("quote_author") or ""}
                if quote
                else None,
                "media_url": self.get("media_url") or "",
                "actions": [action.as_action() for action in self.get("actions") or ()],
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
    date_qualifier = blocks.ChoiceBlock(
        choices=QUALIFIER_CHOICES,
        required=False,
        label=_("How sure it is"),
        help_text=_("“before 2030”, “about March 2027”."),
    )
    time = blocks.TimeBlock(required=False, label=_("Hour"))
    end_date = blocks.DateBlock(
        required=False, label=_("End"), help_text=_("Last day included, where it takes several.")
    )
    end_date_precision = _precision(_("End known to the"))
    end_time = blocks.TimeBlock(required=False, label=_("Hour of the end"))
    moved_from = blocks.DateBlock(
        required=False,
        label=_("Date announced before"),
        help_text=_("Where it was moved: the earlier date stays visible, struck through."),
    )
    moved_from_precision = _precision(_("Precision of the earlier date"))
    text = blocks.RichTextBlock(
        required=False,
        features=TEXT_FEATURES,
        label=_("Text"),
        help_text=_("What happens, or what is to come."),
    )
    result = blocks.RichTextBlock(
        required=False,
        features=TEXT_FEATURES,
        label=_("Result"),
        help_text=_("What was heard, what was decided, and why."),
    )
    place = blocks.CharBlock(
        required=False, max_length=200, label=_("Place"), help_text=_("Of a meeting, or “online”.")
    )
    responsible = blocks.CharBlock(
        required=False,
        max_length=160,
        label=_("Who is in charge"),
        help_text=_("“City council”, “Department of roads”…"),
    )
    documents = blocks.ListBlock(
        DocumentChooserBlock(label=_("Document")), default=[], label=_("Documents")
    )
    actions = blocks.ListBlock(StepActionBlock(), default=[], label=_("What one can do"))
    link_url = blocks.URLBlock(required=False, label=_("Link"))
    link_text = blocks.CharBlock(
        required=False,
        max_length=120,
        label=_("Text of the link"),
        help_text=_("Says where it leads: “Watch the meeting”, not “Click here”."),
    )
    image = ImageBlock(required=False, label=_("Image"))
    media_url = blocks.URLBlock(
        required=False,
        max_length=500,
        label=_("Address of a video or of another medium"),
        help_text=_("A video plays here once the visitor agrees; anything else is a link."),
    )
    caption = blocks.RichTextBlock(required=False, features=LINE_FEATURES, label=_("Caption"))
    credit = blocks.RichTextBlock(required=False, features=LINE_FEATURES, label=_("Credit"))
    quote = blocks.TextBlock(required=False, max_length=600, rows=2, label=_("Quote"))
    quote_author = blocks.CharBlock(required=False, max_length=160, label=_("Author of the quote"))
    position = PointBlock(required=False, label=_("Point on the map"))
    group = blocks.CharBlock(
        required=False,
        max_length=80,
        label=_("Group"),
        help_text=_("Steps of one group carry the same label: “Works”, “Council”…"),
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
        label=_("Reason for this change"),
        help_text=_("Shown to citizens."),
    )

    def bulk_to_python(self, values: Iterable[Any]) -> list[MilestoneValue]:
        found: list[MilestoneValue] = super().bulk_to_python([_renewed(value) for value in values])
        return found

    def to_python(self, value: Any) -> MilestoneValue:
        found: MilestoneValue = super().to_python(_renewed(value))
        return found

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
                    children=[
                        "date",
                        "date_precision",
                        "date_qualifier",
                        "time",
                        "end_date",
                        "end_date_precision",
                        "end_time",
                    ],
                    heading=_("Dates"),
                    icon="date",
                ),
                "text",
                "result",
                "place",
                "documents",
                "actions",
                "link_url",
                "link_text",
                BlockGroup(
                    children=[
                        "image",
                        "media_url",
                        "caption",
                        "credit",
                        "quote",
                        "quote_author",
                        "position",
                    ],
                    heading=_("Picture, video, quote, point"),
                    icon="image",
                    classname="collapsed",
                    label_format="{caption} {media_url} {quote}",
                ),
            ],
            settings=[
                "kind",
                "group",
                "responsible",
                "moved_from",
                "moved_from_precision",
                "status",
                "reason",
            ],
        )


def _renewed(value: Any) -> Any:
    """Return a stored milestone as it is stored now: once it had one document at the most."""
    if not isinstance(value, Mapping) or "document" not in value:
        return value
    kept = {name: value[name] for name in value if name != "document"}
    if value["document"] and not kept.get("documents"):
        kept["documents"] = [value["document"]]
    return kept


def _contradictions(value: MilestoneValue) -> dict[str, ValidationError]:
    """Return what does not hold together in a milestone, by the child to be mended."""
    errors = _contradicting_dates(value)
    is_changed = value["status"] or value["moved_from"]
    needs_reason = value["status"] in {"postponed", "cancelled"} or value["moved_from"]
    if needs_reason and not value["reason"]:
        errors["reason"] = ValidationError(_("Tell citizens why."))
    if value["reason"] and not is_changed:
        errors["status"] = ValidationError(_("Choose the status this reason is for."))
    if value["link_text"] and not value["link_url"]:
        errors["link_url"] = ValidationError(_("Give the address this text leads to."))
    if value["quote_author"] and not value["quote"]:
        errors["quote"] = ValidationError(_("Write what this person said."))
    return errors


def _contradicting_dates(value: MilestoneValue) -> dict[str, ValidationError]:
    errors: dict[str, ValidationError] = {}
    start, end = value.partial_date("date"), value.partial_date("end_date")
    if start and end and start.is_before:
        errors["end_date"] = ValidationError(_("What happens “before” a date has no other end."))
    elif start and end and end.closes <= start.starts:
        errors["end_date"] = ValidationError(_("The end comes before the start."))
    for date, hour in (("date", "time"), ("end_date", "end_time")):
        if value[hour] and (not value[date] or value[f"{date}_precision"] != Precision.DAY):
            errors[hour] = ValidationError(_("An hour needs a date known to the day."))
    if value["moved_from"] and not value["date"]:
        errors["date"] = ValidationError(_("Give the new date, or set the status to postponed."))
    return errors
