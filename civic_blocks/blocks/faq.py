"""Questions that come back, and their answers."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from civic_blocks.api import faces, shapes
from civic_blocks.blocks.base import CivicStructBlock
from civic_blocks.blocks.text import SMALL_FEATURES


class FaqItemBlock(blocks.StructBlock):
    question = blocks.CharBlock(max_length=200, label=_("Question"))
    answer = blocks.RichTextBlock(features=SMALL_FEATURES, label=_("Answer"))

    class Meta:
        icon = "help"
        label = _("Question")
        label_format = "{question}"


def default_title() -> str:
    return gettext("Frequent questions")


def _preview() -> dict[str, Any]:
    pairs = [
        (
            gettext("Must one live in the city to take part?"),
            gettext("Living, working or studying there is enough, from the age of 11."),
        ),
        (
            gettext("What becomes of my contribution?"),
            gettext("It is read, published, and answered in the synthesis."),
        ),
    ]
    return {
        "title": default_title(),
        "items": [{"question": question, "answer": f"<p>{text}</p>"} for question, text in pairs],
    }


class FaqBlock(CivicStructBlock):
    """Questions that unfold. Template context: ``value``, ``id``."""

    title = blocks.CharBlock(max_length=120, default=default_title, label=_("Title"))
    items = blocks.ListBlock(FaqItemBlock(), min_num=1, label=_("Questions"))

    def api_extra(self, value: blocks.StructValue, context: dict[str, Any]) -> dict[str, Any]:
        return {
            "items": [
                {
                    "question": item["question"] or "",
                    "html": faces.html(item["answer"]),
                    "answer": faces.rich_text(item["answer"]),
                }
                for item in value["items"]
            ]
        }

    def api_extra_schema(self) -> dict[str, shapes.Schema]:
        answer = shapes.nullable(shapes.ref("RichText"))
        item = {"question": shapes.TEXT, "html": shapes.TEXT, "answer": answer}
        return {"items": shapes.array(shapes.obj(item))}

    class Meta:
        label = _("Frequent questions")
        description = _("What people often ask; each question opens on its answer.")
        icon = "help"
        template = "civic_blocks/blocks/faq.html"
        label_format = "{title}"
        preview_value = staticmethod(_preview)
