"""Files to download."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup
from wagtail.documents.blocks import DocumentChooserBlock

from civic_blocks.blocks.base import CivicStructBlock


class DocumentItemBlock(blocks.StructBlock):
    """One file; its own title is shown where none is given."""

    document = DocumentChooserBlock(label=_("Document"))
    title = blocks.CharBlock(label=_("Title"), max_length=160, required=False)

    class Meta:
        label_format = "{title} {document}"


class DocumentsBlock(CivicStructBlock):
    """A list of documents; each link says its format and size (RGAA 13.3)."""

    title = blocks.CharBlock(label=_("Title"), max_length=120, default=_("Documents"))
    items = blocks.ListBlock(DocumentItemBlock(), label=_("Documents"), min_num=1)

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any] | None:
        if value is None:
            return None
        found = [item for item in value["items"] if item["document"]]
        return {
            "title": value["title"],
            "items": [
                {
                    "title": item["title"] or item["document"].title,
                    "url": item["document"].full_url,
                    "format": item["document"].file_extension,
                    "size": item["document"].get_file_size(),
                }
                for item in found
            ],
        }

    class Meta:
        label = _("Documents")
        description = _("Files to download: reports, plans, minutes.")
        icon = "doc-full"
        template = "civic_blocks/blocks/documents.html"
        label_format = "{title}"
        form_layout = BlockGroup(children=["title", "items"])
        preview_value = {"title": "Documents", "items": []}
