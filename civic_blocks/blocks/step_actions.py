"""What one can do in a step: a link, from when to when it is of use."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from civic_blocks.schedule import StepAction


def _aware(value: datetime | None) -> datetime | None:
    """Return a stored moment with its time zone: JSON written by hand may lack it."""
    if value is not None and timezone.is_naive(value):
        return timezone.make_aware(value, timezone.get_default_timezone())
    return value


class StepActionValue(blocks.StructValue):
    def as_action(self) -> StepAction:
        return StepAction(
            label=self.get("label") or "",
            url=self.get("url") or "",
            opens_at=_aware(self.get("opens_at")),
            closes_at=_aware(self.get("closes_at")),
        )


class StepActionBlock(blocks.StructBlock):
    """Register for a meeting, read a document, answer a survey elsewhere…"""

    label = blocks.CharBlock(
        max_length=120, label=_("Name of the action"), help_text=_("“Register for the walk”…")
    )
    url = blocks.URLBlock(max_length=500, label=_("Address"))
    opens_at = blocks.DateTimeBlock(required=False, label=_("Possible from"))
    closes_at = blocks.DateTimeBlock(required=False, label=_("Possible until"))

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        opens, closes = cleaned["opens_at"], cleaned["closes_at"]
        if opens and closes and closes <= opens:
            error = ValidationError(_("The end comes before the start."))
            raise StructBlockValidationError(block_errors={"closes_at": error})
        return cleaned

    class Meta:
        value_class = StepActionValue
        icon = "link"
        label = _("Possible action")
        label_format = "{label}"
