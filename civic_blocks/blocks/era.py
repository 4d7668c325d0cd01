"""An era: a stretch of time with a name, behind the steps of a timeline."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from civic_blocks.partial_dates import PRECISION_CHOICES, PartialDate, Precision
from civic_blocks.schedule import Era


class EraValue(blocks.StructValue):
    def partial_date(self, name: str) -> PartialDate | None:
        """Return "start" or "end" as precisely as it is known."""
        value = self.get(name)
        precision = Precision(self.get(f"{name}_precision") or Precision.YEAR)
        return PartialDate(value, precision) if value else None

    def as_era(self) -> Era | None:
        """Return the era; ``None`` for a draft that has no start yet."""
        start = self.partial_date("start")
        return Era(self.get("title") or "", start, self.partial_date("end")) if start else None


class EraBlock(blocks.StructBlock):
    """A term of office, the works, the school year…"""

    title = blocks.CharBlock(max_length=120, label=_("Title"))
    start = blocks.DateBlock(label=_("Start"))
    start_precision = blocks.ChoiceBlock(
        choices=PRECISION_CHOICES, default="year", label=_("Start known to the")
    )
    end = blocks.DateBlock(
        required=False, label=_("End"), help_text=_("Empty: it goes on until further notice.")
    )
    end_precision = blocks.ChoiceBlock(
        choices=PRECISION_CHOICES, default="year", label=_("End known to the")
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        start, end = cleaned.partial_date("start"), cleaned.partial_date("end")
        if start and end and end.ends <= start.starts:
            error = ValidationError(_("The end comes before the start."))
            raise StructBlockValidationError(block_errors={"end": error})
        return cleaned

    class Meta:
        value_class = EraValue
        icon = "calendar"
        label = _("Era")
        label_format = "{title}"
