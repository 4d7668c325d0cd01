"""Running text."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from civic_blocks.api import faces, shapes
from civic_blocks.blocks.base import CivicStructBlock


SMALL_FEATURES = ["bold", "italic", "link", "document-link", "ul", "ol"]
FEATURES = ["h2", "h3", *SMALL_FEATURES]
FIRST_HEADING = re.compile(r"<h([1-6])[ >]")


def _preview() -> dict[str, Any]:
    return {
        "text": "<h2>{}</h2><p>{}</p><h3>{}</h3><ul><li>{}</li><li>{}</li></ul>".format(
            gettext("Why this consultation"),
            gettext("The square will be rebuilt. Before anything is drawn, the city listens."),
            gettext("What is at stake"),
            gettext("calmer streets around the schools;"),
            gettext("more trees and more shade."),
        ),
    }


class TextBlock(CivicStructBlock):
    """Rich text with its headings. Template context: ``value``."""

    text = blocks.RichTextBlock(features=FEATURES, label=_("Text"))

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        cleaned = super().clean(value)
        first = FIRST_HEADING.search(cleaned["text"].source)
        if first and first[1] != "2" and not self.is_deferred_validation:
            # People who read by headings would miss a level between the page's title and this one.
            message = _("The first heading of a text is of the second level (H2).")
            raise StructBlockValidationError({"text": ValidationError(message)})
        return cleaned

    def api_extra(self, value: blocks.StructValue, context: dict[str, Any]) -> dict[str, Any]:
        return {"html": faces.html(value["text"])}

    def api_extra_schema(self) -> dict[str, shapes.Schema]:
        return {"html": shapes.TEXT}

    class Meta:
        label = _("Text")
        description = _("Paragraphs, headings, lists and links.")
        icon = "pilcrow"
        template = "civic_blocks/blocks/text.html"
        label_format = "{text}"
        preview_value = staticmethod(_preview)
