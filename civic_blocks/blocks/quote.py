"""Somebody's words."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from civic_blocks.blocks.base import CivicStructBlock


class QuoteBlock(CivicStructBlock):
    """A quotation and who said it."""

    text = blocks.TextBlock(label=_("Words"), max_length=600)
    author = blocks.CharBlock(label=_("Who said it"), max_length=120, required=False)
    role = blocks.CharBlock(label=_("Role"), max_length=160, required=False)

    class Meta:
        label = _("Quote")
        description = _("Words of a citizen, an elected official or an expert.")
        icon = "openquote"
        template = "civic_blocks/blocks/quote.html"
        label_format = "{author}: {text}"
        form_layout = BlockGroup(children=["text", "author"], settings=["role"])
        preview_value = {
            "text": "Ce que j'attends, c'est qu'on nous dise ce qui a été retenu, et pourquoi.",
            "author": "Samira, habitante du Chemin de l'Île",
            "role": "",
        }
