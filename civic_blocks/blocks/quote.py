"""What somebody said, and who."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from civic_blocks.blocks.base import CivicStructBlock


def _preview() -> dict[str, Any]:
    return {
        "text": gettext("What I expect is to be told what was kept, and why."),
        "author": gettext("Samira"),
        "role": gettext("resident of Chemin de l'Île"),
    }


class QuoteBlock(CivicStructBlock):
    """A quotation. Template context: ``value``."""

    text = blocks.TextBlock(
        max_length=600, rows=3, label=_("Quote"), help_text=_("Without quotation marks.")
    )
    author = blocks.CharBlock(required=False, max_length=120, label=_("Author"))
    role = blocks.CharBlock(
        required=False,
        max_length=160,
        label=_("Who this is"),
        help_text=_("“deputy mayor for mobility”, “resident of Chemin de l'Île”…"),
    )

    class Meta:
        label = _("Quote")
        description = _("Words of a citizen, an elected official or an expert.")
        icon = "openquote"
        template = "civic_blocks/blocks/quote.html"
        label_format = "{author}: {text}"
        preview_value = staticmethod(_preview)
        form_layout = BlockGroup(children=["text", "author"], settings=["role"])
