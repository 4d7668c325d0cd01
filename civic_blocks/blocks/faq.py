"""Questions and answers."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup

from civic_blocks.blocks.base import CivicStructBlock


class FaqItemBlock(blocks.StructBlock):
    """One question and its answer."""

    question = blocks.CharBlock(label=_("Question"), max_length=200)
    answer = blocks.RichTextBlock(
        label=_("Answer"), features=["bold", "italic", "link", "document-link", "ol", "ul"]
    )

    class Meta:
        label_format = "{question}"


class FaqBlock(CivicStructBlock):
    """Frequent questions, each opening on its answer."""

    title = blocks.CharBlock(label=_("Title"), max_length=120, default=_("Frequent questions"))
    items = blocks.ListBlock(FaqItemBlock(), label=_("Questions"), min_num=1)

    class Meta:
        label = _("Questions and answers")
        description = _("What people often ask; each question opens on its answer.")
        icon = "help"
        template = "civic_blocks/blocks/faq.html"
        label_format = "{title}"
        form_layout = BlockGroup(children=["title", "items"])
        preview_value = {
            "title": "Questions fréquentes",
            "items": [
                {
                    "question": "Faut-il habiter Nanterre pour participer ?",
                    "answer": "<p>Y habiter, y travailler ou y étudier suffit.</p>",
                },
                {
                    "question": "Que devient ma contribution ?",
                    "answer": "<p>Elle est lue, publiée, puis reprise dans la synthèse.</p>",
                },
            ],
        }
