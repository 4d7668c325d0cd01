"""Running text."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from civic_blocks.blocks.base import CivicStructBlock


PROSE = ["h2", "h3", "bold", "italic", "link", "document-link", "ol", "ul"]


class TextBlock(CivicStructBlock):
    """Text with headings, lists and links."""

    text = blocks.RichTextBlock(features=PROSE, label=_("Text"))

    class Meta:
        label = _("Text")
        description = _("Paragraphs, headings, lists and links.")
        icon = "pilcrow"
        template = "civic_blocks/blocks/text.html"
        label_format = "{text}"
        preview_value = {
            "text": "<h2>Pourquoi cette concertation ?</h2><p>La place sera refaite en 2027. "
            "Avant de dessiner, la ville vous écoute.</p>"
        }
